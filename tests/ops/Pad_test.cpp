// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/Pad.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(Pad, takes_one_two_or_four_widths) {
  EXPECT_EQ(window(Pad{.padding = 2}.draw(draws(0), frame(3, 5))), (Rect{-2, -2, 7, 5}));
  EXPECT_EQ(window(Pad{.padding = {1, 2}}.draw(draws(0), frame(3, 5))), (Rect{-1, -2, 6, 5}));
  EXPECT_EQ(window(Pad{.padding = {1, 2, 3, 4}}.draw(draws(0), frame(3, 5))), (Rect{-1, -2, 8, 7}));
}

}  // namespace
