// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// A random window that holds all boxes. Slots: 1 left, 2 top, 3 right, 4 bottom; without boxes 5 height, 6 left, 7 top.
inline Rect safe_window(const Draws& d, const Frame& in, float erosion_rate) {
  const auto [H, W] = in.extent;
  if (!in.targets || in.targets->instances.empty()) {
    const int h = static_cast<int>(d.between(5, std::max(1, static_cast<int>(H * (1 - double{erosion_rate}))), H));
    const int w = std::clamp(static_cast<int>(std::rint(static_cast<double>(h) * W / H)), 1, W);
    const int left = static_cast<int>(d.between(6, 0, W - w)), top = static_cast<int>(d.between(7, 0, H - h));
    return {left, top, left + w, top + h};
  }
  double x1 = W, y1 = H, x2 = 0, y2 = 0;
  for (const Instance& i : in.targets->instances) {
    x1 = std::min(x1, double{i.box.x1}), y1 = std::min(y1, double{i.box.y1});
    x2 = std::max(x2, double{i.box.x2}), y2 = std::max(y2, double{i.box.y2});
  }
  const double rate = 0.5 * double{erosion_rate}, w = x2 - x1, h = y2 - y1;
  x1 = std::fma(rate, w, x1), x2 = std::fma(-rate, w, x2), y1 = std::fma(rate, h, y1), y2 = std::fma(-rate, h, y2);
  const int left = static_cast<int>(std::floor(x1 * d.unit(1))), top = static_cast<int>(std::floor(y1 * d.unit(2)));
  const int right = static_cast<int>(std::ceil(std::fma(W - x2, d.unit(3), x2))), bottom = static_cast<int>(std::ceil(std::fma(H - y2, d.unit(4), y2)));
  return {left, top, std::clamp(right, left + 1, W), std::clamp(bottom, top + 1, H)};
}

/// Cuts out a random window that holds all boxes.
struct BBoxSafeRandomCrop {
  float erosion_rate = 0;

  static constexpr bool reads_labels = true;

  static constexpr auto describe() {
    return about("Cut out a random window that holds all boxes", "Albumentations",
        field<&BBoxSafeRandomCrop::erosion_rate>{.doc = "share of the boxes' common hull that may be lost; without boxes, of the height", .unit = "fraction", .min = 0, .max = 1});
  }

  Map draw(const Draws& d, const Frame& in) const { return Map::crop(safe_window(d, in, erosion_rate)); }
};

}  // namespace smalti
