// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/RandomPosterize.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

using Bytes = std::vector<std::uint8_t>;
const Image tones = row_of<std::uint8_t>({0, 31, 32, 100, 127, 128, 200, 255});

TEST(RandomPosterize, keeps_the_upper_bits) {  // numbers of torchvision 0.29
  EXPECT_EQ(through<std::uint8_t>(tones, RandomPosterize{.bits = 1, .p = 1}), (Bytes{0, 0, 0, 0, 0, 128, 128, 128}));
  EXPECT_EQ(through<std::uint8_t>(tones, RandomPosterize{.bits = 3, .p = 1}), (Bytes{0, 0, 32, 96, 96, 128, 192, 224}));
  EXPECT_EQ(through_exactly<std::uint8_t>(tones, RandomPosterize{.bits = 3, .p = 1}), (Bytes{0, 0, 32, 96, 96, 128, 192, 224}));
}
TEST(RandomPosterize, by_eight_bits_is_nothing_and_by_none_is_black) {
  EXPECT_EQ(through<std::uint8_t>(tones, RandomPosterize{.bits = 8, .p = 1}), (Bytes{0, 31, 32, 100, 127, 128, 200, 255}));
  EXPECT_EQ(through<std::uint8_t>(tones, RandomPosterize{.bits = 0, .p = 1}), Bytes(8, 0));
}
TEST(RandomPosterize, makes_levels_of_floats) {  // numbers of torchvision 0.29
  const Image image = row_of<float>({0, 0.1f, 0.124f, 0.125f, 0.5f, 0.6f, 0.99f, 1});
  EXPECT_EQ(through<float>(image, RandomPosterize{.bits = 3, .p = 1}), (std::vector<float>{0, 0, 0, 0.125f, 0.5f, 0.5f, 0.875f, 0.875f}));
}
TEST(RandomPosterize, takes_the_upper_of_sixteen_bits) {
  const Image image = row_of<std::uint16_t>({0, 0x0FFF, 0x1000, 0xABCD, 0xFFFF});
  EXPECT_EQ(through<std::uint16_t>(image, RandomPosterize{.bits = 4, .p = 1}), (std::vector<std::uint16_t>{0, 0, 0x1000, 0xA000, 0xF000}));
  const Image below = row_of<std::int16_t>({-32768, -1, 0, 32767});
  EXPECT_EQ(through<std::int16_t>(below, RandomPosterize{.bits = 2, .p = 1}), (std::vector<std::int16_t>{-32768, -16384, 0, 16384}));
}
TEST(RandomPosterize, indexes_with_the_rounded_value) {  // 31.6 counts as 32
  EXPECT_EQ(RandomPosterize::apply(31.6f, RandomPosterize{.bits = 3}.draw(draws(0), frame(1, 1))), 32);
}

}  // namespace
