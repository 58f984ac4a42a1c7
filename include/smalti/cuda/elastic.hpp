// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/job.hpp>
#include <smalti/pixel/elastic_grid.hpp>

namespace smalti::cuda {

/// Noise of the rows of a tile on its way through the kernel along x.
struct NoiseShared {
  static constexpr int columns = 32;
  float values[tile_side][columns + 1];
};

namespace detail {

/// The four pixels of a row that a thread has of a tile.
struct TilePlace {
  int x, y;
  SMALTI_HD static TilePlace of(Extent e, int tile, int t) {
    const int across = blocks_of(e.width, tile_side);
    return {tile % across * tile_side + t % (tile_side / 4) * 4, tile / across * tile_side + t / (tile_side / 4)};
  }
};

}  // namespace detail

/// The noise of an elastic field's component, blurred along x. Noise arrives in columns, from the left, which is the order
/// of the sums.
template <class Block>
SMALTI_HD void blur_noise(Block block, const JobField& field, int tile) {
  using detail::TilePlace;
  const auto [height, width] = field.frame;
  struct Sums {
    float v[4];
  };
  typename Block::template Own<Sums> sums;
  const int reach = field.along_x_size / 2, left = TilePlace::of(field.frame, tile, 0).x;
  const int end = (left + tile_side < width ? left + tile_side : width) + reach;
  block.threads([&](int t) {
    for (float& v : sums[t].v) v = 0;
  });
  for (int base = left - reach; base < end; base += NoiseShared::columns) {
    block.threads([&](int t) {
      const int y = TilePlace::of(field.frame, tile, t).y, row = t / (tile_side / 4), first = t % (tile_side / 4) * 4;
      if (y >= height) return;
      Words words{};
      u64 drawn = ~u64{0};  // neighbours mostly share a draw
      for (int k = first; k < first + 4; ++k) {
        const u64 element = static_cast<u64>(y) * static_cast<u64>(width) + static_cast<u64>(border_index(base + k, 0, width, Border::reflect));
        if (element / 4 != drawn) words = draw(field.noise, field.at, static_cast<u32>(drawn = element / 4));
        const u32 word = element & 2 ? (element & 1 ? words[3] : words[2]) : (element & 1 ? words[1] : words[0]);
        block.shared.prepared.noise.values[row][k] = elastic_noise(word);
      }
    });
    block.threads([&](int t) {
      const TilePlace at = TilePlace::of(field.frame, tile, t);
      if (at.y >= height) return;
      const float* const line = block.shared.prepared.noise.values[t / (tile_side / 4)];
      for (int i = 0; i < 4; ++i) {
        const int before = at.x + i - reach;  // the column of the first tap
        const int from = before > base ? before : base, last = before + field.along_x_size, to = last < base + NoiseShared::columns ? last : base + NoiseShared::columns;
        for (int j = from; j < to; ++j) sums[t].v[i] = std::fma(field.along_x[j - before], line[j - base], sums[t].v[i]);
      }
    });
  }
  block.threads([&](int t) {
    const TilePlace at = TilePlace::of(field.frame, tile, t);
    for (int i = 0; i < 4; ++i)
      if (at.y < height && at.x + i < width) field.blurred[static_cast<std::ptrdiff_t>(at.y) * width + at.x + i] = sums[t].v[i];
  });
}

/// ... then along y: the displacements.
template <class Block>
SMALTI_HD void bend(Block block, const JobField& field, int tile) {
  const auto [height, width] = field.frame;
  block.threads([&](int t) {
    const detail::TilePlace at = detail::TilePlace::of(field.frame, tile, t);
    if (at.y >= height) return;
    float sums[4]{};
    for (int k = 0; k < field.along_y_size; ++k) {
      const float* const line = field.blurred + static_cast<std::ptrdiff_t>(border_index(at.y + k - field.along_y_size / 2, 0, height, Border::reflect)) * width;
      for (int i = 0; i < 4; ++i) sums[i] = std::fma(field.along_y[k], line[at.x + i < width ? at.x + i : width - 1], sums[i]);
    }
    for (int i = 0; i < 4; ++i)
      if (at.x + i < width) field.displacement[static_cast<std::ptrdiff_t>(at.y) * width + at.x + i] = field.scale * sums[i];
  });
}

}  // namespace smalti::cuda
