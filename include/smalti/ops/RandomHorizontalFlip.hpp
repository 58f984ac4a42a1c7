// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// Mirrors the picture left to right.
struct RandomHorizontalFlip {
  Probability p{0.5f};

  static constexpr auto describe() {
    return about("Mirror left to right", "torchvision",
        field<&RandomHorizontalFlip::p>{.doc = "probability of being applied", .unit = "fraction", .min = 0, .max = 1});
  }

  Map draw(const Draws&, const Frame& in) const { return Map::flip_x(in.extent); }
};

}  // namespace smalti
