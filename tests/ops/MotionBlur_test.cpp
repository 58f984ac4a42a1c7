// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/made.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::made;
using smalti::testing::noise;
using smalti::testing::same;

std::vector<float> kernel_of(MotionBlur::State s) {
  std::vector<float> weights;
  MotionBlur::window(s, weights);
  return weights;
}
MotionBlur fixed(double side, double angle, double direction) {
  return {.blur_limit = {side, side}, .allow_shifted = false, .angle_range = angle, .direction_range = direction};
}

TEST(MotionBlur, draws_lines_cell_by_cell) {
  const float t = 1.0f / 3, f = 1.0f / 5;
  EXPECT_EQ(kernel_of({3, 1, 0, -1, 1, 0, 0}), (std::vector<float>{0, 0, 0, t, t, t, 0, 0, 0}));
  EXPECT_EQ(kernel_of({3, 0, 1, -1, 1, 0, 0}), (std::vector<float>{0, t, 0, 0, t, 0, 0, t, 0}));
  const float r = 0.70710678f;  // a diagonal of 5: points at -2, -1, 0, 1, 2 fall in cells -1, -1, 0, 1, 1 of both axes, each once
  EXPECT_EQ(kernel_of({5, r, r, -2, 2, 0, 0}), (std::vector<float>{0, 0, 0, 0, 0, 0, t, 0, 0, 0, 0, 0, t, 0, 0, 0, 0, 0, t, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(kernel_of({5, 1, 0, -2, 2, 0, 0.6f}), (std::vector<float>{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, f, f, f, f, f, 0, 0, 0, 0, 0}));
}
TEST(MotionBlur, smears_forwards_backwards_or_to_both_sides) {
  const auto ends = [](double direction) {
    const auto s = fixed(7, 0, direction).draw(draws(1), frame(9, 9));
    return std::pair{s.first, s.last};
  };
  EXPECT_EQ(ends(0), (std::pair{-3.0f, 3.0f}));
  EXPECT_EQ(ends(1), (std::pair{-0.0f, 3.0f}));
  EXPECT_EQ(ends(-1), (std::pair{-3.0f, 0.0f}));
  EXPECT_EQ(ends(0.5), (std::pair{-1.5f, 3.0f}));
}
TEST(MotionBlur, shows_an_impulse_as_the_mirrored_kernel) {
  Image image({7, 9}, 1);
  std::fill_n(image.view().data, image.bytes(), std::byte{0});
  image.view().at<std::uint8_t>(3, 4) = 200;
  const Image out = made(image, fixed(3, 45, 1));  // points (0, 0), (.35, .35) and (.71, .71): cells (1, 1) and (2, 2)
  for (int y = 0; y < 7; ++y)
    for (int x = 0; x < 9; ++x) EXPECT_EQ(out.view().at<const std::uint8_t>(y, x), (y == 3 && x == 4) || (y == 2 && x == 3) ? 100 : 0) << y << " " << x;
}
TEST(MotionBlur, reflects_borders_and_rounds_once) {
  Image image({1, 4}, 1);
  const std::uint8_t values[] = {10, 20, 60, 250};
  std::memcpy(image.view().data, values, 4);
  const Image out = made(image, fixed(3, 0, 0));  // (20 + 10 + 20) / 3, 30, 110, (60 + 250 + 60) / 3
  const int expected[] = {17, 30, 110, 123};
  for (int x = 0; x < 4; ++x) EXPECT_EQ(out.view().at<const std::uint8_t>(0, x), expected[x]);
}
TEST(MotionBlur, mixes_no_rows_at_angle_0_and_leaves_a_constant_picture_alone) {
  Image rows({12, 20}, 3);
  for (int y = 0; y < 12; ++y) std::fill_n(rows.view().row(y), 60, static_cast<std::byte>(20 * y));
  EXPECT_TRUE(same(made(rows, fixed(9, 0, 0.3)), rows));
  Image constant({10, 11}, 3);
  std::fill_n(constant.view().data, constant.bytes(), std::byte{123});
  for (const double angle : {0.0, 33.0, 120.0, 300.0}) EXPECT_TRUE(same(made(constant, fixed(7, angle, -0.4)), constant));
}
TEST(MotionBlur, has_weights_that_sum_to_one_whatever_it_draws) {
  for (u64 id = 0; id < 200; ++id) {
    const MotionBlur op{.blur_limit = 31};
    const auto s = op.draw(draws(id), frame(50, 50));
    const auto k = kernel_of(s);
    EXPECT_EQ(k.size(), static_cast<std::size_t>(s.side * s.side));
    EXPECT_NEAR(std::accumulate(k.begin(), k.end(), 0.0), 1, 1e-6);
    const double half = s.side / 2;
    EXPECT_LE(std::abs(s.dx), half / 2);
    EXPECT_EQ(s.dx, static_cast<float>(draws(id).uniform(4, -half / 2, half / 2)));
    EXPECT_EQ(s.dy, static_cast<float>(draws(id).uniform(5, -half / 2, half / 2)));
  }
}
TEST(MotionBlur, refuses_even_sides) { EXPECT_STREQ((MotionBlur{.blur_limit = {3, 8}}.refuse()), "blur_limit must be odd whole numbers"); }

}  // namespace
