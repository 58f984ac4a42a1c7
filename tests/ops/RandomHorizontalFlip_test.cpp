// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomHorizontalFlip.hpp>

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

}  // namespace
