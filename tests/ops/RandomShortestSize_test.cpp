// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomShortestSize.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomShortestSize, bounds_the_long_side) {
  const RandomShortestSize op{.min_size = {800}, .max_size = 1333};
  EXPECT_EQ(op.draw(draws(0), frame(480, 640)).extent, (Extent{800, 1066}));   // 640 * 800 / 480 = 1066.67, cut
  EXPECT_EQ(op.draw(draws(0), frame(400, 1000)).extent, (Extent{533, 1333}));  // 1333 / 1000 < 800 / 400
}
TEST(RandomShortestSize, chooses_all_lengths_alike) {
  int first = 0;
  for (u64 id = 0; id < 4000; ++id) first += RandomShortestSize{.min_size = {64, 96}}.draw(draws(id), frame(32, 32)).extent.height == 64;
  EXPECT_NEAR(first, 2000, 130);  // 4 deviations
}

}  // namespace
