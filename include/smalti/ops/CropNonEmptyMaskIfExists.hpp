// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Crops a window of fixed size around a labelled pixel of the mask, if there is one; a uniform window else.
struct CropNonEmptyMaskIfExists {
  Required<int> height;
  Required<int> width;
  Bounded<int, 16> ignore_values{};

  static constexpr bool reads_labels = true;
  static constexpr auto describe() {
    return about("Crop a window on a labelled pixel of the mask", "Albumentations",
        field<&CropNonEmptyMaskIfExists::height>{.doc = "height of the window", .unit = "px", .min = 1, .max = 65535, .example = 16},
        field<&CropNonEmptyMaskIfExists::width>{.doc = "width of the window", .unit = "px", .min = 1, .max = 65535, .example = 16},
        field<&CropNonEmptyMaskIfExists::ignore_values>{.doc = "ids that count as empty, beside 0 and the ignore index", .min = 0, .max = 65535});
  }

  /// Slots: 1 pixel, 2 and 3 its place in the window, 4 and 5 the window's place where the mask is empty.
  Map draw(const Draws& d, const Frame& in) const {
    const auto [H, W] = in.extent;
    const int h = std::min(height.value, H), w = std::min(width.value, W);
    int left = static_cast<int>(d.between(4, 0, W - w)), top = static_cast<int>(d.between(5, 0, H - h));
    if (const std::int64_t n = count(in, -1).x; n > 0) {
      const Labelled at = count(in, d.between(1, 0, n - 1));
      left = std::clamp(static_cast<int>(at.x - d.between(2, 0, w - 1)), 0, W - w);
      top = std::clamp(static_cast<int>(at.y - d.between(3, 0, h - 1)), 0, H - h);
    }
    return Map::crop({left, top, left + w, top + h});
  }

 private:
  struct Labelled {
    std::int64_t x = 0, y = 0;
  };
  /// The labelled pixel of that rank, row-major, or with rank -1 how many there are (in x).
  Labelled count(const Frame& in, std::int64_t rank) const {
    if (!in.targets || !in.to_source) return {};
    std::int64_t seen = 0;
    for (int y = 0; y < in.extent.height; ++y)
      for (int x = 0; x < in.extent.width; ++x)
        if (labelled(*in.targets, smalti::apply(*in.to_source, {x + 0.5, y + 0.5})) && seen++ == rank) return {x, y};
    return {seen, 0};
  }
  bool labelled(const Targets& t, Point p) const {
    const auto id_of = [&](const auto& mask) {
      const int id = id_at(*mask, p);
      return id == ignore_index(mask->dtype()) ? 0 : id;
    };
    if (!t.segmentation) return std::any_of(t.masks.begin(), t.masks.end(), [&](const auto& m) { return id_of(m) != 0; });
    const int id = id_of(t.segmentation);
    return id != 0 && std::find(ignore_values.begin(), ignore_values.end(), id) == ignore_values.end();
  }
};

}  // namespace smalti
