// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/CenterCrop.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(CenterCrop, cuts_the_middle_and_rounds_half_to_even) {
  EXPECT_EQ(window(CenterCrop{.size = {4, 4}}.draw(draws(0), frame(9, 7))), (Rect{2, 2, 6, 6}));  // 1.5 -> 2, 2.5 -> 2
}
TEST(CenterCrop, pads_a_smaller_picture_with_the_odd_pixel_at_the_end) {
  const Map m = CenterCrop{.size = {5, 5}}.draw(draws(0), frame(2, 5));
  EXPECT_EQ(window(m), (Rect{0, -1, 5, 4}));  // one row above, two below
}

}  // namespace
