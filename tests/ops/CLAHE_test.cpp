// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/made.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::made;

CLAHE of(double clip, Extent tiles) { return {.clip_limit = {clip, clip}, .tile_grid_size = tiles}; }

int grey(int x, int y, int w) { return (x * 7 + y * 11 + x * y * 3) % 131 + 40 + (x > w / 2 ? 40 : 0); }
template <class T>
Image picture(Extent e, double unit) {
  Image image(e, 1, dtype_of<T>);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x) image.view().at<T>(y, x) = static_cast<T>(grey(x, y, e.width) * unit);
  return image;
}
u64 hash(const Image& image) {  // FNV-1a
  u64 h = 0xcbf29ce484222325ull;
  for (std::size_t i = 0; i < image.bytes(); ++i) h = (h ^ std::to_integer<u64>(image.view().data[i])) * 0x100000001b3ull;
  return h;
}

// hashes of what createCLAHE(clip, (columns, rows)).apply gives in OpenCV 5.0.0
TEST(CLAHE, planes_equal_those_of_opencv_byte_for_byte) {
  EXPECT_EQ(hash(made(picture<std::uint8_t>({24, 32}, 1), of(2, {2, 4}))), 0x5119aa4f7f86fa26u);
  EXPECT_EQ(hash(made(picture<std::uint8_t>({24, 32}, 1), of(40, {2, 4}))), 0x5877f426f9a0ceceu);   // nothing is clipped
  EXPECT_EQ(hash(made(picture<std::uint8_t>({23, 37}, 1), of(4, {8, 8}))), 0xd230610e12af4eefu);    // both axes are padded
  EXPECT_EQ(hash(made(picture<std::uint8_t>({64, 64}, 1), of(1, {1, 1}))), 0x9956695bd2a0646u);
  EXPECT_EQ(hash(made(picture<std::uint8_t>({24, 30}, 1), of(3, {8, 7}))), 0x169d925e18e2c6a1u);    // one axis needs it, both are
  EXPECT_EQ(hash(made(picture<std::uint8_t>({5, 3}, 1), of(2.5, {8, 8}))), 0x556aae8f9db21928u);    // tiles smaller than a pixel
}
TEST(CLAHE, takes_wider_numbers_on_256_steps_of_their_range) {
  const Image bytes = made(picture<std::uint8_t>({23, 37}, 1), of(4, {8, 8}));
  const Image wide = made(picture<std::uint16_t>({23, 37}, 257), of(4, {8, 8})), real = made(picture<float>({23, 37}, 1.0 / 255), of(4, {8, 8}));
  for (int y = 0; y < 23; ++y)
    for (int x = 0; x < 37; ++x) {
      const int v = bytes.view().at<const std::uint8_t>(y, x);
      ASSERT_EQ(wide.view().at<const std::uint16_t>(y, x), v * 257);
      ASSERT_NEAR(real.view().at<const float>(y, x), v / 255.0, 1e-6);
    }
}
// OpenCV 5.0.0, whose Lab has 8 bits: every 30th row and 27th column of RGB2LAB, CLAHE of L, LAB2RGB
TEST(CLAHE, colours_are_near_those_of_opencv) {
  const int expected[6][8][3] = {{{0, 6, 161}, {48, 81, 215}, {74, 97, 203}, {66, 90, 168}, {67, 82, 132}, {60, 66, 90}, {132, 131, 130}, {139, 132, 104}},
                                 {{0, 50, 175}, {0, 48, 147}, {80, 108, 186}, {62, 83, 132}, {103, 116, 137}, {139, 145, 142}, {124, 123, 92}, {176, 168, 110}},
                                 {{40, 86, 185}, {17, 65, 136}, {74, 102, 147}, {100, 118, 138}, {118, 129, 121}, {130, 136, 103}, {158, 160, 98}, {190, 182, 92}},
                                 {{0, 53, 117}, {100, 134, 178}, {120, 149, 165}, {120, 139, 129}, {115, 128, 90}, {106, 112, 50}, {177, 177, 86}, {180, 174, 55}},
                                 {{3, 61, 97}, {95, 127, 141}, {95, 123, 109}, {137, 157, 117}, {108, 122, 56}, {139, 145, 52}, {188, 188, 66}, {240, 232, 84}},
                                 {{52, 92, 101}, {105, 138, 121}, {149, 177, 132}, {168, 188, 117}, {175, 189, 92}, {193, 199, 76}, {224, 222, 69}, {246, 238, 64}}};
  Image image({160, 192}, 3);
  for (int y = 0; y < 160; ++y)
    for (int x = 0; x < 192; ++x) {
      const int n = (x * x * 7 + y * y * 13 + x * y * 5) % 29;
      image.view().at<std::uint8_t>(y, x, 0) = static_cast<std::uint8_t>(x * 3 / 4 + y / 2 + n);
      image.view().at<std::uint8_t>(y, x, 1) = static_cast<std::uint8_t>((x + y) / 2 + 40 + n);
      image.view().at<std::uint8_t>(y, x, 2) = static_cast<std::uint8_t>(200 - x / 2 - y / 2 + n);
    }
  const Image out = made(image, of(2, {2, 2}));
  int far = 0;  // a step of 8-bit lightness, stretched
  for (int y = 0; y < 6; ++y)
    for (int x = 0; x < 8; ++x)
      for (int c = 0; c < 3; ++c) {
        const int apart = std::abs(out.view().at<const std::uint8_t>(30 * y, 27 * x, c) - expected[y][x][c]);
        EXPECT_LE(apart, 10) << x << " " << y << " " << c;
        far += apart > 4;
      }
  EXPECT_LE(far, 1);
}
TEST(CLAHE, lab_is_that_of_the_standard_and_back) {
  const LabTables& t = LabTables::get();
  const Lab white = to_lab(t, 255, 255, 255), red = to_lab(t, 255, 0, 0), blue = to_lab(t, 0, 0, 255);
  EXPECT_NEAR(white.l, 100, 1e-3);
  EXPECT_NEAR(white.a, 0, 1e-3);
  EXPECT_NEAR(red.l, 53.24, 0.02);  // Lab of sRGB red: 53.24, 80.09, 67.20; of blue: 32.30, 79.19, -107.86
  EXPECT_NEAR(red.a, 80.09, 0.05);
  EXPECT_NEAR(red.b, 67.20, 0.05);
  EXPECT_NEAR(blue.l, 32.30, 0.02);
  EXPECT_NEAR(blue.b, -107.86, 0.05);
  double worst = 0;
  for (int r = 0; r < 256; r += 5)
    for (int g = 0; g < 256; g += 5)
      for (int b = 0; b < 256; b += 5) {
        const Rgb back = to_rgb(t, to_lab(t, r, g, b));
        worst = std::max({worst, std::abs(255.0 * back.r - r), std::abs(255.0 * back.g - g), std::abs(255.0 * back.b - b)});
      }
  EXPECT_LT(worst, 0.5);
}
TEST(CLAHE, refuses_other_channels_and_numbers_without_a_range) {
  const auto message = [](auto make) -> std::string {
    try {
      make();
    } catch (const Error& e) {
      return e.message();
    }
    return "";
  };
  EXPECT_EQ(message([] { made(Image({9, 9}, 4), CLAHE{}); }), "CLAHE: must have 1 or 3 channels, not 4");
  EXPECT_EQ(message([] { made(smalti::testing::noise({9, 9}), Normalize{.mean = {0.5f}, .std = {0.5f}}, CLAHE{}); }),
            "CLAHE: must come before Normalize, whose numbers have no range that could be cut into 256 steps");
}
TEST(CLAHE, draws_its_limit_from_slot_1) {
  EXPECT_EQ((CLAHE{.clip_limit = 6}.clip_limit), (UpTo<1>{1, 6}));
  for (u64 id = 0; id < 20; ++id) EXPECT_EQ(CLAHE{}.draw(draws(id), frame(9, 9)).clip, static_cast<float>(draws(id).uniform(1, 1.0f, 4.0f)));
}

}  // namespace
