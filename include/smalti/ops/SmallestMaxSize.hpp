// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Resizes the short side to a length.
struct SmallestMaxSize {
  Bounded<int, 32> max_size{};
  Interpolation interpolation = Interpolation::bilinear;
  bool antialias = true;
  std::optional<std::array<std::optional<int>, 2>> max_size_hw{};

  static constexpr auto describe() {
    return about("Resize the short side to a length, keep the aspect", "Albumentations",
        field<&SmallestMaxSize::max_size>{.doc = "the length, or several to choose from; empty with max_size_hw", .unit = "px", .min = 1, .max = 65535, .example = 64},
        field<&SmallestMaxSize::interpolation>{.doc = "filter"},
        field<&SmallestMaxSize::antialias>{.doc = "filter by area when shrinking"},
        field<&SmallestMaxSize::max_size_hw>{.doc = "height and width to cover, in place of max_size; none in it leaves that side out", .unit = "px", .min = 1, .max = 65535});
  }
  constexpr const char* refuse() const {
    if (max_size.empty() != max_size_hw.has_value()) return "either max_size or max_size_hw must be given, not both";
    if (max_size_hw && !(*max_size_hw)[0] && !(*max_size_hw)[1]) return "max_size_hw must have a height or a width";
    return filter_conflict(interpolation, antialias);
  }

  /// Slot 1: which length.
  Map draw(const Draws& d, const Frame& in) const {
    const auto [h, w] = in.extent;
    const auto ratio = [](std::optional<int> wanted, int side, double otherwise) { return wanted ? static_cast<double>(*wanted) / side : otherwise; };
    double s = 0;
    if (!max_size_hw) s = static_cast<double>(max_size[static_cast<int>(d.between(1, 0, max_size.size() - 1))]) / std::min(h, w);
    else s = std::max(ratio((*max_size_hw)[0], h, 0.0), ratio((*max_size_hw)[1], w, 0.0));
    const auto side = [s](int n) { return std::max(1, static_cast<int>(std::rint(n * s))); };
    return Map::crop_resize(Rect::of(in.extent), {side(h), side(w)});
  }
};

}  // namespace smalti
