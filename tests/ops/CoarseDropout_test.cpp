// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/CoarseDropout.hpp>
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;

TEST(CoarseDropout, draws_sides_as_shares_or_px) {
  for (u64 id = 0; id < 300; ++id) {
    const Rects shares = CoarseDropout{}.draw(draws(id), frame(100, 200));
    ASSERT_TRUE(shares.size() == 1 || shares.size() == 2);
    ASSERT_TRUE(shares[0].height() >= 10 && shares[0].height() <= 20 && shares[0].width() >= 20 && shares[0].width() <= 40);
    const Rects px = CoarseDropout{.num_holes_range = {3, 3}, .hole_height_range = {8, 9}, .hole_width_range = 5}.draw(draws(id), frame(100, 200));
    ASSERT_EQ(px.size(), 3);
    ASSERT_TRUE((px[2].height() == 8 || px[2].height() == 9) && px[2].width() == 5);
    ASSERT_TRUE(px[2].left >= 0 && px[2].right <= 200 && px[2].top >= 0 && px[2].bottom <= 100);
  }
}
TEST(CoarseDropout, bug_07_reaches_both_ends) {
  int seen[4]{};
  for (u64 id = 0; id < 4000; ++id)
    ++seen[CoarseDropout{.num_holes_range = {1, 1}, .hole_height_range = {3, 3}, .hole_width_range = {5, 5}}.draw(draws(id), frame(8, 8))[0].left];
  for (const int n : seen) EXPECT_NEAR(n, 1000, 110);  // 4 sigma
}

}  // namespace
