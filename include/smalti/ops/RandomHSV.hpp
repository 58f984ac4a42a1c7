// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/pixel/colour.hpp>
#include <smalti/pixel/rounding.hpp>

namespace smalti {

/// Turns the hue and scales saturation and value by random gains.
struct RandomHSV {
  float hgain = 0.015f, sgain = 0.7f, vgain = 0.4f;

  static constexpr auto describe() {
    return about("Turn the hue by U(-1, 1) hgain; scale saturation and value by 1 + U(-1, 1) sgain, vgain", "the YOLO family",
        field<&RandomHSV::hgain>{.doc = "largest turn of the hue", .unit = "turns", .min = 0, .max = 1},
        field<&RandomHSV::sgain>{.doc = "largest gain of the saturation, which is clipped to 0..1", .unit = "fraction", .min = 0, .max = 10},
        field<&RandomHSV::vgain>{.doc = "largest gain of the value, which is clipped to 0..1", .unit = "fraction", .min = 0, .max = 10});
  }

  static constexpr bool refuses_grey = true;
  struct State {
    float turn, saturation, value;  ///< turns; factors
    float lo, scale;                ///< of the declared range: scale = 1 / (max - lo)
  };
  /// Slots 1..3: gains on hue, saturation, value.
  State draw(const Draws& d, const Frame& in) const {
    const auto gain = [&](u32 slot, float most) { return static_cast<float>(d.uniform(slot, -1.0, 1.0) * double{most}); };
    return {gain(1, hgain), 1 + gain(2, sgain), 1 + gain(3, vgain), in.lo, 1 / (in.max - in.lo)};
  }

  SMALTI_HD static Rgb apply(Rgb v, State s) {
    const Rgb other = through_hsv(v, s.lo, s.scale, [&](Hsv c) {
      const float h = c.h + s.turn;
      return Hsv{h - whole_below(h), clamp_unit(c.s * s.saturation), clamp_unit(c.v * s.value)};
    });
    const bool same = s.turn == 0 && s.saturation == 1 && s.value == 1;
    return {select(same, v.r, other.r), select(same, v.g, other.g), select(same, v.b, other.b)};
  }
};

}  // namespace smalti
