// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/ScaleJitter.hpp>

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(ScaleJitter, fits_the_target_at_factor_one) {
  EXPECT_EQ((ScaleJitter{.target_size = {100, 100}, .scale_range = 1}.draw(draws(0), frame(200, 400)).extent), (Extent{50, 100}));
  EXPECT_EQ((ScaleJitter{.target_size = {100, 100}, .scale_range = {2, 2}}.draw(draws(0), frame(200, 400)).extent), (Extent{100, 200}));
}
TEST(ScaleJitter, never_makes_an_empty_picture) {
  EXPECT_EQ((ScaleJitter{.target_size = {4, 4}, .scale_range = 0.1}.draw(draws(0), frame(1, 300)).extent), (Extent{1, 1}));
}
TEST(ScaleJitter, takes_factors_of_a_list_or_at_steps) {
  std::set<int> listed, stepped;
  for (u64 id = 0; id < 300; ++id) {
    listed.insert(ScaleJitter{.target_size = {100, 100}, .scales = {{0.5f, 2.0f}}}.draw(draws(id), frame(100, 100)).extent.width);
    stepped.insert(ScaleJitter{.target_size = {1000, 1000}, .scale_range = {0.7, 1.0}, .step = 0.1f}.draw(draws(id), frame(100, 100)).extent.width);
  }
  EXPECT_EQ(listed, (std::set<int>{50, 200}));
  EXPECT_EQ(stepped.size(), 4u);  // .7, .8, .9, 1
  EXPECT_NEAR(*stepped.begin(), 700, 1);
  EXPECT_NEAR(*stepped.rbegin(), 1000, 1);
}
TEST(ScaleJitter, bug_03_scales_labels_by_what_the_sides_became) {
  for (int h = 200; h <= 2000; h += 37)
    for (int w = 200; w <= 2000; w += 41) {
      const Map m = ScaleJitter{.target_size = {512, 512}}.draw(draws(static_cast<u64>(h * w)), frame(h, w));
      const Point p = smalti::apply(m.matrix, {static_cast<double>(w), static_cast<double>(h)});
      ASSERT_NEAR(p.x, m.extent.width, 1e-9);
      ASSERT_NEAR(p.y, m.extent.height, 1e-9);
    }
}

}  // namespace
