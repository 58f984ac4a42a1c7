// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/erase.hpp>
#include <smalti/core/op.hpp>

#include <cmath>

namespace smalti {

/// Erases rectangles.
struct RandomErasing {
  Probability p{0.5f};
  Range scale{0.02, 0.33};
  Range ratio{0.3, 3.3};
  Fill value{0};
  bool inplace = false;
  std::array<int, 2> count{1, 1};
  MaskPolicy mask_policy = MaskPolicy::keep;
  OnCover on_cover = OnCover::occlude;

  static constexpr auto describe() {
    return about("Erase a rectangle", "torchvision; Zhong et al., 2017",
        field<&RandomErasing::p>{.doc = "probability of being applied", .unit = "fraction", .min = 0, .max = 1},
        field<&RandomErasing::scale>{.doc = "erased share of the picture", .unit = "fraction", .min = 1e-6, .max = 1},
        field<&RandomErasing::ratio>{.doc = "height over width, drawn evenly on a log scale", .min = 1e-3, .max = 1e3},
        field<&RandomErasing::value>{.doc = "what the rectangle shows; random is normal noise", .unit = "units where it stands", .min = -32768, .max = 65535},
        field<&RandomErasing::inplace>{.doc = "accepted and ignored"},
        field<&RandomErasing::count>{.doc = "fewest and most rectangles, which share the area", .min = 1, .max = 16},
        field<&RandomErasing::mask_policy>{.doc = "masks in the holes: keep them, take the ignore index (instance masks: 0), or 0"},
        field<&RandomErasing::on_cover>{.doc = "keypoints in the holes are occluded, or dropped"});
  }
  constexpr const char* refuse() const { return count[0] <= count[1] ? nullptr : "count must have lo <= hi"; }

  /// Slots: 1 count, 2 area, 3 ratio, 4 top, 5 left; hole i, try t on sub 16 i + t.
  Rects draw(const Draws& d, const Frame& in) const {
    Rects holes;
    const int n = static_cast<int>(d.between(1, count[0], count[1]));
    for (int i = 0; i < n; ++i)
      for (u32 t = 0; t < 10; ++t) {
        const u32 sub = 16 * static_cast<u32>(i) + t;
        const double area = static_cast<double>(in.extent.area()) * d.uniform(2, scale, sub) / n, r = d.log_uniform(3, ratio, sub);
        const int h = static_cast<int>(std::rint(std::sqrt(area * r))), w = static_cast<int>(std::rint(std::sqrt(area / r)));
        if (h >= in.extent.height || w >= in.extent.width || h < 1 || w < 1) continue;
        const int top = static_cast<int>(d.between(4, 0, in.extent.height - h, sub)), left = static_cast<int>(d.between(5, 0, in.extent.width - w, sub));
        holes.push_back({left, top, left + w, top + h});
        break;
      }
    return holes;
  }
};

}  // namespace smalti
