// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/hd.hpp>

#include <cmath>

namespace smalti {

/// A rotated lattice of squares, one a cell of side `period` px: the hole pattern of GridMask, without a canvas.
/// (u, v) = (offset + rotation (x, y)) / period at pixel centres; a pixel is covered where both fractions reach `ratio`.
struct Lattice {
  float ca = 1, sa = 0;    ///< rotation over the period, 1 / px
  float ou = 0, ov = 0;    ///< offsets in cells, centre of the picture included
  float ratio = 0.5f;      ///< bar width / period
  bool invert = false;     ///< covers the bars instead

  /// Whether the pixel with centre (x, y) px is erased.
  SMALTI_HD bool covers(float x, float y) const {
    const float u = std::fma(ca, x, std::fma(sa, y, ou)), v = std::fma(-sa, x, std::fma(ca, y, ov));
    const bool square = (u - std::floor(u) >= ratio) & (v - std::floor(v) >= ratio);
    return square != invert;
  }
};

}  // namespace smalti
