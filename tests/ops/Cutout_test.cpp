// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/Cutout.hpp>
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;

TEST(Cutout, has_the_side_it_is_given_and_is_cut_by_the_border) {
  bool cut = false;
  for (u64 id = 0; id < 500; ++id) {
    const Rects holes = Cutout{.length = 8}.draw(draws(id), frame(30, 40));
    ASSERT_EQ(holes.size(), 1);
    ASSERT_TRUE(holes[0].width() <= 8 && holes[0].height() <= 8 && holes[0].width() >= 4 && holes[0].height() >= 4);
    cut = cut || holes[0].width() < 8;
  }
  EXPECT_TRUE(cut);
}
TEST(Cutout, stays_whole_inside) {
  for (u64 id = 0; id < 500; ++id) EXPECT_EQ((Cutout{.length = 8, .inside = true}.draw(draws(id), frame(30, 40))[0].extent()), (Extent{8, 8}));
}
TEST(Cutout, squares_that_overlap_take_a_pixel_once) {
  Targets targets;
  set_box(targets.instances.emplace_back(), {0, 0, 20, 20});
  start(targets.instances[0]);
  Image white({20, 20}, 3);
  std::fill_n(white.view().data, white.bytes(), std::byte{255});
  for (u64 id = 0; id < 20; ++id) {
    const Applied out = smalti::apply(compose_with({.filter = std::nullopt}, Cutout{.num_holes = 9, .length = 10, .fill = 0}), white.view(), 7, {id, 0, 0}, targets);
    int erased = 0;
    for (int y = 0; y < 20; ++y)
      for (int x = 0; x < 20; ++x) erased += out.image.view().at<const std::uint8_t>(y, x) == 0;
    EXPECT_NEAR(out.targets.instances[0].visible, 1 - erased / 400.0, 1e-9);
  }
}
TEST(Cutout, bug_07_may_be_as_large_as_the_picture_and_reaches_every_place) {
  EXPECT_EQ((Cutout{.length = 8, .inside = true}.draw(draws(0), frame(8, 8))[0]), (Rect{0, 0, 8, 8}));
  int seen[4]{};
  for (u64 id = 0; id < 4000; ++id) ++seen[Cutout{.length = 5, .inside = true}.draw(draws(id), frame(8, 8))[0].left];
  for (const int n : seen) EXPECT_NEAR(n, 1000, 110);  // 4 sigma
}
TEST(Cutout, bug_23_twice_at_one_place_hides_no_more_than_once) {
  Targets targets;
  set_box(targets.instances.emplace_back(), {0, 0, 20, 20});
  start(targets.instances[0]);
  const Image image({20, 20}, 3);
  const Cutout two{.num_holes = 2, .length = 12, .fill = 0, .inside = true};
  for (u64 id = 0; id < 4; ++id) {
    const Applied once = smalti::apply(compose_with({.filter = std::nullopt}, Cutout{.num_holes = 1, .length = 20, .fill = 0, .inside = true}), image.view(), 7, {id, 0, 0}, targets);
    const Applied twice = smalti::apply(compose_with({.filter = std::nullopt}, Cutout{.num_holes = 2, .length = 20, .fill = 0, .inside = true}), image.view(), 7, {id, 0, 0}, targets);
    EXPECT_EQ(once.targets.instances[0].visible, 0);
    EXPECT_EQ(twice.targets.instances[0].visible, 0);
    const double shown = smalti::apply(compose_with({.filter = std::nullopt}, two), image.view(), 7, {id, 0, 0}, targets).targets.instances[0].visible;
    const Rects at = two.draw(Draws(7, op_id("0"), {id, 0, 0}), frame(20, 20));
    const double common = static_cast<double>(intersection(at[0], at[1]).area());
    EXPECT_NEAR(shown, 1 - (288 - common) / 400, 1e-9);
  }
}

}  // namespace
