// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fp.hpp>
#include <smalti/pixel/rounding.hpp>

#include <cmath>
#include <cstdint>

namespace smalti {

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
