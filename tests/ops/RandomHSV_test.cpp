// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/RandomHSV.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

void expect_near(Rgb v, float r, float g, float b) {
  EXPECT_NEAR(v.r, r, 1e-3);
  EXPECT_NEAR(v.g, g, 1e-3);
  EXPECT_NEAR(v.b, b, 1e-3);
}

TEST(RandomHSV, turns_the_hue_and_scales_saturation_and_value) {  // numbers of Python's colorsys
  expect_near(RandomHSV::apply({200, 120, 40}, {0.1f, 1.1f, 0.8f, 0, 1.0f / 255}), 145.92f, 160, 19.2f);
  expect_near(RandomHSV::apply({30, 90, 220}, {-0.25f, 0.5f, 1.15f, 0, 1.0f / 255}), 143.75f, 253, 163.875f);
}
TEST(RandomHSV, clips_saturation_and_value) {
  expect_near(RandomHSV::apply({200, 120, 40}, {0, 5, 1, 0, 1.0f / 255}), 200, 100, 0);
  expect_near(RandomHSV::apply({200, 120, 40}, {0, 1, 2, 0, 1.0f / 255}), 255, 153, 51);
}
TEST(RandomHSV, gives_the_input_back_bit_for_bit_where_nothing_is_drawn) {
  const std::vector<float> colours{0.1f, 0.7f, 0.3f, 0.123456f, 0.123457f, 0.9f, 1, 0, 0.333333f};
  EXPECT_EQ(through<float>(picture<float>({1, 3}, 3, colours), RandomHSV{.hgain = 0, .sgain = 0, .vgain = 0}), colours);
}
TEST(RandomHSV, keeps_grey_grey) {
  const Rgb v = RandomHSV::apply({77, 77, 77}, {0.3f, 1.7f, 1, 0, 1.0f / 255});
  EXPECT_EQ(v.r, v.g);
  EXPECT_EQ(v.g, v.b);
}
TEST(RandomHSV, draws_each_gain_from_a_slot_of_its_own) {
  double lowest = 1, highest = -1;
  for (u64 id = 0; id < 2000; ++id) {
    const auto all = RandomHSV{}.draw(draws(id), frame(4, 4)), turn = RandomHSV{.sgain = 0, .vgain = 0}.draw(draws(id), frame(4, 4));
    EXPECT_EQ(all.turn, turn.turn);
    EXPECT_EQ(turn.saturation, 1);
    lowest = std::min(lowest, double{all.value}), highest = std::max(highest, double{all.value});
  }
  EXPECT_NEAR(lowest, 0.6, 0.01);
  EXPECT_NEAR(highest, 1.4, 0.01);
}
TEST(RandomHSV, refuses_a_picture_without_colour) {
  try {
    through<std::uint8_t>(row_of<std::uint8_t>({1, 2, 3}), RandomHSV{});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.message(), "RandomHSV: must have 3 or more channels, not 1; put RGB before it");
  }
}

}  // namespace
