// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// What an operator cut off never shows again, whatever folds into the same map.
#include <smalti/smalti.hpp>
#include "support/made.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace smalti;
using smalti::testing::made;

constexpr RandomRotation turned{.degrees = {45, 45}, .interpolation = Interpolation::nearest};

/// Pixels of a white picture of 100 x 100 px that are still white.
template <class... Op>
double white(Op... op) {
  Image image({100, 100}, 3);
  std::fill_n(image.view().data, image.bytes(), std::byte{255});
  const Image out = made(image, op...);
  return static_cast<double>(std::count(out.view().data, out.view().data + out.bytes(), std::byte{255})) / 3;
}

// A square of side s and itself turned by 45 degrees share 2 (sqrt(2) - 1) s^2.
constexpr double shared = 0.8284271;

TEST(Cut, a_warp_behind_a_crop_shows_no_more_than_the_crop_left) {
  EXPECT_NEAR(white(CenterCrop{.size = {40, 40}}, turned), shared * 1600, 16);
  EXPECT_NEAR(white(CenterCrop{.size = {40, 40}}, RandomHorizontalFlip{.p = 1}, turned), shared * 1600, 16);
}
TEST(Cut, an_antialiased_warp_shrinks_what_the_crop_left) {
  const RandomAffine half{.degrees = 0, .scale = Range{0.5f, 0.5f}, .interpolation = Interpolation::bilinear, .antialias = true};
  EXPECT_EQ(white(CenterCrop{.size = {40, 40}}, half), 400);
}
TEST(Cut, a_pad_behind_a_warp_and_a_resized_crop_shows_fill) {
  EXPECT_EQ(white(turned, CenterCrop{.size = {40, 40}}, Pad{.padding = 20}), 1600);
  EXPECT_EQ(white(turned, CenterCrop{.size = {40, 40}}, Resize{.size = Extent{20, 20}, .interpolation = Interpolation::nearest, .antialias = false}, Pad{.padding = 20}), 400);
}
TEST(Cut, a_warp_behind_a_resize_a_crop_and_a_pad_keeps_the_cut) {
  const Resize larger{.size = Extent{200, 200}, .interpolation = Interpolation::nearest, .antialias = false};
  EXPECT_NEAR(white(larger, CenterCrop{.size = {40, 40}}, Pad{.padding = 20}, turned), 1600, 32);
}
TEST(Cut, an_edge_shorter_than_rounding_cuts_nothing) {
  const Point convex[] = {{0, 0}, {10, 0}, {10, 10}, {10 + 2e-15, 10}, {0, 10}};
  Ring ring{{2, 2}, {8, 2}, {8, 8}, {2, 8}}, spare;
  clip_to_convex(ring, convex, spare);
  EXPECT_DOUBLE_EQ(area_of(ring), 36);
}

}  // namespace
