// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fixed.hpp>
#include <smalti/core/map.hpp>

namespace smalti {

/// Parameters of an affine map as torchvision composes them: shears, then a clockwise turn, then a scale, and a tilt of
/// the plane (entries of the third row, 1/px).
struct Affine {
  double degrees = 0, scale = 1, shear_x = 0, shear_y = 0, tilt_x = 0, tilt_y = 0;  ///< angles in degrees

  /// The matrix of the map about `pivot`, which comes to lie on `to`.
  std::array<double, 9> about(Point pivot, Point to) const {
    const SinCos turned = fixed_sincos_degrees(degrees - shear_y), plain = fixed_sincos_degrees(degrees);
    const SinCos sy = fixed_sincos_degrees(shear_y), sx = fixed_sincos_degrees(shear_x);
    const double tan_x = sx.sin / sx.cos, a = turned.cos / sy.cos, c = turned.sin / sy.cos;
    const double b = std::fma(-a, tan_x, -plain.sin), e = std::fma(-c, tan_x, plain.cos);
    const std::array<double, 9> to_origin{1, 0, -pivot.x, 0, 1, -pivot.y, 0, 0, 1};
    const std::array<double, 9> linear{scale * a, scale * b, 0, scale * c, scale * e, 0, 0, 0, 1};
    const std::array<double, 9> tilt{1, 0, 0, 0, 1, 0, tilt_x, tilt_y, 1}, back{1, 0, to.x, 0, 1, to.y, 0, 0, 1};
    return product(back, product(tilt, product(linear, to_origin)));
  }
};

}  // namespace smalti
