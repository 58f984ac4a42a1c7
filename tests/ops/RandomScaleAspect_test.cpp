// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomScaleAspect.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomScaleAspect, keeps_the_extent_and_takes_a_smaller_window) {
  for (u64 id = 0; id < 500; ++id) {
    const Map m = RandomScaleAspect{.min_scale = 0.25f, .aspect_ratio = 0.5f}.draw(draws(id), frame(100, 100));
    ASSERT_EQ(m.extent, (Extent{100, 100}));
    const Rect r = window(m);
    ASSERT_TRUE(r.left >= 0 && r.top >= 0 && r.right <= 100 && r.bottom <= 100);
    if (r.width() == 100) continue;  // ten tries failed
    const double share = r.width() * r.height() / 10000.0, aspect = static_cast<double>(r.width()) / r.height();
    ASSERT_GT(share, 0.23);  // both sides are cut to whole pixels
    ASSERT_TRUE(aspect > 0.48 && aspect < 2.1) << aspect;
  }
}
TEST(RandomScaleAspect, leaves_the_picture_where_nothing_smaller_is_asked_for) {
  EXPECT_EQ((window(RandomScaleAspect{.min_scale = 1, .aspect_ratio = 1}.draw(draws(2), frame(50, 40)))), (Rect{0, 0, 40, 50}));
}

}  // namespace
