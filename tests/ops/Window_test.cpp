// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/Window.hpp>

#include <cmath>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(Window, follows_the_linear_function_of_dicom) {  // centre 100, width 51: lo 74.5, hi 124.5; value (x - 99.5) / 50 + .5
  expect_near(through<float>(row_of<std::uint8_t>({0, 74, 75, 99, 100, 124, 125, 255}), Window{.center = 100, .width = 51}), {0, 0, 0.01f, 0.49f, 0.51f, 0.99f, 1, 1});
}
TEST(Window, of_one_value_is_a_step_behind_it) {  // width 1: x <= 99.5 is black
  expect_near(through<float>(row_of<std::uint8_t>({98, 99, 100, 101}), Window{.center = 100, .width = 1}), {0, 0, 1, 1});
}
TEST(Window, follows_the_exact_linear_function_of_dicom) {  // (x - 100) / 50 + .5, onto 0..10
  const Window op{.center = 100, .width = 50, .fn = VoiFunction::linear_exact, .out = {0, 10}};
  expect_near(through<float>(row_of<std::uint8_t>({0, 75, 80, 100, 125, 255}), op), {0, 0, 1, 5, 10, 10}, 1e-5);
}
TEST(Window, follows_the_sigmoid_of_dicom) {  // NumPy: 1 / (1 + exp(-4 (x - 100) / 50))
  const Window op{.center = 100, .width = 50, .fn = VoiFunction::sigmoid};
  expect_near(through<float>(row_of<std::uint8_t>({0, 75, 100, 110, 200}), op), {0.00033535013f, 0.119202922f, 0.5f, 0.689974481f, 0.99966465f}, 2e-7);
}
TEST(Window, makes_hounsfield_units_first) {  // stored 1064 is 1064 - 1024 = 40 HU, the middle of the window
  const Window op{.center = 40, .width = 400, .fn = VoiFunction::linear_exact, .slope = 1, .intercept = -1024};
  expect_near(through<float>(row_of<std::uint16_t>({864, 1064, 1164, 1264, 4000}), op), {0, 0.5f, 0.75f, 1, 1});
  const Window half{.center = 40, .width = 400, .fn = VoiFunction::linear_exact, .slope = 0.5f, .intercept = -1024};
  expect_near(through<float>(row_of<std::uint16_t>({1728, 2128, 2528}), half), {0, 0.5f, 1});
}
TEST(Window, keeps_the_fraction_of_a_centre_that_float32_cannot_hold) {  // at stored values of 33,333.33
  const Window op{.center = 0, .width = 8, .fn = VoiFunction::linear_exact, .slope = 0.3, .intercept = -10000};
  const auto v = through<float>(row_of<std::uint16_t>({33325, 33333, 33340}), op);
  EXPECT_NEAR(v[0], (33325 * 0.3 - 10000) / 8 + 0.5, 1e-6);
  EXPECT_NEAR(v[1], (33333 * 0.3 - 10000) / 8 + 0.5, 1e-6);
  EXPECT_NEAR(v[2], (33340 * 0.3 - 10000) / 8 + 0.5, 1e-6);
  Window sigmoid = op;
  sigmoid.fn = VoiFunction::sigmoid;
  EXPECT_NEAR(through<float>(row_of<std::uint16_t>({33340}), sigmoid)[0], 1 / (1 + std::exp(-4 * (33340 * 0.3 - 10000) / 8)), 1e-6);
}
TEST(Window, reads_signed_values_and_floats_beyond_their_declared_range) {
  expect_near(through<float>(row_of<std::int16_t>({-1000, -160, 40, 240, 3000}), Window{.center = 40, .width = 400, .fn = VoiFunction::linear_exact}), {0, 0, 0.5f, 1, 1});
  expect_near(through<float>(row_of<float>({-1000, -160, 40, 240, 3000}), Window{.center = 40, .width = 400, .fn = VoiFunction::linear_exact}), {0, 0, 0.5f, 1, 1});
}
TEST(Window, draws_a_shift_of_the_centre_and_a_factor_of_the_width) {
  float lowest = 1e9f, highest = 0;
  for (u64 id = 0; id < 1000; ++id) {
    const Window op{.center = 100, .width = 50, .fn = VoiFunction::linear_exact, .center_jitter = 10, .width_jitter = {0.5, 2}};
    op.draw(draws(id), frame(1, 1))[0].visit([&]<class S>(const S& s) {
      if constexpr (std::is_same_v<S, Rescale::State>) {
        EXPECT_GE(s.from, 90);
        EXPECT_LE(s.from, 110);
        lowest = std::min(lowest, 1 / s.scale), highest = std::max(highest, 1 / s.scale);
      }
    });
  }
  EXPECT_NEAR(lowest, 25, 1);
  EXPECT_NEAR(highest, 100, 1);
}
TEST(Window, declares_its_output_range_to_what_follows) {  // in one pass: invert mirrors 0..10
  const Window op{.center = 100, .width = 50, .fn = VoiFunction::linear_exact, .out = {0, 10}};
  expect_near(through<float>(row_of<std::uint8_t>({75, 80, 125}), op, RandomInvert{.p = 1}), {10, 9, 0}, 1e-5);
  EXPECT_EQ(through<std::uint8_t>(row_of<std::uint8_t>({75, 85, 125}), op, ToDtype{.dtype = Dtype::uint8, .scale = true}), (std::vector<std::uint8_t>{0, 51, 255}));
  expect_near(through<float>(row_of<std::uint8_t>({75, 80, 125}), op, Normalize{.mean = {0.5f}, .std = {0.5f}}), {-1, -0.8f, 1}, 1e-5);
  expect_near(through<float>(row_of<std::uint8_t>({80, 80}), op, Pad{.padding = {1, 0}, .fill = 7}), {7, 1, 1, 7}, 1e-5);
}
TEST(Window, keeps_sixteen_bits) {  // neighbours stay apart
  const auto v = through<float>(row_of<std::uint16_t>({30000, 30001, 30002}), Window{.center = 30001, .width = 8, .fn = VoiFunction::linear_exact});
  expect_near(v, {0.375f, 0.5f, 0.625f});
}
TEST(Window, refuses_what_has_no_meaning) {
  EXPECT_STREQ((Window{.center = 0, .width = 0.5f}.refuse()), "width must be at least 1 for fn = linear; take linear_exact");
  EXPECT_STREQ((Window{.center = 0, .width = 5, .out = {1, 1}}.refuse()), "out must have lo < hi");
  EXPECT_STREQ((Window{.center = 0, .width = 5, .slope = 0}.refuse()), "slope must not be 0");
}

}  // namespace
