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
      for (const bool extreme : {false, true}) {
        const std::ptrdiff_t stride = (blocks + 15) / 16 * 128 + 32;
        std::vector<std::uint8_t> a(static_cast<std::size_t>(8 * stride));
        for (auto& v : a) v = static_cast<std::uint8_t>(extreme ? (bits() & 1) * 255 : bits() & 255);
        std::vector<std::uint8_t> b = a;
        const JpegTable table = jpeg_table(quality & 1, quality);
        code_blocks(a.data(), stride, blocks, table);
        for (int k = 0; k < blocks; ++k) code_block(b.data() + 8 * k, stride, table);
        for (std::ptrdiff_t y = 0; y < 8; ++y)
          ASSERT_TRUE(std::equal(a.begin() + y * stride, a.begin() + y * stride + 8 * blocks, b.begin() + y * stride)) << quality << " " << y;
      }
}
#if defined(SMALTI_WITH_AVX2)
TEST(YccOfRgb, gives_the_samples_of_the_pixel_functions) {
  std::mt19937 bits(4);
  for (int n = 1; n < 140; ++n) {
    std::vector<std::uint8_t> rgb(static_cast<std::size_t>(3 * n)), out(3 * 192);  // reads nothing beyond the pixels
    for (auto& v : rgb) v = static_cast<std::uint8_t>(bits());
    detail::YccOfRgb::run(rgb.data(), n, out.data(), out.data() + 192, out.data() + 384);
    for (std::size_t x = 0; x < static_cast<std::size_t>(n); ++x) {
      const Rgb v{static_cast<float>(rgb[3 * x]), static_cast<float>(rgb[3 * x + 1]), static_cast<float>(rgb[3 * x + 2])};
      ASSERT_EQ(out[x], jpeg_luma(v));
      ASSERT_EQ(out[192 + x], jpeg_blue(v));
      ASSERT_EQ(out[384 + x], jpeg_red(v));
    }
  }
}
TEST(RgbOfYcc, gives_the_colours_of_the_pixel_functions) {
  std::vector<std::uint8_t> y(256), u(256), v(256), rgb(768);
  for (int luma = 0; luma < 256; luma += 5)
    for (int blue = 0; blue < 256; ++blue) {
      for (std::size_t x = 0; x < 256; ++x) y[x] = static_cast<std::uint8_t>(luma), u[x] = static_cast<std::uint8_t>(blue), v[x] = static_cast<std::uint8_t>(x);
      ASSERT_EQ(detail::rgb_of_ycc(y.data(), u.data(), v.data(), 256, rgb.data()), 256);
      for (std::size_t x = 0; x < 256; ++x) {
        const Rgb c = jpeg_colour(luma, static_cast<float>(blue), static_cast<float>(x));
        ASSERT_EQ(static_cast<float>(rgb[3 * x]), c.r);
        ASSERT_EQ(static_cast<float>(rgb[3 * x + 1]), c.g);
        ASSERT_EQ(static_cast<float>(rgb[3 * x + 2]), c.b);
      }
    }
}
#endif

}  // namespace
}  // namespace smalti::cpu
