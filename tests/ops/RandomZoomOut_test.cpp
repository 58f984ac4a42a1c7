// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomZoomOut.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomZoomOut, keeps_the_picture_whole_somewhere_on_the_canvas) {
  int leftmost = 1000, rightmost = 0;
  for (u64 id = 0; id < 2000; ++id) {
    const Map m = RandomZoomOut{.side_range = {2, 2}}.draw(draws(id), frame(10, 6));
    ASSERT_EQ(m.extent, (Extent{20, 12}));
    const int left = -m.x.begin, top = -m.y.begin;
    ASSERT_TRUE(left >= 0 && left <= 6 && top >= 0 && top <= 10);
    leftmost = std::min(leftmost, left), rightmost = std::max(rightmost, left);
  }
  EXPECT_EQ(leftmost, 0);
  EXPECT_EQ(rightmost, 6);
}
TEST(RandomZoomOut, does_nothing_at_ratio_one) {
  EXPECT_EQ(window(RandomZoomOut{.side_range = 1}.draw(draws(4), frame(10, 6))), (Rect{0, 0, 6, 10}));
}
TEST(RandomZoomOut, bug_07_reaches_every_place_alike_and_exact_mode_as_torchvision) {
  int seen[7]{}, last = 0;
  for (u64 id = 0; id < 7000; ++id) {
    Frame in = frame(10, 6);
    ++seen[-RandomZoomOut{.side_range = {2, 2}}.draw(draws(id), in).x.begin];
    in.exact = true;
    last = std::max(last, -RandomZoomOut{.side_range = {2, 2}}.draw(draws(id), in).x.begin);
  }
  for (const int n : seen) EXPECT_NEAR(n, 1000, 118);  // 4 sigma
  EXPECT_EQ(last, 5);  // trunc(6 u)
}

}  // namespace
