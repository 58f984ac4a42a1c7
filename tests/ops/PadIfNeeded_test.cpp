// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/PadIfNeeded.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(PadIfNeeded, splits_what_is_missing) {
  EXPECT_EQ((window(PadIfNeeded{.min_height = 13, .min_width = 20}.draw(draws(0), frame(10, 30)))), (Rect{0, -1, 30, 12}));
}
TEST(PadIfNeeded, reaches_the_next_multiple) {
  const PadIfNeeded op{.min_height = std::nullopt, .min_width = std::nullopt, .pad_height_divisor = 32, .pad_width_divisor = 32, .position = PadPosition::top_left};
  EXPECT_EQ(op.draw(draws(0), frame(33, 64)).extent, (Extent{64, 64}));
  EXPECT_EQ(window(op.draw(draws(0), frame(33, 64))), (Rect{0, 0, 64, 64}));
}
TEST(PadIfNeeded, moves_the_picture_into_a_corner) {
  EXPECT_EQ((window(PadIfNeeded{.min_height = 6, .min_width = 8, .position = PadPosition::bottom_right}.draw(draws(0), frame(4, 4)))), (Rect{-4, -2, 4, 4}));
}
TEST(PadIfNeeded, refuses_a_length_beside_a_divisor) {
  EXPECT_STREQ((PadIfNeeded{.pad_height_divisor = 32}.refuse()), "either min_height or pad_height_divisor must be given, not both");
}

}  // namespace
