// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// Applies operations drawn from fourteen, all of one strength.
struct RandAugment {
  int num_ops = 2;
  int magnitude = 9;
  int num_magnitude_bins = 31;
  Interpolation interpolation = Interpolation::nearest;
  Fill fill{0};

  static constexpr auto describe() {
    // an operation that measures, or one with a threshold, may follow one that fused mode does not round
    return about("Apply a number of drawn operations of one strength, on geometry, colour or tone", "torchvision; Cubuk et al., 2019", Traits{.exact_bound = 255},
        field<&RandAugment::num_ops>{.doc = "operations, one after the other", .min = 0, .max = 16},
        field<&RandAugment::magnitude>{.doc = "strength of all of them: a bin, below num_magnitude_bins", .min = 0, .max = 999},
        field<&RandAugment::num_magnitude_bins>{.doc = "bins from no effect to the strongest", .min = 2, .max = 1000},
        field<&RandAugment::interpolation>{.doc = "nearest, bilinear or bicubic"},
        field<&RandAugment::fill>{.doc = "what shows where there is no source", .unit = "input units", .min = -32768, .max = 65535});
  }
  constexpr const char* refuse() const {
    if (const char* rule = warp_conflict(interpolation)) return rule;
    return magnitude < num_magnitude_bins ? nullptr : "magnitude must be below num_magnitude_bins";
  }

  static constexpr PolicyStrength strength{};
  /// Slots of operation s: 1 + 2 s which, 2 + 2 s its sign.
  PolicySteps draw(const Draws& d, const Frame& in) const {
    PolicySteps steps;
    for (u32 s = 0; s < static_cast<u32>(num_ops); ++s) {
      const auto op = static_cast<PolicyOp>(d.between(1 + 2 * s, 0, 13));
      steps.push_back(strength.step(op, magnitude, num_magnitude_bins, d.bernoulli(2 + 2 * s, 0.5), in.extent));
    }
    return steps;
  }
};

}  // namespace smalti
