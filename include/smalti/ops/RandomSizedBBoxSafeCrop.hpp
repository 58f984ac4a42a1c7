// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/ops/BBoxSafeRandomCrop.hpp>

namespace smalti {

/// Cuts out a random window that holds all boxes, and resizes it.
struct RandomSizedBBoxSafeCrop {
  Required<int> height;
  Required<int> width;
  float erosion_rate = 0;
  Interpolation interpolation = Interpolation::bilinear;
  bool antialias = true;

  static constexpr bool reads_labels = true;

  static constexpr auto describe() {
    return about("Cut out a random window that holds all boxes, and resize it", "Albumentations",
        field<&RandomSizedBBoxSafeCrop::height>{.doc = "height of the output", .unit = "px", .min = 1, .max = 65535, .example = 64},
        field<&RandomSizedBBoxSafeCrop::width>{.doc = "width of the output", .unit = "px", .min = 1, .max = 65535, .example = 64},
        field<&RandomSizedBBoxSafeCrop::erosion_rate>{.doc = "share of the boxes' common hull that may be lost; without boxes, of the height", .unit = "fraction", .min = 0, .max = 1},
        field<&RandomSizedBBoxSafeCrop::interpolation>{.doc = "filter"},
        field<&RandomSizedBBoxSafeCrop::antialias>{.doc = "filter by area when shrinking"});
  }
  constexpr const char* refuse() const { return filter_conflict(interpolation, antialias); }

  Map draw(const Draws& d, const Frame& in) const { return Map::crop_resize(safe_window(d, in, erosion_rate), {height, width}); }
};

}  // namespace smalti
