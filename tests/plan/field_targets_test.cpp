// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;

/// A 100 x 200 (h w) picture with targets through a pipeline that keeps every instance.
template <class... Op>
Targets through(Targets targets, Op... op) {
  return apply(compose_with({.filter = std::nullopt}, op...), Image({100, 200}, 3).view(), 7, {1, 0, 0},
               std::move(targets))
      .targets;
}
Targets one_box(Box b) {
  Targets t;
  set_box(t.instances.emplace_back(), b);
  start(t.instances[0]);
  return t;
}
const OpticalDistortion flat{.distort_limit = 0};  // a field that moves nothing
const GridDistortion halves{.num_steps = 2, .normalized = false};
/// Cells of 100 columns that read 1.5 and .5 times their width, and of 50 rows that read as many.
Displacement stretched() { return halves.field_of({{1.5f, 0.5f, 1.0f}, {1.0f, 1.0f, 1.0f}}, {}, {100, 200}); }

TEST(FieldTargets, what_a_crop_cut_stays_cut_behind_a_field) {
  const Instance i =
      through(one_box({30, 40, 70, 60}), CenterCrop{.size = {100, 100}}, flat, Pad{.padding = 50}).instances[0];
  EXPECT_NEAR(i.box.x1, 50, 1e-4);
  EXPECT_NEAR(i.box.x2, 70, 1e-4);
  EXPECT_NEAR(i.visible, 0.5, 1e-6);
  EXPECT_NEAR(i.ref_area, 800, 1e-6);
}
TEST(FieldTargets, the_reference_area_grows_with_the_whole_outline) {
  Targets t = one_box({120, 20, 160, 40});  // x = 150 is read at 100, beyond it at twice the distance
  map_targets(t, stretched());
  const Instance& i = t.instances[0];
  EXPECT_EQ(i.box, (Box{80, 20, 120, 40}));  // 120 / 1.5 and 100 + 10 / .5
  EXPECT_NEAR(i.ref_area, 800, 1e-6);
  EXPECT_NEAR(i.visible, 1, 1e-9);
}
TEST(FieldTargets, an_oriented_box_is_fitted_anew) {
  Targets t;
  set_oriented_box(t.instances.emplace_back(), {60, 50, 40, 20, 0});
  start(t.instances[0]);
  map_targets(t, stretched());
  OrientedBox b = oriented_box(t.instances[0]);
  EXPECT_NEAR(b.cx, 40, 1e-4);
  EXPECT_NEAR(b.width * b.height, 40 * 20 / 1.5, 1e-2);
  t = {};
  set_oriented_box(t.instances.emplace_back(), {100, 50, 40, 10, 30});
  start(t.instances[0]);
  b = oriented_box(through(t, flat).instances[0]);
  EXPECT_NEAR(b.width, 40, 1e-3);
  EXPECT_NEAR(b.height, 10, 1e-3);
  EXPECT_NEAR(b.angle, 30, 1e-3);
}
TEST(FieldTargets, a_polygon_bends_along_its_edges) {
  Targets t;
  Instance& i = t.instances.emplace_back();
  i.outline = Outline::polygon;
  i.rings = {{{30, 10}, {160, 10}, {90, 80}}};
  start(i);
  map_targets(t, stretched());
  const Ring& bent = t.instances[0].rings[0];
  ASSERT_EQ(bent.size(), 63u);  // 21 points an edge
  EXPECT_EQ((Ring{bent[0], bent[21], bent[42]}), (Ring{{20, 10}, {120, 10}, {60, 80}}));
  EXPECT_EQ(t.instances[0].box, (Box{20, 10, 120, 80}));
  EXPECT_NEAR(t.instances[0].ref_area, 3100, 1e-6);  // of 4550, 4500 lie where columns shrink to 1 / 1.5, 50 where they double
}
TEST(FieldTargets, a_box_has_sixteen_points_an_edge_where_edges_bend) {
  const Instance i = through(one_box({30, 20, 170, 80}), OpticalDistortion{.distort_limit = {0.5, 0.5}}).instances[0];
  ASSERT_EQ(i.rings.size(), 1u);
  EXPECT_EQ(i.rings[0].size(), 64u);
  // a barrel: the middles of the edges bulge further out than the corners
  EXPECT_LT(double{i.box.x1}, i.rings[0][0].x - 0.5);
  EXPECT_LT(double{i.box.y1}, i.rings[0][0].y - 0.5);
  EXPECT_NEAR(double{i.box.x1} + double{i.box.x2}, 200, 1e-2);
}
TEST(FieldTargets, a_flip_behind_a_field_mirrors_what_the_field_did) {
  Targets t = one_box({30, 20, 60, 70});
  t.keypoints = {{40, 30, 2}};
  const ElasticTransform op{.alpha = {200}, .sigma = {10}};
  const Targets once = through(t, labelled("field", op)),
                twice = through(t, labelled("field", op), RandomHorizontalFlip{.p = 1});
  EXPECT_NE(once.keypoints[0].x, 40);
  EXPECT_NEAR(twice.keypoints[0].x, 200 - once.keypoints[0].x, 1e-4);
  EXPECT_NEAR(twice.instances[0].box.x1, 200 - once.instances[0].box.x2, 1e-4);
  EXPECT_NEAR(twice.instances[0].box.y1, once.instances[0].box.y1, 1e-4);
}
TEST(FieldTargets, a_keypoint_that_a_crop_cut_off_does_not_come_back) {
  Targets t;
  t.keypoints = {{49, 50, 2}, {51, 50, 1}};
  const Targets out = through(t, CenterCrop{.size = {100, 100}}, flat);  // columns 50 to 150
  EXPECT_EQ(out.keypoints[0].v, 0);
  EXPECT_EQ(out.keypoints[1].v, 1);
  EXPECT_NEAR(out.keypoints[1].x, 1, 1e-4);
}

}  // namespace
