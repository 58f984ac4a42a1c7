// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/points.hpp>
#include <smalti/pixel/local_equalization.hpp>

namespace smalti::cuda {

/// The histogram of a tile of the grid.
struct CountsShared {
  int counts[256];
};

namespace detail {

/// What is equalised of a pixel: its value, or the lightness of its colour, on 256 steps.
SMALTI_HD inline int level_of(const JobEqualization& e, int y, int x) {
  int level = 0;
  with_format(e.view.dtype, [&](auto zero) {
    using T = decltype(zero);
    const auto byte = [&](int c) { return e.bytes(static_cast<float>(number<T>(e.view, y, x, c))); };
    level = e.view.channels == 1 ? byte(0) : lightness_level(*e.lab, byte(0), byte(1), byte(2));
  });
  return level;
}

}  // namespace detail

/// Makes the table of a tile of the grid, which sees the picture reflected beyond its edges.
template <class Block>
SMALTI_HD void equalize_tile(Block block, const JobEqualization& e, int tile) {
  const auto [height, width] = e.view.extent;
  const int top = tile / e.how.columns * e.tile.height, left = tile % e.how.columns * e.tile.width, area = static_cast<int>(e.tile.area());
  auto& counts = block.shared.prepared.counts.counts;
  block.threads([&](int t) {
    for (int v = t; v < 256; v += Block::size) counts[v] = 0;
  });
  block.threads([&](int t) {
    for (int k = t; k < area; k += Block::size) {
      const int y = border_index(top + k / e.tile.width, 0, height, Border::reflect), x = border_index(left + k % e.tile.width, 0, width, Border::reflect);
      block.add(counts[detail::level_of(e, y, x)], 1);
    }
  });
  block.threads([&](int t) {
    if (t == 0) equalization_table(counts, e.limit, area, e.tables + 256 * tile);
  });
}

/// Reads a quad through the tables of the tiles around it.
template <int C>
SMALTI_HD void read_equalized(const JobLayer& l, int first, Quad<C>& q) {
  const JobEqualization& e = *l.around.equalization;
  each_pixel(q, [&](Pixel<C>& p) {
    if (!l.shown.contains(p.x, p.y)) return;
    const TilesAbout down = tiles_about(p.y, 1.0f / static_cast<float>(e.tile.height), e.how.rows);
    const TilesAbout across = tiles_about(p.x, 1.0f / static_cast<float>(e.tile.width), e.how.columns);
    const int level = detail::level_of(e, p.y, p.x);
    const auto table = [&](int row, int column) { return e.tables[256 * (row * e.how.columns + column) + level]; };
    const float equal = blended(table(down.first, across.first), table(down.first, across.second), table(down.second, across.first),
                                table(down.second, across.second), across.share, down.share);
    if constexpr (C >= 3) {
      if (e.view.channels >= 3 && first == 0) {
        detail::with_format(e.view.dtype, [&](auto zero) {
          const auto value = [&](int c) { return static_cast<float>(detail::number<decltype(zero)>(e.view, p.y, p.x, c)); };
          const Rgb out = lightened(*e.lab, e.bytes, {value(0), value(1), value(2)}, equal / 2.55f);
          p.v[0] = out.r, p.v[1] = out.g, p.v[2] = out.b;
        });
        return;
      }
    }
    p.v[0] = std::fma(equal, e.bytes.unit, e.bytes.lo);
  });
}

}  // namespace smalti::cuda
