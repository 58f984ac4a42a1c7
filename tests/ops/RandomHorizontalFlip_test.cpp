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

TEST(RandomHorizontalFlip, mirrors_points_exactly_and_twice_is_nothing) {
  const Map m = RandomHorizontalFlip{}.draw(draws(0), frame(7, 10));
  EXPECT_EQ(smalti::apply(m.matrix, {1, 3}), (Point{9, 3}));
  EXPECT_EQ(smalti::apply(m.matrix, smalti::apply(m.matrix, {0.25, 6.5})), (Point{0.25, 6.5}));
}
TEST(RandomHorizontalFlip, is_applied_half_of_the_time) {
  int applied = 0;
  for (u64 id = 0; id < 10000; ++id) applied += draws(id).bernoulli(0, RandomHorizontalFlip{}.p.at(0));
  EXPECT_NEAR(applied, 5000, 200);  // 4 sigma
}
TEST(RandomHorizontalFlip, bug_14_keeps_a_keypoint_at_the_corner_of_its_box) {
  Targets t;
  set_box(t.instances.emplace_back(), {2, 3, 7, 9});
  start(t.instances[0]);
  t.keypoints = {{2, 3, 2}, {7, 9, 2}};
  const Image image({12, 10}, 3);
  const Applied out = smalti::apply(compose(RandomHorizontalFlip{.p = 1}), image.view(), 0, {}, t);
  EXPECT_EQ(out.targets.instances[0].box, (Box{3, 3, 8, 9}));
  EXPECT_EQ(out.targets.keypoints[0].x, 8);  // was the left corner, is the right one
  EXPECT_EQ(out.targets.keypoints[1].x, 3);
  EXPECT_EQ(out.targets.keypoints[0].v, 2);
}

}  // namespace
