// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/pixel/luma.hpp>

namespace smalti {

/// Gives every channel the luma.
struct RandomGrayscale {
  Probability p{0.1f};

  static constexpr auto describe() {
    return about("Turn grey, keeping the number of channels", "torchvision",
        field<&RandomGrayscale::p>{.doc = "probability of being applied", .unit = "fraction", .min = 0, .max = 1});
  }

  struct State {};
  State draw(const Draws&, const Frame&) const { return {}; }

  SMALTI_HD static Rgb apply(Rgb v, State) {
    const float y = luma(v);
    return {y, y, y};
  }
  SMALTI_HD static Rgb exact(Rgb v, State) {
    const float y = luma_exact(v);
    return {y, y, y};
  }
};

}  // namespace smalti
