// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/PercentileClip.hpp>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

std::vector<float> rows(std::initializer_list<float> row) {
  std::vector<float> out;
  for (int k = 0; k < 5; ++k) out.insert(out.end(), row);
  return out;
}
template <class T>
Image grid(double factor, double offset) {
  std::vector<T> v;
  for (const int x : uneven()) v.push_back(static_cast<T>(factor * x + offset));
  return picture<T>({20, 30}, 1, v);
}

TEST(PercentileClip, has_the_numbers_of_monais_example) {
  const Image image = picture<float>({5, 5}, 1, rows({1, 2, 3, 4, 5}));
  const PercentileClip op{.lower = 10, .upper = 90, .b_min = 0, .b_max = 200, .clip = false};
  expect_near(through<float>(image, op), rows({0, 50, 100, 150, 200}), 1e-4);
  PercentileClip relative = op;
  relative.relative = true;
  expect_near(through<float>(image, relative), rows({20, 60, 100, 140, 180}), 1e-4);
}
TEST(PercentileClip, interpolates_between_ranks_as_numpy_does) {  // NumPy 2: the percentiles 37.3 and 98 of uneven() are 48 and 247.02
  const PercentileClip op{.lower = 37.3f, .upper = 98, .clip = false};
  for (const auto& v : {through<float>(grid<std::uint8_t>(1, 0), op), through<float>(grid<std::uint16_t>(100, 17), op), through<float>(grid<std::int16_t>(100, -30000), op)}) {
    EXPECT_NEAR(v[0], (0 - 48) / 199.02, 2e-6);
    EXPECT_NEAR(v[300], (128 - 48) / 199.02, 2e-6);
  }
  EXPECT_NEAR(through<float>(grid<float>(0.01, -3), op)[300], (128 - 48) / 199.02, 1e-6);
}
TEST(PercentileClip, finds_the_percentiles_of_floats_beside_an_outlier) {  // of 100 values 0, .01 .. .98 and 1e9: rank .5 * 99 is .495
  std::vector<float> v;
  for (int k = 0; k < 99; ++k) v.push_back(static_cast<float>(k) / 100);
  v.push_back(1e9f);
  const auto out = through<float>(picture<float>({10, 10}, 1, v), PercentileClip{.lower = 0, .upper = 50, .clip = false});
  EXPECT_NEAR(out[33], 0.33 / 0.495, 1e-6);
}
TEST(PercentileClip, keeps_the_fraction_of_a_percentile_far_from_zero) {  // 60000 .. 60010, percentile 3 is 60000.3, 97 is 60009.7
  std::vector<std::uint16_t> v;
  for (int k = 0; k <= 10; ++k) v.push_back(static_cast<std::uint16_t>(60000 + k));
  const auto out = through<float>(picture<std::uint16_t>({1, 11}, 1, v), PercentileClip{.lower = 3, .upper = 97, .clip = false});
  for (std::size_t k = 0; k <= 10; ++k) EXPECT_NEAR(out[k], (static_cast<double>(k) - 0.3) / 9.4, 1e-6);
}
TEST(PercentileClip, looks_at_each_channel_alone_or_at_all_together) {
  const Image image = picture<std::uint8_t>({1, 3}, 2, {0, 100, 50, 150, 100, 200});
  expect_near(through<float>(image, PercentileClip{.lower = 0, .upper = 100}), {0, 0, 0.5f, 0.5f, 1, 1});
  expect_near(through<float>(image, PercentileClip{.lower = 0, .upper = 100, .per_channel = false}), {0, 0.5f, 0.25f, 0.75f, 0.5f, 1});
}
TEST(PercentileClip, leaves_nodata_out_and_alone) {
  const PercentileClip op{.lower = 0, .upper = 100, .nodata = -9999.0f};
  expect_near(through<float>(row_of<std::int16_t>({-9999, 10, 20, 30, -9999}), op), {-9999, 0, 0.5f, 1, -9999});
  expect_near(through<float>(row_of<float>({-9999, 10, 20, 30, -9999}), op), {-9999, 0, 0.5f, 1, -9999});
}
TEST(PercentileClip, leaves_what_is_not_finite_out) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(), far = std::numeric_limits<float>::infinity();
  const auto v = through<float>(row_of<float>({nan, 10, far, 20, 30, -far}), PercentileClip{.lower = 0, .upper = 100});
  EXPECT_NEAR(v[1], 0, 1e-6);
  EXPECT_NEAR(v[3], 0.5, 1e-6);
  EXPECT_NEAR(v[4], 1, 1e-6);
  EXPECT_EQ(v[2], 1);
  EXPECT_EQ(v[5], 0);
}
TEST(PercentileClip, may_ignore_a_background_of_zero) {
  const PercentileClip op{.lower = 0, .upper = 100, .mask = PixelMask::nonzero};
  expect_near(through<float>(row_of<std::uint16_t>({0, 0, 1000, 1500, 2000}), op), {0, 0, 0, 0.5f, 1});
}
TEST(PercentileClip, may_look_only_at_what_the_segmentation_names) {  // 10..30 count; 0 is background, 255 unknown
  const PercentileClip op{.lower = 0, .upper = 100, .mask = PixelMask::segmentation};
  const Targets ids = with_ids(row_of<std::uint8_t>({0, 1, 7, 1, 255}));
  expect_near(values_of<float>(apply(compose(op), row_of<std::uint16_t>({60000, 10, 20, 30, 50000}).view(), 7, {}, ids).image), {1, 0, 0.5f, 1, 1});
  expect_near(values_of<float>(apply(compose(op), row_of<float>({-4, 10, 20, 30, 1e6f}).view(), 7, {}, ids).image), {0, 0, 0.5f, 1, 1});
}
TEST(PercentileClip, looks_at_the_segmentation_where_the_picture_went) {  // a crop keeps 20, 30, 40, of which 20 and 40 are named
  const PercentileClip op{.lower = 0, .upper = 100, .mask = PixelMask::segmentation, .clip = false};
  const Targets ids = with_ids(row_of<std::uint16_t>({1, 1, 0, 1, 1}));
  const CenterCrop crop{.size = {1, 3}};
  for (const Applied& out : {apply(compose(crop, RandomHorizontalFlip{.p = 1}, op), row_of<std::uint16_t>({10, 20, 35, 40, 50}).view(), 7, {}, ids),
                             apply(compose(crop, op, RandomHorizontalFlip{.p = 1}), row_of<std::uint16_t>({10, 20, 35, 40, 50}).view(), 7, {}, ids),
                             apply(compose_with({.mode = Mode::exact}, crop, op, RandomHorizontalFlip{.p = 1}), row_of<std::uint16_t>({10, 20, 35, 40, 50}).view(), 7, {}, ids)})
    expect_near(values_of<float>(out.image), {1, 0.75f, 0});
  const Applied before = apply(compose(op, crop), row_of<std::uint16_t>({10, 20, 35, 40, 50}).view(), 7, {}, ids);  // 10 and 50 count, too
  expect_near(values_of<float>(before.image), {0.25f, 0.625f, 0.75f});
}
TEST(PercentileClip, does_not_count_a_later_hole_in_the_segmentation) {
  const PercentileClip op{.lower = 0, .upper = 100, .mask = PixelMask::segmentation};
  const CoarseDropout whole{.num_holes_range = {1, 1}, .hole_height_range = {1, 1}, .hole_width_range = {2, 2}, .fill = 0.25f, .mask_policy = MaskPolicy::ignore};
  const Applied out = apply(compose(op, whole), row_of<std::uint16_t>({10, 20}).view(), 7, {}, with_ids(row_of<std::uint8_t>({1, 1})));
  EXPECT_EQ(values_of<std::uint8_t>(*out.targets.segmentation), (std::vector<std::uint8_t>{255, 255}));
  expect_near(values_of<float>(out.image), {0.25f, 0.25f});
}
TEST(PercentileClip, reports_nodata_to_the_segmentation_where_no_channel_has_any) {
  const PercentileClip op{.lower = 0, .upper = 100, .nodata = -9999.0f, .nodata_to_segmentation = true};
  const Image image = picture<std::int16_t>({1, 4}, 2, {-9999, -9999, 10, -9999, 20, 5, 30, 6});
  const Applied out = apply(compose(op, RandomHorizontalFlip{.p = 1}), image.view(), 7, {}, with_ids(row_of<std::uint8_t>({3, 4, 0, 6})));
  EXPECT_EQ(values_of<std::uint8_t>(*out.targets.segmentation), (std::vector<std::uint8_t>{6, 0, 4, 255}));
  expect_near(values_of<float>(out.image), {1, 1, 0.5f, 0, 0, -9999, -9999, -9999});
  const Applied wide = apply(compose(CenterCrop{.size = {1, 2}}, op), row_of<float>({-9999, -9999, 20, 30}).view(), 7, {}, with_ids(row_of<std::uint16_t>({300, 400, 500, 600})));
  EXPECT_EQ(values_of<std::uint16_t>(*wide.targets.segmentation), (std::vector<std::uint16_t>{65535, 500}));
}
TEST(PercentileClip, does_not_look_at_objects_where_there_is_no_data) {  // 0 is named and has no data: 10 and 30 are the ends
  const PercentileClip op{.lower = 0, .upper = 100, .nodata = 0.0f, .nodata_to_segmentation = true, .mask = PixelMask::segmentation};
  const Applied out = apply(compose(op), row_of<std::uint16_t>({0, 10, 20, 30, 99}).view(), 7, {}, with_ids(row_of<std::uint8_t>({1, 1, 1, 1, 0})));
  expect_near(values_of<float>(out.image), {0, 0, 0.5f, 1, 1});
}
TEST(PercentileClip, demands_a_segmentation_to_look_at_or_to_report_to) {
  const auto message = [](const auto& op, auto... before) -> std::string {
    try {
      apply(compose(before..., op), row_of<std::uint8_t>({1, 2}).view(), 7, {}, sizeof...(before) > 0 ? with_ids(row_of<std::uint8_t>({1, 2})) : Targets{});
    } catch (const Error& e) {
      return e.message();
    }
    return "";
  };
  EXPECT_EQ(message(PercentileClip{.mask = PixelMask::segmentation}), "PercentileClip.mask = segmentation: must have a segmentation; give the sample one");
  const PercentileClip reporting{.nodata = 0.0f, .nodata_to_segmentation = true};
  EXPECT_EQ(message(reporting), "PercentileClip.nodata_to_segmentation: must have a segmentation; give the sample one");
  EXPECT_EQ(message(reporting, RandomInvert{.p = 1}), "nodata_to_segmentation: must come before operators that change values; put it first");
  EXPECT_EQ(message(reporting, CenterCrop{.size = {1, 1}}), "");
}
TEST(PercentileClip, only_shifts_a_constant_picture) {
  expect_near(through<float>(row_of<std::uint8_t>({9, 9, 9}), PercentileClip{.b_min = 2, .b_max = 3}), {2, 2, 2});
}
TEST(PercentileClip, takes_the_values_of_a_data_set) {
  const PercentileClip op{.scope = Scope::dataset, .a_min = {100, 0, 0, 0, 50}, .a_max = {300, 100, 100, 100, 100}};
  expect_near(through<float>(picture<std::uint16_t>({1, 1}, 5, {150, 50, 25, 200, 60}), op), {0.25f, 0.5f, 0.25f, 1, 0.2f});
}
TEST(PercentileClip, refuses_half_a_data_set) {
  EXPECT_STREQ((PercentileClip{.scope = Scope::dataset}.refuse()), "a_min and a_max must be given, as many of each, where scope is dataset, and only there");
  EXPECT_STREQ((PercentileClip{.nodata_to_segmentation = true}.refuse()), "nodata must be given where nodata_to_segmentation is");
  EXPECT_STREQ((PercentileClip{.scope = Scope::dataset, .a_min = {1}, .a_max = {2}, .mask = PixelMask::nonzero}.refuse()),
               "mask must be none where scope is dataset, which measures nothing");
  EXPECT_STREQ((PercentileClip{.lower = 90, .upper = 10}.refuse()), "must have lower < upper");
}

}  // namespace
