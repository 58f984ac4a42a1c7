// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/erase.hpp>
#include <smalti/core/op.hpp>

#include <algorithm>

namespace smalti {

/// Erases several rectangles.
struct CoarseDropout {
  std::array<int, 2> num_holes_range{1, 2};
  Range hole_height_range{0.1, 0.2};
  Range hole_width_range{0.1, 0.2};
  Fill fill{0};
  std::optional<int> fill_mask{};
  MaskPolicy mask_policy = MaskPolicy::keep;
  OnCover on_cover = OnCover::occlude;

  static constexpr auto describe() {
    return about("Erase several rectangles", "Albumentations",
        field<&CoarseDropout::num_holes_range>{.doc = "fewest and most rectangles", .min = 1, .max = 64},
        field<&CoarseDropout::hole_height_range>{.doc = "height, whole px; up to 1 a share of the picture's", .unit = "px", .min = 1e-3, .max = 65535},
        field<&CoarseDropout::hole_width_range>{.doc = "width, whole px; up to 1 a share of the picture's", .unit = "px", .min = 1e-3, .max = 65535},
        field<&CoarseDropout::fill>{.doc = "what erased pixels show", .unit = "units where it stands", .min = -32768, .max = 65535},
        field<&CoarseDropout::fill_mask>{.doc = "id that the segmentation shows in the holes, in place of mask_policy; instance masks show 0", .min = 0, .max = 65535},
        field<&CoarseDropout::mask_policy>{.doc = "masks in the holes: keep them, take the ignore index (instance masks: 0), or 0"},
        field<&CoarseDropout::on_cover>{.doc = "keypoints in the holes are occluded, or dropped"});
  }
  constexpr const char* refuse() const {
    if (fill_mask && mask_policy != MaskPolicy::keep) return "mask_policy must be keep where fill_mask is set";
    return num_holes_range[0] <= num_holes_range[1] ? nullptr : "num_holes_range must have lo <= hi";
  }

  /// Slots: 1 number, 2 height, 3 width, 4 top, 5 left; rectangle i on sub i.
  Rects draw(const Draws& d, const Frame& in) const {
    Rects holes;
    const auto length = [&](u32 slot, Range range, int side, u32 i) {
      const double n = range.hi <= 1 ? side * d.uniform(slot, range, i)
                                     : static_cast<double>(d.between(slot, static_cast<int>(range.lo), static_cast<int>(range.hi), i));
      return std::clamp(static_cast<int>(n), 1, side);
    };
    const auto [H, W] = in.extent;
    const u32 n = static_cast<u32>(d.between(1, num_holes_range[0], num_holes_range[1]));
    for (u32 i = 0; i < n; ++i) {
      const int h = length(2, hole_height_range, H, i), w = length(3, hole_width_range, W, i);
      const int top = static_cast<int>(d.between(4, 0, H - h, i)), left = static_cast<int>(d.between(5, 0, W - w, i));
      holes.push_back({left, top, left + w, top + h});
    }
    return holes;
  }
};

}  // namespace smalti
