// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Scales by a random factor of what fits a target.
struct ScaleJitter {
  Required<Extent> target_size;
  Range scale_range{0.1, 2};
  Interpolation interpolation = Interpolation::bilinear;
  bool antialias = true;
  std::optional<Bounded<float, 32>> scales{};
  std::optional<float> step{};

  static constexpr auto describe() {
    return about("Scale by a random factor of the size that fits a target; a RandomCrop with pad_if_needed behind it makes large-scale jitter",
                 "torchvision; Ghiasi et al., Simple Copy-Paste, CVPR 2021",
        field<&ScaleJitter::target_size>{.doc = "the extent that factor 1 fits into", .unit = "px", .min = 1, .max = 65535, .example = 64},
        field<&ScaleJitter::scale_range>{.doc = "factor", .min = 1e-3, .max = 100},
        field<&ScaleJitter::interpolation>{.doc = "filter"},
        field<&ScaleJitter::antialias>{.doc = "filter by area when shrinking"},
        field<&ScaleJitter::scales>{.doc = "factors to choose from, in place of scale_range", .min = 1e-3, .max = 100},
        field<&ScaleJitter::step>{.doc = "take only scale_range's first factor, that plus step, and so on", .min = 1e-3, .max = 100});
  }
  constexpr const char* refuse() const {
    if (scales && step) return "step must be none where scales is set";
    return scales && scales->empty() ? "scales must have at least one factor" : filter_conflict(interpolation, antialias);
  }

  /// Slot 1: the factor, or which of them. torchvision holds the first number of target_size against the width, and so does this.
  Map draw(const Draws& d, const Frame& in) const {
    const auto [h, w] = in.extent;
    const double r = std::min(static_cast<double>(target_size->width) / h, static_cast<double>(target_size->height) / w) * factor(d);
    const auto side = [r](int s) { return std::max(1, static_cast<int>(s * r)); };
    return Map::crop_resize(Rect::of(in.extent), {side(h), side(w)});
  }

 private:
  double factor(const Draws& d) const {
    if (scales) return double{(*scales)[static_cast<int>(d.between(1, 0, scales->size() - 1))]};
    if (!step) return d.uniform(1, scale_range);
    const double lo = scale_range.lo, last = std::floor((double{scale_range.hi} - lo) / double{*step} + 1e-6);
    return std::fma(double{*step}, static_cast<double>(d.between(1, 0, static_cast<std::int64_t>(last))), lo);
  }
};

}  // namespace smalti
