// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Built with and without the intrinsics: both must give the bytes of the pixel functions.
#include <smalti/cpu/ycc.hpp>

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace smalti::cpu {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes noise(std::size_t n) {
  static std::mt19937 bits(4);
  Bytes out(n);
  for (auto& v : out) v = static_cast<std::uint8_t>(bits());
  return out;
}

TEST(YccOfRgb, gives_the_samples_of_the_pixel_functions_for_every_colour) {
  Bytes rgb(3 * 256), y(256 + 64), u(256 + 64), v(256 + 64);
  for (int r = 0; r < 256; ++r)
    for (int g = 0; g < 256; ++g) {
      for (std::size_t b = 0; b < 256; ++b) {
        rgb[3 * b] = static_cast<std::uint8_t>(r), rgb[3 * b + 1] = static_cast<std::uint8_t>(g);
        rgb[3 * b + 2] = static_cast<std::uint8_t>(b);
      }
      detail::ycc_of_rgb(rgb.data(), 256, y.data(), u.data(), v.data());
      for (std::size_t b = 0; b < 256; ++b) {
        const Rgb c{static_cast<float>(r), static_cast<float>(g), static_cast<float>(b)};
        ASSERT_TRUE(y[b] == jpeg_luma(c) && u[b] == jpeg_blue(c) && v[b] == jpeg_red(c)) << r << " " << g << " " << b;
      }
    }
}
TEST(RgbOfYcc, gives_the_colours_of_the_pixel_functions_for_every_chroma) {
  Bytes y(256 + 64), u(256 + 64), v(256 + 64), rgb(768);
  for (int luma = 0; luma < 256; luma += 5)
    for (int blue = 0; blue < 256; ++blue) {
      for (std::size_t x = 0; x < 256; ++x) {
        y[x] = static_cast<std::uint8_t>(luma), u[x] = static_cast<std::uint8_t>(blue);
        v[x] = static_cast<std::uint8_t>(x);
      }
      detail::rgb_of_ycc(y.data(), u.data(), v.data(), 256, rgb.data());
      for (std::size_t x = 0; x < 256; ++x) {
        const Rgb c = jpeg_colour(luma, static_cast<float>(blue), static_cast<float>(x));
        ASSERT_TRUE(rgb[3 * x] == c.r && rgb[3 * x + 1] == c.g && rgb[3 * x + 2] == c.b) << luma << " " << blue << " " << x;
      }
    }
}
TEST(RgbOfYcc, undoes_rows_of_any_length_and_touches_nothing_beyond) {
  for (std::size_t n = 1; n < 140; ++n) {
    const Bytes rgb = noise(3 * n);
    Bytes y(192), u(192), v(192), out(3 * n + 1, 7);
    detail::ycc_of_rgb(rgb.data(), static_cast<int>(n), y.data(), u.data(), v.data());
    detail::rgb_of_ycc(y.data(), u.data(), v.data(), static_cast<int>(n), out.data());
    for (std::size_t k = 0; k < 3 * n; ++k) ASSERT_NEAR(out[k], rgb[k], 2) << n;
    ASSERT_EQ(out[3 * n], 7);
  }
}
TEST(Chroma, shrinks_and_grows_as_the_pixel_functions_do) {
  for (std::size_t n = 1; n < 140; ++n) {
    const Bytes upper = noise(2 * n + 64), lower = noise(2 * n + 64);
    Bytes out(2 * n + 64);
    std::vector<std::uint16_t> sums(n + 128);
    for (const bool two : {false, true}) {
      detail::downsample(upper.data(), two ? lower.data() : nullptr, static_cast<int>(n), out.data());
      for (std::size_t x = 0; x < n; ++x) {
        const int k = static_cast<int>(x), a = upper[2 * x], b = upper[2 * x + 1];
        ASSERT_EQ(out[x], two ? downsampled(a, b, lower[2 * x], lower[2 * x + 1], k) : downsampled(a, b, k)) << n;
      }
      upsample(upper.data(), two ? lower.data() : nullptr, static_cast<int>(n), sums.data() + 32, out.data());
      const auto sum = [&](std::size_t x) { return two ? 3 * upper[x] + lower[x] : upper[x]; };
      for (std::size_t x = 0; x < n; ++x) {
        ASSERT_EQ(out[2 * x], upsampled(sum(x), sum(x ? x - 1 : 0), false, two)) << n;
        ASSERT_EQ(out[2 * x + 1], upsampled(sum(x), sum(x + 1 < n ? x + 1 : x), true, two)) << n;
      }
    }
  }
}

}  // namespace
}  // namespace smalti::cpu
