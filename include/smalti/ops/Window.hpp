// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/pixel/rescale.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// The VOI LUT functions of DICOM.
enum class VoiFunction : unsigned char { linear, linear_exact, sigmoid };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<VoiFunction>{"linear", "linear_exact", "sigmoid"};

/// lo + (max - lo) / (1 + exp(steepness (x - middle) + offset))
struct Sigmoid {
  static constexpr bool clamps_itself = true;
  struct State {
    float middle, steepness, offset;
    ValueRange range;
  };
  static ValueRange range(const State& s) { return s.range; }
  SMALTI_HD static float apply(float v, const State& s) {
    return s.range.lo + (s.range.max - s.range.lo) / (1 + exp_f32(std::fma(v - s.middle, s.steepness, s.offset)));
  }
};

/// Shows the values about a centre, as viewers of CT and X-ray pictures do, and forgets the rest.
struct Window {
  Required<double> center, width;  ///< double, as are slope and intercept: files give them in decimal
  VoiFunction fn = VoiFunction::linear;
  Range out{0, 1};
  double slope = 1, intercept = 0;
  float center_jitter = 0;
  Range width_jitter{1, 1};

  static constexpr auto describe() {
    return about("Map the values of a window linearly to the output range and clip the rest", "DICOM PS3.3 C.11.2",
        field<&Window::center>{.doc = "middle of the window", .unit = "input units after slope and intercept", .min = -1e9, .max = 1e9, .example = 40},
        field<&Window::width>{.doc = "width of the window; linear: at least 1", .unit = "input units after slope and intercept", .min = 1e-6, .max = 1e9, .example = 400},
        field<&Window::fn>{.doc = "linear: of integers, whose ends are whole values; linear_exact: of reals; sigmoid: without a clip"},
        field<&Window::out>{.doc = "what the ends of the window become", .min = -1e9, .max = 1e9},
        field<&Window::slope>{.doc = "applied first, to make Hounsfield units of stored values", .min = -1e9, .max = 1e9},
        field<&Window::intercept>{.doc = "added after the slope", .min = -1e9, .max = 1e9},
        field<&Window::center_jitter>{.doc = "largest drawn shift of the centre", .unit = "as center", .min = 0, .max = 1e9},
        field<&Window::width_jitter>{.doc = "drawn factor of the width", .min = 1e-3, .max = 1e3});
  }
  constexpr const char* refuse() const {
    if (slope == 0) return "slope must not be 0";
    if (!(out.lo < out.hi)) return "out must have lo < hi";
    return fn == VoiFunction::linear && width < 1 ? "width must be at least 1 for fn = linear; take linear_exact" : nullptr;
  }

  using Steps = TypeList<Rescale, Sigmoid>;
  using AnyStep = OneOf<Rescale::State, Sigmoid::State>;
  /// Slots: 1 shift of the centre, 2 factor of the width.
  Bounded<AnyStep, 1> draw(const Draws& d, const Frame&) const {
    const double c = center + d.uniform(1, -double{center_jitter}, double{center_jitter}), w = width * d.uniform(2, width_jitter);
    const auto stored = [&](double v) { return (v - intercept) / slope; };  // where the stored value is v
    const ValueRange to{out.lo, out.hi};
    const double span = double{out.hi} - out.lo, middle = 0.5 * (double{out.lo} + out.hi);
    if (fn == VoiFunction::sigmoid) {
      const Rescale::State x = Rescale::of(stored(c), -4 * slope / w, 0, to, to);
      return {Sigmoid::State{x.from, x.scale, x.to, to}};
    }
    const bool whole = fn == VoiFunction::linear;
    const double edge = whole ? c - 0.5 : c, length = whole ? w - 1 : w;
    if (length <= 0) return {Rescale::State{static_cast<float>(stored(edge)), slope < 0 ? -steep : steep, out.lo, to, to}};
    return {Rescale::of(stored(edge), slope * span / length, middle, to, to)};
  }

 private:
  static constexpr float steep = 1e30f;  ///< of a window of one value: a step behind it
};

}  // namespace smalti
