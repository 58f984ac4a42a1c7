// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace smalti {

/// a x + b
struct ScaleAndShift {
  struct State {
    float factor, shift;
  };
  SMALTI_HD static float apply(float v, State s) { return std::fma(v, s.factor, s.shift); }
};

/// a x + b m, where m is the mean of all values of the picture.
struct ScaleAndShiftByMean {
  struct State {
    float factor, shift;  ///< shift: the share of the mean, the shift itself once it is measured
    bool safe;
    ValueRange range;
  };
  static constexpr Reduction reduction = Reduction::moments;
  SMALTI_HD static State measured(State s, const Measured& m) {
    double sum = 0, count = 0;
    for (int c = 0; c < m.channels; ++c) sum += static_cast<double>(m.sums[c]), count += static_cast<double>(m.counts[c]);
    s.shift = static_cast<float>(double{s.shift} * (sum / (m.unit * std::max(count, 1.0))));
    if (s.safe) std::tie(s.factor, s.shift) = inside(s.factor, s.shift, s.range);
    return s;
  }
  SMALTI_HD static float apply(float v, State s) { return std::fma(v, s.factor, s.shift); }

  /// Factor and shift with which black and white stay in the range: the shift as far as it fits, then less contrast.
  SMALTI_HD static std::pair<float, float> inside(float factor, float shift, ValueRange r) {
    shift = std::clamp(shift, std::min(r.lo, 0.0f), r.max);
    factor = std::min(factor, (r.max - shift) / r.max);
    if (r.lo < 0) factor = std::min(factor, (r.lo - shift) / r.lo);
    return {factor, shift};
  }
};

/// Scales all values and adds a share of the white, or of the mean.
struct RandomBrightnessContrast {
  Symmetric brightness_limit{0.2}, contrast_limit{0.2};
  bool brightness_by_max = true, ensure_safe_range = false;

  static constexpr auto describe() {
    return about("Scale all values by 1 + contrast and add brightness times the white, or the mean", "Albumentations",
        field<&RandomBrightnessContrast::brightness_limit>{.doc = "drawn brightness; a number v means [-v, v]", .unit = "fraction", .min = -1, .max = 1},
        field<&RandomBrightnessContrast::contrast_limit>{.doc = "drawn contrast; a number v means [-v, v]", .unit = "fraction", .min = -1, .max = 100},
        field<&RandomBrightnessContrast::brightness_by_max>{.doc = "brightness is a share of the white, else of the mean value"},
        field<&RandomBrightnessContrast::ensure_safe_range>{.doc = "shrink both until black and white stay inside the range"});
  }

  using Steps = TypeList<ScaleAndShift, ScaleAndShiftByMean>;
  using AnyStep = OneOf<ScaleAndShift::State, ScaleAndShiftByMean::State>;
  /// Slots: 1 contrast, 2 brightness.
  Bounded<AnyStep, 1> draw(const Draws& d, const Frame& in) const {
    const float factor = static_cast<float>(1 + d.uniform(1, contrast_limit));
    const float brightness = static_cast<float>(d.uniform(2, brightness_limit));
    if (!brightness_by_max) return {ScaleAndShiftByMean::State{factor, brightness, ensure_safe_range, {in.lo, in.max}}};
    const float shift = brightness * in.max;
    if (!ensure_safe_range) return {ScaleAndShift::State{factor, shift}};
    const auto [scaled, shifted] = ScaleAndShiftByMean::inside(factor, shift, {in.lo, in.max});
    return {ScaleAndShift::State{scaled, shifted}};
  }
};

}  // namespace smalti
