// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomPaddingCrop, puts_a_small_picture_anywhere_in_the_window) {
  std::set<int> lefts;
  for (u64 id = 0; id < 500; ++id) {
    const Rect r = window(RandomPaddingCrop{.crop_size = {10, 10}}.draw(draws(id), frame(30, 7)));
    lefts.insert(-r.left);
    ASSERT_TRUE(r.top >= 0 && r.bottom <= 30);
    ASSERT_EQ(r.width(), 10);
  }
  EXPECT_EQ(lefts, (std::set<int>{0, 1, 2, 3}));
}
TEST(RandomPaddingCrop, anchors_it_where_it_is_told) {
  EXPECT_EQ((window(RandomPaddingCrop{.crop_size = {10, 10}, .pad_anchor = PadAnchor::top_left}.draw(draws(1), frame(4, 4)))), (Rect{0, 0, 10, 10}));
  EXPECT_EQ((window(RandomPaddingCrop{.crop_size = {10, 10}, .pad_anchor = PadAnchor::center}.draw(draws(1), frame(4, 5)))), (Rect{-2, -3, 8, 7}));
}
TEST(RandomPaddingCrop, bug_12_pads_evenly_on_all_sides_and_masks_show_the_ignore_index_there) {
  int left[4]{}, top[5]{};
  for (u64 id = 0; id < 10000; ++id) {
    const Rect r = window(RandomPaddingCrop{.crop_size = {10, 10}}.draw(draws(id), frame(6, 7)));
    ++left[-r.left], ++top[-r.top];
  }
  for (const int n : left) EXPECT_NEAR(n, 2500, 174);  // 4 sigma
  for (const int n : top) EXPECT_NEAR(n, 2000, 160);
  const Image image({6, 7}, 3);
  Targets t;
  auto ids = std::make_shared<Image>(image.extent(), 1), mask = std::make_shared<Image>(image.extent(), 1);
  std::fill_n(ids->view().data, ids->bytes(), std::byte{3}), std::fill_n(mask->view().data, mask->bytes(), std::byte{1});
  t.segmentation = ids, t.masks = {mask};
  for (const auto& [fill_mask, shown] : {std::pair{std::optional<int>{}, 255}, {std::optional<int>{9}, 9}}) {
    const Applied out = smalti::apply(compose(RandomPaddingCrop{.crop_size = {10, 10}, .fill_mask = fill_mask}), image.view(), 7, {5, 0, 0}, t);
    const std::byte* first = out.targets.segmentation->view().data;
    EXPECT_EQ(std::count(first, first + 100, std::byte{3}), 42);
    EXPECT_EQ(std::count(first, first + 100, static_cast<std::byte>(shown)), 58);
    EXPECT_EQ(std::count(out.targets.masks[0]->view().data, out.targets.masks[0]->view().data + 100, std::byte{1}), 42);
  }
}

}  // namespace
