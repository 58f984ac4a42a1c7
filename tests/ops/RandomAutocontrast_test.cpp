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
TEST(RandomAutocontrast, exact_divides_by_a_level_that_is_rounded_up_as_torchvision_does) {
  // 1/255 as float32 is above 1/255, so 102 of them are 0.40000004: 2/0.4 = 5 falls short of 5, and 102/0.4 of 255.
  Measured m;
  m.lowest[0] = 50, m.highest[0] = 152;
  m.lowest[1] = 0, m.highest[1] = 255;
  const auto s = RandomAutocontrast::measured(RandomAutocontrast{}.draw(draws(0), frame(2, 2)), m);
  EXPECT_EQ(RandomAutocontrast::exact(50, s, 0), 0);
  EXPECT_EQ(RandomAutocontrast::exact(51, s, 0), 2);
  EXPECT_EQ(RandomAutocontrast::exact(52, s, 0), 4);
  EXPECT_EQ(RandomAutocontrast::exact(152, s, 0), 254);
  for (int v = 0; v <= 255; ++v)  // 255 of them round to 1
    EXPECT_EQ(RandomAutocontrast::exact(static_cast<float>(v), s, 1), v);
}
TEST(RandomAutocontrast, leaves_a_constant_channel_alone) {
  Measured m;
  const auto s = RandomAutocontrast::measured(RandomAutocontrast{}.draw(draws(0), frame(2, 2)), m);
  EXPECT_EQ(RandomAutocontrast::apply(42, s, 1), 42);
  EXPECT_EQ(RandomAutocontrast::exact(42, s, 1), 42);
}

}  // namespace
