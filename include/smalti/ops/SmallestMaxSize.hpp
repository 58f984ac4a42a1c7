// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Resizes the short side to a length.
struct SmallestMaxSize {
  Required<Bounded<int, 32>> max_size;
  Interpolation interpolation = Interpolation::bilinear;
  bool antialias = true;

  static constexpr auto describe() {
    return about("Resize the short side to a length, keep the aspect", "Albumentations",
        field<&SmallestMaxSize::max_size>{.doc = "the length, or several to choose from", .unit = "px", .min = 1, .max = 65535, .example = 64},
        field<&SmallestMaxSize::interpolation>{.doc = "filter"},
        field<&SmallestMaxSize::antialias>{.doc = "filter by area when shrinking"});
  }
  constexpr const char* refuse() const {
    return max_size->empty() ? "max_size must have at least one length" : filter_conflict(interpolation, antialias);
  }

  /// Slot 1: which length.
  Map draw(const Draws& d, const Frame& in) const {
    const auto [h, w] = in.extent;
    const double s = static_cast<double>(max_size.value[static_cast<int>(d.between(1, 0, max_size->size() - 1))]) / std::min(h, w);
    const auto side = [s](int n) { return std::max(1, static_cast<int>(std::rint(n * s))); };
    return Map::crop_resize(Rect::of(in.extent), {side(h), side(w)});
  }
};

}  // namespace smalti
