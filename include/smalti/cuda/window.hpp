// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/points.hpp>
#include <smalti/pixel/sharpen.hpp>

#include <bit>
#include <type_traits>

namespace smalti::cuda {

namespace detail {

/// A number as an unsigned one of the same order.
template <class T>
SMALTI_HD u32 order_of(T v) {
  if constexpr (std::is_same_v<T, float>) {
    const u32 bits = std::bit_cast<u32>(v);
    return bits >> 31 ? ~bits : bits | 0x80000000u;
  } else {
    return static_cast<u32>(v - std::numeric_limits<T>::min());
  }
}
/// The number of that place in the order.
template <class T>
SMALTI_HD float from_order(u32 place) {
  if constexpr (std::is_same_v<T, float>) return std::bit_cast<float>(place >> 31 ? place & 0x7FFFFFFFu : ~place);
  else return static_cast<float>(static_cast<int>(place) + std::numeric_limits<T>::min());
}

/// The median of the numbers value(i, j) of a square: found bit by bit, so that neither side nor format matters.
template <class T, class Value>
SMALTI_HD float median(int side, Value value) {
  const int middle = side * side / 2;
  u32 place = 0;
  for (u32 bit = u32{1} << (8 * sizeof(T) - 1); bit > 0; bit >>= 1) {
    int below = 0;  // numbers that come before place + bit
    for (int i = 0; i < side; ++i)
      for (int j = 0; j < side; ++j) below += order_of<T>(value(i, j)) < (place | bit) ? 1 : 0;
    if (below <= middle) place |= bit;
  }
  return from_order<T>(place);
}

/// Values brought into the range of a pass, and rounded where its surface holds whole numbers.
SMALTI_HD inline float settle(const Pass& pass, float v) {
  const float inside = clamp(v, pass.range.lo, pass.range.max);
  return pass.whole ? round_even(inside) : inside;
}

/// A value of a surface through the window of its pass.
template <class T>
SMALTI_HD float read_window(const Pass& pass, const JobLayer& l, int first, int x, int y, int c) {
  const Canvas<T> canvas{l, first};
  const JobWindow& w = l.around;
  const auto at = [&](int i, int j) { return canvas.value(canvas.column(x + j), canvas.row(y + i), c); };
  const auto real = [&](int i, int j) { return static_cast<float>(at(i, j)); };
  const int reach = w.side / 2;
  if (w.kind == JobWindow::Kind::median) return median<T>(w.side, [&](int i, int j) { return at(i - reach, j - reach); });
  if (w.kind == JobWindow::Kind::square) {
    float sum = 0;
    bool begun = false;
    for (int k = 0; k < w.side * w.side; ++k) {
      const float weight = w.weights[k];
      if (weight == 0) continue;
      const float v = real(k / w.side - reach, k % w.side - reach);
      sum = begun ? std::fma(weight, v, sum) : weight * v;
      begun = true;
    }
    return settle(pass, sum);
  }
  const auto [h, wide] = pass.extent;
  const float here = real(0, 0);
  if (y == 0 || y == h - 1 || x == 0 || x == wide - 1) return here;
  const float above[] = {real(-1, -1), real(-1, 0), real(-1, 1)}, beside[] = {real(0, -1), here, real(0, 1)}, below[] = {real(1, -1), real(1, 0), real(1, 1)};
  const float smooth = smoothed(above + 1, beside + 1, below + 1);
  const float v = clamp(std::fma(1 - w.factor, (pass.whole ? round_even(smooth) : smooth) - here, here), pass.range.lo, pass.range.max);
  return pass.whole && pass.exact ? std::floor(v) : v;
}

}  // namespace detail

/// Reads a quad of a surface through the window of its pass.
template <int C>
SMALTI_HD void read_window(const Pass& pass, const JobLayer& l, int first, Quad<C>& q) {
  detail::with_format(l.view.dtype, [&](auto zero) {
    each_pixel(q, [&](Pixel<C>& p) {
      for (int c = 0; c < C; ++c)
        if (c < p.channels && l.shown.contains(p.x, p.y)) p.v[c] = detail::read_window<decltype(zero)>(pass, l, first, p.x, p.y, c);
    });
  });
}

}  // namespace smalti::cuda
