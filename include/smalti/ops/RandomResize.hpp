// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>

namespace smalti {

/// Resizes the short side to a random length.
struct RandomResize {
  Required<int> min_size;
  Required<int> max_size;
  Interpolation interpolation = Interpolation::bilinear;
  bool antialias = true;

  static constexpr auto describe() {
    return about("Resize the short side to a random length, keep the aspect", "torchvision",
        field<&RandomResize::min_size>{.doc = "shortest length", .unit = "px", .min = 1, .max = 65535, .example = 40},
        field<&RandomResize::max_size>{.doc = "longest length; included but in exact mode", .unit = "px", .min = 1, .max = 65535, .example = 80},
        field<&RandomResize::interpolation>{.doc = "filter"},
        field<&RandomResize::antialias>{.doc = "filter by area when shrinking"});
  }
  constexpr const char* refuse() const {
    return max_size.value < min_size.value ? "max_size must be at least min_size" : filter_conflict(interpolation, antialias);
  }

  /// Slot 1: the length; max_size itself only outside exact mode, as torchvision leaves it out.
  Map draw(const Draws& d, const Frame& in) const {
    const std::int64_t shorter = std::min(in.extent.height, in.extent.width), n = d.between(1, min_size.value, in.exact ? std::max(min_size.value, max_size.value - 1) : max_size.value);
    const auto side = [&](int s) { return static_cast<int>(n * s / shorter); };
    return Map::crop_resize(Rect::of(in.extent), {side(in.extent.height), side(in.extent.width)});
  }
};

}  // namespace smalti
