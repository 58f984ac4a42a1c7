// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Built with and without the intrinsics: both must give the bytes of the pixel functions.
#include <smalti/cpu/dct.hpp>

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace smalti::cpu {
namespace {

/// One block by the pixel functions alone.
void code_block(std::uint8_t* at, std::ptrdiff_t stride, const JpegTable& table) {
  std::int32_t v[8][8];
  const auto columns = [&](auto work) {
    for (int x = 0; x < 8; ++x) {
      std::int32_t d[8];
      for (int y = 0; y < 8; ++y) d[y] = v[y][x];
      work(d);
      for (int y = 0; y < 8; ++y) v[y][x] = d[y];
    }
  };
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 8; ++x) v[y][x] = at[y * stride + x] - 128;
    forward_dct<false>(v[y]);
  }
  columns([](auto& d) { forward_dct<true>(d); });
  for (std::size_t k = 0; k < 64; ++k) v[k / 8][k % 8] = jpeg_quantised(v[k / 8][k % 8], table[k]) * table[k].step;
  columns([](auto& d) { inverse_dct<true>(d); });
  for (int y = 0; y < 8; ++y) {
    inverse_dct<false>(v[y]);
    for (int x = 0; x < 8; ++x) at[y * stride + x] = static_cast<std::uint8_t>(std::clamp(v[y][x] + 128, 0, 255));
  }
}

TEST(CodeBlocks, gives_the_bytes_of_the_pixel_functions) {
  std::mt19937 bits(3);
  for (const int blocks : {1, 7, 16, 21})
    for (int quality = 1; quality <= 100; ++quality)
      for (int kind = 0; kind < 6; ++kind) {  // from flat to as rough as can be: zeros take short ways
        const std::ptrdiff_t stride = (blocks + 15) / 16 * 128 + 32;
        std::vector<std::uint8_t> a(static_cast<std::size_t>(8 * stride));
        for (std::ptrdiff_t y = 0; y < 8; ++y)
          for (std::ptrdiff_t x = 0; x < stride; ++x) {
            const auto noise = static_cast<int>(bits() & 255), at_x = static_cast<int>(x), at_y = static_cast<int>(y);
            const int values[] = {99, at_x & 255, 30 * at_y, 60 + at_x / 2 % 100 + at_y * 4 + noise / 16, noise, noise & 1 ? 255 : 0};
            a[static_cast<std::size_t>(y * stride + x)] = static_cast<std::uint8_t>(values[kind]);
          }
        std::vector<std::uint8_t> b = a;
        const JpegTable table = jpeg_table(quality & 1, quality);
        code_blocks(a.data(), stride, blocks, table);
        for (int k = 0; k < blocks; ++k) code_block(b.data() + 8 * k, stride, table);
        for (std::ptrdiff_t y = 0; y < 8; ++y)
          ASSERT_TRUE(std::equal(a.begin() + y * stride, a.begin() + y * stride + 8 * blocks, b.begin() + y * stride)) << quality << " " << y;
      }
}

}  // namespace
}  // namespace smalti::cpu
