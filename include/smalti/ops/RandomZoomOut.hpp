// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// Puts the picture somewhere on a larger canvas.
struct RandomZoomOut {
  Fill fill{0};
  Range side_range{1, 4};
  Probability p{0.5f};
  std::optional<int> fill_mask{};

  static constexpr auto describe() {
    return about("Put the picture at a random place on a larger canvas, so that objects become small", "torchvision; Liu et al., SSD, ECCV 2016",
        field<&RandomZoomOut::fill>{.doc = "what shows around the picture", .unit = "input units", .min = -32768, .max = 65535},
        field<&RandomZoomOut::side_range>{.doc = "sides of the canvas over those of the picture", .min = 1, .max = 64},
        field<&RandomZoomOut::p>{.doc = "probability of being applied", .unit = "fraction", .min = 0, .max = 1},
        field<&RandomZoomOut::fill_mask>{.doc = "id that the segmentation shows there; none takes the ignore index", .min = 0, .max = 65535});
  }

  /// Slots: 1 ratio, 2 left, 3 top.
  Map draw(const Draws& d, const Frame& in) const {
    const double r = d.uniform(1, side_range);
    const int w = static_cast<int>(in.extent.width * r), h = static_cast<int>(in.extent.height * r);
    const auto offset = [&](u32 slot, int free) {  // exact mode as torchvision, which hardly reaches the last place
      return in.exact ? static_cast<int>(free * d.unit(slot)) : static_cast<int>(d.between(slot, 0, free));
    };
    const int left = offset(2, w - in.extent.width), top = offset(3, h - in.extent.height);
    return Map::crop({-left, -top, w - left, h - top});
  }
};

}  // namespace smalti
