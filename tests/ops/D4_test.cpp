// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/D4.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;

TEST(D4, reaches_all_eight_symmetries_by_their_formulas) {
  // where a corner (1, 2) of a picture 4 px high and 10 px wide goes, by hand; e r90 r180 r270 v hvt h t
  const Point expected[] = {{1, 2}, {2, 9}, {9, 2}, {2, 1}, {1, 2}, {2, 9}, {9, 2}, {2, 1}};
  const bool swapped[] = {false, true, false, true, false, true, false, true};
  std::array<int, 8> seen{};
  for (u64 id = 0; id < 400; ++id) {
    const auto element = static_cast<std::size_t>(draws(id).between(1, 0, 7));
    const Map m = D4{}.draw(draws(id), frame(4, 10));
    ++seen[element];
    EXPECT_EQ(m.extent, swapped[element] ? (Extent{10, 4}) : (Extent{4, 10}));
    EXPECT_EQ(smalti::apply(m.matrix, {1, 2}), expected[element]) << element;
  }
  EXPECT_GT(*std::min_element(seen.begin(), seen.end()), 25);
}
TEST(D4, mirrors_as_its_element_says) {
  // (1, 1) of 4 x 10 tells mirrorings from turns: v, hvt, h, t
  const Point expected[] = {{1, 3}, {3, 9}, {9, 1}, {1, 1}};
  for (u64 id = 0; id < 400; ++id)
    if (const auto element = draws(id).between(1, 0, 7); element >= 4) {
      EXPECT_EQ(smalti::apply(D4{}.draw(draws(id), frame(4, 10)).matrix, {1, 1}), expected[element - 4]) << element;
    }
}
TEST(D4, has_the_determinant_of_its_element_and_keeps_areas) {
  for (u64 id = 0; id < 64; ++id) {
    const auto element = draws(id).between(1, 0, 7);
    EXPECT_EQ(determinant(D4{}.draw(draws(id), frame(4, 10)).matrix), element < 4 ? 1 : -1);
  }
}

}  // namespace
