// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/ops/FiveCrop.hpp>

namespace smalti {

/// Makes ten pictures of one: the four corners and the middle, and the same of the mirrored picture.
struct TenCrop {
  Required<Extent> size;
  bool vertical_flip = false;

  static constexpr auto describe() {
    return about("Cut out the four corners and the middle, and those of the mirrored picture: ten pictures", "torchvision",
        field<&TenCrop::size>{.doc = "height and width of each window", .unit = "px", .min = 1, .max = 65535, .example = 8},
        field<&TenCrop::vertical_flip>{.doc = "mirror top to bottom instead of left to right"});
  }

  constexpr int views() const { return 10; }
  /// Views 0 to 4 are FiveCrop's, 5 to 9 are FiveCrop's of the mirrored picture.
  Map view(int v, const Frame& in) const {
    const Rect r = detail::five_windows("TenCrop", size.value, v % 5, in.extent);
    if (v < 5) return Map::crop(r);
    const auto mirrored = [](int n, int begin, int end, bool on) {
      return on ? Span{n - end, n - begin, end - begin, true} : Span{begin, end, end - begin};
    };
    return Map::aligned(mirrored(in.extent.width, r.left, r.right, !vertical_flip),
                        mirrored(in.extent.height, r.top, r.bottom, vertical_flip));
  }
};

}  // namespace smalti
