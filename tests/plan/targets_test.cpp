// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/plan/box_filter.hpp>
#include <smalti/plan/invert.hpp>
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;

Targets one_box(Box b) {
  Targets t;
  set_box(t.instances.emplace_back(), b);
  start(t.instances[0]);
  return t;
}
/// A 100 x 200 (h w) picture with one box through a pipeline that keeps every instance.
template <class... Op>
Applied through(Targets targets, Op... op) {
  return apply(compose_with({.filter = std::nullopt}, op...), Image({100, 200}, 3).view(), 7, {1, 0, 0}, std::move(targets));
}

TEST(Targets, a_crop_shortens_the_box_and_keeps_count_of_what_is_left) {
  const Instance i = through(one_box({90, 40, 110, 60}), CenterCrop{.size = {100, 100}}).targets.instances[0];  // columns 50 to 150
  EXPECT_EQ(i.box, (Box{40, 40, 60, 60}));
  EXPECT_DOUBLE_EQ(i.visible, 1);
  const Instance cut = through(one_box({30, 40, 70, 60}), CenterCrop{.size = {100, 100}}).targets.instances[0];
  EXPECT_EQ(cut.box, (Box{0, 40, 20, 60}));
  EXPECT_DOUBLE_EQ(cut.visible, 0.5);
  EXPECT_DOUBLE_EQ(cut.ref_area, 800);
}
TEST(Targets, what_a_crop_cut_stays_cut_when_a_pad_makes_room_again) {
  const Instance i = through(one_box({30, 40, 70, 60}), CenterCrop{.size = {100, 100}}, Pad{.padding = 50}).targets.instances[0];
  EXPECT_EQ(i.box, (Box{50, 90, 70, 110}));
  EXPECT_DOUBLE_EQ(i.visible, 0.5);
}
TEST(Targets, visibility_counts_areas_of_outlines_not_of_hulls) {
  const Instance i = through(one_box({90, 40, 110, 60}), RandomRotation{.degrees = {45, 45}}).targets.instances[0];
  EXPECT_NEAR(i.visible, 1, 1e-9);  // the hull of the turned square is twice as large
  EXPECT_NEAR(i.box.width(), 20 * std::sqrt(2.0), 1e-4);
}
TEST(Targets, a_resize_scales_the_reference_area) {
  const Instance i = through(one_box({10, 10, 30, 20}), Resize{.size = Extent{50, 400}}).targets.instances[0];
  EXPECT_EQ(i.box, (Box{20, 5, 60, 10}));
  EXPECT_DOUBLE_EQ(i.ref_area, 200);
}
TEST(Targets, an_oriented_box_turns_and_is_never_wrapped) {
  Targets t;
  set_oriented_box(t.instances.emplace_back(), {100, 50, 40, 10, 0});
  start(t.instances[0]);
  const OrientedBox b = oriented_box(through(t, RandomRotation{.degrees = {30, 30}}).targets.instances[0]);  // counter-clockwise
  EXPECT_NEAR(b.width, 40, 1e-4);
  EXPECT_NEAR(b.height, 10, 1e-4);
  EXPECT_NEAR(b.angle, -30, 1e-4);
}
TEST(Targets, an_oriented_box_follows_a_homography) {
  Targets t;
  set_oriented_box(t.instances.emplace_back(), {100, 50, 40, 10, 0});
  start(t.instances[0]);
  t.keypoints = {{100, 50, 2}};
  const Applied out = through(t, RandomPerspective{.distortion_scale = 0.5f, .p = 1}, RandomHorizontalFlip{.p = 1});
  const Keypoint centre = out.targets.keypoints[0];
  const OrientedBox b = oriented_box(out.targets.instances[0]);
  ASSERT_GT(std::abs(centre.x - 100) + std::abs(centre.y - 50), 1);
  EXPECT_NEAR(b.cx, centre.x, 1.5);  // the middle of a rectangle around the bent quad
  EXPECT_NEAR(b.cy, centre.y, 1.5);
  for (const Point corner : {Point{80, 45}, {120, 45}, {120, 55}, {80, 55}}) {  // it holds every corner
    const Point p = apply(out.map, corner);
    const auto [s, c] = fixed_sincos_degrees(b.angle);
    const double u = c * (p.x - b.cx) + s * (p.y - b.cy), v = -s * (p.x - b.cx) + c * (p.y - b.cy);
    EXPECT_LE(std::abs(u), 0.5 * b.width + 1e-3);
    EXPECT_LE(std::abs(v), 0.5 * b.height + 1e-3);
  }
  EXPECT_GT(b.width, 2 * b.height);  // the long side is still the first
}
TEST(Targets, an_oriented_box_that_is_cut_keeps_the_meaning_of_its_sides) {
  Targets t;
  set_oriented_box(t.instances.emplace_back(), {100, 10, 10, 60, 0});
  start(t.instances[0]);
  const OrientedBox b = oriented_box(through(t, CenterCrop{.size = {96, 190}}).targets.instances[0]);
  EXPECT_NEAR(b.width, 10, 1e-4);
  EXPECT_NEAR(b.height, 38, 1e-4);  // rows 2 to 40 are left of it
  EXPECT_NEAR(b.angle, 0, 1e-4);
}
TEST(Targets, the_box_of_a_polygon_that_sticks_out_of_a_picture_is_what_shows) {
  Targets t;
  t.instances.emplace_back().outline = Outline::polygon;
  t.instances[0].rings = {{{-20, 10}, {20, 10}, {20, 30}, {-20, 30}}};
  start(t.instances[0]);
  const Instance i = through(t, RandomGrayscale{.p = 1}).targets.instances[0];
  EXPECT_EQ(i.box, (Box{0, 10, 20, 30}));
  EXPECT_DOUBLE_EQ(i.visible, 0.5);
}
TEST(Targets, a_keypoint_outside_loses_its_visibility_and_keeps_its_place) {
  Targets t;
  t.keypoints = {{10, 50, 2}, {100, 50, 2}};
  const auto k = through(t, CenterCrop{.size = {100, 100}}).targets.keypoints;
  EXPECT_EQ(k[0].x, -40);
  EXPECT_EQ(k[0].v, 0);
  EXPECT_EQ(k[1].x, 50);
  EXPECT_EQ(k[1].v, 2);
}
TEST(Targets, a_polygon_moves_by_its_vertices_and_gives_the_box) {
  Targets t;
  t.instances.emplace_back().outline = Outline::polygon;
  t.instances[0].rings = {{{10, 10}, {50, 10}, {10, 40}}};
  start(t.instances[0]);
  const Instance i = through(t, RandomHorizontalFlip{.p = 1}).targets.instances[0];
  EXPECT_EQ(i.box, (Box{150, 10, 190, 40}));
  EXPECT_DOUBLE_EQ(i.ref_area, 600);
}
TEST(Targets, a_hole_takes_its_share_of_the_pixels) {
  Targets t = one_box({0, 0, 20, 20});
  cover(t, {10, 0, 30, 10}, [](double, double) { return true; });
  EXPECT_DOUBLE_EQ(t.instances[0].visible, 0.75);
  EXPECT_EQ(t.instances[0].box, (Box{0, 0, 20, 20}));
}
TEST(BoxFilter, drops_what_is_too_small_too_thin_or_hardly_visible) {
  const auto keeps = [](Box b, double visible, BoxFilter f = {}) {
    Targets t = one_box(b);
    t.instances[0].visible = visible;
    return f.keeps(t.instances[0], {100, 200});
  };
  EXPECT_TRUE(keeps({0, 0, 2, 2}, 1));
  EXPECT_FALSE(keeps({0, 0, 1.9f, 30}, 1));
  EXPECT_TRUE(keeps({0, 0, 20, 20}, 0.1));
  EXPECT_FALSE(keeps({0, 0, 20, 20}, 0.09));
  EXPECT_FALSE(keeps({0, 0, 2, 201}, 1, {.max_aspect = 100}));
}
TEST(BoxFilter, may_flag_instead_of_dropping) {
  Targets t = one_box({0, 0, 20, 20});
  t.instances[0].visible = 0.01;
  apply_filter(t, {.on_fail = OnFail::ignore}, {100, 200}, nullptr);
  ASSERT_EQ(t.instances.size(), 1u);
  EXPECT_TRUE(t.instances[0].ignore);
}
TEST(Invert, brings_boxes_and_points_back_to_the_source) {
  const Applied out = through(one_box({90, 40, 110, 60}), LetterBox{.size = {64, 64}});
  const Box back = invert(out.targets.instances[0].box, out.map);
  EXPECT_NEAR(back.x1, 90, 1e-3);
  EXPECT_NEAR(back.y1, 40, 1e-3);
  EXPECT_NEAR(back.x2, 110, 1e-3);
  EXPECT_NEAR(back.y2, 60, 1e-3);
}
TEST(Targets, bug_15_the_box_of_a_mask_over_the_whole_picture_is_the_whole_picture) {
  Image mask({12, 17}, 1);
  std::fill_n(mask.view().data, mask.bytes(), std::byte{1});
  EXPECT_EQ(box_of_mask(mask), (Box{0, 0, 17, 12}));
  std::fill_n(mask.view().data, mask.bytes(), std::byte{0});
  mask.view().at<std::uint8_t>(3, 5) = 1;
  EXPECT_EQ(box_of_mask(mask), (Box{5, 3, 6, 4}));
}

}  // namespace
