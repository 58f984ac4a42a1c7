// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/homography.hpp>
#include <smalti/core/op.hpp>

namespace smalti {

/// Moves the four corners inwards at random.
struct RandomPerspective {
  float distortion_scale = 0.5f;
  Probability p{0.5f};
  Interpolation interpolation = Interpolation::bilinear;
  Fill fill{0};

  static constexpr auto describe() {
    return about("Move the four corners inwards at random, as a camera that is turned sees them", "torchvision",
        field<&RandomPerspective::distortion_scale>{.doc = "how far a corner may move, of half a side", .unit = "fraction", .min = 0, .max = 1},
        field<&RandomPerspective::p>{.doc = "probability of being applied", .unit = "fraction", .min = 0, .max = 1},
        field<&RandomPerspective::interpolation>{.doc = "nearest, bilinear or bicubic"},
        field<&RandomPerspective::fill>{.doc = "what shows where there is no source", .unit = "input units", .min = -32768, .max = 65535});
  }
  constexpr const char* refuse() const {
    return warp_conflict(interpolation);
  }

  /// Slots 1 to 8: x and y of the top-left, top-right, bottom-right and bottom-left corner.
  Map draw(const Draws& d, const Frame& in) const {
    const auto [H, W] = in.extent;
    const int reach_x = static_cast<int>(double{distortion_scale} * (W / 2)), reach_y = static_cast<int>(double{distortion_scale} * (H / 2));
    const double w = W, h = H;
    const std::array<Point, 4> corners{Point{0, 0}, Point{w, 0}, Point{w, h}, Point{0, h}};
    std::array<Point, 4> moved = corners;
    for (u32 k = 0; k < 4; ++k) {
      const double dx = static_cast<double>(d.between(2 * k + 1, 0, reach_x)), dy = static_cast<double>(d.between(2 * k + 2, 0, reach_y));
      moved[k].x += k == 0 || k == 3 ? dx : -dx;
      moved[k].y += k < 2 ? dy : -dy;
    }
    return {homography(corners, moved), in.extent};
  }
};

}  // namespace smalti
