// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/AtLeastOneBBoxRandomCrop.hpp>
#include <smalti/plan/targets.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::window;

TEST(AtLeastOneBBoxRandomCrop, shows_a_whole_box_at_erosion_zero) {
  const Targets targets = smalti::testing::boxes({{10, 20, 30, 35}, {70, 60, 95, 80}});
  const Frame frame{.extent = {100, 120}, .targets = &targets};
  int first = 0;
  for (u64 id = 0; id < 1000; ++id) {
    const Rect r = window(AtLeastOneBBoxRandomCrop{.height = 40, .width = 50}.draw(draws(id), frame));
    ASSERT_TRUE(r.left >= 0 && r.top >= 0 && r.right <= 120 && r.bottom <= 100);
    const bool a = r.left <= 10 && r.right >= 30 && r.top <= 20 && r.bottom >= 35, b = r.left <= 70 && r.right >= 95 && r.top <= 60 && r.bottom >= 80;
    ASSERT_TRUE(a || b);
    first += a;
  }
  EXPECT_NEAR(first, 500, 65);  // 4 deviations
}
TEST(AtLeastOneBBoxRandomCrop, says_that_the_window_does_not_fit) {
  EXPECT_THROW((AtLeastOneBBoxRandomCrop{.height = 40, .width = 50}.draw(draws(0), {.extent = {30, 60}})), ParamError);
}

}  // namespace
