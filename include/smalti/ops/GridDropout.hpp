// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/erase.hpp>
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>

#include <algorithm>
#include <string>

namespace smalti {

/// Erases one rectangle in every cell of a grid, each at a place of its own.
struct GridDropout {
  float ratio = 0.5f;
  bool random_offset = true;
  std::optional<std::array<int, 2>> unit_size_range{};
  std::optional<std::array<int, 2>> holes_number_xy{};
  std::array<int, 2> shift_xy{0, 0};
  Fill fill{0};
  MaskPolicy mask_policy = MaskPolicy::keep;
  OnCover on_cover = OnCover::occlude;

  static constexpr auto describe() {
    return about("Erase one rectangle in every cell of a grid", "Albumentations; Chen et al., 2020",
        field<&GridDropout::ratio>{.doc = "side of a hole over the side of its cell", .unit = "fraction", .min = 1e-3, .max = 1},
        field<&GridDropout::random_offset>{.doc = "each hole at a drawn place of its cell; else all at shift_xy"},
        field<&GridDropout::unit_size_range>{.doc = "fewest and most px of a cell's side; none takes a tenth of the picture's", .unit = "px", .min = 2, .max = 65535},
        field<&GridDropout::holes_number_xy>{.doc = "columns and rows of the grid, in place of unit_size_range", .min = 1, .max = 32},
        field<&GridDropout::shift_xy>{.doc = "x and y of the holes in their cells without random_offset", .unit = "px", .min = 0, .max = 65535},
        field<&GridDropout::fill>{.doc = "what erased pixels show", .unit = "units where it stands", .min = -32768, .max = 65535},
        field<&GridDropout::mask_policy>{.doc = "masks in the holes: keep them, take the ignore index (instance masks: 0), or 0"},
        field<&GridDropout::on_cover>{.doc = "keypoints in the holes are occluded, or dropped"});
  }
  constexpr const char* refuse() const {
    if (unit_size_range && (*unit_size_range)[0] > (*unit_size_range)[1]) return "unit_size_range must have lo <= hi";
    return unit_size_range && holes_number_xy ? "unit_size_range must be none where holes_number_xy is set" : nullptr;
  }

  /// Slots: 1 side of a cell, 2 and 3 place of the hole (cell i in row-major order: sub i), 4 and 5 order of the rows and of
  /// the columns, of which some are one px longer. At most 32 cells an axis.
  ManyRects draw(const Draws& d, const Frame& in) const {
    const auto [H, W] = in.extent;
    const auto drawn = unit_size_range ? static_cast<int>(d.between(1, (*unit_size_range)[0], (*unit_size_range)[1])) : 0;
    const auto cells = [&](int side, std::size_t axis) {
      const int unit = drawn ? drawn : std::max(2, side / 10);
      const int n = std::clamp(holes_number_xy ? (*holes_number_xy)[axis] : side / unit, 1, side);
      if (n > 32)
        raise("param.range", "GridDropout.unit_size_range = " + std::to_string(unit) + " px: must make at most 32 cells an axis, not " + std::to_string(n) + "; take a longer one");
      return n;
    };
    const int columns = cells(W, 0), rows = cells(H, 1);
    const auto row_order = d.permutation<32>(4, rows), column_order = d.permutation<32>(5, columns);
    ManyRects holes;
    for (int i = 0; i < rows * columns; ++i) {
      const auto [x0, x1] = part(W, column_order, i % columns);
      const auto [y0, y1] = part(H, row_order, i / columns);
      const int w = hole(x1 - x0), h = hole(y1 - y0);
      const u32 sub = static_cast<u32>(i);
      const int dx = random_offset ? static_cast<int>(d.between(2, 0, x1 - x0 - w, sub)) : std::min(shift_xy[0], x1 - x0 - w);
      const int dy = random_offset ? static_cast<int>(d.between(3, 0, y1 - y0 - h, sub)) : std::min(shift_xy[1], y1 - y0 - h);
      holes.push_back({x0 + dx, y0 + dy, x0 + dx + w, y0 + dy + h});
    }
    return holes;
  }

 private:
  int hole(int cell) const { return std::clamp(static_cast<int>(ratio * static_cast<float>(cell)), 1, std::max(1, cell - 1)); }
  /// Part k of near-equal parts of a side: those that come first in the order are one longer.
  static std::array<int, 2> part(int side, const Bounded<int, 32>& order, int k) {
    const int n = order.size(), base = side / n, longer = side % n;
    int begin = k * base;
    for (int i = 0; i < k; ++i) begin += order[i] < longer;
    return {begin, begin + base + (order[k] < longer)};
  }
};

}  // namespace smalti
