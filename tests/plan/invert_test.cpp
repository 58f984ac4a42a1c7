// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/made.hpp"

#include <smalti/plan/invert.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;

using Matrix = std::array<double, 9>;
constexpr Extent extent{40, 56};

template <class... Op>
Applied through(const Image& image, Targets targets, Op... op) {
  return apply(compose_with({.filter = std::nullopt}, op...), image.view(), 7, {3, 0, 0}, std::move(targets));
}
template <class... Op>
Matrix map_of(Op... op) {
  return through(Image(extent, 3), {}, op...).map;
}

/// Calls f for the integer maps that lose nothing of the picture: every one of the eight symmetries, a pad, and both.
template <class F>
void for_each_integer_map(F f) {
  const auto half = RandomRotation{.degrees = {180, 180}};
  const auto quarter = RandomRotation{.degrees = {90, 90}, .expand = true};
  f(RandomHorizontalFlip{.p = 1});
  f(RandomVerticalFlip{.p = 1});
  f(Transpose{});
  f(half);
  f(quarter);
  f(quarter, half);
  f(Transpose{}, half);
  f(Pad{.padding = {3, 1, 7, 2}});
  f(Pad{.padding = {3, 1, 7, 2}}, quarter, RandomHorizontalFlip{.p = 1});
}

TEST(Invert, letterboxed_boxes_come_back_within_a_thousandth_of_a_pixel_for_all_sizes) {
  const auto pipeline = compose_with({.filter = std::nullopt}, LetterBox{.size = {640, 640}});
  std::vector<SampleInput> in(1);
  GroupPlan plan;
  double worst = 0;
  for (int h = 200; h <= 2000; h += 7)
    for (int w = 200; w <= 2000; w += 7) {
      const Box box{0.25f * static_cast<float>(w), 0.1f * static_cast<float>(h), static_cast<float>(w),
                    0.875f * static_cast<float>(h)};
      in[0].picture.extent = {h, w};
      in[0].targets.instances.assign(1, {});
      set_box(in[0].targets.instances[0], box);
      start(in[0].targets.instances[0]);
      pipeline.plan(in, {}, plan);
      const Box back = invert(plan.outputs[0].targets.instances[0].box, plan.outputs[0].map);
      for (const float d : {back.x1 - box.x1, back.y1 - box.y1, back.x2 - box.x2, back.y2 - box.y2})
        worst = std::max(worst, std::abs(double{d}));
    }
  EXPECT_LE(worst, 1e-3);
  EXPECT_GT(worst, 0);
}
TEST(Invert, points_and_boxes_come_back_exactly_through_integer_maps) {
  for_each_integer_map([](auto... op) {
    Targets t;
    t.keypoints = {{0, 0, 2}, {56, 40, 1}, {10.125f, 3.5f, 2}};
    set_box(t.instances.emplace_back(), {1.25f, 2, 30.5f, 39});
    start(t.instances[0]);
    const Applied out = through(Image(extent, 3), t, op...);
    for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(invert(out.targets.keypoints[k], out.map), t.keypoints[k]);
    EXPECT_EQ(invert(out.targets.instances[0].box, out.map), (Box{1.25f, 2, 30.5f, 39}));
  });
}
TEST(Invert, points_come_back_within_a_ten_thousandth_through_any_map) {
  for (const Matrix& m :
       {map_of(RandomAffine{.degrees = {33, 33}, .scale = {{1.7f, 1.7f}}, .shear = {{12.0f, 12.0f}}}),
        map_of(RandomPerspective{.distortion_scale = 0.4f, .p = 1}), map_of(LetterBox{.size = {64, 96}})})
    for (const Point p : {Point{3, 4}, Point{28, 20}, Point{50.5, 33.25}}) {
      const Point q = smalti::apply(m, p);
      const Keypoint back = invert(Keypoint{static_cast<float>(q.x), static_cast<float>(q.y), 2}, m);
      EXPECT_NEAR(back.x, p.x, 1e-4);
      EXPECT_NEAR(back.y, p.y, 1e-4);
    }
}
TEST(Invert, pictures_come_back_byte_for_byte_through_integer_maps) {
  const Image image = smalti::testing::noise(extent);
  for_each_integer_map([&](auto... op) {
    const Applied out = through(image, {}, op...);
    for (int c = 0; c < 3; ++c) {
      ImageView plane = std::as_const(out.image).view();
      plane.data += c, plane.channels = 1;
      Image back(extent, 1);
      invert_labels(plane, out.map, back.view(), 0);
      for (int y = 0; y < extent.height; ++y)
        for (int x = 0; x < extent.width; ++x)
          ASSERT_EQ(back.view().at<std::uint8_t>(y, x), image.view().at<const std::uint8_t>(y, x, c));
    }
    const Extent e = out.image.extent();
    Image values(e, 2, Dtype::float32), dense(extent, 2, Dtype::float32);
    for (int y = 0; y < e.height; ++y)
      for (int x = 0; x < e.width; ++x)
        for (int c = 0; c < 2; ++c)
          values.view().at<float>(y, x, c) = static_cast<float>(out.image.view().at<std::uint8_t>(y, x, c)) / 7.0f;
    invert_dense(std::as_const(values).view(), out.map, dense.view(), -1);
    for (int y = 0; y < extent.height; ++y)
      for (int x = 0; x < extent.width; ++x)
        for (int c = 0; c < 2; ++c)
          ASSERT_EQ(dense.view().at<float>(y, x, c),
                    static_cast<float>(image.view().at<const std::uint8_t>(y, x, c)) / 7.0f);
  });
}
TEST(Invert, what_a_crop_left_out_gets_the_label_for_nothing) {
  const Applied out =
      through(smalti::testing::noise(extent), {}, CenterCrop{.size = {10, 20}});  // columns 18 to 37, rows 15 to 24
  Image ids({10, 20}, 1, Dtype::uint16), back(extent, 1, Dtype::uint16);
  for (int y = 0; y < 10; ++y)
    for (int x = 0; x < 20; ++x) ids.view().at<std::uint16_t>(y, x) = static_cast<std::uint16_t>(1000 + 20 * y + x);
  invert_labels(std::as_const(ids).view(), out.map, back.view(), 65535);
  EXPECT_EQ(back.view().at<std::uint16_t>(15, 18), 1000);
  EXPECT_EQ(back.view().at<std::uint16_t>(24, 37), 1199);
  EXPECT_EQ(back.view().at<std::uint16_t>(14, 18), 65535);
  EXPECT_EQ(back.view().at<std::uint16_t>(24, 38), 65535);
}
TEST(Invert, a_dense_map_is_interpolated_and_does_not_read_the_padding) {
  const Matrix m = map_of(LetterBox{.size = {112, 112}});  // factor 2, 16 rows of padding above and below
  Image values({112, 112}, 1, Dtype::float32), back(extent, 1, Dtype::float32);
  for (int y = 0; y < 112; ++y)
    for (int x = 0; x < 112; ++x)
      values.view().at<float>(y, x) =
          y < 16 || y >= 96 ? 1e9f : 3.0f * (static_cast<float>(x) + 0.5f) + (static_cast<float>(y) - 15.5f);
  invert_dense(std::as_const(values).view(), m, back.view(), -1);
  for (int y = 0; y < 40; ++y)
    for (int x = 0; x < 56; ++x)
      ASSERT_NEAR(back.view().at<float>(y, x), 6 * (static_cast<float>(x) + 0.5f) + 2 * (static_cast<float>(y) + 0.5f),
                  1e-3);
}
TEST(Invert, an_oriented_box_keeps_its_sides_through_turns_and_mirrorings) {
  for (const Matrix& m : {map_of(RandomRotation{.degrees = {25, 25}}), map_of(RandomHorizontalFlip{.p = 1}),
                          map_of(Transpose{}), map_of(Resize{.size = Extent{80, 112}})}) {
    Targets t;
    set_oriented_box(t.instances.emplace_back(), {28, 20, 12, 5, 30});
    start(t.instances[0]);
    for (Point& p : t.instances[0].quad) p = smalti::apply(m, p);
    const OrientedBox back = invert(oriented_box(t.instances[0]), m);
    EXPECT_NEAR(back.cx, 28, 1e-4);
    EXPECT_NEAR(back.cy, 20, 1e-4);
    EXPECT_NEAR(back.width, 12, 1e-4);
    EXPECT_NEAR(back.height, 5, 1e-4);
    EXPECT_NEAR(back.angle, 30, 1e-3);
  }
}
TEST(Invert, an_oriented_box_is_fitted_anew_where_the_map_bends_its_angles) {
  const OrientedBox back =
      invert(OrientedBox{20, 20, 10, 10, 45}, Matrix{2, 0, 0, 0, 1, 0, 0, 0, 1});  // a rhombus, half as wide
  EXPECT_NEAR(back.cx, 10, 1e-4);
  EXPECT_NEAR(back.cy, 20, 1e-4);
  EXPECT_NEAR(std::max(back.width, back.height), 4 * std::sqrt(10.0),
              1e-4);  // edges (s, 2s) and (-s, 2s), s = sqrt(12.5): sqrt(62.5) + 37.5 / sqrt(62.5)
  EXPECT_NEAR(std::min(back.width, back.height), 2 * std::sqrt(10.0), 1e-4);  // area 50 / sqrt(62.5)
}
TEST(Invert, a_polygon_comes_back_vertex_by_vertex) {
  const Ring ring = invert(Ring{{0, 0}, {4, 0}, {4, 2}}, map_of(RandomHorizontalFlip{.p = 1}));
  EXPECT_EQ(ring, (Ring{{56, 0}, {52, 0}, {52, 2}}));
}
TEST(Invert, a_batch_goes_back_by_the_map_of_each_picture) {
  std::vector<Box> boxes{{0, 0, 4, 4}, {1, 1, 2, 2}, {0, 0, 4, 4}};
  const Matrix maps[] = {map_of(RandomHorizontalFlip{.p = 1}), map_of(Pad{.padding = 1}),
                         map_of(RandomVerticalFlip{.p = 1})};
  const std::int64_t offsets[] = {0, 1, 1, 3};  // the second picture has none
  invert<Box>(boxes, offsets, maps);
  EXPECT_EQ(boxes[0], (Box{52, 0, 56, 4}));
  EXPECT_EQ(boxes[1], (Box{1, 38, 2, 39}));
  EXPECT_EQ(boxes[2], (Box{0, 36, 4, 40}));
  const std::int64_t short_of_one[] = {0, 1, 3};
  EXPECT_THROW(invert<Box>(boxes, short_of_one, maps), ConfigError);
}
TEST(Invert, a_map_without_an_inverse_is_refused) {
  EXPECT_THROW(invert(Box{0, 0, 1, 1}, Matrix{1, 0, 0, 0, 0, 0, 0, 0, 1}), GeometryError);
}

}  // namespace
