// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/LongestMaxSize.hpp>

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(LongestMaxSize, brings_the_long_side_to_the_length) {
  EXPECT_EQ((LongestMaxSize{.max_size = {100}}.draw(draws(0), frame(300, 200)).extent), (Extent{100, 67}));
  EXPECT_EQ((LongestMaxSize{.max_size = {600}}.draw(draws(0), frame(300, 200)).extent), (Extent{600, 400}));
}
TEST(LongestMaxSize, chooses_from_a_list_or_takes_a_height_and_a_width) {
  std::set<int> seen;
  for (u64 id = 0; id < 200; ++id) seen.insert(LongestMaxSize{.max_size = {30, 60, 90}}.draw(draws(id), frame(100, 100)).extent.width);
  EXPECT_EQ(seen, (std::set<int>{30, 60, 90}));
  EXPECT_EQ((LongestMaxSize{.max_size_hw = {{{150, 50}}}}.draw(draws(0), frame(300, 200)).extent), (Extent{75, 50}));
  EXPECT_EQ((LongestMaxSize{.max_size_hw = {{{150, std::nullopt}}}}.draw(draws(0), frame(300, 200)).extent), (Extent{150, 100}));
  EXPECT_STREQ(LongestMaxSize{}.refuse(), "either max_size or max_size_hw must be given, not both");
}

}  // namespace
