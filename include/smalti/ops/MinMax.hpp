// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/pixel/rescale.hpp>

#include <algorithm>
#include <limits>

namespace smalti {

/// Maps the darkest value of the picture to 0 and the brightest to 1.
struct MinMax {
  bool per_channel = false;
  float eps = 0;

  static constexpr auto describe() {
    return about("Map the darkest value to 0 and the brightest to 1: (x - min) / (max - min + eps); a constant picture becomes 0", "Albumentations",
        field<&MinMax::per_channel>{.doc = "look at each channel alone"},
        field<&MinMax::eps>{.doc = "added to the divisor", .unit = "input units", .min = 0, .max = 1e9});
  }

  static constexpr bool clamps_itself = true;
  struct State {
    bool per_channel;
    float eps;
  };
  State draw(const Draws&, const Frame&) const { return {per_channel, eps}; }

  static constexpr Reduction reduction = Reduction::min_max;
  static constexpr int table_size = 2;  ///< the darkest value, and what differences are divided by
  SMALTI_HD static State measured(State s, const Measured& m, float* table) {
    const auto [all_lo, all_hi] = std::pair{*std::min_element(m.least, m.least + m.channels), *std::max_element(m.most, m.most + m.channels)};
    for (int c = 0; c < m.channels; ++c, table += table_size) {
      const float lo = s.per_channel ? m.least[c] : all_lo, hi = s.per_channel ? m.most[c] : all_hi;
      table[0] = lo;
      table[1] = lo < hi ? static_cast<float>(double{hi} - lo + s.eps) : std::numeric_limits<float>::infinity();
    }
    return s;
  }
  static ValueRange range(const State&) { return {0, 1}; }
  SMALTI_HD static float apply(float v, State, Place at) { return clamp((v - at.table[0]) / at.table[1], 0, 1); }
};

}  // namespace smalti
