// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomErasing.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomErasing, keeps_area_in_range_and_reaches_the_border) {
  bool left = false, right = false;
  for (u64 id = 0; id < 4000; ++id)
    for (const Rect& r : RandomErasing{}.draw(draws(id), frame(40, 60))) {
      ASSERT_EQ(intersection(r, {0, 0, 60, 40}), r);
      const double share = static_cast<double>(r.area()) / (40 * 60);
      ASSERT_GT(share, 0.01);
      ASSERT_LT(share, 0.36);
      left = left || r.left == 0;
      right = right || r.right == 60;
    }
  EXPECT_TRUE(left && right);
}
TEST(RandomErasing, makes_no_hole_as_large_as_the_picture) {
  EXPECT_TRUE((RandomErasing{.scale = {1, 1}, .ratio = {1, 1}}.draw(draws(0), frame(16, 16)).empty()));
}
TEST(RandomErasing, shares_the_area_among_several) {
  EXPECT_EQ((RandomErasing{.scale = {0.2, 0.2}, .ratio = {1, 1}, .count = {4, 4}}.draw(draws(0), frame(100, 100)).size()), 4);
}
TEST(RandomErasing, bug_07_reaches_the_last_place_and_refuses_the_whole_picture) {
  int top[3]{}, left[3]{};
  for (u64 id = 0; id < 3000; ++id) {  // a square of 4 in 6 x 6
    const Rects holes = RandomErasing{.scale = {16.0 / 36, 16.0 / 36}, .ratio = {1, 1}}.draw(draws(id), frame(6, 6));
    ASSERT_EQ(holes[0].extent(), (Extent{4, 4}));
    ++top[holes[0].top], ++left[holes[0].left];
  }
  for (int k = 0; k < 3; ++k) EXPECT_TRUE(std::abs(top[k] - 1000) < 110 && std::abs(left[k] - 1000) < 110);  // 4 sigma
  EXPECT_TRUE((RandomErasing{.scale = {1, 1}, .ratio = {1, 1}}.draw(draws(1), frame(6, 6)).empty()));
}
TEST(RandomErasing, draws_wide_and_tall_holes_alike) {
  int wide = 0, tall = 0;
  for (u64 id = 0; id < 10000; ++id)
    for (const Rect& r : RandomErasing{.scale = {0.02, 0.1}, .ratio = {0.25, 4}}.draw(draws(id), frame(400, 400))) wide += r.width() > r.height(), tall += r.height() > r.width();
  EXPECT_NEAR(wide, tall, 400);  // 4 sigma of the difference: the median ratio is 1
}

}  // namespace
