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
TEST(Cut, a_padded_crop_shows_a_window_of_the_mirrored_picture) {
  const Image image = smalti::testing::noise({13, 42});
  const auto mirrored = [](int j, int n, bool edge_twice) { return j < 0 ? -j - edge_twice : j >= n ? 2 * n - 2 - j + edge_twice : j; };
  for (const bool symmetric : {false, true}) {
    const auto pipeline = compose(RandomCrop{.size = {11, 40}, .padding = Padding(7), .padding_mode = symmetric ? Border::symmetric : Border::reflect});
    for (u64 id = 0; id < 40; ++id) {
      const Applied out = smalti::apply(pipeline, image.view(), 3, {id, 0, 0});
      const auto shows = [&](int top, int left) {
        for (int y = 0; y < 11; ++y)
          for (int x = 0; x < 40; ++x)
            for (int c = 0; c < 3; ++c)
              if (out.image.view().at<const std::uint8_t>(y, x, c) !=
                  image.view().at<const std::uint8_t>(mirrored(y + top, 13, symmetric), mirrored(x + left, 42, symmetric), c))
                return false;
        return true;
      };
      bool found = false;
      for (int top = -7; top <= 13 + 7 - 11; ++top)
        for (int left = -7; left <= 42 + 7 - 40; ++left) found = found || shows(top, left);
      EXPECT_TRUE(found) << symmetric << ' ' << id;
    }
  }
}

}  // namespace
