// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/map.hpp>
#include <smalti/core/point.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Takes predictions back to the source picture: the inverse of the map that a sample or a batch carries.
inline std::array<double, 9> inverted(const std::array<double, 9>& map) {
  if (!(std::abs(determinant(map)) > 1e-12)) raise("geometry.singular", "map: must have an inverse");
  return inverse(map);
}
/// A point of the output in the source's frame.
inline Keypoint invert(Keypoint k, const std::array<double, 9>& map) {
  const Point p = apply(inverted(map), {k.x, k.y});
  return {static_cast<float>(p.x), static_cast<float>(p.y), k.v};
}
/// The hull of a box's corners in the source's frame; exact for crops, pads, flips and resizes.
inline Box invert(Box b, const std::array<double, 9>& map) {
  const std::array<double, 9> back = inverted(map);
  double x1 = 1e300, y1 = 1e300, x2 = -1e300, y2 = -1e300;
  for (const float x : {b.x1, b.x2})
    for (const float y : {b.y1, b.y2}) {
      const Point p = apply(back, {x, y});
      x1 = std::min(x1, p.x), y1 = std::min(y1, p.y);
      x2 = std::max(x2, p.x), y2 = std::max(y2, p.y);
    }
  return {static_cast<float>(x1), static_cast<float>(y1), static_cast<float>(x2), static_cast<float>(y2)};
}

}  // namespace smalti
