// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>

namespace smalti {

/// Resizes the short side to one of several lengths, with a bound on the long one.
struct RandomShortestSize {
  Required<Bounded<int, 32>> min_size;
  std::optional<int> max_size{};
  Interpolation interpolation = Interpolation::bilinear;
  bool antialias = true;

  static constexpr auto describe() {
    return about("Resize the short side to one of several lengths, keep the aspect", "torchvision",
        field<&RandomShortestSize::min_size>{.doc = "lengths to choose from, or one", .unit = "px", .min = 1, .max = 65535, .example = 64},
        field<&RandomShortestSize::max_size>{.doc = "bound of the long side", .unit = "px", .min = 1, .max = 65535},
        field<&RandomShortestSize::interpolation>{.doc = "filter"},
        field<&RandomShortestSize::antialias>{.doc = "filter by area when shrinking"});
  }
  constexpr const char* refuse() const {
    return min_size->empty() ? "min_size must have at least one length" : filter_conflict(interpolation, antialias);
  }

  /// Slot 1: which length.
  Map draw(const Draws& d, const Frame& in) const {
    const auto [h, w] = in.extent;
    double r = static_cast<double>(min_size.value[static_cast<int>(d.between(1, 0, min_size->size() - 1))]) / std::min(h, w);
    if (max_size) r = std::min(r, static_cast<double>(*max_size) / std::max(h, w));
    const auto side = [r](int s) { return std::max(1, static_cast<int>(s * r)); };
    return Map::crop_resize(Rect::of(in.extent), {side(h), side(w)});
  }
};

}  // namespace smalti
