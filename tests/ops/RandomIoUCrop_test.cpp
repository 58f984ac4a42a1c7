// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomIoUCrop.hpp>
#include <smalti/plan/targets.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::window;

TEST(RandomIoUCrop, reaches_the_overlap_with_a_box_whose_centre_is_inside) {
  const Targets targets = smalti::testing::boxes({{20, 20, 80, 70}});
  const Frame frame{.extent = {100, 120}, .targets = &targets};
  int cropped = 0;
  for (u64 id = 0; id < 400; ++id) {
    const Rect r = window(RandomIoUCrop{.sampler_options = {0.5f}}.draw(draws(id), frame));
    if (r == Rect{0, 0, 120, 100}) continue;
    ++cropped;
    const double common = 1.0 * std::max(0, std::min(80, r.right) - std::max(20, r.left)) * std::max(0, std::min(70, r.bottom) - std::max(20, r.top));
    ASSERT_GE(common / (r.width() * r.height() + 3000 - common), 0.5 - 1e-6);
    ASSERT_TRUE(r.left < 50 && r.right > 50 && r.top < 45 && r.bottom > 45);
  }
  EXPECT_GT(cropped, 390);
}
TEST(RandomIoUCrop, gives_up_on_an_overlap_that_cannot_be_had) {
  const Targets targets = smalti::testing::boxes({{50, 50, 53, 53}});
  const Map m = RandomIoUCrop{.sampler_options = {0.9f}}.draw(draws(0), {.extent = {100, 120}, .targets = &targets});
  EXPECT_EQ(window(m), (Rect{0, 0, 120, 100}));
}
TEST(RandomIoUCrop, keeps_the_picture_without_boxes_and_at_option_one) {
  const Targets targets = smalti::testing::boxes({{20, 20, 80, 70}});
  EXPECT_EQ(window(RandomIoUCrop{}.draw(draws(0), {.extent = {100, 120}})), (Rect{0, 0, 120, 100}));
  EXPECT_EQ(window(RandomIoUCrop{.sampler_options = {1.0f}}.draw(draws(0), {.extent = {100, 120}, .targets = &targets})), (Rect{0, 0, 120, 100}));
}
TEST(RandomIoUCrop, says_so_when_no_window_was_found_within_bounded_time) {
  Targets t = smalti::testing::boxes({{48, 48, 53, 53}});  // 5 % of a side: overlaps above 0 are out of reach
  Frame in = smalti::testing::frame(100, 100);
  in.targets = &t;
  const Map m = RandomIoUCrop{.sampler_options = {0.9f}}.draw(smalti::testing::draws(1), in);
  EXPECT_FALSE(m.satisfied);
  EXPECT_TRUE(m.changes_nothing(in.extent));
}

}  // namespace
