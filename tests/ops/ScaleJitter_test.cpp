// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/ScaleJitter.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(ScaleJitter, fits_the_target_at_factor_one) {
  EXPECT_EQ((ScaleJitter{.target_size = {100, 100}, .scale_range = 1}.draw(draws(0), frame(200, 400)).extent), (Extent{50, 100}));
  EXPECT_EQ((ScaleJitter{.target_size = {100, 100}, .scale_range = {2, 2}}.draw(draws(0), frame(200, 400)).extent), (Extent{100, 200}));
}
TEST(ScaleJitter, never_makes_an_empty_picture) {
  EXPECT_EQ((ScaleJitter{.target_size = {4, 4}, .scale_range = 0.1}.draw(draws(0), frame(1, 300)).extent), (Extent{1, 1}));
}

}  // namespace
