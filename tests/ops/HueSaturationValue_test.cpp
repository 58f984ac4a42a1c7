// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/HueSaturationValue.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(HueSaturationValue, shifts_hue_saturation_and_value) {  // numbers of Python's colorsys
  const Rgb v = HueSaturationValue::apply({200, 120, 40}, {15.0f / 180, -25.0f / 255, 12.0f / 255, 0, 1.0f / 255});
  EXPECT_NEAR(v.r, 212, 1e-3);
  EXPECT_NEAR(v.g, 212, 1e-3);
  EXPECT_NEAR(v.b, 63.18431f, 1e-3);
}
TEST(HueSaturationValue, adds_no_colour_to_grey) {
  const Rgb v = HueSaturationValue::apply({100, 100, 100}, {0.2f, 0.5f, 0.1f, 0, 1.0f / 255});
  EXPECT_NEAR(v.r, 125.5, 1e-3);
  EXPECT_EQ(v.r, v.g);
  EXPECT_EQ(v.g, v.b);
}
TEST(HueSaturationValue, draws_shifts_in_the_units_of_its_limits) {
  const HueSaturationValue op{.hue_shift_limit = {9, 9}, .sat_shift_limit = {51, 51}, .val_shift_limit = {-102, -102}};
  const auto s = op.draw(draws(0), frame(4, 4));
  EXPECT_FLOAT_EQ(s.turn, 0.05f);
  EXPECT_FLOAT_EQ(s.saturation, 0.2f);
  EXPECT_FLOAT_EQ(s.value, -0.4f);
}
TEST(HueSaturationValue, gives_the_input_back_bit_for_bit_at_zero) {
  const std::vector<float> colours{0.1f, 0.7f, 0.3f, 0.123456f, 0.123457f, 0.9f};
  EXPECT_EQ(through<float>(picture<float>({1, 2}, 3, colours), HueSaturationValue{.hue_shift_limit = 0, .sat_shift_limit = 0, .val_shift_limit = 0}), colours);
}

}  // namespace
