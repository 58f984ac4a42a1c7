// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// Applies one operation drawn from fourteen, of any strength.
struct TrivialAugmentWide {
  int num_magnitude_bins = 31;
  Interpolation interpolation = Interpolation::nearest;
  Fill fill{0};

  static constexpr auto describe() {
    return about("Apply one drawn operation of drawn strength, on geometry, colour or tone", "torchvision; Mueller and Hutter, 2021", Traits{.exact_bound = 2},
        field<&TrivialAugmentWide::num_magnitude_bins>{.doc = "bins from no effect to the strongest, one of which is drawn", .min = 2, .max = 1000},
        field<&TrivialAugmentWide::interpolation>{.doc = "nearest, bilinear or bicubic"},
        field<&TrivialAugmentWide::fill>{.doc = "what shows where there is no source", .unit = "input units", .min = -32768, .max = 65535});
  }
  constexpr const char* refuse() const {
    return warp_conflict(interpolation);
  }

  static constexpr PolicyStrength strength{.shear = 0.99, .shift_of_side = 0, .shift = 32, .degrees = 135, .factor = 0.99, .fewest_bits = 2};
  /// Slots: 1 which, 2 the bin, 3 its sign.
  PolicySteps draw(const Draws& d, const Frame& in) const {
    const auto op = static_cast<PolicyOp>(d.between(1, 0, 13));
    const int bin = static_cast<int>(d.between(2, 0, num_magnitude_bins - 1));
    return {strength.step(op, bin, num_magnitude_bins, d.bernoulli(3, 0.5), in.extent)};
  }
};

}  // namespace smalti
