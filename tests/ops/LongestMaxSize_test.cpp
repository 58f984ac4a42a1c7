// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/LongestMaxSize.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(LongestMaxSize, brings_the_long_side_to_the_length) {
  EXPECT_EQ((LongestMaxSize{.max_size = {100}}.draw(draws(0), frame(300, 200)).extent), (Extent{100, 67}));
  EXPECT_EQ((LongestMaxSize{.max_size = {600}}.draw(draws(0), frame(300, 200)).extent), (Extent{600, 400}));
}

}  // namespace
