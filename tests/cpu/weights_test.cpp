// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/cpu/weights.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace smalti::cpu {
namespace {

using Indices = std::vector<int>;
using Work = AxisTable::Work;

Axis resized(int from, int to) {
  Axis a = Axis::whole(from);
  a.n_resized = a.keep_end = a.length = to;
  return a;
}
AxisTable table_of(const Axis& a, Interpolation f, bool antialias = true, bool integer = true,
                   Border border = Border::constant) {
  AxisTable t;
  t.build(a, f, antialias, integer, border);
  return t;
}
std::vector<std::int32_t> fixed_of(const AxisTable& t, int i) {
  return {t.fixed_of(i), t.fixed_of(i) + t.count[static_cast<std::size_t>(i)]};
}
constexpr std::int32_t one = 1 << 22;

TEST(Weights, half_a_triangle_is_eighths) {
  const AxisTable t = table_of(resized(8, 4), Interpolation::bilinear);
  EXPECT_EQ(fixed_of(t, 1), (std::vector<std::int32_t>{one / 8, one * 3 / 8, one * 3 / 8, one / 8}));
  EXPECT_EQ(t.first, (Indices{0, 1, 3, 5}));
  EXPECT_EQ(t.count, (Indices{3, 4, 4, 3}));
}

TEST(Weights, a_triangle_cut_by_the_edge_still_sums_to_one) {
  const AxisTable t = table_of(resized(8, 4), Interpolation::bilinear);  // 3/8 3/8 1/8, over 7/8
  EXPECT_EQ(fixed_of(t, 0), (std::vector<std::int32_t>{1797559, 1797559, 599186}));
}

TEST(Weights, a_doubled_axis_mixes_three_to_one) {
  const AxisTable t = table_of(resized(4, 8), Interpolation::bilinear);
  EXPECT_EQ(fixed_of(t, 0), (std::vector<std::int32_t>{one}));
  EXPECT_EQ(fixed_of(t, 1), (std::vector<std::int32_t>{one * 3 / 4, one / 4}));
  EXPECT_EQ(fixed_of(t, 2), (std::vector<std::int32_t>{one / 4, one * 3 / 4}));
}

TEST(Weights, a_cubic_half_way_between_samples_is_minus_one_nine_nine_minus_one) {
  Axis a = resized(6, 5);
  a.b0 = 0.5f, a.b1 = 5.5f;  // scale 1, centres on the borders between samples
  const AxisTable t = table_of(a, Interpolation::bicubic);
  EXPECT_EQ(fixed_of(t, 2), (std::vector<std::int32_t>{-one / 16, one * 9 / 16, one * 9 / 16, -one / 16}));
}

TEST(Weights, lanczos_sums_to_one_and_is_symmetric) {
  Axis a = resized(10, 9);
  a.b0 = 0.5f, a.b1 = 9.5f;
  const auto q = fixed_of(table_of(a, Interpolation::lanczos), 4);
  ASSERT_EQ(q.size(), 6u);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(q[k], q[5 - k]);
  EXPECT_NEAR(q[0] + q[1] + q[2], one / 2, 2);
  EXPECT_GT(q[0], 0);
  EXPECT_LT(q[1], 0);
}

TEST(Weights, area_takes_the_share_of_a_sample_that_is_covered) {
  const AxisTable t = table_of(resized(3, 2), Interpolation::area);
  EXPECT_EQ(fixed_of(t, 0), (std::vector<std::int32_t>{2796203, 1398101}));  // 2/3 and 1/3
  EXPECT_EQ(fixed_of(t, 1), (std::vector<std::int32_t>{1398101, 2796203}));
  const AxisTable whole = table_of(resized(4, 2), Interpolation::area);
  EXPECT_EQ(fixed_of(whole, 1), (std::vector<std::int32_t>{one / 2, one / 2}));
}

TEST(Weights, enlarging_by_area_is_bilinear) {
  const AxisTable a = table_of(resized(5, 9), Interpolation::area),
                  b = table_of(resized(5, 9), Interpolation::bilinear);
  EXPECT_EQ(a.fixed, b.fixed);
  EXPECT_EQ(a.first, b.first);
}

TEST(Weights, nearest_takes_the_sample_under_the_centre) {
  EXPECT_EQ(table_of(resized(5, 3), Interpolation::nearest).first, (Indices{0, 2, 4}));
  EXPECT_EQ(table_of(resized(5, 3), Interpolation::nearest_legacy).first, (Indices{0, 1, 3}));
  EXPECT_EQ(table_of(resized(2, 5), Interpolation::nearest_exact).first, (Indices{0, 0, 1, 1, 1}));
}

TEST(Weights, without_antialias_two_samples_are_blended) {
  const AxisTable t = table_of(resized(4, 2), Interpolation::bilinear, false, false);
  EXPECT_EQ(t.work, Work::blend);
  EXPECT_EQ(t.first, (Indices{0, 2}));
  EXPECT_EQ(t.real, (std::vector<float>{0.5f, 0.5f}));
}

TEST(Weights, an_axis_that_keeps_its_samples_is_picked) {
  Axis a = Axis::whole(6);
  EXPECT_TRUE(table_of(a, Interpolation::bicubic).contiguous);
  a.out = {5, true};
  const AxisTable t = table_of(a, Interpolation::bicubic);
  EXPECT_EQ(t.work, Work::pick);
  EXPECT_EQ(t.first, (Indices{5, 4, 3, 2, 1, 0}));
  EXPECT_FALSE(t.contiguous);
}

TEST(Weights, only_what_later_crops_kept_is_planned) {
  Axis a = resized(8, 4);
  a.keep_begin = 1, a.keep_end = 3, a.out = {4, true}, a.length = 6;  // resized 4 3 [2 1] 0 -1
  const AxisTable t = table_of(a, Interpolation::bilinear);
  EXPECT_EQ(t.begin, 2);
  EXPECT_EQ(t.end, 4);
  EXPECT_EQ(t.first, (Indices{3, 1}));
  EXPECT_EQ(t.need_begin, 1);
  EXPECT_EQ(t.need_end, 7);
}

TEST(Weights, a_border_that_mirrors_repeats_kept_samples) {
  Axis a = Axis::whole(4);
  a.out.origin = -2, a.length = 8;
  EXPECT_EQ(table_of(a, Interpolation::bilinear, true, true, Border::reflect).first, (Indices{2, 1, 0, 1, 2, 3, 2, 1}));
  EXPECT_EQ(table_of(a, Interpolation::bilinear, true, true, Border::symmetric).first,
            (Indices{1, 0, 0, 1, 2, 3, 3, 2}));
  EXPECT_EQ(table_of(a, Interpolation::bilinear, true, true, Border::edge).first, (Indices{0, 0, 0, 1, 2, 3, 3, 3}));
}

}  // namespace
}  // namespace smalti::cpu
