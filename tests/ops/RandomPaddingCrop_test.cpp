// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomPaddingCrop.hpp>

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomPaddingCrop, puts_a_small_picture_anywhere_in_the_window) {
  std::set<int> lefts;
  for (u64 id = 0; id < 500; ++id) {
    const Rect r = window(RandomPaddingCrop{.crop_size = {10, 10}}.draw(draws(id), frame(30, 7)));
    lefts.insert(-r.left);
    ASSERT_TRUE(r.top >= 0 && r.bottom <= 30);
    ASSERT_EQ(r.width(), 10);
  }
  EXPECT_EQ(lefts, (std::set<int>{0, 1, 2, 3}));
}
TEST(RandomPaddingCrop, anchors_it_where_it_is_told) {
  EXPECT_EQ((window(RandomPaddingCrop{.crop_size = {10, 10}, .pad_anchor = PadAnchor::top_left}.draw(draws(1), frame(4, 4)))), (Rect{0, 0, 10, 10}));
  EXPECT_EQ((window(RandomPaddingCrop{.crop_size = {10, 10}, .pad_anchor = PadAnchor::center}.draw(draws(1), frame(4, 5)))), (Rect{-2, -3, 8, 7}));
}

}  // namespace
