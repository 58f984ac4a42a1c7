// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/GridDropout.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(GridDropout, erases_one_rectangle_in_each_cell_at_a_place_of_its_own) {
  const ManyRects holes = GridDropout{.ratio = 0.5f, .holes_number_xy = std::array{4, 3}}.draw(draws(1), frame(30, 80));  // cells of 20 x 10 px
  ASSERT_EQ(holes.size(), 12);
  int moved = 0;
  for (int i = 0; i < 12; ++i) {
    const Rect cell{20 * (i % 4), 10 * (i / 4), 20 * (i % 4) + 20, 10 * (i / 4) + 10};
    EXPECT_EQ(holes[i].extent(), (Extent{5, 10}));
    EXPECT_EQ(intersection(holes[i], cell), holes[i]);
    moved += holes[i].left - cell.left != holes[0].left || holes[i].top - cell.top != holes[0].top;
  }
  EXPECT_GT(moved, 6);
}
TEST(GridDropout, without_random_offset_shifts_all_holes_alike) {
  const ManyRects holes = GridDropout{.random_offset = false, .holes_number_xy = std::array{2, 2}, .shift_xy = {3, 100}}.draw(draws(1), frame(20, 20));
  EXPECT_EQ(holes[0], (Rect{3, 5, 8, 10}));
  EXPECT_EQ(holes[3], (Rect{13, 15, 18, 20}));
}
TEST(GridDropout, reaches_both_ends_of_a_cell) {
  int first = 0, last = 0;
  for (u64 id = 0; id < 400; ++id) {
    const Rect hole = GridDropout{.holes_number_xy = std::array{1, 1}}.draw(draws(id), frame(8, 8))[0];
    first += hole.left == 0, last += hole.right == 8;
  }
  EXPECT_GT(first, 40);
  EXPECT_GT(last, 40);
}
TEST(GridDropout, cuts_odd_sides_into_near_equal_cells_in_any_order) {
  bool short_at[3]{};
  for (u64 id = 0; id < 60; ++id) {  // cells of 4, 4 and 3 px, whose holes are one px less
    const ManyRects holes = GridDropout{.ratio = 1, .random_offset = false, .holes_number_xy = std::array{3, 1}}.draw(draws(id), frame(5, 11));
    int begin = 0;
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(holes[i].left, begin);
      begin = holes[i].right + 1;
      short_at[i] = short_at[i] || holes[i].width() == 2;
    }
    EXPECT_EQ(begin, 11);
  }
  EXPECT_TRUE(short_at[0] && short_at[1] && short_at[2]);
}
TEST(GridDropout, takes_columns_first_and_says_when_cells_are_too_many) {
  EXPECT_EQ(GridDropout{}.draw(draws(0), frame(40, 400)).size(), 100);  // a tenth of each side
  try {
    GridDropout{.unit_size_range = std::array{2, 2}}.draw(draws(0), frame(100, 50));
    FAIL();
  } catch (const ParamError& e) {
    EXPECT_STREQ(e.what(), "ParamError [param.range] GridDropout.unit_size_range = 2 px: must make at most 32 cells an axis, not 50; take a longer one");
  }
}

}  // namespace
