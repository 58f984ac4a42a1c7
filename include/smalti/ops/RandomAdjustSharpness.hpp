// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// Blends the picture with a smoothed copy of itself, or away from it.
struct RandomAdjustSharpness {
  Required<float> sharpness_factor;
  Probability p{0.5f};

  static constexpr auto describe() {
    return about("Smooth the picture, or sharpen it by the difference from its smoothed copy", "torchvision",
        field<&RandomAdjustSharpness::sharpness_factor>{.doc = "0 smooths, 1 changes nothing, above 1 sharpens", .min = 0, .max = 1e4, .example = 2},
        field<&RandomAdjustSharpness::p>{.doc = "probability of being applied", .unit = "fraction", .min = 0, .max = 1});
  }

  struct State {
    float factor;
  };
  State draw(const Draws&, const Frame&) const { return {sharpness_factor}; }

  static WindowFunction window(State s, std::vector<float>&) { return Sharpening{s.factor}; }
};

}  // namespace smalti
