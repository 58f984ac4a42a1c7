// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/LetterBox.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

Map both(const Bounded<Map, 2>& maps) {
  Map m = maps[1];
  m.matrix = product(maps[1].matrix, maps[0].matrix);
  return m;
}
TEST(LetterBox, fits_the_picture_and_centres_it_on_whole_pixels) {
  const Map m = both(LetterBox{.size = {64, 64}}.draw(draws(0), frame(375, 500)));
  EXPECT_EQ(m.extent, (Extent{64, 64}));
  EXPECT_EQ(smalti::apply(m.matrix, {0, 0}), (Point{0, 8}));       // 500 -> 64, 375 -> 48, 16 rows left
  EXPECT_EQ(smalti::apply(m.matrix, {500, 375}), (Point{64, 56}));
}
TEST(LetterBox, bug_03_maps_the_far_corner_to_the_far_corner_for_every_size) {
  for (int h = 200; h <= 2000; h += 7)
    for (int w = 200; w <= 2000; w += 61) {
      const auto maps = LetterBox{}.draw(draws(0), frame(h, w));
      const Point p = smalti::apply(both(maps).matrix, {static_cast<double>(w), static_cast<double>(h)});
      ASSERT_NEAR(p.x, maps[0].extent.width - maps[1].x.begin, 1e-9);
      ASSERT_NEAR(p.y, maps[0].extent.height - maps[1].y.begin, 1e-9);
      const Point back = smalti::apply(inverse(both(maps).matrix), p);
      ASSERT_NEAR(back.x, w, 1e-3);
      ASSERT_NEAR(back.y, h, 1e-3);
    }
}
TEST(LetterBox, with_a_stride_pads_only_to_a_multiple) {
  EXPECT_EQ(both(LetterBox{.size = {640, 640}, .stride = 32}.draw(draws(0), frame(375, 500))).extent, (Extent{480, 640}));
}
TEST(LetterBox, bug_04_pads_by_whole_pixels_and_comes_back_exactly) {
  for (int h = 200; h <= 2000; h += 7)
    for (int w = 200; w <= 2000; w += 97) {
      const Map m = both(LetterBox{.size = {641, 639}}.draw(draws(0), frame(h, w)));
      const Point origin = smalti::apply(m.matrix, {0, 0});
      ASSERT_EQ(origin.x, std::rint(origin.x));
      ASSERT_EQ(origin.y, std::rint(origin.y));
      const std::array<double, 9> back = inverse(m.matrix);
      for (const Point p : {Point{0.3 * w, 0.7 * h}, {0, 0}, {w - 1.0, h - 1.0}}) {
        const Point q = smalti::apply(back, smalti::apply(m.matrix, p));
        ASSERT_NEAR(q.x, p.x, 1e-3);
        ASSERT_NEAR(q.y, p.y, 1e-3);
      }
    }
}
TEST(LetterBox, does_not_enlarge_unless_told_to_and_lies_where_it_is_anchored) {
  const auto corner = [](const LetterBox& op, u64 id) { return smalti::apply(both(op.draw(draws(id), frame(30, 20))).matrix, {0, 0}); };
  EXPECT_EQ(corner({.size = {64, 64}, .scale_up = false}, 0), (Point{22, 17}));
  EXPECT_EQ(corner({.size = {64, 64}, .scale_up = false, .anchor = Anchor::top_left}, 0), (Point{0, 0}));
  double low = 99, high = 0;
  for (u64 id = 0; id < 500; ++id) {
    const Point p = corner({.size = {32, 32}, .scale_up = false, .anchor = Anchor::random}, id);
    low = std::min(low, p.x), high = std::max(high, p.x);
  }
  EXPECT_EQ(low, 0);
  EXPECT_EQ(high, 12);
  EXPECT_STREQ((LetterBox{.interpolation = Interpolation::lanczos, .antialias = false}.refuse()), "antialias must be true with bicubic, box, hamming and lanczos");
}

}  // namespace
