// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/MinMax.hpp>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(MinMax, maps_the_darkest_value_of_the_picture_to_0_and_the_brightest_to_1) {
  expect_near(through<float>(picture<std::uint8_t>({1, 2}, 2, {10, 60, 20, 110}), MinMax{}), {0, 0.5f, 0.1f, 1});
  expect_near(through<float>(picture<std::uint8_t>({1, 2}, 2, {10, 60, 20, 110}), MinMax{.per_channel = true}), {0, 0, 1, 1});
}
TEST(MinMax, adds_eps_to_the_divisor) {
  expect_near(through<float>(row_of<std::uint8_t>({10, 20, 30}), MinMax{.eps = 5}), {0, 0.4f, 0.8f});
}
TEST(MinMax, makes_a_constant_picture_0) {
  expect_near(through<float>(row_of<std::uint16_t>({777, 777}), MinMax{}), {0, 0}, 0);
}
TEST(MinMax, reads_floats_of_any_size) {
  expect_near(through<float>(row_of<float>({-4e6f, 0, 4e6f}), MinMax{}), {0, 0.5f, 1});
  expect_near(through<float>(row_of<float>({1e-9f, 2e-9f, 5e-9f}), MinMax{}), {0, 0.25f, 1});
  expect_near(through<float>(row_of<std::int16_t>({-32768, 0, 32767}), MinMax{}), {0, 0.5000076f, 1});
}

}  // namespace
