// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomRotation.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomRotation, quarter_turn_moves_the_right_middle_to_the_top) {
  const Map m = RandomRotation{.degrees = {90, 90}}.draw(draws(0), frame(10, 10));
  EXPECT_EQ(smalti::apply(m.matrix, {10, 5}), (Point{5, 0}));  // counter-clockwise
}
TEST(RandomRotation, keeps_its_centre) {
  const Map m = RandomRotation{.degrees = 180, .center = {{3, 4}}}.draw(draws(5), frame(10, 20));
  const Point p = smalti::apply(m.matrix, {3, 4});
  EXPECT_NEAR(p.x, 3, 1e-12);
  EXPECT_NEAR(p.y, 4, 1e-12);
}
TEST(RandomRotation, expand_swaps_the_sides_at_a_quarter_turn) {
  EXPECT_EQ((RandomRotation{.degrees = {90, 90}, .expand = true}.draw(draws(0), frame(10, 21)).extent), (Extent{21, 10}));
}
TEST(RandomRotation, refuses_a_filter_that_cannot_warp) {
  EXPECT_STREQ((RandomRotation{.degrees = 5, .interpolation = Interpolation::lanczos}.refuse()), "interpolation must be nearest, bilinear or bicubic");
}

}  // namespace
