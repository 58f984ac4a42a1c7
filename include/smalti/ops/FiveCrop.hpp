// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>

#include <cmath>
#include <string>

namespace smalti {

namespace detail {
/// Window number v of 0 top left, 1 top right, 2 bottom left, 3 bottom right, 4 middle.
inline Rect five_windows(std::string_view name, Extent size, int v, Extent e) {
  const int dx = e.width - size.width, dy = e.height - size.height;
  if (dx < 0 || dy < 0)
    raise("param.range", std::string(name) + ".size = (" + std::to_string(size.height) + ", " + std::to_string(size.width) +
                             "): must fit the image, " + std::to_string(e.width) + "x" + std::to_string(e.height) +
                             " px; put a Resize before it");
  const int left = v == 4 ? static_cast<int>(std::rint(0.5 * dx)) : v % 2 ? dx : 0;
  const int top = v == 4 ? static_cast<int>(std::rint(0.5 * dy)) : v / 2 ? dy : 0;
  return {left, top, left + size.width, top + size.height};
}
}  // namespace detail

/// Makes five pictures of one: the four corners and the middle.
struct FiveCrop {
  Required<Extent> size;

  static constexpr auto describe() {
    return about("Cut out the four corners and the middle: five pictures of one", "torchvision",
        field<&FiveCrop::size>{.doc = "height and width of each window", .unit = "px", .min = 1, .max = 65535, .example = 8});
  }

  constexpr int views() const { return 5; }
  /// View 0 top left, 1 top right, 2 bottom left, 3 bottom right, 4 middle.
  Map view(int v, const Frame& in) const { return Map::crop(detail::five_windows("FiveCrop", size.value, v, in.extent)); }
};

}  // namespace smalti
