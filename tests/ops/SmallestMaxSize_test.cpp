// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/SmallestMaxSize.hpp>

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(SmallestMaxSize, brings_the_short_side_to_the_length) {
  EXPECT_EQ((SmallestMaxSize{.max_size = {100}}.draw(draws(0), frame(300, 200)).extent), (Extent{150, 100}));
  EXPECT_EQ((SmallestMaxSize{.max_size = {101}}.draw(draws(0), frame(200, 300)).extent), (Extent{101, 152}));  // 151.5: to even
}
TEST(SmallestMaxSize, chooses_from_a_list_or_takes_a_height_and_a_width) {
  std::set<int> seen;
  for (u64 id = 0; id < 200; ++id) seen.insert(SmallestMaxSize{.max_size = {30, 60, 90}}.draw(draws(id), frame(100, 100)).extent.width);
  EXPECT_EQ(seen, (std::set<int>{30, 60, 90}));
  EXPECT_EQ((SmallestMaxSize{.max_size_hw = {{{150, 50}}}}.draw(draws(0), frame(300, 200)).extent), (Extent{150, 100}));
  EXPECT_EQ((SmallestMaxSize{.max_size_hw = {{{std::nullopt, 50}}}}.draw(draws(0), frame(300, 200)).extent), (Extent{75, 50}));
  EXPECT_STREQ(SmallestMaxSize{}.refuse(), "either max_size or max_size_hw must be given, not both");
}

}  // namespace
