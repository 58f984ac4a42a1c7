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

}  // namespace
