// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace smalti {

/// Cuts out a window of fixed size that shows one box, chosen at random.
struct AtLeastOneBBoxRandomCrop {
  Required<int> height;
  Required<int> width;
  float erosion_factor = 0;

  static constexpr bool reads_labels = true;

  static constexpr auto describe() {
    return about("Cut out a window of fixed size around a box chosen at random; without boxes, anywhere", "Albumentations",
        field<&AtLeastOneBBoxRandomCrop::height>{.doc = "height of the window", .unit = "px", .min = 1, .max = 65535, .example = 32},
        field<&AtLeastOneBBoxRandomCrop::width>{.doc = "width of the window", .unit = "px", .min = 1, .max = 65535, .example = 32},
        field<&AtLeastOneBBoxRandomCrop::erosion_factor>{.doc = "share of the box that the window may miss; at 1 it need only touch it", .unit = "fraction", .min = 0, .max = 1});
  }

  /// Slots: 1 box, 2 left, 3 top.
  Map draw(const Draws& d, const Frame& in) const {
    if (in.extent.height < height || in.extent.width < width)
      raise("param.range", "AtLeastOneBBoxRandomCrop.height, width = " + std::to_string(height.value) + ", " + std::to_string(width.value) +
                               ": must fit the image, " + std::to_string(in.extent.width) + "x" + std::to_string(in.extent.height) + " px; put PadIfNeeded before it");
    const int n = in.targets ? static_cast<int>(in.targets->instances.size()) : 0;
    Box box{0, 0, static_cast<float>(in.extent.width), static_cast<float>(in.extent.height)};
    const bool any = n > 0;
    if (any) box = in.targets->instances[static_cast<std::size_t>(d.between(1, 0, n - 1))].box;
    const auto begin = [&](u32 slot, double low, double high, int window, int side) {
      const int last = side - window;
      if (!any) return static_cast<int>(d.between(slot, 0, last));
      const double share = 1 - double{erosion_factor}, length = high - low;
      double from = std::clamp(std::fma(share, length, low) - window, 0.0, double(last)), to = std::clamp(std::fma(-share, length, high), 0.0, double(last));
      if (from > to) std::swap(from, to);  // the box is larger than the window
      const int a = static_cast<int>(std::ceil(from)), b = static_cast<int>(std::floor(to));
      return a <= b ? static_cast<int>(d.between(slot, a, b)) : static_cast<int>(std::rint(from));
    };
    const int left = begin(2, box.x1, box.x2, width, in.extent.width), top = begin(3, box.y1, box.y2, height, in.extent.height);
    return Map::crop({left, top, left + width, top + height});
  }
};

}  // namespace smalti
