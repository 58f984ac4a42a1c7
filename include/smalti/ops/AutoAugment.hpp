// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/auto_augment.hpp>
#include <smalti/core/op.hpp>

namespace smalti {

/// Applies one of 25 learned pairs of operations, each operation with a probability of its own.
struct AutoAugment {
  AutoAugmentPolicy policy = AutoAugmentPolicy::imagenet;
  Interpolation interpolation = Interpolation::nearest;
  Fill fill{0};

  static constexpr auto describe() {
    // an operation that measures, or one with a threshold, may follow one that fused mode does not round
    return about("Apply a drawn pair of operations of a learned list, on geometry, colour or tone", "torchvision; Cubuk et al., 2018", Traits{.exact_bound = 255},
        field<&AutoAugment::policy>{.doc = "data set that the list was learned on"},
        field<&AutoAugment::interpolation>{.doc = "nearest, bilinear or bicubic"},
        field<&AutoAugment::fill>{.doc = "what shows where there is no source", .unit = "input units", .min = -32768, .max = 65535});
  }
  constexpr const char* refuse() const {
    return warp_conflict(interpolation);
  }

  static constexpr PolicyStrength strength{};
  /// Slots: 1 which pair; of its operation s: 2 + 2 s whether, 3 + 2 s its sign.
  PolicySteps draw(const Draws& d, const Frame& in) const {
    PolicySteps steps;
    u32 slot = 2;
    for (const auto& [op, p, bin] : sub_policies(policy)[static_cast<std::size_t>(d.between(1, 0, 24))]) {
      if (d.bernoulli(slot, p)) steps.push_back(strength.step(op, bin, 10, d.bernoulli(slot + 1, 0.5), in.extent));
      slot += 2;
    }
    return steps;
  }
};

}  // namespace smalti
