// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomPerspective.hpp>
#include <smalti/plan/targets.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomPerspective, does_nothing_at_distortion_zero) {
  const Map m = RandomPerspective{.distortion_scale = 0}.draw(draws(3), frame(60, 80));
  for (const Point p : {Point{0, 0}, Point{80, 60}, Point{13, 47}}) {
    EXPECT_NEAR(smalti::apply(m.matrix, p).x, p.x, 1e-9);
    EXPECT_NEAR(smalti::apply(m.matrix, p).y, p.y, 1e-9);
  }
}
TEST(RandomPerspective, moves_corners_inwards_by_whole_pixels) {
  for (u64 id = 0; id < 300; ++id) {
    const Map m = RandomPerspective{.distortion_scale = 0.5f}.draw(draws(id), frame(60, 80));
    for (const Point p : {Point{0, 0}, Point{80, 0}, Point{80, 60}, Point{0, 60}}) {
      const Point q = smalti::apply(m.matrix, p);
      ASSERT_NEAR(q.x, std::rint(q.x), 1e-6);
      ASSERT_LE(std::abs(q.x - p.x), 20 + 1e-6);
      ASSERT_LE(std::abs(q.y - p.y), 15 + 1e-6);
      ASSERT_TRUE(q.x > -1e-6 && q.x < 80 + 1e-6 && q.y > -1e-6 && q.y < 60 + 1e-6);
    }
  }
}
TEST(Homography, takes_four_points_to_four_others) {
  const std::array<Point, 4> from{Point{0, 0}, Point{10, 0}, Point{10, 10}, Point{0, 10}}, to{Point{1, 2}, Point{9, 1}, Point{8, 9}, Point{2, 7}};
  const auto m = homography(from, to);
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(smalti::apply(m, from[k]).x, to[k].x, 1e-9);
    EXPECT_NEAR(smalti::apply(m, from[k]).y, to[k].y, 1e-9);
  }
  EXPECT_THROW(homography({Point{0, 0}, Point{1, 0}, Point{2, 0}, Point{0, 1}}, to), GeometryError);
}
TEST(RandomPerspective, cuts_off_what_lies_behind_the_horizon_and_mirrors_nothing) {
  Targets t;
  set_box(t.instances.emplace_back(), {0, 0, 100, 100});
  start(t.instances[0]);
  const std::array<double, 9> m{1, 0, 0, 0, 1, 0, 0.02, 0, -0.5};  // w = .02 x - .5: the horizon is at x = 25
  t.keypoints = {{10, 50, 2}, {60, 50, 2}};
  map_targets(t, m, {{0, 0}, {400, 0}, {400, 400}, {0, 400}}, {400, 400});
  EXPECT_EQ(t.keypoints[0].v, 0);
  EXPECT_EQ(t.keypoints[1].v, 2);  // (60, 50) / .7
  for (const Point p : t.instances[0].rings[0]) EXPECT_GT(p.x, 0);
  EXPECT_GE(t.instances[0].box.x1, 66.6f);  // x / w falls to 100 / 1.5 at the far side
}

}  // namespace
