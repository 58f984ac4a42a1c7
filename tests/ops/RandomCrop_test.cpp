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

}  // namespace
