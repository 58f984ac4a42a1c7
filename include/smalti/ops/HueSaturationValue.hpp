// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/pixel/colour.hpp>
#include <smalti/pixel/rounding.hpp>

namespace smalti {

/// Shifts hue, saturation and value by random amounts.
struct HueSaturationValue {
  Symmetric hue_shift_limit{20}, sat_shift_limit{30}, val_shift_limit{20};

  static constexpr auto describe() {
    return about("Shift hue, saturation and value; grey gains no colour", "Albumentations",
        field<&HueSaturationValue::hue_shift_limit>{.doc = "drawn shift of the hue; a number v means [-v, v]", .unit = "2 deg", .min = -180, .max = 180},
        field<&HueSaturationValue::sat_shift_limit>{.doc = "drawn shift of the saturation", .unit = "1/255", .min = -255, .max = 255},
        field<&HueSaturationValue::val_shift_limit>{.doc = "drawn shift of the value", .unit = "1/255 of the range", .min = -255, .max = 255});
  }

  static constexpr bool refuses_grey = true;
  struct State {
    float turn, saturation, value;  ///< turns; shares of 1
    float lo, scale;                ///< of the declared range: scale = 1 / (max - lo)
  };
  /// Slots 1..3: shifts of hue, saturation, value.
  State draw(const Draws& d, const Frame& in) const {
    const auto shift = [&](u32 slot, Symmetric limit, double unit) { return static_cast<float>(d.uniform(slot, limit) / unit); };
    return {shift(1, hue_shift_limit, 180), shift(2, sat_shift_limit, 255), shift(3, val_shift_limit, 255), in.lo, 1 / (in.max - in.lo)};
  }

  SMALTI_HD static Rgb apply(Rgb v, State s) {
    const Rgb other = through_hsv(v, s.lo, s.scale, [&](Hsv c) {
      const float h = c.h + s.turn;
      return Hsv{h - whole_below(h), select(c.s == 0, 0.0f, clamp_unit(c.s + s.saturation)), clamp_unit(c.v + s.value)};
    });
    const bool same = s.turn == 0 && s.saturation == 0 && s.value == 0;
    return {select(same, v.r, other.r), select(same, v.g, other.g), select(same, v.b, other.b)};
  }
};

}  // namespace smalti
