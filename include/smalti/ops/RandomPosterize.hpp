// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/pixel/rounding.hpp>

#include <cmath>

namespace smalti {

/// Keeps the upper bits of every value.
struct RandomPosterize {
  Required<int> bits;
  Probability p{0.5f};

  static constexpr auto describe() {
    return about("Keep the upper bits of every value; of floats 2^bits levels", "torchvision; Cubuk et al., AutoAugment, CVPR 2019",
        field<&RandomPosterize::bits>{.doc = "bits that are kept, of the 8 or 16 of the format", .unit = "bit", .min = 0, .max = 8, .example = 4},
        field<&RandomPosterize::p>{.doc = "probability of being applied", .unit = "fraction", .min = 0, .max = 1});
  }

  struct State {
    float lo, scale, width, last;  ///< levels are lo + width k, k = 0..last; scale = 1 / width
    bool whole;                    ///< values are rounded first
  };
  State draw(const Draws&, const Frame& in) const {
    const float levels = static_cast<float>(1 << bits), span = in.max - in.lo + (in.whole() ? 1.0f : 0.0f);
    return {in.lo, levels / span, span / levels, levels - 1, in.whole()};
  }

  SMALTI_HD static float apply(float v, State s) {
    const float value = select(s.whole, round_even(v), v);
    return std::fma(clamp(whole_below((value - s.lo) * s.scale), 0, s.last), s.width, s.lo);
  }
};

}  // namespace smalti
