// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>

#include <cmath>
#include <string>

namespace smalti {

/// Makes five pictures of one: the four corners and the middle.
struct FiveCrop {
  Required<Extent> size;

  static constexpr int views = 5;
  static constexpr auto describe() {
    return about("Cut out the four corners and the middle: five pictures of one", "torchvision",
        field<&FiveCrop::size>{.doc = "height and width of each window", .unit = "px", .min = 1, .max = 65535, .example = 8});
  }

  /// View 0 top left, 1 top right, 2 bottom left, 3 bottom right, 4 middle.
  Map view(int v, const Frame& in) const {
    const int dx = in.extent.width - size->width, dy = in.extent.height - size->height;
    if (dx < 0 || dy < 0)
      raise("param.range", "FiveCrop.size = (" + std::to_string(size->height) + ", " + std::to_string(size->width) + "): must fit the image, " +
                               std::to_string(in.extent.width) + "x" + std::to_string(in.extent.height) + " px; put a Resize before it");
    const int left = v == 4 ? static_cast<int>(std::rint(0.5 * dx)) : v % 2 ? dx : 0;
    const int top = v == 4 ? static_cast<int>(std::rint(0.5 * dy)) : v / 2 ? dy : 0;
    return Map::crop({left, top, left + size->width, top + size->height});
  }
};

}  // namespace smalti
