// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/extent.hpp>
#include <smalti/core/hd.hpp>
#include <smalti/core/interpolation.hpp>

#include <array>
#include <cmath>

namespace smalti {

/// Index inside [lo, hi) that a border rule shows for index i; -1 for the fill.
SMALTI_HD constexpr int border_index(int i, int lo, int hi, Border border) {
  if (i >= lo && i < hi) return i;
  const int n = hi - lo;
  switch (border) {
    case Border::constant: return -1;
    case Border::edge: return i < lo ? lo : hi - 1;
    case Border::reflect: {
      if (n == 1) return lo;
      const int period = 2 * (n - 1);
      int k = (i - lo) % period;
      k = k < 0 ? k + period : k;
      return lo + (k < n ? k : period - k);
    }
    case Border::symmetric: {
      const int period = 2 * n;
      int k = (i - lo) % period;
      k = k < 0 ? k + period : k;
      return lo + (k < n ? k : period - 1 - k);
    }
  }
  return -1;
}

/// Where an output pixel reads: source coordinates, or nothing (`inside` false).
struct WarpPoint {
  float u, v;
  bool inside;
};

/// Output index (x, y) to the source through the 3x3 float32 matrix of 2.3.
SMALTI_HD inline WarpPoint warp_point(const std::array<float, 9>& n, bool projective, float x, float y) {
  float u = std::fma(n[0], x, std::fma(n[1], y, n[2])), v = std::fma(n[3], x, std::fma(n[4], y, n[5]));
  if (!projective) return {u, v, true};
  const float w = std::fma(n[6], x, std::fma(n[7], y, n[8]));
  if (!(w > 1e-6f)) return {0, 0, false};
  const float r = 1.0f / w;
  u = u * r, v = v * r;
  return {u, v, true};
}

/// Cubic weights for the fraction t, A = -.75, as torch and OpenCV have them.
SMALTI_HD inline std::array<float, 4> cubic_weights(float t) {
  constexpr float A = -0.75f;
  const auto near = [](float x) { return std::fma(std::fma(A + 2, x, -(A + 3)) * x, x, 1.0f); };
  const auto far = [](float x) { return std::fma(std::fma(std::fma(A, x, -5 * A), x, 8 * A), x, -4 * A); };
  return {far(t + 1), near(t), near(1 - t), far(2 - t)};
}

/// Between four values: fx to the right, fy downwards.
SMALTI_HD inline float bilinear(float fx, float fy, float p00, float p01, float p10, float p11) {
  const float upper = std::fma(fx, p01 - p00, p00), lower = std::fma(fx, p11 - p10, p10);
  return std::fma(fy, lower - upper, upper);
}

/// One value of a warped picture. `tap(x, y)` gives the source value at an index inside the support, `fill` is what shows
/// outside of it.
template <class Tap>
SMALTI_HD inline float warp_value(WarpPoint p, Interpolation filter, Rect support, Border border, float fill, Tap tap) {
  const auto at = [&](int x, int y) {
    const int sx = border_index(x, support.left, support.right, border);
    const int sy = border_index(y, support.top, support.bottom, border);
    return sx < 0 || sy < 0 ? fill : tap(sx, sy);
  };
  const float left = static_cast<float>(support.left), top = static_cast<float>(support.top);
  const float right = static_cast<float>(support.right), bottom = static_cast<float>(support.bottom);
  if (filter <= Interpolation::nearest_legacy) {
    const bool hit = p.inside && (border != Border::constant || (p.u >= left && p.v >= top && p.u < right && p.v < bottom));
    if (!hit) return fill;
    return at(static_cast<int>(std::floor(p.u)), static_cast<int>(std::floor(p.v)));
  }
  const float reach = filter == Interpolation::bicubic ? 2.0f : 1.0f;
  const bool near = p.inside && p.u > left - reach && p.v > top - reach && p.u < right - 1 + reach && p.v < bottom - 1 + reach;
  if (!near && (border == Border::constant || !p.inside || !(std::fabs(p.u) < 1e9f && std::fabs(p.v) < 1e9f))) return fill;
  const float fu = std::floor(p.u), fv = std::floor(p.v), fx = p.u - fu, fy = p.v - fv;
  const int x0 = static_cast<int>(fu), y0 = static_cast<int>(fv);
  if (filter == Interpolation::bicubic) {
    const std::array<float, 4> wx = cubic_weights(fx), wy = cubic_weights(fy);
    float value = 0;
    for (int k = 0; k < 4; ++k) {
      float row = 0;
      for (int j = 0; j < 4; ++j) row = std::fma(wx[static_cast<unsigned>(j)], at(x0 + j - 1, y0 + k - 1), row);
      value = std::fma(wy[static_cast<unsigned>(k)], row, value);
    }
    return value;
  }
  return bilinear(fx, fy, at(x0, y0), at(x0 + 1, y0), at(x0, y0 + 1), at(x0 + 1, y0 + 1));
}

}  // namespace smalti
