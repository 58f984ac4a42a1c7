// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/window_rows.hpp>
#include <smalti/pixel/sharpen.hpp>

#include <algorithm>
#include <span>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// Blends a surface with its smoothed copy; the outermost pixels stay as they are.
class Sharpener {
 public:
  void start(Sharpening how, const Pass& pass, std::span<const float>) {
    how_ = how;
    rows_.start(1, Border::edge, pass.extent, pass.channels);
  }
  template <class Surface>
  void read(Surface& surface, const Pass& pass, int y, const Row& row) {
    const auto [h, w] = pass.extent;
    if (y == 0 || y == h - 1 || w <= 2) return surface.read(y, row, pass.range);
    fetch_planes(rows_, surface, pass, y);
    for (int c = 0; c < row.channels; ++c) {
      const float *above = rows_.row(0, c), *here = rows_.row(1, c), *below = rows_.row(2, c);
      float* __restrict to = row.plane[static_cast<std::size_t>(c)];
      if (pass.whole) blend<true>(above, here, below, w, pass.range, to);
      else blend<false>(above, here, below, w, pass.range, to);
      if (pass.whole && pass.exact)
        for (int x = 0; x < w; ++x) to[x] = std::floor(to[x]);
    }
  }

 private:
  template <bool whole>
  void blend(const float* above, const float* here, const float* below, int n, ValueRange range,
             float* __restrict to) const {
    const float share = 1 - how_.factor;
    to[0] = here[0], to[n - 1] = here[n - 1];
    for (int x = 1; x < n - 1; ++x) {
      const float smooth = smoothed(above + x, here + x, below + x);
      to[x] = clamp(std::fma(share, (whole ? round_even(smooth) : smooth) - here[x], here[x]), range.lo, range.max);
    }
  }

  Sharpening how_;
  WindowRows<float> rows_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
