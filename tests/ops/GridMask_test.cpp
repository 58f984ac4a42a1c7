// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/GridMask.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(GridMask, keeps_the_share_of_the_paper) {
  for (const float ratio : {0.4f, 0.5f, 0.6f}) {
    std::int64_t kept = 0, all = 0;
    for (u64 id = 0; id < 300; ++id) {
      const Lattice l = GridMask{.unit = {20, 40}, .ratio = ratio}.draw(draws(id), frame(80, 120));
      for (int y = 0; y < 80; ++y)
        for (int x = 0; x < 120; ++x, ++all) kept += !l.covers(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f);
    }
    EXPECT_NEAR(static_cast<double>(kept) / static_cast<double>(all), 2 * ratio - ratio * ratio, 0.01);  // .64, .75, .84
  }
}
TEST(GridMask, has_the_period_of_its_cell_along_the_turned_axes) {
  const Lattice l = GridMask{.unit = {16, 16}, .rotate = {90, 90}}.draw(draws(3), frame(64, 64));
  for (int y = 0; y < 48; ++y)
    for (int x = 0; x < 48; ++x)
      EXPECT_EQ(l.covers(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f), l.covers(static_cast<float>(x) + 16.5f, static_cast<float>(y) + 16.5f));
}
TEST(GridMask, leaves_no_corner_of_a_long_picture_uncovered) {
  bool erased[4]{};
  for (u64 id = 0; id < 200; ++id) {
    const Lattice l = GridMask{.unit = {20, 40}, .ratio = 0.4f, .rotate = {30, 60}}.draw(draws(id), frame(60, 600));
    int k = 0;
    for (const auto& [x, y] : {std::pair{0.5f, 0.5f}, {599.5f, 0.5f}, {0.5f, 59.5f}, {599.5f, 59.5f}}) {
      erased[k] = erased[k] || l.covers(x, y);
      ++k;
    }
  }
  EXPECT_TRUE(erased[0] && erased[1] && erased[2] && erased[3]);
}

}  // namespace
