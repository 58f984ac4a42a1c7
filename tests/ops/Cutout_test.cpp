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

}  // namespace
