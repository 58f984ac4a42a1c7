// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fp.hpp>
#include <smalti/pixel/lab.hpp>
#include <smalti/pixel/rounding.hpp>

#include <cmath>
#include <cstdint>

namespace smalti {

/// A value on 256 steps of a range that begins at lo and whose steps are `unit` wide.
struct ByteScale {
  float lo = 0, unit = 1;

  SMALTI_HD static ByteScale of(ValueRange range) { return {range.lo, (range.max - range.lo) / 255}; }
  SMALTI_HD int operator()(float v) const {
    const float at = (v - lo) / unit;
    return static_cast<int>(round_even(select(at < 0, 0.0f, select(at > 255, 255.0f, at))));
  }
};
/// The lightness of a colour of bytes, 255 for white.
SMALTI_HD inline int lightness_level(const LabTables& tables, int r, int g, int b) {
  return ByteScale{}(2.55f * lightness(tables, r, g, b));
}
/// A colour with a new lightness, 100 for white.
SMALTI_HD inline Rgb lightened(const LabTables& tables, ByteScale byte, Rgb v, float light) {
  Lab lab = to_lab(tables, byte(v.r), byte(v.g), byte(v.b));
  lab.l = light;
  const Rgb rgb = to_rgb(tables, lab);
  const float span = 255 * byte.unit;
  return {std::fma(rgb.r, span, byte.lo), std::fma(rgb.g, span, byte.lo), std::fma(rgb.b, span, byte.lo)};
}

/// The tiles of a grid of rows x columns over a picture: where they do not fit, they reach beyond it.
SMALTI_HD inline Extent equalized_tile(Extent picture, int rows, int columns) {
  const auto [h, w] = picture;
  const bool fits = h % rows == 0 && w % columns == 0;
  return {(fits ? h : h + rows - h % rows) / rows, (fits ? w : w + columns - w % columns) / columns};
}
/// Most counts of a value in such a tile.
SMALTI_HD inline int equalized_limit(float clip, Extent tile) {
  const int limit = static_cast<int>(double{clip} * static_cast<int>(tile.area()) / 256);
  return limit < 1 ? 1 : limit;
}

/// The two tiles whose middles lie about a pixel on one axis, and how much the second one counts.
struct TilesAbout {
  int first, second;
  float share;
};
/// ... of pixel j; `inverse` is one over the tiles' side.
SMALTI_HD inline TilesAbout tiles_about(int j, float inverse, int tiles) {
  const float at = unfused(static_cast<float>(j) * inverse) - 0.5f, whole = std::floor(at);
  const int first = static_cast<int>(whole), second = first + 1;
  return {first < 0 ? 0 : first, second < tiles ? second : tiles - 1, at - whole};
}
/// What four tables say, across, then down, rounded. Every product is rounded by itself, as OpenCV's are.
SMALTI_HD inline float blended(std::uint8_t upper_left, std::uint8_t upper_right, std::uint8_t lower_left,
                               std::uint8_t lower_right, float x, float y) {
  const auto across = [x](std::uint8_t left, std::uint8_t right) {
    return unfused(static_cast<float>(left) * (1 - x)) + unfused(static_cast<float>(right) * x);
  };
  return round_even(unfused(across(upper_left, upper_right) * (1 - y)) + unfused(across(lower_left, lower_right) * y));
}

/// Turns the counts of a tile's 256 values into its table: what goes beyond `limit` is shared among all values first.
SMALTI_HD inline void equalization_table(int (&counts)[256], int limit, int area, std::uint8_t* table) {
  int excess = 0;
  for (int& n : counts) {
    excess += n > limit ? n - limit : 0;
    n = n > limit ? limit : n;
  }
  const int all = excess / 256;
  for (int& n : counts) n += all;
  if (int rest = excess % 256; rest > 0) {
    const int step = 256 / rest > 1 ? 256 / rest : 1;
    for (int v = 0; v < 256 && rest > 0; v += step, --rest) ++counts[v];
  }
  const float scale = 255.0f / static_cast<float>(area);
  int sum = 0;
  for (int v = 0; v < 256; ++v) {
    sum += counts[v];
    table[v] = to_integer<std::uint8_t>(static_cast<float>(sum) * scale);
  }
}

}  // namespace smalti
