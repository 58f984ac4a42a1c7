// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

inline constexpr Bounded<float, 16> imagenet_mean{0.485f, 0.456f, 0.406f};
inline constexpr Bounded<float, 16> imagenet_std{0.229f, 0.224f, 0.225f};

/// Subtracts a mean and divides by a standard deviation, channel by channel, as the numbers leave. Integer pictures count
/// as 0..1 of their range.
struct Normalize {
  Required<Bounded<float, 16>> mean;
  Required<Bounded<float, 16>> std;
  bool inplace = false;

  static constexpr bool delivers = true;
  static constexpr auto describe() {
    return about("Subtract the mean and divide by the standard deviation", "torchvision",
        field<&Normalize::mean>{.doc = "a channel, or one for all", .unit = "0..1 of the range", .min = -1000, .max = 1000, .example = 0.5},
        field<&Normalize::std>{.doc = "a channel, or one for all", .unit = "0..1 of the range", .min = 1e-9, .max = 1000, .example = 0.5},
        field<&Normalize::inplace>{.doc = "accepted and ignored"});
  }
  constexpr const char* refuse() const {
    if (mean->empty() || std->empty()) return "mean and std must not be empty";
    return mean->size() == std->size() || mean->size() == 1 || std->size() == 1 ? nullptr : "mean and std must have as many entries";
  }
};

}  // namespace smalti
