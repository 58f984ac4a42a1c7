// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/made.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::made;

MedianBlur of(int side) { return {.blur_limit = {double(side), double(side)}}; }

template <class T>
Image random_picture(Extent e, int channels, double lo, double hi) {
  Image image(e, channels, dtype_of<T>);
  std::mt19937 bits(9);
  std::uniform_real_distribution<double> values(lo, hi);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x)
      for (int c = 0; c < channels; ++c) image.view().at<T>(y, x, c) = static_cast<T>(values(bits));
  return image;
}
/// By sorting every window.
template <class T>
void expect_sorted_middle(const Image& in, int side) {
  const Image out = made(in, of(side));
  const auto [h, w] = in.extent();
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x)
      for (int c = 0; c < in.channels(); ++c) {
        std::vector<T> window;
        for (int j = -(side / 2); j <= side / 2; ++j)
          for (int i = -(side / 2); i <= side / 2; ++i)
            window.push_back(in.view().at<const T>(std::clamp(y + j, 0, h - 1), std::clamp(x + i, 0, w - 1), c));
        std::sort(window.begin(), window.end());
        ASSERT_EQ(out.view().at<const T>(y, x, c), window[window.size() / 2]) << side << " at " << x << " " << y << " " << c;
      }
}

TEST(MedianBlur, is_the_middle_of_a_sort_for_every_number_format) {
  for (const Extent e : {Extent{1, 1}, Extent{1, 7}, Extent{13, 42}, Extent{37, 5}})
    for (const int side : {3, 5, 7, 11, 31})
      for (const int channels : {1, 3, 4, 6}) {
        if (side == 31 && channels != 3) continue;
        expect_sorted_middle<std::uint8_t>(random_picture<std::uint8_t>(e, channels, 0, 256), side);
        expect_sorted_middle<std::uint16_t>(random_picture<std::uint16_t>(e, channels, 0, 65536), side);
        expect_sorted_middle<std::int16_t>(random_picture<std::int16_t>(e, channels, -32768, 32768), side);
        expect_sorted_middle<float>(random_picture<float>(e, channels, 0, 1), side);
      }
}
TEST(MedianBlur, is_the_middle_of_a_sort_for_bytes_with_every_side_to_31_even_beyond_the_picture) {
  for (const Extent e : {Extent{1, 1}, Extent{3, 67}, Extent{29, 11}, Extent{33, 35}})
    for (int side = 7; side <= 31; side += 2)
      for (const int channels : {1, 3, 4}) {
        expect_sorted_middle<std::uint8_t>(random_picture<std::uint8_t>(e, channels, 0, 256), side);
        expect_sorted_middle<std::uint8_t>(random_picture<std::uint8_t>(e, channels, 250, 256), side);  // many are equal
        expect_sorted_middle<std::uint8_t>(random_picture<std::uint8_t>(e, channels, 14, 18), side);  // of two upper halves
      }
}
TEST(MedianBlur, counts_as_many_as_its_largest_window_holds) {
  for (const double value : {0, 15, 16, 255}) expect_sorted_middle<std::uint8_t>(random_picture<std::uint8_t>({2, 5}, 3, value, value), 99);
  expect_sorted_middle<std::uint8_t>(random_picture<std::uint8_t>({5, 9}, 1, 0, 256), 99);
}
TEST(MedianBlur, equals_opencv) {  // 5.0.0, medianBlur, every second row
  Image image({9, 11}, 1);
  for (int y = 0; y < 9; ++y)
    for (int x = 0; x < 11; ++x) image.view().at<std::uint8_t>(y, x) = static_cast<std::uint8_t>((x * 37 + y * 91 + x * y * 13) % 256);
  const int three[5][11] = {{37, 74, 111, 111, 148, 148, 185, 135, 40, 77, 79}, {93, 141, 169, 169, 141, 135, 135, 135, 174, 113, 44}, {108, 108, 147, 147, 141, 130, 141, 130, 141, 141, 189}, {125, 125, 147, 125, 197, 125, 145, 145, 145, 160, 160}, {216, 216, 127, 127, 127, 125, 153, 125, 179, 125, 125}};
  const int five[5][11] = {{52, 74, 111, 115, 148, 148, 148, 111, 79, 79, 79}, {91, 108, 115, 141, 135, 135, 135, 135, 114, 111, 79}, {108, 119, 123, 141, 130, 130, 141, 141, 141, 145, 160}, {125, 125, 125, 127, 125, 130, 130, 141, 141, 160, 160}, {216, 127, 127, 127, 127, 127, 125, 153, 125, 125, 90}};
  const int seven[5][11] = {{52, 74, 93, 115, 115, 115, 115, 114, 114, 111, 79}, {108, 108, 111, 130, 135, 135, 135, 130, 114, 114, 114}, {125, 125, 125, 130, 141, 135, 141, 135, 135, 130, 125}, {125, 125, 127, 127, 130, 127, 130, 130, 141, 125, 125}, {199, 147, 149, 127, 127, 127, 127, 125, 125, 125, 125}};
  const auto expect = [&](int side, const int(&rows)[5][11]) {
    const Image out = made(image, of(side));
    for (int y = 0; y < 5; ++y)
      for (int x = 0; x < 11; ++x) EXPECT_EQ(out.view().at<const std::uint8_t>(2 * y, x), rows[y][x]) << side << " at " << x << " " << 2 * y;
  };
  expect(3, three), expect(5, five), expect(7, seven);
}
TEST(MedianBlur, removes_a_lone_impulse) {
  Image image({9, 9}, 3);
  std::fill_n(image.view().data, image.bytes(), std::byte{40});
  image.view().at<std::uint8_t>(4, 4, 1) = 255;
  const Image out = made(image, of(3));
  for (std::size_t i = 0; i < out.bytes(); ++i) EXPECT_EQ(out.view().data[i], std::byte{40});
}
TEST(MedianBlur, keeps_its_values_before_other_operators) {
  const Image image = random_picture<std::uint8_t>({20, 30}, 3, 0, 256), median = made(image, of(5));
  const Image out = made(image, of(5), RandomSolarize{.threshold = 0, .p = 1.0f});
  for (std::size_t i = 0; i < out.bytes(); ++i) ASSERT_EQ(std::to_integer<int>(out.view().data[i]), 255 - std::to_integer<int>(median.view().data[i]));
}
TEST(MedianBlur, draws_odd_sides) {
  int seen[10]{};
  for (u64 id = 0; id < 600; ++id) ++seen[MedianBlur{}.draw(draws(id), frame(9, 9)).side];
  EXPECT_EQ(seen[3] + seen[5] + seen[7], 600);
  EXPECT_NEAR(seen[5], 200, 50);
  EXPECT_EQ((MedianBlur{.blur_limit = 9}.blur_limit), (UpTo<3>{3, 9}));
  EXPECT_STREQ((MedianBlur{.blur_limit = 4}.refuse()), "blur_limit must be odd whole numbers");
  EXPECT_EQ(MedianBlur{}.refuse(), nullptr);
}

}  // namespace
