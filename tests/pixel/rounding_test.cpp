// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// The compiler's own conversions are the oracle.
#include <smalti/pixel/colour.hpp>
#include <smalti/pixel/rounding.hpp>

#include <gtest/gtest.h>

#include <bit>

namespace {

using namespace smalti;

TEST(Rounding, float16_has_the_bits_of_the_processor_for_a_walk_through_all_floats) {
  for (std::uint32_t bits = 0; bits < 0xFFFFF000u; bits += 4091) {
    const float v = std::bit_cast<float>(bits);
    if (v != v) continue;
    ASSERT_EQ(to_float16(v), std::bit_cast<std::uint16_t>(static_cast<_Float16>(v))) << v;
  }
}
TEST(Rounding, bfloat16_takes_the_nearest_and_ties_to_even) {
  EXPECT_EQ(to_bfloat16(1.0f), 0x3F80);
  EXPECT_EQ(to_bfloat16(std::bit_cast<float>(0x3F808000u)), 0x3F80);  // half way: even stays
  EXPECT_EQ(to_bfloat16(std::bit_cast<float>(0x3F818000u)), 0x3F82);  // half way: odd goes up
  EXPECT_EQ(to_bfloat16(std::bit_cast<float>(0x3F808001u)), 0x3F81);
}
TEST(Rounding, integers_saturate_and_ties_go_to_even) {
  EXPECT_EQ(to_integer<std::uint8_t>(2.5f), 2);
  EXPECT_EQ(to_integer<std::uint8_t>(3.5f), 4);
  EXPECT_EQ(to_integer<std::uint8_t>(-7), 0);
  EXPECT_EQ(to_integer<std::uint8_t>(255.6f), 255);
  EXPECT_EQ(to_integer<std::int16_t>(-40000), -32768);
  EXPECT_EQ(to_integer<std::uint16_t>(70000), 65535);
}
TEST(Colour, hue_goes_round_and_comes_back) {
  for (int r = 0; r < 256; r += 5)
    for (int g = 0; g < 256; g += 5)
      for (int b = 0; b < 256; b += 5) {
        const Rgb v{static_cast<float>(r), static_cast<float>(g), static_cast<float>(b)};
        const Rgb same = Hue::apply(v, {0});
        ASSERT_NEAR(same.r, v.r, 1e-3);
        ASSERT_NEAR(same.g, v.g, 1e-3);
        ASSERT_NEAR(same.b, v.b, 1e-3);
      }
  const Rgb green = Hue::apply({255, 0, 0}, {1.0f / 3});  // a third of a turn: red to green
  EXPECT_NEAR(green.r, 0, 1e-3);
  EXPECT_NEAR(green.g, 255, 1e-3);
}

}  // namespace
