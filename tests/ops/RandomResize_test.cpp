// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomResize.hpp>

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomResize, gives_the_short_side_every_length_of_the_range) {
  std::set<int> seen;
  for (u64 id = 0; id < 500; ++id) {
    const Extent e = RandomResize{.min_size = 10, .max_size = 14}.draw(draws(id), frame(100, 250)).extent;
    seen.insert(e.height);
    ASSERT_EQ(e.width, e.height * 250 / 100);
  }
  EXPECT_EQ(seen, (std::set<int>{10, 11, 12, 13, 14}));
}
TEST(RandomResize, refuses_a_range_upside_down) {
  EXPECT_STREQ((RandomResize{.min_size = 20, .max_size = 10}.refuse()), "max_size must be at least min_size");
}
TEST(RandomResize, leaves_max_size_out_in_exact_mode_as_torchvision_does) {
  int longest = 0, exact = 0;
  for (u64 id = 0; id < 300; ++id) {
    Frame in = frame(50, 50);
    longest = std::max(longest, RandomResize{.min_size = 3, .max_size = 6}.draw(draws(id), in).extent.width);
    in.exact = true;
    exact = std::max(exact, RandomResize{.min_size = 3, .max_size = 6}.draw(draws(id), in).extent.width);
  }
  EXPECT_EQ(longest, 6);
  EXPECT_EQ(exact, 5);
}

}  // namespace
