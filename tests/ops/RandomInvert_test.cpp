// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/RandomInvert.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(RandomInvert, mirrors_the_declared_range) {
  EXPECT_EQ(through<std::uint8_t>(row_of<std::uint8_t>({0, 1, 200, 255}), RandomInvert{.p = 1}), (std::vector<std::uint8_t>{255, 254, 55, 0}));
  EXPECT_EQ(through<std::uint16_t>(row_of<std::uint16_t>({0, 1, 40000, 65535}), RandomInvert{.p = 1}), (std::vector<std::uint16_t>{65535, 65534, 25535, 0}));
  EXPECT_EQ(through<std::int16_t>(row_of<std::int16_t>({-32768, -1, 0, 32767}), RandomInvert{.p = 1}), (std::vector<std::int16_t>{32767, 0, -1, -32768}));
  EXPECT_EQ(through<float>(row_of<float>({0, 0.25f, 1}), RandomInvert{.p = 1}), (std::vector<float>{1, 0.75f, 0}));
}
TEST(RandomInvert, twice_is_nothing) {
  EXPECT_EQ(through<std::uint8_t>(row_of<std::uint8_t>({0, 1, 200, 255}), RandomInvert{.p = 1}, RandomInvert{.p = 1}), (std::vector<std::uint8_t>{0, 1, 200, 255}));
}

}  // namespace
