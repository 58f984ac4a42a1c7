// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

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
    float factor, shift;      ///< shift: the share of the mean, the shift itself once it is measured
    float least, most;        ///< that the shift may be
  };
  static constexpr Reduction reduction = Reduction::moments;
  static State measured(State s, const Measured& m) {
    double sum = 0, count = 0;
    for (int c = 0; c < m.channels; ++c) sum += static_cast<double>(m.sums[c]), count += static_cast<double>(m.counts[c]);
    const double shift = double{s.shift} * (sum / (m.unit * std::max(count, 1.0)));
    s.shift = static_cast<float>(std::clamp(shift, double{s.least}, double{s.most}));
    return s;
  }
  SMALTI_HD static float apply(float v, State s) { return std::fma(v, s.factor, s.shift); }
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
    float factor = static_cast<float>(1 + d.uniform(1, contrast_limit));
    const float brightness = static_cast<float>(d.uniform(2, brightness_limit));
    float least = -far, most = far;
    if (ensure_safe_range) {  // factor is at least 0: black goes to factor lo + shift, white to factor max + shift
      factor = std::min(factor, 1.0f);
      least = in.lo * (1 - factor), most = in.max * (1 - factor);
    }
    if (!brightness_by_max) return {ScaleAndShiftByMean::State{factor, brightness, least, most}};
    return {ScaleAndShift::State{factor, std::clamp(brightness * in.max, least, most)}};
  }

 private:
  static constexpr float far = 3.402823e38f;
};

}  // namespace smalti
