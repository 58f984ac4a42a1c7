// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/image.hpp>

#include <algorithm>
#include <cstdint>

namespace smalti::bench {

/// A number from 0 to 255 that looks drawn; the driver in Python computes the same, so that all read the same bytes.
constexpr std::uint32_t mixed(std::uint32_t y, std::uint32_t x, std::uint32_t c, std::uint32_t seed) {
  std::uint32_t h = y * 73856093u ^ x * 19349663u ^ c * 83492791u ^ seed * 2654435761u;
  h = (h ^ (h >> 15)) * 2246822519u;
  return (h ^ (h >> 13)) >> 7 & 255u;
}
/// Soft spots eight pixels apart with fine noise, more or less what a photograph is to a kernel.
inline std::uint8_t texel(std::uint32_t y, std::uint32_t x, std::uint32_t c, std::uint32_t seed) {
  const std::uint32_t i = y / 8, j = x / 8, v = y % 8, u = x % 8;
  const std::uint32_t soft = ((8 - v) * ((8 - u) * mixed(i, j, c, seed) + u * mixed(i, j + 1, c, seed)) +
                              v * ((8 - u) * mixed(i + 1, j, c, seed) + u * mixed(i + 1, j + 1, c, seed))) >>
                             6;
  const int noisy = static_cast<int>(soft) + static_cast<int>(mixed(y, x, c, seed + 100) % 25) - 12;
  return static_cast<std::uint8_t>(std::clamp(noisy, 0, 255));
}
/// RGB, of uint8 or as floats in [0, 1].
inline Image textured(Extent e, Dtype dtype, int seed) {
  Image image(e, 3, dtype);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x)
      for (int c = 0; c < 3; ++c) {
        const std::uint8_t v = texel(static_cast<std::uint32_t>(y), static_cast<std::uint32_t>(x),
                                     static_cast<std::uint32_t>(c), static_cast<std::uint32_t>(seed));
        if (dtype == Dtype::uint8) image.view().at<std::uint8_t>(y, x, c) = v;
        else image.view().at<float>(y, x, c) = static_cast<float>(v) / 255;
      }
  return image;
}

}  // namespace smalti::bench
