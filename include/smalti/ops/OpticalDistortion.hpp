// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <cmath>

namespace smalti {

/// The lens that is imitated: two radial terms in shares of the sides, or one in shares of the half diagonal.
enum class LensMode : std::uint8_t { camera, fisheye };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<LensMode>{"camera", "fisheye"};

/// Bends the picture about its centre as a lens does.
struct OpticalDistortion {
  Symmetric distort_limit{0.05};
  LensMode mode = LensMode::camera;
  Interpolation interpolation = Interpolation::bilinear;
  Border border_mode = Border::constant;
  Fill fill{0};

  static constexpr auto describe() {
    return about("Bend about the centre as a lens does: a barrel for positive numbers, a cushion for negative ones",
        "Albumentations",
        field<&OpticalDistortion::distort_limit>{.doc = "drawn strength; a number v means [-v, v]", .min = -1, .max = 1},
        field<&OpticalDistortion::mode>{.doc = "camera or fisheye"},
        field<&OpticalDistortion::interpolation>{.doc = "nearest, bilinear or bicubic"},
        field<&OpticalDistortion::border_mode>{.doc = "constant shows the fill, the others repeat the picture"},
        field<&OpticalDistortion::fill>{.doc = "what shows where there is no source", .unit = "input units", .min = -32768, .max = 65535});
  }
  constexpr const char* refuse() const {
    return warp_conflict(interpolation);
  }

  struct State {
    float k;
  };
  /// Slot 1: k.
  State draw(const Draws& d, const Frame&) const { return {static_cast<float>(d.uniform(1, distort_limit))}; }

  Displacement field_of(const State& s, const Draws&, Extent frame) const {
    const double x = 0.5 * frame.width, y = 0.5 * frame.height;
    const bool fisheye = mode == LensMode::fisheye;
    const float radius = static_cast<float>(std::sqrt(std::fma(x, x, y * y)));
    const std::array<float, 2> centre{static_cast<float>(x), static_cast<float>(y)};
    const std::array<float, 2> sides{static_cast<float>(frame.width), static_cast<float>(frame.height)};
    Displacement field;
    field.kind = Displacement::Kind::optical;
    field.frame = frame;
    field.optical = {s.k, fisheye, centre, fisheye ? std::array{radius, radius} : sides};
    return field;
  }
};

}  // namespace smalti
