// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/smalti.hpp>

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
TEST(CenterCrop, bug_14_twice_multiplies_what_is_visible) {
  Targets t;
  set_box(t.instances.emplace_back(), {0, 0, 100, 100});
  start(t.instances[0]);
  const Image image({100, 100}, 3);
  const Applied out = smalti::apply(compose(CenterCrop{.size = {60, 100}}, CenterCrop{.size = {60, 60}}), image.view(), 0, {}, t);
  EXPECT_NEAR(out.targets.instances[0].visible, 0.36, 1e-12);
}

}  // namespace
