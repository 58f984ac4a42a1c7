// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomResizedCrop.hpp>

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomResizedCrop, keeps_area_and_aspect_within_their_ranges) {
  std::vector<double> ratios;
  for (u64 id = 0; id < 4000; ++id) {
    const Rect r = window(RandomResizedCrop{.size = 224}.draw(draws(id), frame(400, 400)));
    ASSERT_EQ(intersection(r, {0, 0, 400, 400}), r);
    const double share = static_cast<double>(r.area()) / (400 * 400), ratio = static_cast<double>(r.width()) / r.height();
    ASSERT_GT(share, 0.077);
    ASSERT_GT(ratio, 0.74);
    ASSERT_LT(ratio, 1.35);
    ratios.push_back(ratio);
  }
  std::nth_element(ratios.begin(), ratios.begin() + 2000, ratios.end());
  EXPECT_NEAR(ratios[2000], 1, 0.03);  // even on a log scale: the median is 1
}
TEST(RandomResizedCrop, falls_back_to_the_widest_window_of_a_strip) {
  EXPECT_EQ(window(RandomResizedCrop{.size = 8, .scale = {1, 1}}.draw(draws(0), frame(10, 100))), (Rect{43, 0, 56, 10}));  // 10 * 4/3 = 13 wide
  EXPECT_EQ(window(RandomResizedCrop{.size = 8, .scale = {1, 1}}.draw(draws(0), frame(100, 9))), (Rect{0, 44, 9, 56}));    // 9 / (3/4) = 12 high
}
TEST(RandomResizedCrop, draws_wide_and_tall_windows_alike) {
  int wide = 0, tall = 0;
  for (u64 id = 0; id < 10000; ++id) {
    const Rect r = window(RandomResizedCrop{.size = 8, .scale = {0.1, 0.3}, .ratio = {0.5, 2}}.draw(draws(id), frame(1000, 1000)));
    wide += r.width() > r.height(), tall += r.height() > r.width();
  }
  EXPECT_NEAR(wide, tall, 400);  // 4 sigma of the difference: the median ratio is 1
}
TEST(RandomResizedCrop, refuses_filters_that_are_not_defined_without_antialias) {
  EXPECT_NE((RandomResizedCrop{.size = 8, .interpolation = Interpolation::lanczos, .antialias = false}.refuse()), nullptr);
}

}  // namespace
