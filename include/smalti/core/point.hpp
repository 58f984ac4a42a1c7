// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/hd.hpp>

namespace smalti {

/// A place in the frame: pixel (row i, column j) covers [j, j+1) x [i, i+1), its centre is (j + .5, i + .5).
struct Point {
  double x = 0, y = 0;
  friend constexpr bool operator==(const Point&, const Point&) = default;
};

/// Axis-aligned box, half-open, float32 xyxy px.
struct Box {
  float x1 = 0, y1 = 0, x2 = 0, y2 = 0;

  constexpr float width() const { return x2 - x1; }
  constexpr float height() const { return y2 - y1; }
  constexpr double area() const { return double{width()} * double{height()}; }
  friend constexpr bool operator==(const Box&, const Box&) = default;
};

/// A landmark; `v` is 0 unlabelled, 1 occluded, 2 visible (COCO).
struct Keypoint {
  float x = 0, y = 0;
  unsigned char v = 2;
  friend constexpr bool operator==(const Keypoint&, const Keypoint&) = default;
};

}  // namespace smalti
