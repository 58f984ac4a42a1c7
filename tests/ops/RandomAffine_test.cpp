// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomAffine.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomAffine, positive_angles_turn_clockwise) {
  const Map m = RandomAffine{.degrees = {90, 90}}.draw(draws(0), frame(10, 10));
  const Point p = smalti::apply(m.matrix, {10, 5});
  EXPECT_NEAR(p.x, 5, 1e-12);
  EXPECT_NEAR(p.y, 10, 1e-12);
}
TEST(RandomAffine, half_a_turn_keeps_the_centre_of_the_picture) {
  const Map m = RandomAffine{.degrees = {180, 180}}.draw(draws(0), frame(9, 14));
  EXPECT_NEAR(smalti::apply(m.matrix, {7, 4.5}).x, 7, 1e-12);
  EXPECT_NEAR(smalti::apply(m.matrix, {7, 4.5}).y, 4.5, 1e-12);
}
TEST(RandomAffine, shears_x_by_the_tangent) {
  const Map m = RandomAffine{.degrees = {0, 0}, .shear = {{45.0f, 45.0f}}}.draw(draws(0), frame(10, 10));
  EXPECT_NEAR(smalti::apply(m.matrix, {5, 10}).x, 0, 1e-12);  // 5 below the centre: 5 to the left, as torchvision
}
TEST(RandomAffine, translates_by_whole_pixels_within_the_share) {
  double most = 0;
  for (u64 id = 0; id < 2000; ++id) {
    const Point p = smalti::apply(RandomAffine{.degrees = {0, 0}, .translate = {{0.1f, 0.2f}}}.draw(draws(id), frame(100, 100)).matrix, {50, 50});
    ASSERT_EQ(p.x, std::rint(p.x));
    ASSERT_LE(std::abs(p.x - 50), 10);
    most = std::max(most, std::abs(p.y - 50));
  }
  EXPECT_EQ(most, 20);
}

}  // namespace
