// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// What must hold of every operator that erases.
#include "support/made.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace {

using namespace smalti;

constexpr Extent extent{48, 64};

template <class Op>
Op some() { return {}; }
template <>
GridMask some<GridMask>() { return {.unit = {12, 20}}; }
template <>
Cutout some<Cutout>() { return {.num_holes = 5, .length = 20}; }
template <>
CoarseDropout some<CoarseDropout>() { return {.num_holes_range = {4, 4}, .hole_height_range = {20, 30}, .hole_width_range = {20, 30}}; }
template <>
RandomErasing some<RandomErasing>() { return {.p = 1.0, .count = {3, 3}}; }

void set_fill(auto& op, const Fill& fill) {
  if constexpr (requires { op.value; }) op.value = fill;
  else op.fill = fill;
}
Image flat(int value) {
  Image image(extent, 3);
  std::fill_n(image.view().data, image.bytes(), static_cast<std::byte>(value));
  return image;
}
/// A picture, a box over all of it, four keypoints, ids 7 and a mask over all of it through an operator.
template <class... Op>
Applied run(const Image& image, u64 id, Op... op) {
  Targets t;
  set_box(t.instances.emplace_back(), {0, 0, float(extent.width), float(extent.height)});
  start(t.instances[0]);
  for (int k = 0; k < 60; ++k) t.keypoints.push_back({float(k) + 2.5f, 20.5f, 2});
  auto ids = std::make_shared<Image>(extent, 1), mask = std::make_shared<Image>(extent, 1);
  std::fill_n(ids->view().data, ids->bytes(), std::byte{7});
  std::fill_n(mask->view().data, mask->bytes(), std::byte{1});
  t.segmentation = ids, t.masks = {mask};
  return smalti::apply(compose_with({.filter = std::nullopt}, op...), image.view(), 7, {id, 0, 0}, t);
}
int at(const Image& image, int y, int x, int c = 0) { return image.view().at<const std::uint8_t>(y, x, c); }

template <class Op>
class Holes : public ::testing::Test {};
struct Names {
  template <class Op>
  static std::string GetName(int) { return std::string(name_of<Op>); }
};
using Erasing = ::testing::Types<RandomErasing, Cutout, CoarseDropout, GridMask, GridDropout>;
TYPED_TEST_SUITE(Holes, Erasing, Names);

TYPED_TEST(Holes, erase_their_union_once_and_leave_other_bytes_and_boxes_alone) {
  const Image image = flat(200);
  for (u64 id = 0; id < 20; ++id) {
    TypeParam op = some<TypeParam>();
    set_fill(op, 0);
    const Applied out = run(image, id, op);
    int erased = 0;
    for (int y = 0; y < extent.height; ++y)
      for (int x = 0; x < extent.width; ++x) {
        ASSERT_TRUE(at(out.image, y, x) == 0 || at(out.image, y, x) == 200);
        erased += at(out.image, y, x) == 0;
      }
    ASSERT_GT(erased, 0);
    ASSERT_NEAR(out.targets.instances[0].visible, 1 - erased / double(extent.area()), 1e-9);
    ASSERT_EQ(out.targets.instances[0].box, (Box{0, 0, 64, 48}));
    for (const Keypoint& k : out.targets.keypoints) ASSERT_EQ(k.v, at(out.image, 20, int(k.x)) == 0 ? 1 : 2);
    for (int y = 0; y < extent.height; ++y)
      for (int x = 0; x < extent.width; ++x) ASSERT_TRUE(at(*out.targets.segmentation, y, x) == 7 && at(*out.targets.masks[0], y, x) == 1);
  }
}
TYPED_TEST(Holes, show_in_masks_and_drop_keypoints_where_asked) {
  const Image image = flat(200);
  for (const auto& [policy, id] : {std::pair{MaskPolicy::ignore, 255}, {MaskPolicy::zero, 0}}) {
    TypeParam op = some<TypeParam>();
    set_fill(op, 0);
    op.mask_policy = policy, op.on_cover = OnCover::drop;
    const Applied out = run(image, 3, op);
    for (int y = 0; y < extent.height; ++y)
      for (int x = 0; x < extent.width; ++x) {
        const bool erased = at(out.image, y, x) == 0;
        ASSERT_EQ(at(*out.targets.segmentation, y, x), erased ? id : 7);
        ASSERT_EQ(at(*out.targets.masks[0], y, x), erased ? 0 : 1);
      }
    for (const Keypoint& k : out.targets.keypoints) ASSERT_EQ(k.v, at(out.image, 20, int(k.x)) == 0 ? 0 : 2);
  }
}
TYPED_TEST(Holes, filled_with_the_mean_are_0_after_normalize_wherever_they_stand) {
  const Image image = flat(200);
  const Normalize normalize{.mean = {0.4f, 0.5f, 0.6f}, .std = {0.2f, 0.3f, 0.25f}};
  TypeParam op = some<TypeParam>();
  set_fill(op, Fill::Kind::mean);
  const auto worst = [](const Applied& out) {  // of what is no 200
    float most = 0;
    int erased = 0;
    for (int y = 0; y < extent.height; ++y)
      for (int x = 0; x < extent.width; ++x) {
        const float v = out.image.view().template at<const float>(y, x);
        if (std::abs(v - (200 / 255.0f - 0.4f) / 0.2f) > 1e-5f) most = std::max(most, std::abs(v)), ++erased;
      }
    EXPECT_GT(erased, 0);
    return most;
  };
  EXPECT_EQ(worst(run(image, 1, normalize, op)), 0);
  EXPECT_EQ(worst(run(image, 1, ToDtype{Dtype::float32, true}, normalize, op)), 0);
  EXPECT_LT(worst(run(image, 1, op, normalize)), 1e-6f);
  EXPECT_LT(worst(run(image, 1, ToDtype{Dtype::float32, true}, op, normalize)), 1e-6f);
  EXPECT_THROW(run(image, 1, op), ParamError);  // whose mean it would be is not said
}
TYPED_TEST(Holes, are_filled_with_noise_or_one_colour_each_in_the_units_where_they_stand) {
  const Image image = flat(200);
  TypeParam op = some<TypeParam>();
  set_fill(op, Fill::Kind::random);
  double sum = 0, squares = 0;
  int n = 0;
  for (u64 id = 0; id < 30; ++id) {
    const Applied out = run(image, id, Normalize{.mean = {0.5f}, .std = {0.25f}}, op);
    for (int y = 0; y < extent.height; ++y)
      for (int x = 0; x < extent.width; ++x) {
        const float v = out.image.view().template at<const float>(y, x);
        if (std::abs(v - (200 / 255.0f - 0.5f) / 0.25f) > 1e-4f) sum += double{v}, squares += double{v} * double{v}, ++n;
      }
  }
  ASSERT_GT(n, 2000);
  EXPECT_NEAR(sum / n, 0, 4 / std::sqrt(n));
  EXPECT_NEAR(squares / n, 1, 4 * std::sqrt(2.0 / n));
  set_fill(op, Fill::Kind::random_uniform);
  const Applied before = run(image, 4, labelled("hole", op)), scaled = run(image, 4, ToDtype{Dtype::float32, true}, labelled("hole", op));
  for (int y = 0; y < extent.height; ++y)
    for (int x = 0; x < extent.width; ++x)
      ASSERT_NEAR(at(before.image, y, x), 255 * scaled.image.view().template at<const float>(y, x), 0.5001);
}
TYPED_TEST(Holes, refuse_fills_that_look_at_neighbours) {
  TypeParam op = some<TypeParam>();
  set_fill(op, Fill::Kind::reflect);
  EXPECT_THROW(checked(op), ParamError);
}
TEST(HolesOfCoarseDropout, show_the_id_they_are_given) {
  CoarseDropout op = some<CoarseDropout>();
  op.fill_mask = 42;
  const Applied out = run(flat(200), 5, op);
  for (int y = 0; y < extent.height; ++y)
    for (int x = 0; x < extent.width; ++x) ASSERT_EQ(at(*out.targets.segmentation, y, x), at(out.image, y, x) == 0 ? 42 : 7);
  op.fill_mask = 300;
  EXPECT_THROW(run(flat(200), 5, op), ParamError);
}

}  // namespace
