// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/pixel/rounding.hpp>

namespace smalti {

/// Inverts every value at or above a threshold.
struct RandomSolarize {
  Required<float> threshold;
  Probability p{0.5f};

  static constexpr auto describe() {
    return about("Replace every value v >= threshold by lo + max - v", "torchvision; Cubuk et al., AutoAugment, CVPR 2019",
        field<&RandomSolarize::threshold>{.doc = "values from here on are inverted", .unit = "input units", .min = -32768, .max = 65535, .example = 128},
        field<&RandomSolarize::p>{.doc = "probability of being applied", .unit = "fraction", .min = 0, .max = 1});
  }

  struct State {
    float threshold, mirror;  ///< mirror = lo + max of the declared range
  };
  constexpr State draw(const Draws&, const Frame& in) const { return {threshold, in.lo + in.max}; }

  SMALTI_HD static float apply(float value, State s) { return select(value >= s.threshold, s.mirror - value, value); }
};

}  // namespace smalti
