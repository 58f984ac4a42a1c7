// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fp.hpp>
#include <smalti/core/op.hpp>
#include <smalti/pixel/rounding.hpp>

#include <cmath>

namespace smalti {

/// Adds normal noise to every value.
struct GaussianNoise {
  float mean = 0, sigma = 0.1f;
  bool clip = true;

  static constexpr auto describe() {
    return about("Add normal noise, a number of its own for every pixel and channel", "torchvision",
        field<&GaussianNoise::mean>{.doc = "mean of the noise", .unit = "fraction of the white", .min = -1, .max = 1},
        field<&GaussianNoise::sigma>{.doc = "standard deviation of the noise", .unit = "fraction of the white", .min = 0, .max = 10},
        field<&GaussianNoise::clip>{.doc = "clip floats to the declared range; integers always saturate"});
  }

  static constexpr bool clamps_itself = true;
  struct State {
    FieldWords field;      ///< stream 1
    float mean, sigma;     ///< in units of the values
    float least, most;
  };
  State draw(const Draws& d, const Frame& in) const {
    constexpr float far = 3.402823e38f;
    const bool clips = clip || in.whole();
    return {{d.field(1), d.at}, mean * in.max, sigma * in.max, clips ? in.lo : -far, clips ? in.max : far};
  }

  SMALTI_HD static FieldWords words(const State& s) { return s.field; }
  SMALTI_HD static float apply(float v, const State& s, Place at) {
    return clamp(v + std::fma(s.sigma, normal_f32(at.word), s.mean), s.least, s.most);
  }
  /// As torchvision's uint8 tensors: the noise is cut to a whole number.
  SMALTI_HD static float exact(float v, const State& s, Place at) {
    return clamp(v + std::trunc(unfused(s.sigma * normal_f32(at.word)) + s.mean), s.least, s.most);
  }
};

}  // namespace smalti
