// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/job.hpp>
#include <smalti/pixel/rounding.hpp>
#include <smalti/pixel/warp.hpp>

#include <cstring>

namespace smalti::cuda {

namespace detail {

/// The resized index behind an output that shows the canvas.
SMALTI_HD inline int resized_index(const JobAxis& a, int j) {
  const int r = a.axis.out(j);
  return a.border == Border::constant ? r : border_index(r, a.axis.keep_begin, a.axis.keep_end, a.border);
}
/// The canvas sample that a nearest filter takes.
SMALTI_HD inline int picked(const Axis& axis, Interpolation filter, int r) {
  if (!axis.resizes()) return r;
  const std::int64_t n = axis.n_in, m = axis.n_resized;
  const bool legacy = filter == Interpolation::nearest_legacy;
  if (axis.b0 == 0 && axis.b1 == static_cast<float>(axis.n_in)) return static_cast<int>(legacy ? r * n / m : (2 * std::int64_t{r} + 1) * n / (2 * m));
  const int at = static_cast<int>(std::floor(std::fma(legacy ? r : r + 0.5, axis.scale(), static_cast<double>(axis.b0))));
  return at < 0 ? 0 : at < axis.n_in ? at : axis.n_in - 1;
}

}  // namespace detail

/// The canvas samples that an output is made of, and how.
struct AxisTaps {
  int first = 0, count = 0;         ///< count 0: none, the fill shows
  float share = 0;                  ///< blend: from the first to the second
  const void* weights = nullptr;    ///< filter, kernel

  SMALTI_HD std::int32_t fixed(int k) const { return static_cast<const std::int32_t*>(weights)[k]; }
  SMALTI_HD float real(int k) const { return static_cast<const float*>(weights)[k]; }
};

SMALTI_HD inline AxisTaps taps_of(const JobAxis& a, int j) {
  if (!a.shows(j)) return {};
  if (a.work == JobAxis::Work::filter) {
    const Taps taps = a.taps[j - a.begin];
    return {taps.first, taps.count, 0, a.weights + static_cast<std::ptrdiff_t>(j - a.begin) * a.stride};
  }
  if (a.work == JobAxis::Work::kernel) return {j - a.kernel_size / 2, a.kernel_size, 0, a.kernel};
  const int r = detail::resized_index(a, j);
  if (a.work == JobAxis::Work::pick) return {detail::picked(a.axis, a.interpolation, r), 1, 0, nullptr};
  const float at = std::fma(static_cast<float>(r) + 0.5f, static_cast<float>(a.axis.scale()), a.axis.b0 - 0.5f), u = at < 0 ? 0.0f : at;
  const int whole = static_cast<int>(u), first = whole < a.axis.n_in ? whole : a.axis.n_in - 1;
  return {first, first + 1 < a.axis.n_in ? 2 : 1, u - static_cast<float>(first), nullptr};
}

/// Fills the tables of `axis_threads` outputs of a filter, from number `block.size * tile` on: weights in Pillow's doubles,
/// then packed at the front of their room as the numbers that sums take.
template <class Block>
SMALTI_HD void weigh_axis(Block block, const JobAxis& a, int tile) {
  block.threads([&](int t) {
    const int i = Block::size * tile + t;
    if (i >= a.end - a.begin) return;
    double* const w = a.weights + static_cast<std::ptrdiff_t>(i) * a.stride;
    const int r = detail::resized_index(a, a.begin + i);
    AxisFilter(a.axis, a.interpolation).visit([&](auto weigh) { a.taps[i] = weigh(r, a.stride, w); });
    std::byte* const packed = reinterpret_cast<std::byte*>(w);
    for (int k = 0; k < a.stride; ++k) {
      const double weight = w[k];
      const std::int32_t whole = fixed_weight(weight);
      const float real = static_cast<float>(weight);
      if (a.fixed) memcpy(packed + 4 * k, &whole, 4);
      else memcpy(packed + 4 * k, &real, 4);
    }
  });
}

}  // namespace smalti::cuda
