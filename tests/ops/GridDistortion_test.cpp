// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/field.hpp"

namespace {

using namespace smalti;
using namespace smalti::testing;

/// What each axis of an 11 x 10 frame (w h) reads for these factors, at a point.
Point reads(const GridDistortion& op, const GridDistortion::Factors& x, const GridDistortion::Factors& y, Point p,
            Extent e = {10, 11}) {
  const WarpPoint at =
      field_point(op.field_of({x, y}, draws(0), e), {}, static_cast<float>(p.x), static_cast<float>(p.y));
  return {double{at.u}, double{at.v}};
}

TEST(GridDistortion, reads_a_line_in_each_cell) {
  const GridDistortion free{.num_steps = 2, .normalized = false};
  // width 11: cells [0, 5) [5, 10) [10, 11) with source borders 0, 7.5, 10, 12; height 10: cells of 5, borders 0, 2.5,
  // 10
  const GridDistortion::Factors fx{1.5f, 0.5f, 2.0f}, fy{0.5f, 1.5f, 1.0f};
  EXPECT_EQ(reads(free, fx, fy, {2, 2}), (Point{3, 1}));
  EXPECT_EQ(reads(free, fx, fy, {7, 8}), (Point{8.5, 7}));
  EXPECT_EQ(reads(free, fx, fy, {10.5, 10}), (Point{11, 10}));
  const GridDistortion fixed{.num_steps = 2};  // borders times 11 / 12
  EXPECT_NEAR(reads(fixed, fx, fy, {2, 2}).x, 2.75, 1e-6);
  EXPECT_NEAR(reads(fixed, fx, fy, {11, 0}).x, 11, 1e-6);
}
TEST(GridDistortion, leaves_the_bytes_alone_where_all_factors_are_equal) {
  for (const Extent e : {Extent{1, 1}, Extent{1, 7}, Extent{13, 42}, Extent{64, 81}})
    for (const int steps : {1, 5, 30}) {
      const Image in = noise(e);
      EXPECT_TRUE(same(made(in, GridDistortion{.num_steps = steps, .distort_limit = {0.2, 0.2}}), in));
      EXPECT_TRUE(same(made(in, GridDistortion{.num_steps = steps, .distort_limit = 0, .normalized = false}), in));
      EXPECT_TRUE(
          same(made(in, GridDistortion{.num_steps = steps, .distort_limit = {-1, -1}}), in));  // nothing to normalise
    }
  EXPECT_FALSE(same(made(noise({64, 81}), GridDistortion{}), noise({64, 81})));
}
TEST(GridDistortion, is_monotone_and_keeps_the_far_border) {
  for (u64 id = 0; id < 200; ++id) {
    const GridDistortion op{.num_steps = static_cast<int>(1 + id % 30), .distort_limit = 1};
    const Draws d = draws(id);
    const Extent e{37, 101};
    const Displacement field = op.field_of(op.draw(d, frame(e.height, e.width)), d, e);
    for (unsigned axis = 0; axis < 2; ++axis) {
      const int length = axis == 0 ? e.width : e.height;
      float last = -1e-4f;
      for (int k = 0; k <= 4 * length; ++k) {
        const float now = cell_point(field.cells[axis], 0.25f * static_cast<float>(k));
        EXPECT_GE(now, last - 1e-4f);
        last = now;
      }
      EXPECT_NEAR(cell_point(field.cells[axis], 0), 0, 1e-6);
      EXPECT_NEAR(last, length, 1e-4);
    }
  }
}
TEST(GridDistortion, takes_points_there_and_back) {
  for (u64 id = 0; id < 100; ++id) {
    const GridDistortion op{
        .num_steps = static_cast<int>(1 + id % 12), .distort_limit = 0.9, .normalized = id % 2 == 0};
    const Draws d = draws(id);
    const Extent e{300, 410};
    const Displacement field = op.field_of(op.draw(d, frame(300, 410)), d, e);
    const FieldInverse back(field);
    for (int k = 0; k < 40; ++k) {
      const float x = 10.2f * static_cast<float>(k) + 0.3f, y = 7.4f * static_cast<float>(k) + 0.1f;
      const WarpPoint q = field_point(field, {}, x, y);
      const auto p = back({double{q.u}, double{q.v}});
      ASSERT_TRUE(p);
      EXPECT_NEAR(p->x, x, 1e-3);
      EXPECT_NEAR(p->y, y, 1e-3);
    }
  }
}
TEST(GridDistortion, loses_a_keypoint_only_where_no_pixel_shows_it) {
  const GridDistortion op{.num_steps = 2, .normalized = false};
  Targets t;  // width 10: [0, 5) shows [0, 5), [5, 10) only x = 5
  for (const float x : {2.0f, 5.0f, 7.0f}) t.keypoints.push_back({x, 3, 2});
  map_targets(t, op.field_of({{1.0f, 0.0f, 1.0f}, {1.0f, 1.0f, 1.0f}}, draws(0), {10, 10}));
  EXPECT_EQ(t.keypoints[0], (Keypoint{2, 3, 2}));
  EXPECT_EQ(t.keypoints[1].v, 0);
  EXPECT_EQ(t.keypoints[2].v, 0);  // beyond what is shown
}
TEST(GridDistortion, keeps_boxes_upright_and_maps_their_corners) {
  Targets t;
  set_box(t.instances.emplace_back(), {3, 1, 9, 7});
  start(t.instances[0]);
  const GridDistortion op{.num_steps = 2, .normalized = false};
  map_targets(t, op.field_of({{1.5f, 0.5f, 2.0f}, {0.5f, 1.5f, 1.0f}}, draws(0), {10, 11}));
  const Instance& i = t.instances[0];
  EXPECT_TRUE(i.rings.empty());
  EXPECT_EQ(i.box, (Box{2, 2, 8, 8}));  // 3 / 1.5, 1 / .5, 5 + (9 - 7.5) / .5, 5 + (7 - 2.5) / 1.5
  EXPECT_DOUBLE_EQ(i.ref_area, 36);
  EXPECT_DOUBLE_EQ(i.visible, 1);
}
TEST(GridDistortion, a_keypoint_follows_a_drawn_blob) {
  EXPECT_LT(blob_error(GridDistortion{.num_steps = 1, .distort_limit = 0.5}), 0.1);
}
TEST(GridDistortion, a_box_holds_the_bent_mask) { expect_box_around_mask(GridDistortion{}); }
TEST(GridDistortion, folds_a_crop_before_and_a_flip_behind_it) { expect_crop_and_flip_fold(GridDistortion{}); }
TEST(GridDistortion, gives_the_same_bytes_when_replayed) { expect_replay(GridDistortion{}); }

}  // namespace
