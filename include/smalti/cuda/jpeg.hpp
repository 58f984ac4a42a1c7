// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/points.hpp>
#include <smalti/pixel/dct.hpp>

namespace smalti::cuda {

/// The blocks of a tile, 4x4 of them, while they are transformed.
struct BlocksShared {
  std::int32_t values[tile_side][tile_side + 1];
};

namespace detail {

SMALTI_HD inline int clamp_index(int i, int last) { return i < 0 ? 0 : i > last ? last : i; }

/// The samples of a picture that is coded, from the corner of its first block on.
template <class T>
struct CodedPicture {
  const JobCoding& coding;

  /// A value as a byte.
  SMALTI_HD float byte(int y, int x, int c) const {
    const ImageView& v = coding.view;
    const auto value = number<T>(v, clamp_index(y - coding.how.top, v.extent.height - 1), clamp_index(x - coding.how.left, v.extent.width - 1), c);
    if constexpr (std::is_same_v<T, std::uint8_t>) return static_cast<float>(value);
    else return static_cast<float>(to_integer<std::uint8_t>((value - coding.range.lo) * (255 / (coding.range.max - coding.range.lo))));
  }
  SMALTI_HD Rgb colour(int y, int x) const { return {byte(y, x, 0), byte(y, x, 1), byte(y, x, 2)}; }
  /// A sample of a component; beyond its end the last row is repeated.
  SMALTI_HD int sample(int y, int x, int c) const {
    const JpegCoding& how = coding.how;
    if (!how.colour || c > 2) return static_cast<int>(byte(y, x, c));
    if (c == 0) return jpeg_luma(colour(y, x));
    const auto chroma = [&](int row, int column) { return c == 1 ? jpeg_blue(colour(row, column)) : jpeg_red(colour(row, column)); };
    const int last = coding.view.extent.height + how.top - 1, shown = coding.planes[c].height - 1;
    const int upper = how.down * (y < shown ? y : shown), lower = upper < last ? upper + 1 : last, left = how.across * x;
    if (how.across == 1) return chroma(upper, left);
    if (how.down == 1) return downsampled(chroma(upper, left), chroma(upper, left + 1), x);
    return downsampled(chroma(upper, left), chroma(upper, left + 1), chroma(lower, left), chroma(lower, left + 1), x);
  }
};

}  // namespace detail

/// Codes and decodes the blocks of a tile of a component.
template <class Block>
SMALTI_HD void code_blocks(Block block, const JobCoding& coding, int component, int tile) {
  const JpegComponent& plane = coding.planes[component];
  const JpegTable& table = coding.tables[coding.how.colour && (component == 1 || component == 2) ? 1 : 0];
  const int across = blocks_of(plane.stride, tile_side), left = tile % across * tile_side, top = tile / across * tile_side;
  auto& values = block.shared.prepared.blocks.values;
  const auto there = [&](int y, int x) { return left + x < plane.stride && top + y < plane.rows; };  // whole blocks are, or are not
  block.threads([&](int t) {
    detail::with_format(coding.view.dtype, [&](auto zero) {
      const detail::CodedPicture<decltype(zero)> picture{coding};
      for (int k = t; k < tile_side * tile_side; k += Block::size) {
        const int y = k / tile_side, x = k % tile_side;
        if (there(y, x)) values[y][x] = picture.sample(top + y, left + x, component) - 128;
      }
    });
  });
  constexpr int lines = tile_side / 8 * tile_side;  // eight of each block
  block.threads([&](int t) {
    for (int k = t; k < lines; k += Block::size) {
      if (!there(k % tile_side, k / tile_side * 8)) continue;
      std::int32_t d[8];
      std::int32_t* const line = &values[k % tile_side][k / tile_side * 8];
      for (int i = 0; i < 8; ++i) d[i] = line[i];
      forward_dct<false>(d);
      for (int i = 0; i < 8; ++i) line[i] = d[i];
    }
  });
  block.threads([&](int t) {
    for (int k = t; k < lines; k += Block::size) {
      const int x = k % tile_side, y = k / tile_side * 8;
      if (!there(y, x)) continue;
      std::int32_t d[8];
      for (int i = 0; i < 8; ++i) d[i] = values[y + i][x];
      forward_dct<true>(d);
      for (int i = 0; i < 8; ++i) {
        const JpegStep q = table.data()[8 * i + x % 8];
        d[i] = jpeg_quantised(d[i], q) * q.step;
      }
      inverse_dct<true>(d);
      for (int i = 0; i < 8; ++i) values[y + i][x] = d[i];
    }
  });
  block.threads([&](int t) {
    for (int k = t; k < lines; k += Block::size) {
      const int y = k % tile_side, x = k / tile_side * 8;
      if (!there(y, x)) continue;
      std::int32_t d[8];
      for (int i = 0; i < 8; ++i) d[i] = values[y][x + i];
      inverse_dct<false>(d);
      std::uint8_t* const to = plane.samples + static_cast<std::ptrdiff_t>(top + y) * plane.stride + left + x;
      for (int i = 0; i < 8; ++i) to[i] = static_cast<std::uint8_t>(detail::clamp_index(d[i] + 128, 255));
    }
  });
}

namespace detail {

/// Chroma at full size.
SMALTI_HD inline int full_chroma(const JobCoding& coding, int component, int y, int x) {
  const JpegComponent& plane = coding.planes[component];
  const int down = coding.how.down, row = y / down, n = plane.width;
  const std::uint8_t* const near = plane.samples + static_cast<std::ptrdiff_t>(row) * plane.stride;
  if (coding.how.across == 1) return near[x];
  if (n <= 2) return near[x / 2];
  const bool sums = down == 2, right = (x & 1) != 0;
  const std::uint8_t* const far = plane.samples + static_cast<std::ptrdiff_t>(sums ? clamp_index(row + (y & 1 ? 1 : -1), plane.height - 1) : row) * plane.stride;
  const auto at = [&](int k) {
    const int i = clamp_index(k, n - 1);
    return sums ? 3 * near[i] + far[i] : int{near[i]};
  };
  return upsampled(at(x / 2), at(x / 2 + (right ? 1 : -1)), right, sums);
}

}  // namespace detail

/// Reads a quad of what was coded.
template <int C>
SMALTI_HD void read_coded(const JobLayer& l, int first, Quad<C>& q) {
  const JobCoding& coding = *l.around.coding;
  const bool bytes = coding.view.dtype == Dtype::uint8;
  const float unit = (coding.range.max - coding.range.lo) / 255, lo = coding.range.lo;
  each_pixel(q, [&](Pixel<C>& p) {
    if (!l.shown.contains(p.x, p.y)) return;
    const int x = p.x + coding.how.left, y = p.y + coding.how.top;
    const auto sample = [&](int c) { return coding.planes[c].samples[static_cast<std::ptrdiff_t>(y) * coding.planes[c].stride + x]; };
    Rgb colour{};
    const bool coloured = coding.how.colour && first == 0;
    if (coloured) colour = jpeg_colour(sample(0), static_cast<float>(detail::full_chroma(coding, 1, y, x)), static_cast<float>(detail::full_chroma(coding, 2, y, x)));
    for (int c = 0; c < C; ++c) {
      if (c >= p.channels) break;
      const float v = coloured && c < 3 ? (c == 0 ? colour.r : c == 1 ? colour.g : colour.b) : static_cast<float>(sample(first + c));
      p.v[c] = bytes ? v : std::fma(v, unit, lo);
    }
  });
}

}  // namespace smalti::cuda
