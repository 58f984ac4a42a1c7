// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/made.hpp"

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(RandomRotate90, turns_counter_clockwise_and_equals_the_rotation_by_90_degrees) {
  const Map quarter = Map::quarter_turns({4, 10}, 1);
  EXPECT_EQ(smalti::apply(quarter.matrix, {10, 2}), (Point{2, 0}));  // the middle of the right side is on top now
  const Image in = noise({6, 11});
  const Image turned = made(in, RandomRotation{.degrees = Symmetric(90, 90), .expand = true});
  ASSERT_EQ(turned.extent(), (Extent{11, 6}));
  EXPECT_EQ(turned.view().at<std::uint8_t>(0, 0, 0), in.view().at<std::uint8_t>(0, 10, 0));
  EXPECT_EQ(turned.view().at<std::uint8_t>(10, 5, 1), in.view().at<std::uint8_t>(5, 0, 1));
}

}  // namespace
