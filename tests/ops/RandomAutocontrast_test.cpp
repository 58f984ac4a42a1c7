// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomAutocontrast.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomAutocontrast, stretches_each_channel_to_the_whole_range) {
  Measured m;
  m.unit = 256;
  m.lowest[0] = 50 * 256, m.highest[0] = 150 * 256;
  const auto s = RandomAutocontrast::measured(RandomAutocontrast{}.draw(draws(0), frame(2, 2)), m);
  EXPECT_EQ(RandomAutocontrast::apply(50, s, 0), 0);
  EXPECT_EQ(RandomAutocontrast::apply(150, s, 0), 255);
  EXPECT_NEAR(RandomAutocontrast::apply(100, s, 0), 127.5, 1e-4);
}
TEST(RandomAutocontrast, leaves_a_constant_channel_alone) {
  Measured m;
  const auto s = RandomAutocontrast::measured(RandomAutocontrast{}.draw(draws(0), frame(2, 2)), m);
  EXPECT_EQ(RandomAutocontrast::apply(42, s, 1), 42);
}

}  // namespace
