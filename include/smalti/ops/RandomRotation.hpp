// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Turns the picture, counter-clockwise for positive angles.
struct RandomRotation {
  Required<Symmetric> degrees;
  Interpolation interpolation = Interpolation::nearest;
  bool expand = false;
  std::optional<std::array<float, 2>> center{};
  Fill fill{0};

  static constexpr auto describe() {
    return about("Rotate; corners that have no source take the fill", "torchvision",
        field<&RandomRotation::degrees>{.doc = "drawn angle, counter-clockwise; a number v means [-v, v]", .unit = "deg", .min = -180, .max = 180, .example = 30},
        field<&RandomRotation::interpolation>{.doc = "nearest, bilinear or bicubic"},
        field<&RandomRotation::expand>{.doc = "enlarge the output so that all of the picture is on it"},
        field<&RandomRotation::center>{.doc = "x and y of the pivot; none is the middle", .unit = "px", .min = -65535, .max = 65535},
        field<&RandomRotation::fill>{.doc = "what shows where there is no source", .unit = "input units", .min = -32768, .max = 65535});
  }
  constexpr const char* refuse() const {
    if (const char* rule = warp_conflict(interpolation)) return rule;
    return expand && center ? "center must be none when expand is true" : nullptr;
  }

  /// Slot 1: the angle.
  Map draw(const Draws& d, const Frame& in) const {
    const auto [sin, cos] = fixed_sincos_degrees(d.uniform(1, degrees.value));
    const bool quarter = cos == 0, half = sin == 0;
    if (!center && (half || (quarter && (expand || in.extent.width == in.extent.height))))
      return Map::quarter_turns(in.extent, half ? (cos < 0 ? 2 : 0) : (sin > 0 ? 1 : 3));
    const double w = in.extent.width, h = in.extent.height;
    const double x = center ? double{(*center)[0]} : 0.5 * w, y = center ? double{(*center)[1]} : 0.5 * h;
    Extent out = in.extent;
    if (expand) {
      const auto side = [](double centre, double a, double b) {  // of the box around the turned corners
        const double reach = 0.5 * (std::abs(a) + std::abs(b));
        return static_cast<int>(std::ceil(centre + reach - 1e-4) - std::floor(centre - reach + 1e-4));
      };
      out = {side(0.5 * h, w * sin, h * cos), side(0.5 * w, w * cos, h * sin)};
    }
    const double to_x = expand ? 0.5 * out.width : x, to_y = expand ? 0.5 * out.height : y;
    return {{cos, sin, std::fma(-cos, x, std::fma(-sin, y, to_x)), -sin, cos, std::fma(sin, x, std::fma(-cos, y, to_y)), 0, 0, 1}, out};
  }
};

}  // namespace smalti
