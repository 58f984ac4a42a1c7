// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <cmath>
#include <utility>

namespace smalti {

/// Cuts out a window of random area and aspect and brings it back to the size of the picture.
struct RandomScaleAspect {
  float min_scale = 0.5f;
  float aspect_ratio = 0.33f;
  bool log = true;
  Interpolation interpolation = Interpolation::bilinear;
  bool antialias = true;

  static constexpr auto describe() {
    return about("Cut out a window of random area and aspect, and resize it to the size of the picture", "PaddleSeg",
        field<&RandomScaleAspect::min_scale>{.doc = "smallest share of the picture's area", .unit = "fraction", .min = 1e-3, .max = 1},
        field<&RandomScaleAspect::aspect_ratio>{.doc = "smallest aspect; the largest is its inverse", .min = 1e-2, .max = 1},
        field<&RandomScaleAspect::log>{.doc = "draw the aspect evenly on a log scale"},
        field<&RandomScaleAspect::interpolation>{.doc = "filter"},
        field<&RandomScaleAspect::antialias>{.doc = "filter by area when shrinking"});
  }
  constexpr const char* refuse() const { return filter_conflict(interpolation, antialias); }

  /// Slots: 1 area, 2 aspect, 3 swap, 4 left, 5 top; try t on sub t. After ten tries the picture stays.
  Map draw(const Draws& d, const Frame& in) const {
    const auto [H, W] = in.extent;
    const Range ratio(double{aspect_ratio}, 1 / double{aspect_ratio});
    for (u32 t = 0; t < 10; ++t) {
      const double area = static_cast<double>(in.extent.area()) * d.uniform(1, double{min_scale}, 1.0, t);
      const double r = log ? d.log_uniform(2, ratio, t) : d.uniform(2, ratio, t);
      int w = static_cast<int>(std::sqrt(area * r)), h = static_cast<int>(std::sqrt(area / r));
      if (d.bernoulli(3, 0.5, t)) std::swap(w, h);
      if (w < 1 || h < 1 || w >= W || h >= H) continue;
      const int left = static_cast<int>(d.between(4, 0, W - w, t)), top = static_cast<int>(d.between(5, 0, H - h, t));
      return Map::crop_resize({left, top, left + w, top + h}, in.extent);
    }
    Map kept = Map::identity(in.extent);
    kept.satisfied = false;
    return kept;
  }
};

}  // namespace smalti
