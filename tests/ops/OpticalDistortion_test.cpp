// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/field.hpp"

namespace {

using namespace smalti;
using namespace smalti::testing;

Displacement lens(float k, LensMode mode, Extent e) {
  return OpticalDistortion{.mode = mode}.field_of({k}, draws(0), e);
}

TEST(OpticalDistortion, leaves_the_bytes_alone_at_k_0) {
  for (const Extent e : {Extent{1, 1}, Extent{1, 7}, Extent{13, 42}, Extent{64, 81}})
    for (const LensMode mode : {LensMode::camera, LensMode::fisheye})
      EXPECT_TRUE(same(made(noise(e), OpticalDistortion{.distort_limit = 0, .mode = mode}), noise(e)));
  EXPECT_FALSE(same(made(noise({64, 81}), OpticalDistortion{.distort_limit = {0.3, 0.3}}), noise({64, 81})));
}
TEST(OpticalDistortion, keeps_the_centre_and_moves_the_rest_along_its_radius) {
  const Extent e{60, 100};
  const auto reads = [&](LensMode mode, float x, float y) { return field_point(lens(0.2f, mode, e), {}, x, y); };
  for (const LensMode mode : {LensMode::camera, LensMode::fisheye}) {
    EXPECT_EQ(reads(mode, 50, 30).u, 50);
    EXPECT_EQ(reads(mode, 50, 30).v, 30);
  }
  EXPECT_FLOAT_EQ(reads(LensMode::camera, 100, 30).u, 103.125f);  // r2 = .25: g = 1 + .2 * .3125
  EXPECT_FLOAT_EQ(reads(LensMode::camera, 100, 0).v, -4.5f);  // r2 = .5: g = 1.15, but 1.2 of the fisheye at its corner
  EXPECT_FLOAT_EQ(reads(LensMode::fisheye, 100, 0).v, -6);
  EXPECT_FLOAT_EQ(reads(LensMode::fisheye, 100, 0).u, 110.0f);
}
TEST(OpticalDistortion, takes_points_there_and_back) {
  const Extent e{300, 410};
  for (const LensMode mode : {LensMode::camera, LensMode::fisheye})
    for (const float k : {-0.1f, -0.05f, 0.05f, 0.3f, 1.0f}) {
      const Displacement field = lens(k, mode, e);
      const FieldInverse back(field);
      for (int i = 0; i <= 20; ++i)
        for (int j = 0; j <= 20; ++j) {
          const Point q{e.width * i / 20.0, e.height * j / 20.0};
          const auto p = back(q);
          ASSERT_TRUE(p) << k << " at " << q.x << " " << q.y;
          const WarpPoint again = field_point(field, {}, static_cast<float>(p->x), static_cast<float>(p->y));
          EXPECT_NEAR(again.u, q.x, 1e-3);
          EXPECT_NEAR(again.v, q.y, 1e-3);
        }
    }
}
TEST(OpticalDistortion, has_no_place_for_a_corner_that_no_point_reads) {
  const Displacement field =
      lens(-0.5f, LensMode::camera, {100, 100});  // r (1 - k (r^2 + r^4)) stays below .47, the corner is at .71
  EXPECT_FALSE(FieldInverse(field)({0.5, 0.5}));
  EXPECT_TRUE(FieldInverse(field)({60, 60}));
}
TEST(OpticalDistortion, a_keypoint_follows_a_drawn_blob) {
  EXPECT_LT(blob_error(OpticalDistortion{.distort_limit = 0.3}), 0.1);
  EXPECT_LT(ramp_error(OpticalDistortion{.distort_limit = 0.3}), 0.02);
  EXPECT_LT(blob_error(OpticalDistortion{.distort_limit = 0.3, .mode = LensMode::fisheye}), 0.1);
}
TEST(OpticalDistortion, a_box_holds_the_bent_mask) { expect_box_around_mask(OpticalDistortion{.distort_limit = 0.3}); }
TEST(OpticalDistortion, folds_a_crop_before_and_a_flip_behind_it) {
  expect_crop_and_flip_fold(OpticalDistortion{.distort_limit = 0.5});
}
TEST(OpticalDistortion, gives_the_same_bytes_when_replayed) { expect_replay(OpticalDistortion{}); }

}  // namespace
