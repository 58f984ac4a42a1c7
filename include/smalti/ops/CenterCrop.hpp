// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <cmath>

namespace smalti {

/// Cuts the middle out; a smaller picture is padded first.
struct CenterCrop {
  Required<Extent> size;
  Fill fill{0};

  static constexpr auto describe() {
    return about("Cut out the middle", "torchvision",
        field<&CenterCrop::size>{.doc = "height and width of the window", .unit = "px", .min = 1, .max = 65535, .example = 224},
        field<&CenterCrop::fill>{.doc = "what shows where the picture is smaller", .unit = "input units", .min = -32768, .max = 65535});
  }

  Map draw(const Draws&, const Frame& in) const {
    const auto begin = [](int have, int want) {
      if (have < want) return -((want - have) / 2);
      return static_cast<int>(std::rint(0.5 * (have - want)));  // half to even
    };
    const int left = begin(in.extent.width, size->width), top = begin(in.extent.height, size->height);
    return Map::crop({left, top, left + size->width, top + size->height});
  }
};

}  // namespace smalti
