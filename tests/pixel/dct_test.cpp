// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/pixel/dct.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <numbers>

namespace {

using namespace smalti;

TEST(Dct, quantises_as_a_division_does_for_every_step_and_coefficient) {
  for (int step = 1; step <= 255; ++step) {
    const JpegStep q = jpeg_step(step);
    for (int c = 0; c + 4 * step < 1 << 14; ++c) {
      const int k = (c + 4 * step) / (8 * step);
      ASSERT_EQ(jpeg_quantised(c, q), k) << c << " by " << step;
      ASSERT_EQ(jpeg_quantised(-c, q), -k) << c << " by " << step;
    }
  }
}
TEST(Dct, scales_the_tables_of_the_standard) {
  EXPECT_EQ(jpeg_table(false, 50)[0].step, 16);   // Annex K as it stands
  EXPECT_EQ(jpeg_table(false, 50)[63].step, 99);
  EXPECT_EQ(jpeg_table(true, 50)[3].step, 47);
  EXPECT_EQ(jpeg_table(true, 50)[4].step, 99);
  EXPECT_EQ(jpeg_table(false, 75)[1].step, 6);    // (11 * 50 + 50) / 100
  EXPECT_EQ(jpeg_table(false, 10)[7].step, 255);  // 61 * 500 / 100 = 305
  for (const JpegStep& q : jpeg_table(true, 100)) EXPECT_EQ(q.step, 1);
}
TEST(Dct, is_the_cosine_transform_times_eight) {
  std::int32_t block[8][8];
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 8; ++x) block[y][x] = (x * 37 + y * 91 + x * y * 13) % 256 - 128;
  std::int32_t out[8][8];
  for (int y = 0; y < 8; ++y) {
    std::copy_n(block[y], 8, out[y]);
    forward_dct<false>(out[y]);
  }
  for (int x = 0; x < 8; ++x) {
    std::int32_t column[8];
    for (int y = 0; y < 8; ++y) column[y] = out[y][x];
    forward_dct<true>(column);
    for (int v = 0; v < 8; ++v) {
      double sum = 0;
      for (int j = 0; j < 8; ++j)
        for (int i = 0; i < 8; ++i)
          sum += block[j][i] * std::cos((2 * i + 1) * x * std::numbers::pi / 16) * std::cos((2 * j + 1) * v * std::numbers::pi / 16);
      const double scale = (x ? std::sqrt(0.25) : std::sqrt(0.125)) * (v ? std::sqrt(0.25) : std::sqrt(0.125));
      EXPECT_NEAR(column[v], 8 * scale * sum, 1.0) << x << " " << v;
    }
  }
}
TEST(Dct, counts_the_sums_of_colour_like_integers) {
  const auto fix = [](double v) { return static_cast<long long>(v * 65536 + 0.5); };
  for (int r = 0; r < 256; ++r)
    for (int g = 0; g < 256; ++g)
      for (int b = 0; b < 256; ++b) {
        const Rgb v{static_cast<float>(r), static_cast<float>(g), static_cast<float>(b)};
        ASSERT_EQ(jpeg_luma(v), (fix(.299) * r + fix(.587) * g + fix(.114) * b + 32768) >> 16);
        ASSERT_EQ(jpeg_blue(v), (-fix(.16874) * r - fix(.33126) * g + fix(.5) * b + (128 << 16) + 32767) >> 16);
        ASSERT_EQ(jpeg_red(v), (fix(.5) * r - fix(.41869) * g - fix(.08131) * b + (128 << 16) + 32767) >> 16);
      }
  const auto clip = [](long long v) { return static_cast<float>(v < 0 ? 0 : v > 255 ? 255 : v); };
  for (int y = 0; y < 256; y += 3)
    for (int u = 0; u < 256; ++u)
      for (int w = 0; w < 256; ++w) {
        const Rgb c = jpeg_colour(y, static_cast<float>(u), static_cast<float>(w));
        ASSERT_EQ(c.r, clip(y + ((fix(1.402) * (w - 128) + 32768) >> 16)));
        ASSERT_EQ(c.g, clip(y + ((-fix(.34414) * (u - 128) - fix(.71414) * (w - 128) + 32768) >> 16)));
        ASSERT_EQ(c.b, clip(y + ((fix(1.772) * (u - 128) + 32768) >> 16)));
      }
}

}  // namespace
