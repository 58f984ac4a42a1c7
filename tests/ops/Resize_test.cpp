// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/Resize.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(Resize, sets_the_short_side_and_cuts_the_long_one_to_an_integer) {
  const Map m = Resize{.size = 100}.draw(draws(0), frame(375, 500));
  EXPECT_EQ(m.extent, (Extent{100, 133}));  // floor(100 * 500 / 375) = floor(133.33)
}
TEST(Resize, bounds_the_long_side) {
  EXPECT_EQ((Resize{.size = 100, .max_size = 120}.draw(draws(0), frame(375, 500)).extent), (Extent{90, 120}));  // floor(120 * 100 / 133)
  EXPECT_EQ((Resize{.max_size = 250}.draw(draws(0), frame(375, 500)).extent), (Extent{187, 250}));
}
TEST(Resize, scales_labels_per_axis_by_new_over_old) {
  const Map m = Resize{.size = Extent{30, 50}}.draw(draws(0), frame(60, 200));
  const Point p = smalti::apply(m.matrix, {200, 60});
  EXPECT_EQ(p, (Point{50, 30}));
}
TEST(Resize, refuses_what_contradicts_itself) {
  EXPECT_STREQ(Resize{}.refuse(), "size or max_size must be given");
  EXPECT_STREQ((Resize{.size = 8, .interpolation = Interpolation::lanczos, .antialias = false}.refuse()),
               "antialias must be true with bicubic, box, hamming and lanczos");
}

}  // namespace
