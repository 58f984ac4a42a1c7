// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>

namespace smalti {

/// Scales by a random factor of what fits a target.
struct ScaleJitter {
  Required<Extent> target_size;
  Range scale_range{0.1, 2};
  Interpolation interpolation = Interpolation::bilinear;
  bool antialias = true;

  static constexpr auto describe() {
    return about("Scale by a random factor of the size that fits a target; a RandomCrop with pad_if_needed behind it makes large-scale jitter",
                 "torchvision; Ghiasi et al., Simple Copy-Paste, CVPR 2021",
        field<&ScaleJitter::target_size>{.doc = "the extent that factor 1 fits into", .unit = "px", .min = 1, .max = 65535, .example = 64},
        field<&ScaleJitter::scale_range>{.doc = "factor", .min = 1e-3, .max = 100},
        field<&ScaleJitter::interpolation>{.doc = "filter"},
        field<&ScaleJitter::antialias>{.doc = "filter by area when shrinking"});
  }
  constexpr const char* refuse() const { return filter_conflict(interpolation, antialias); }

  /// Slot 1: the factor. torchvision holds the first number of target_size against the width, and so does this.
  Map draw(const Draws& d, const Frame& in) const {
    const auto [h, w] = in.extent;
    const double r = std::min(static_cast<double>(target_size->width) / h, static_cast<double>(target_size->height) / w) * d.uniform(1, scale_range);
    const auto side = [r](int s) { return std::max(1, static_cast<int>(s * r)); };
    return Map::crop_resize(Rect::of(in.extent), {side(h), side(w)});
  }
};

}  // namespace smalti
