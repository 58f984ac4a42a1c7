// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <cmath>

namespace smalti {

/// Cuts out a window of random area and aspect and resizes it.
struct RandomResizedCrop {
  Required<Extent> size;
  Range scale{0.08, 1};
  Range ratio{3.0 / 4, 4.0 / 3};
  Interpolation interpolation = Interpolation::bilinear;
  bool antialias = true;

  static constexpr auto describe() {
    return about("Cut out a window of random area and aspect, and resize it", "torchvision; Szegedy et al., 2015",
        field<&RandomResizedCrop::size>{.doc = "height and width of the output", .unit = "px", .min = 1, .max = 65535, .example = 224},
        field<&RandomResizedCrop::scale>{.doc = "share of the picture's area", .unit = "fraction", .min = 1e-6, .max = 1},
        field<&RandomResizedCrop::ratio>{.doc = "width over height, drawn evenly on a log scale", .min = 1e-3, .max = 1e3},
        field<&RandomResizedCrop::interpolation>{.doc = "filter"},
        field<&RandomResizedCrop::antialias>{.doc = "filter by area when shrinking"});
  }
  constexpr const char* refuse() const { return filter_conflict(interpolation, antialias); }

  /// Slots: 1 area, 2 ratio, 3 top, 4 left; try t on sub t.
  Map draw(const Draws& d, const Frame& in) const {
    const int W = in.extent.width, H = in.extent.height;
    for (u32 t = 0; t < 10; ++t) {
      const double area = static_cast<double>(in.extent.area()) * d.uniform(1, scale, t), r = d.log_uniform(2, ratio, t);
      const int w = static_cast<int>(std::rint(std::sqrt(area * r))), h = static_cast<int>(std::rint(std::sqrt(area / r)));
      if (w < 1 || h < 1 || w > W || h > H) continue;
      const int top = static_cast<int>(d.between(3, 0, H - h, t)), left = static_cast<int>(d.between(4, 0, W - w, t));
      return Map::crop_resize({left, top, left + w, top + h}, size);
    }
    const double aspect = static_cast<double>(W) / H;
    const int w = aspect > ratio.hi ? std::max(1, static_cast<int>(std::rint(H * double{ratio.hi}))) : W;
    const int h = aspect < ratio.lo ? std::max(1, static_cast<int>(std::rint(W / double{ratio.lo}))) : H;
    const int left = (W - w) / 2, top = (H - h) / 2;
    return Map::crop_resize({left, top, left + w, top + h}, size);
  }
};

}  // namespace smalti
