// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/made.hpp"

#include <gtest/gtest.h>

#include <array>

namespace {

using namespace smalti;
using smalti::testing::made;
using smalti::testing::same;

using Values = std::array<std::array<int, 6>, 5>;

Image picture(Dtype dtype = Dtype::uint8) {
  Image image({5, 6}, 1, dtype);
  for (int y = 0; y < 5; ++y)
    for (int x = 0; x < 6; ++x) {
      const int v = (x * 37 + y * 91 + x * y * 13) % 256;
      if (dtype == Dtype::uint8) image.view().at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(v);
      else image.view().at<float>(y, x) = static_cast<float>(v) / 255;
    }
  return image;
}
void expect(const Image& image, const Values& values) {
  for (int y = 0; y < 5; ++y)
    for (int x = 0; x < 6; ++x) EXPECT_EQ(image.view().at<const std::uint8_t>(y, x), values[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)]) << y << " " << x;
}
Image exactly(float factor) { return apply(compose_with({.mode = Mode::exact}, RandomAdjustSharpness{.sharpness_factor = factor, .p = 1.0f}), picture().view(), 7, {0, 0, 0}).image; }

// adjust_sharpness of torchvision 0.29.2 on the same values
TEST(RandomAdjustSharpness, exact_mode_gives_the_bytes_of_torchvision) {
  expect(exactly(0), {{{0, 37, 74, 111, 148, 185}, {91, 121, 152, 162, 114, 85}, {182, 166, 131, 135, 158, 241}, {17, 113, 149, 166, 124, 141}, {108, 197, 30, 119, 208, 41}}});
  expect(exactly(0.5f), {{{0, 37, 74, 111, 148, 185}, {91, 131, 171, 201, 74, 85}, {182, 205, 91, 125, 168, 241}, {17, 103, 159, 205, 94, 141}, {108, 197, 30, 119, 208, 41}}});
  expect(exactly(2), {{{0, 37, 74, 111, 148, 185}, {91, 161, 230, 255, 0, 85}, {182, 255, 0, 95, 198, 241}, {17, 73, 189, 255, 6, 141}, {108, 197, 30, 119, 208, 41}}});
  expect(exactly(7.5f), {{{0, 37, 74, 111, 148, 185}, {91, 255, 255, 255, 0, 85}, {182, 255, 0, 0, 255, 241}, {17, 0, 255, 255, 0, 141}, {108, 197, 30, 119, 208, 41}}});
}
TEST(RandomAdjustSharpness, fused_mode_rounds_to_the_nearest) {  // 245 + (166 - 245) / 2 = 205.5, 52 + (131 - 52) / 2 = 91.5
  expect(made(picture(), RandomAdjustSharpness{.sharpness_factor = 0.5f, .p = 1.0f}),
         {{{0, 37, 74, 111, 148, 185}, {91, 131, 172, 202, 74, 85}, {182, 206, 92, 125, 168, 241}, {17, 103, 159, 206, 94, 141}, {108, 197, 30, 119, 208, 41}}});
}
TEST(RandomAdjustSharpness, does_not_round_fractions) {
  const Image out = made(picture(Dtype::float32), RandomAdjustSharpness{.sharpness_factor = 2, .p = 1.0f});
  EXPECT_NEAR(out.view().at<const float>(1, 1), 0.6301659345626831, 3e-7);
  EXPECT_NEAR(out.view().at<const float>(2, 3), 0.37375563383102417, 3e-7);
  EXPECT_EQ(out.view().at<const float>(1, 3), 1.0f);
  EXPECT_EQ(out.view().at<const float>(4, 4), picture(Dtype::float32).view().at<const float>(4, 4));
}
TEST(RandomAdjustSharpness, changes_nothing_with_factor_1_or_without_an_inside) {
  EXPECT_TRUE(same(made(picture(), RandomAdjustSharpness{.sharpness_factor = 1, .p = 1.0f}), picture()));
  for (const Extent e : {Extent{1, 1}, Extent{2, 9}, Extent{9, 2}}) {
    const Image image = smalti::testing::noise(e);
    EXPECT_TRUE(same(made(image, RandomAdjustSharpness{.sharpness_factor = 9, .p = 1.0f}), image));
  }
}

}  // namespace
