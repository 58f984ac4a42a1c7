// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomSizedBBoxSafeCrop.hpp>
#include <smalti/plan/targets.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::window;

TEST(RandomSizedBBoxSafeCrop, resizes_a_window_that_holds_all_boxes) {
  const Targets targets = smalti::testing::boxes({{10, 20, 30, 35}});
  const Map m = RandomSizedBBoxSafeCrop{.height = 48, .width = 64}.draw(draws(3), {.extent = {100, 120}, .targets = &targets});
  EXPECT_EQ(m.extent, (Extent{48, 64}));
  EXPECT_TRUE(m.x.begin <= 10 && m.x.end >= 30 && m.y.begin <= 20 && m.y.end >= 35);
}

}  // namespace
