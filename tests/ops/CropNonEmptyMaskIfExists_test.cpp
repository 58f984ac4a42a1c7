// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/CropNonEmptyMaskIfExists.hpp>

#include <set>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

Targets with_ids(Extent e, std::initializer_list<std::array<int, 3>> pixels) {  // y, x, id
  auto mask = std::make_shared<Image>(e, 1);
  std::fill_n(mask->view().data, mask->bytes(), std::byte{0});
  for (const auto& [y, x, id] : pixels) mask->view().at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(id);
  Targets t;
  t.segmentation = mask;
  return t;
}
Rect drawn(const CropNonEmptyMaskIfExists& op, const Targets& t, Extent e, u64 id, std::array<double, 9> to_source = {1, 0, 0, 0, 1, 0, 0, 0, 1}) {
  Frame in = frame(e.height, e.width);
  in.targets = &t;
  in.to_source = &to_source;
  return window(op.draw(draws(id), in));
}
TEST(CropNonEmptyMaskIfExists, holds_a_labelled_pixel_in_every_draw_and_reaches_all_of_them) {
  const Targets t = with_ids({20, 30}, {{3, 4, 1}, {19, 29, 2}, {10, 10, 255}});
  std::set<int> seen;
  for (u64 id = 0; id < 1000; ++id) {
    const Rect r = drawn({.height = 5, .width = 7}, t, {20, 30}, id);
    EXPECT_EQ(intersection(r, Rect{0, 0, 30, 20}), r);
    ASSERT_TRUE(r.contains(4, 3) || r.contains(29, 19));
    seen.insert(r.contains(4, 3) ? 1 : 2);
  }
  EXPECT_EQ(seen.size(), 2u);
}
TEST(CropNonEmptyMaskIfExists, passes_over_ignored_values) {
  const Targets t = with_ids({20, 30}, {{3, 4, 1}, {19, 29, 2}});
  for (u64 id = 0; id < 200; ++id) EXPECT_TRUE(drawn({.height = 5, .width = 7, .ignore_values = {1}}, t, {20, 30}, id).contains(29, 19));
}
TEST(CropNonEmptyMaskIfExists, of_an_empty_mask_is_a_uniform_window) {
  const Targets t = with_ids({20, 30}, {});
  std::set<int> lefts;
  for (u64 id = 0; id < 500; ++id) lefts.insert(drawn({.height = 5, .width = 27}, t, {20, 30}, id).left);
  EXPECT_EQ(lefts, (std::set<int>{0, 1, 2, 3}));
}
TEST(CropNonEmptyMaskIfExists, sees_the_mask_through_the_map_so_far) {
  const Targets t = with_ids({20, 30}, {{3, 4, 1}});
  const auto back = inverse(Map::flip_x({20, 30}).matrix);  // the pixel stands at column 25 now
  for (u64 id = 0; id < 100; ++id) EXPECT_TRUE(drawn({.height = 5, .width = 7}, t, {20, 30}, id, back).contains(25, 3));
}

}  // namespace
