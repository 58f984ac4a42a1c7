// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fp.hpp>
#include <smalti/core/op.hpp>
#include <smalti/pixel/rounding.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace smalti {

/// Stretches each channel to the whole range.
struct RandomAutocontrast {
  Probability p{0.5f};

  static constexpr auto describe() {
    return about("Stretch each channel so that its darkest value becomes lo and its brightest max", "torchvision",
        field<&RandomAutocontrast::p>{.doc = "probability of being applied", .unit = "fraction", .min = 0, .max = 1});
  }

  struct State {
    std::array<float, 4> darkest, scale;  ///< a channel; scale 1 and darkest lo leave it alone
    std::array<float, 4> level;           ///< what exact mode divides by: the input's share of one level of the output
    float lo, max;
  };
  State draw(const Draws&, const Frame& in) const {
    return {{in.lo, in.lo, in.lo, in.lo}, {1, 1, 1, 1}, {1, 1, 1, 1}, in.lo, in.max};
  }

  static constexpr Reduction reduction = Reduction::min_max;
  SMALTI_HD static State measured(State s, const Measured& m) {
    for (std::size_t c = 0; c < 4; ++c) {
      if (m.lowest[c] == m.highest[c]) continue;
      const double span = static_cast<double>(m.highest[c] - m.lowest[c]) / m.unit;
      s.darkest[c] = static_cast<float>(static_cast<double>(m.lowest[c]) / m.unit);
      s.scale[c] = static_cast<float>((double{s.max} - s.lo) / span);
      s.level[c] = static_cast<float>(span) * (1.0f / 255);
    }
    return s;
  }

  SMALTI_HD static float apply(float v, const State& s, int channel) {
    const auto c = static_cast<std::size_t>(channel & 3);
    return std::fma(v - s.darkest[c], s.scale[c], s.lo);
  }
  SMALTI_HD static float exact(float v, const State& s, int channel) {
    const auto c = static_cast<std::size_t>(channel & 3);
    return level_below((v - s.darkest[c]) / s.level[c]);
  }
};

}  // namespace smalti
