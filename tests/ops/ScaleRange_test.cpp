// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/ScaleRange.hpp>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(ScaleRange, maps_a_range_linearly_and_clips) {
  expect_near(through<float>(row_of<std::uint16_t>({0, 2500, 10000, 12000}), ScaleRange{.a_min = 0, .a_max = 10000}), {0, 0.25f, 1, 1});
  expect_near(through<float>(row_of<std::int16_t>({-1000, -500, 0, 500}), ScaleRange{.a_min = -1000, .a_max = 0, .b_min = -1, .b_max = 1}), {-1, 0, 1, 1});
}
TEST(ScaleRange, goes_beyond_the_range_without_clip) {
  expect_near(through<float>(row_of<std::uint16_t>({0, 12000}), ScaleRange{.a_min = 5000, .a_max = 10000, .clip = false}), {-1, 1.4f});
}
TEST(ScaleRange, only_shifts_where_the_ends_are_equal) {  // x - a_min + b_min
  expect_near(through<float>(row_of<std::uint8_t>({5, 10, 12}), ScaleRange{.a_min = 10, .a_max = 10, .b_min = 0.5f}), {-4.5f, 0.5f, 2.5f});
}
TEST(ScaleRange, loses_no_precision_far_from_zero) {
  expect_near(through<float>(row_of<std::uint16_t>({60000, 60001, 60002}), ScaleRange{.a_min = 60000, .a_max = 60004}), {0, 0.25f, 0.5f}, 0);
}
TEST(ScaleRange, is_the_same_in_exact_mode) {
  const Image image = row_of<std::uint8_t>({0, 51, 255});
  EXPECT_EQ(through_exactly<float>(image, ScaleRange{.a_min = 0, .a_max = 255}, RandomInvert{.p = 1}), through<float>(image, ScaleRange{.a_min = 0, .a_max = 255}, RandomInvert{.p = 1}));
}
TEST(ScaleRange, refuses_an_empty_output_range) {
  EXPECT_STREQ((ScaleRange{.a_min = 0, .a_max = 1, .b_min = 1, .b_max = 1}.refuse()), "must have b_min < b_max");
}

}  // namespace
