// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomSolarize.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomSolarize, inverts_from_the_threshold_on_and_keeps_the_rest) {
  constexpr RandomSolarize::State s{.threshold = 128, .mirror = 255};
  EXPECT_EQ(RandomSolarize::apply(127, s), 127);
  EXPECT_EQ(RandomSolarize::apply(128, s), 127);  // at the threshold: inverted
  EXPECT_EQ(RandomSolarize::apply(255, s), 0);
}

}  // namespace
