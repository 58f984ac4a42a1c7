// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/SmallestMaxSize.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(SmallestMaxSize, brings_the_short_side_to_the_length) {
  EXPECT_EQ((SmallestMaxSize{.max_size = {100}}.draw(draws(0), frame(300, 200)).extent), (Extent{150, 100}));
  EXPECT_EQ((SmallestMaxSize{.max_size = {101}}.draw(draws(0), frame(200, 300)).extent), (Extent{101, 152}));  // 151.5: to even
}

}  // namespace
