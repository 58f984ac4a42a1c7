// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/Downscale.hpp>
#include <smalti/ops/ZScore.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

template <class T>
Image grid(double factor, double offset) {
  std::vector<T> v;
  for (const int x : uneven()) v.push_back(static_cast<T>(factor * x + offset));
  return picture<T>({20, 30}, 1, v);
}
std::pair<double, double> moments(const std::vector<float>& v) {
  double sum = 0, squares = 0;
  for (const float x : v) sum += x;
  for (const float x : v) squares += (x - sum / static_cast<double>(v.size())) * (x - sum / static_cast<double>(v.size()));
  return {sum / static_cast<double>(v.size()), std::sqrt(squares / static_cast<double>(v.size()))};
}

TEST(ZScore, subtracts_the_mean_and_divides_by_the_deviation_of_the_data_set) {
  expect_near(through<float>(row_of<std::uint8_t>({50, 100, 175}), ZScore{.mean = {100}, .std = {50}}), {-1, 0, 1.5f});
  const ZScore bands{.mean = {1000, 2000, 3000, 0, 500}, .std = {100, 200, 300, 10, 50}};
  expect_near(through<float>(picture<std::uint16_t>({1, 1}, 5, {1100, 1800, 3000, 5, 600}), bands), {1, -1, 0, 0.5f, 2});
}
TEST(ZScore, gives_a_picture_mean_0_and_deviation_1) {  // NumPy 2: mean 95.02, std 77.386925683
  const auto v = through<float>(grid<std::uint8_t>(1, 0), ZScore{.scope = ZScope::image});
  EXPECT_NEAR(v[300], (128 - 95.02) / 77.386925683, 1e-6);
  EXPECT_NEAR(moments(v).first, 0, 1e-6);
  EXPECT_NEAR(moments(v).second, 1, 1e-6);
}
TEST(ZScore, is_precise_for_sixteen_bits_and_for_floats_far_from_zero) {
  for (const auto& v : {through<float>(grid<std::uint16_t>(1, 60000), ZScore{.scope = ZScope::image}), through<float>(grid<std::int16_t>(1, -30000), ZScore{.scope = ZScope::image}),
                        through<float>(grid<float>(1e-3, -2), ZScore{.scope = ZScope::image}), through<float>(grid<float>(10, 4000), ZScore{.scope = ZScope::image})}) {
    EXPECT_NEAR(v[300], (128 - 95.02) / 77.386925683, 2e-6);
    EXPECT_NEAR(moments(v).first, 0, 2e-6);
    EXPECT_NEAR(moments(v).second, 1, 2e-6);
  }
}
TEST(ZScore, looks_only_at_what_is_not_0_if_asked_and_leaves_0_there) {  // NumPy 2: mean 99.845884413, std 76.230230567 of the values above 0
  const auto v = through<float>(grid<std::uint8_t>(1, 0), ZScore{.scope = ZScope::masked});
  EXPECT_EQ(v[0], 0);
  EXPECT_NEAR(v[300], (128 - 99.845884413) / 76.230230567, 1e-6);
}
TEST(ZScore, looks_only_at_what_the_segmentation_names_and_makes_the_rest_0) {  // 10, 20, 30: mean 20, deviation sqrt(200 / 3)
  const ZScore op{.scope = ZScope::masked, .mask = PixelMask::segmentation};
  const Targets ids = with_ids(row_of<std::uint8_t>({0, 5, 1, 1, 255}));
  const float one = 1.22474487f;
  expect_near(values_of<float>(apply(compose(op), row_of<std::int16_t>({-3000, 10, 20, 30, 0}).view(), 7, {}, ids).image), {0, -one, 0, one, 0});
  expect_near(values_of<float>(apply(compose(op), row_of<float>({-3000, 10, 20, 30, 0}).view(), 7, {}, ids).image), {0, -one, 0, one, 0});
  ZScore clipped = op;
  clipped.clip_percentiles = {{25, 75}};  // to 15 and 25: mean 20, deviation sqrt(50 / 3)
  expect_near(values_of<float>(apply(compose(clipped), row_of<std::int16_t>({-3000, 10, 20, 30, 0}).view(), 7, {}, ids).image), {0, -one, 0, one, 0});
}
TEST(ZScore, looks_at_the_segmentation_where_the_picture_went) {  // a row of 10, 20, 30 turned about, its ids with it
  const ZScore op{.scope = ZScope::masked, .mask = PixelMask::segmentation};
  const Image image = row_of<std::uint16_t>({10, 20, 30});
  const Targets ids = with_ids(row_of<std::uint16_t>({9, 9, 0}));
  const RandomHorizontalFlip flip{.p = 1};
  expect_near(values_of<float>(apply(compose(flip, op), image.view(), 7, {}, ids).image), {0, 1, -1});
  expect_near(values_of<float>(apply(compose(op, flip), image.view(), 7, {}, ids).image), {0, 1, -1});
  expect_near(values_of<float>(apply(compose(Pad{.padding = {1, 0}, .fill = 999}, op), image.view(), 7, {}, ids).image), {0, -1, 1, 0, 0});  // padding is unknown
}
TEST(ZScore, looks_at_the_segmentation_of_a_picture_that_lost_resolution) {  // whose ids are as they were
  const Downscale coarse{.scale_range = {0.5, 0.5}};
  const ZScore op{.scope = ZScope::masked, .mask = PixelMask::segmentation};
  const Image image = grid<std::uint8_t>(1, 0);
  std::vector<std::uint8_t> named(600);
  for (std::size_t k = 0; k < named.size(); ++k) named[k] = k % 7 < 3;
  const Targets ids = with_ids(picture<std::uint8_t>({20, 30}, 1, named));
  const Image before = apply(compose(coarse), image.view(), 7, {}, ids).image;
  expect_near(values_of<float>(apply(compose(coarse, op), image.view(), 7, {}, ids).image), values_of<float>(apply(compose(op), before.view(), 7, {}, ids).image), 1e-6);
}
TEST(ZScore, of_nothing_named_is_0) {
  const ZScore op{.scope = ZScope::masked, .mask = PixelMask::segmentation};
  expect_near(values_of<float>(apply(compose(op), row_of<std::uint8_t>({10, 20}).view(), 7, {}, with_ids(row_of<std::uint8_t>({0, 0}))).image), {0, 0}, 0);
}
TEST(ZScore, clips_to_percentiles_first) {  // NumPy 2: mean 94.933733333, std 77.214099857 after a clip to the percentiles 2 and 98
  const auto v = through<float>(grid<std::uint8_t>(1, 0), ZScore{.scope = ZScope::image, .clip_percentiles = {{2, 98}}});
  EXPECT_NEAR(v[300], (128 - 94.933733333) / 77.214099857, 1e-6);
  EXPECT_NEAR(*std::max_element(v.begin(), v.end()), (247.02 - 94.933733333) / 77.214099857, 1e-6);
  const ZScore ct{.mean = {100}, .std = {50}, .clip_percentiles = {{60, 180}}};
  expect_near(through<float>(row_of<std::int16_t>({-1000, 60, 100, 3000}), ct), {-0.8f, -0.8f, 0, 1.6f});
}
TEST(ZScore, limits_the_scores) {
  expect_near(through<float>(row_of<std::uint8_t>({0, 100, 255}), ZScore{.mean = {100}, .std = {10}, .clip = 5.0f}), {-5, 0, 5});
}
TEST(ZScore, makes_a_constant_picture_0) {
  expect_near(through<float>(row_of<std::uint8_t>({9, 9, 9}), ZScore{.scope = ZScope::image}), {0, 0, 0}, 0);
}
TEST(ZScore, refuses_a_data_set_without_numbers_and_another_number_of_channels) {
  EXPECT_STREQ((ZScore{}.refuse()), "mean and std must be given, as many of each, where scope is dataset");
  EXPECT_STREQ((ZScore{.scope = ZScope::image, .clip_percentiles = {{-1, 98}}}.refuse()), "clip_percentiles must be in [0, 100] %");
  EXPECT_STREQ((ZScore{.scope = ZScope::image, .mask = PixelMask::segmentation}.refuse()), "mask must be nonzero or segmentation where scope is masked, and is not read elsewhere");
  EXPECT_STREQ((ZScore{.scope = ZScope::masked, .mask = PixelMask::none}.refuse()), "mask must be nonzero or segmentation where scope is masked, and is not read elsewhere");
  try {
    through<float>(row_of<std::uint8_t>({1, 2}), ZScore{.scope = ZScope::masked, .mask = PixelMask::segmentation});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.message(), "ZScore.mask = segmentation: must have a segmentation; give the sample one");
  }
  try {
    through<float>(picture<std::uint8_t>({1, 1}, 3, {1, 2, 3}), ZScore{.mean = {1, 2}, .std = {1, 2}});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.message(), "ZScore: must have 2 channels, as mean, not 3");
  }
}

}  // namespace
