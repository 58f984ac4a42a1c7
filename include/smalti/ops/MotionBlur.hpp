// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fixed.hpp>
#include <smalti/core/odd.hpp>
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Smears the picture along a line, as a moving camera does.
struct MotionBlur {
  UpTo<3> blur_limit{3, 7};
  bool allow_shifted = true;
  Range angle_range{0, 360};
  Range direction_range{-1, 1};

  static constexpr auto describe() {
    return about("Smear the picture along a line; borders are reflected", "Albumentations",
        field<&MotionBlur::blur_limit>{.doc = "odd side of the kernel, drawn; a number v means [3, v]", .unit = "px", .min = 3, .max = 99},
        field<&MotionBlur::allow_shifted>{.doc = "move the line off the middle, by up to a quarter of the side"},
        field<&MotionBlur::angle_range>{.doc = "direction of the line, drawn, clockwise from the x axis", .unit = "deg", .min = -360, .max = 360},
        field<&MotionBlur::direction_range>{.doc = "1 smears forwards only, 0 to both sides, -1 backwards only", .min = -1, .max = 1});
  }
  constexpr const char* refuse() const { return refuse_odd(blur_limit) ? "blur_limit must be odd whole numbers" : nullptr; }

  struct State {
    int side;
    float cos, sin;
    float first, last;  ///< ends of the line, px from its middle
    float dx, dy;       ///< of its middle
  };
  /// Slots 1: side; 2: angle; 3: direction; 4, 5: shift.
  State draw(const Draws& d, const Frame&) const {
    const int side = odd_between(d, 1, blur_limit), half = side / 2;
    const auto [sin, cos] = fixed_sincos_degrees(d.uniform(2, angle_range));
    const double direction = d.uniform(3, direction_range);
    const auto shift = [&](u32 slot) { return allow_shifted ? static_cast<float>(d.uniform(slot, -0.5 * half, 0.5 * half)) : 0.0f; };
    return {side, static_cast<float>(cos), static_cast<float>(sin), static_cast<float>(-half * (1 - std::max(direction, 0.0))),
            static_cast<float>(half * (1 - std::max(-direction, 0.0))), shift(4), shift(5)};
  }

  /// Every cell of the kernel that one of `side` points on the line falls in has the same weight.
  static WindowFunction window(State s, std::vector<float>& weights) {
    const Run run{static_cast<int>(weights.size()), s.side * s.side};
    weights.resize(weights.size() + static_cast<std::size_t>(run.count));
    float* const kernel = weights.data() + run.first;
    int cells = 0;
    for (int i = 0; i < s.side; ++i) {
      const double t = s.first + (double{s.last} - s.first) * i / (s.side - 1), half = s.side / 2;
      const auto cell = [&](double at) { return static_cast<std::size_t>(std::clamp(static_cast<int>(std::rint(at)), 0, s.side - 1)); };
      float& weight = kernel[cell(std::fma(t, s.sin, half + s.dy)) * static_cast<std::size_t>(s.side) + cell(std::fma(t, s.cos, half + s.dx))];
      cells += weight == 0;
      weight = 1;
    }
    for (int k = 0; k < run.count; ++k) kernel[k] = static_cast<float>(double{kernel[k]} / cells);
    return SquareKernel{run, s.side};
  }
};

}  // namespace smalti
