// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomCrop.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomCrop, reaches_both_ends_and_never_leaves_the_picture) {
  int left = 99, right = 0, top = 99, bottom = 0;
  for (u64 id = 0; id < 2000; ++id) {
    const Rect r = window(RandomCrop{.size = {4, 6}}.draw(draws(id), frame(9, 11)));
    ASSERT_EQ(r.extent(), (Extent{4, 6}));
    left = std::min(left, r.left), right = std::max(right, r.right);
    top = std::min(top, r.top), bottom = std::max(bottom, r.bottom);
  }
  EXPECT_EQ((Rect{left, top, right, bottom}), (Rect{0, 0, 11, 9}));
}
TEST(RandomCrop, pads_both_sides_by_what_is_missing) {
  bool seen[3]{};
  for (u64 id = 0; id < 200; ++id) {
    const Rect r = window(RandomCrop{.size = {5, 5}, .pad_if_needed = true}.draw(draws(id), frame(5, 3)));
    ASSERT_GE(r.left, -2);
    ASSERT_LE(r.right, 5);
    seen[r.left + 2] = true;
  }
  EXPECT_TRUE(seen[0] && seen[1] && seen[2]);  // missing 2: offsets -2, -1, 0
}
TEST(RandomCrop, says_what_to_do_with_a_small_picture) {
  try {
    RandomCrop{.size = 512}.draw(draws(0), frame(360, 480));
    FAIL();
  } catch (const ParamError& e) {
    EXPECT_STREQ(e.what(), "ParamError [param.range] RandomCrop.size = (512, 512): must fit the image, 480x360 px; "
                           "set pad_if_needed=True or put a Resize before it");
  }
}
TEST(RandomCrop, bug_07_draws_every_offset_alike_up_to_the_last) {
  int seen[6]{};
  for (u64 id = 0; id < 6000; ++id) ++seen[window(RandomCrop{.size = {4, 6}}.draw(draws(id), frame(9, 11))).left];
  double chi_square = 0;
  for (const int n : seen) chi_square += (n - 1000.0) * (n - 1000.0) / 1000.0;
  EXPECT_LT(chi_square, 20.5);  // 5 degrees of freedom, 1 in 1,000
  EXPECT_EQ(window(RandomCrop{.size = {9, 11}}.draw(draws(0), frame(9, 11))), (Rect{0, 0, 11, 9}));
}
TEST(RandomCrop, draws_again_until_the_centre_of_a_box_is_inside) {
  Targets t = smalti::testing::boxes({{70, 70, 90, 90}});
  Frame in = frame(100, 100);
  in.targets = &t;
  int failed = 0;
  for (u64 id = 0; id < 500; ++id) {
    const Map m = RandomCrop{.size = {40, 40}, .require = CropRequirement::any_box, .max_tries = 50}.draw(draws(id), in);
    const Rect r = window(m);
    ASSERT_EQ(m.satisfied, r.contains(80, 80));
    failed += !m.satisfied;
    const Map once = RandomCrop{.size = {40, 40}, .require = CropRequirement::any_box, .max_tries = 1}.draw(draws(id), in);
    ASSERT_EQ(window(once), window(RandomCrop{.size = {40, 40}}.draw(draws(id), in)));  // the first try is the plain draw
  }
  EXPECT_EQ(failed, 0);  // (1 - .1156)^50 = .002: one expected, none for these
}
TEST(RandomCrop, avoids_windows_that_one_class_fills) {
  auto ids = std::make_shared<Image>(Extent{20, 20}, 1, Dtype::uint8);
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 20; ++x) ids->view().at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(y == 0 ? 255 : x < 10 ? 3 : 4);
  Targets t;
  t.segmentation = ids;
  Frame in = frame(20, 20);
  const std::array<double, 9> same{1, 0, 0, 0, 1, 0, 0, 0, 1};
  in.targets = &t, in.to_source = &same;
  for (u64 id = 0; id < 200; ++id) {
    const Map m = RandomCrop{.size = {8, 8}, .require = CropRequirement::class_ratio, .max_tries = 100}.draw(draws(id), in);
    ASSERT_TRUE(m.satisfied);
    ASSERT_TRUE(window(m).left >= 5 && window(m).left <= 7) << window(m).left;  // 3 to 5 of 8 columns of each class: at most .625 < .75
  }
  EXPECT_THROW((RandomCrop{.size = {8, 8}, .require = CropRequirement::class_ratio}.draw(draws(0), frame(20, 20))), LabelError);
}

}  // namespace
