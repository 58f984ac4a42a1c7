// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/bounded.hpp>
#include <smalti/core/extent.hpp>
#include <smalti/core/params.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace smalti {

/// The operations of automatic policies; RandAugment and TrivialAugmentWide choose from all but the last.
enum class PolicyOp : std::uint8_t {
  identity, shear_x, shear_y, translate_x, translate_y, rotate, brightness, color, contrast, sharpness,
  posterize, solarize, auto_contrast, equalize, invert
};
template <>
inline constexpr std::array<std::string_view, 15> enum_names<PolicyOp>{
    "Identity", "ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate", "Brightness", "Color",
    "Contrast", "Sharpness", "Posterize", "Solarize", "AutoContrast", "Equalize", "Invert"};

/// One operation and its magnitude: a slope, px, degrees, a factor less 1, bits, or a share of the declared range.
struct PolicyStep {
  PolicyOp op = PolicyOp::identity;
  float magnitude = 0;
  friend constexpr bool operator==(const PolicyStep&, const PolicyStep&) = default;
};
using PolicySteps = Bounded<PolicyStep, 16>;

/// Chains of operations on copies of a picture x, and what each weighs: m x + (1 - m) sum of weight chain(x).
struct PolicyMixture {
  struct Chain {
    float weight = 0;
    PolicySteps steps;
  };
  float m = 1;
  Bounded<Chain, 8> chains;
};

/// How strong the operations of a policy become: magnitudes rise from nothing in the first bin to these in the last.
struct PolicyStrength {
  double shear = 0.3;
  double shift_of_side = 150.0 / 331, shift = 0;  ///< translation: a share of the side, or px
  double degrees = 30;
  double factor = 0.9;
  int most_bits = 8, fewest_bits = 4;

  /// The operation in bin `bin` of `bins`, for a picture of extent e; of a signed one the opposite if `negative`.
  PolicyStep step(PolicyOp op, int bin, int bins, bool negative, Extent e) const {
    const double share = static_cast<double>(bin) / (bins - 1);
    const auto is = [&](double top) {
      return PolicyStep{op, static_cast<float>((negative ? -top : top) * bin / (bins - 1))};
    };
    switch (op) {
      case PolicyOp::shear_x:
      case PolicyOp::shear_y: return is(shear);
      case PolicyOp::translate_x: return is(shift_of_side * e.width + shift);
      case PolicyOp::translate_y: return is(shift_of_side * e.height + shift);
      case PolicyOp::rotate: return is(degrees);
      case PolicyOp::brightness:
      case PolicyOp::color:
      case PolicyOp::contrast:
      case PolicyOp::sharpness: return is(factor);
      case PolicyOp::posterize: return {op, static_cast<float>(std::rint(most_bits - share * (most_bits - fewest_bits)))};
      case PolicyOp::solarize: return {op, static_cast<float>(1 - share)};
      default: return {op, 0};
    }
  }
};

}  // namespace smalti
