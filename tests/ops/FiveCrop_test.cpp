// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/FiveCrop.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(FiveCrop, shows_the_corners_and_the_middle) {
  const FiveCrop op{.size = {4, 6}};
  const Rect views[] = {{0, 0, 6, 4}, {5, 0, 11, 4}, {0, 6, 6, 10}, {5, 6, 11, 10}, {2, 3, 8, 7}};  // 2.5 -> 2
  for (int v = 0; v < 5; ++v) EXPECT_EQ(window(op.view(v, frame(10, 11))), views[v]);
}
TEST(FiveCrop, refuses_a_smaller_picture) { EXPECT_THROW((FiveCrop{.size = 20}.view(0, frame(10, 11))), ParamError); }

}  // namespace
