// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/erase.hpp>
#include <smalti/core/op.hpp>

#include <algorithm>

namespace smalti {

/// Erases squares of a fixed size.
struct Cutout {
  int num_holes = 1;
  int length = 16;
  Fill fill{Fill::Kind::neutral};
  bool inside = false;
  MaskPolicy mask_policy = MaskPolicy::keep;
  OnCover on_cover = OnCover::occlude;

  static constexpr auto describe() {
    return about("Erase squares of a fixed size", "DeVries and Taylor, Cutout, 2017",
        field<&Cutout::num_holes>{.doc = "squares", .min = 1, .max = 64},
        field<&Cutout::length>{.doc = "side of a square", .unit = "px", .min = 1, .max = 65535},
        field<&Cutout::fill>{.doc = "what erased pixels show; neutral is the mean of Normalize, or the middle of the range", .unit = "units where it stands", .min = -32768, .max = 65535},
        field<&Cutout::inside>{.doc = "keep squares whole on the picture; else their centres are drawn and the border cuts them"},
        field<&Cutout::mask_policy>{.doc = "masks in the holes: keep them, take the ignore index (instance masks: 0), or 0"},
        field<&Cutout::on_cover>{.doc = "keypoints in the holes are occluded, or dropped"});
  }

  /// Slots: 1 x, 2 y of the centre (inside: of the corner); square i on sub i.
  Rects draw(const Draws& d, const Frame& in) const {
    Rects holes;
    const auto [h, w] = in.extent;
    const auto begin = [&](u32 slot, int side, u32 i) {
      if (inside) return static_cast<int>(d.between(slot, 0, std::max(0, side - length), i));
      return static_cast<int>(d.between(slot, 0, side - 1, i)) - length / 2;
    };
    for (u32 i = 0; i < static_cast<u32>(num_holes); ++i) {
      const int left = begin(1, w, i), top = begin(2, h, i);
      holes.push_back(intersection({left, top, left + length, top + length}, Rect::of(in.extent)));
    }
    return holes;
  }
};

}  // namespace smalti
