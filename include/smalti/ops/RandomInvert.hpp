// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// The negative.
struct RandomInvert {
  Probability p{0.5f};

  static constexpr auto describe() {
    return about("Replace every value v by lo + max - v", "torchvision",
        field<&RandomInvert::p>{.doc = "probability of being applied", .unit = "fraction", .min = 0, .max = 1});
  }

  struct State {
    float mirror;  ///< lo + max of the declared range
  };
  constexpr State draw(const Draws&, const Frame& in) const { return {in.lo + in.max}; }

  SMALTI_HD static constexpr float apply(float v, State s) { return s.mirror - v; }
};

}  // namespace smalti
