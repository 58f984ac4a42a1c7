// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/made.hpp"
#include "support/draw.hpp"

#include <smalti/ops/TenCrop.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::frame;
using smalti::testing::window;

TEST(TenCrop, shows_the_corners_and_the_middle_of_the_picture_and_of_its_mirror_image) {
  const TenCrop op{.size = {4, 6}};
  const Rect views[] = {{0, 0, 6, 4}, {5, 0, 11, 4}, {0, 6, 6, 10}, {5, 6, 11, 10}, {2, 3, 8, 7},
                        {5, 0, 11, 4}, {0, 0, 6, 4}, {5, 6, 11, 10}, {0, 6, 6, 10}, {3, 3, 9, 7}};  // 11 columns: [2, 8) mirrored is [3, 9)
  for (int v = 0; v < 10; ++v) {
    EXPECT_EQ(window(op.view(v, frame(10, 11))), views[v]) << v;
    EXPECT_EQ(op.view(v, frame(10, 11)).x.reversed, v >= 5);
    EXPECT_FALSE(op.view(v, frame(10, 11)).y.reversed);
  }
}
TEST(TenCrop, the_mirrored_views_are_five_crops_of_the_mirrored_picture_byte_for_byte) {
  const Image image = smalti::testing::noise({10, 11});
  for (const bool vertical : {false, true}) {
    const Image mirrored = vertical ? smalti::testing::made(image, RandomVerticalFlip{.p = 1}) : smalti::testing::made(image, RandomHorizontalFlip{.p = 1});
    const auto ten = compose(TenCrop{.size = {4, 6}, .vertical_flip = vertical});
    const auto five = compose(FiveCrop{.size = {4, 6}});
    for (int v = 0; v < 5; ++v) {
      EXPECT_TRUE(smalti::testing::same(apply(ten, image.view(), 7, {}, {}, v).image, apply(five, image.view(), 7, {}, {}, v).image));
      EXPECT_TRUE(smalti::testing::same(apply(ten, image.view(), 7, {}, {}, 5 + v).image, apply(five, mirrored.view(), 7, {}, {}, v).image));
    }
  }
}
TEST(TenCrop, targets_follow_the_maps) {
  Targets t;
  set_box(t.instances.emplace_back(), {1, 1, 4, 3});
  start(t.instances[0]);
  t.keypoints = {{0.5f, 0.5f, 2}};
  const Applied out = apply(compose(TenCrop{.size = {4, 6}}), Image({10, 11}, 3).view(), 7, {}, t, 6);  // mirrored, top right: columns 6 to 0
  EXPECT_EQ(out.targets.instances[0].box, (Box{2, 1, 5, 3}));
  EXPECT_EQ(out.targets.keypoints[0], (Keypoint{5.5f, 0.5f, 2}));
}
TEST(TenCrop, refuses_a_smaller_picture) {
  try {
    TenCrop{.size = 20}.view(7, frame(10, 11));
    FAIL();
  } catch (const ParamError& e) {
    EXPECT_EQ(e.message(), "TenCrop.size = (20, 20): must fit the image, 11x10 px; put a Resize before it");
  }
}

}  // namespace
