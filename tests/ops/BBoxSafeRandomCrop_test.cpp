// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/BBoxSafeRandomCrop.hpp>
#include <smalti/plan/targets.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::window;

TEST(BBoxSafeRandomCrop, holds_all_boxes) {
  const Targets targets = smalti::testing::boxes({{10, 20, 30, 35}, {70.5f, 60, 95.25f, 80}});
  const Frame frame{.extent = {100, 120}, .targets = &targets};
  for (u64 id = 0; id < 1000; ++id) {
    const Rect r = window(BBoxSafeRandomCrop{}.draw(draws(id), frame));
    ASSERT_TRUE(r.left >= 0 && r.left <= 10 && r.top >= 0 && r.top <= 20 && r.right >= 96 && r.right <= 120 && r.bottom >= 80 && r.bottom <= 100);
  }
}
TEST(BBoxSafeRandomCrop, keeps_the_aspect_where_there_are_no_boxes) {
  for (u64 id = 0; id < 200; ++id) {
    const Rect r = window(BBoxSafeRandomCrop{.erosion_rate = 0.5f}.draw(draws(id), {.extent = {100, 200}}));
    ASSERT_TRUE(r.height() >= 50 && r.height() <= 100);
    ASSERT_EQ(r.width(), 2 * r.height());
  }
}

}  // namespace
