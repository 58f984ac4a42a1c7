// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/RGB.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

using Bytes = std::vector<std::uint8_t>;

TEST(RGB, copies_one_channel_to_three) {
  const Applied done = smalti::apply(compose(RGB{}), row_of<std::uint8_t>({7, 200}).view());
  EXPECT_EQ(done.image.channels(), 3);
  EXPECT_EQ(values_of<std::uint8_t>(done.image), (Bytes{7, 7, 7, 200, 200, 200}));
}
TEST(RGB, leaves_three_channels_alone) {
  EXPECT_EQ(through<std::uint8_t>(picture<std::uint8_t>({1, 1}, 3, {1, 2, 3}), RGB{}), (Bytes{1, 2, 3}));
}
TEST(RGB, gives_each_channel_its_own_pixels) {  // what follows changes one channel after the other, each once
  EXPECT_EQ(through<std::uint16_t>(row_of<std::uint16_t>({1000}), RGB{}, RandomInvert{.p = 1}, RandomInvert{.p = 1}, RandomInvert{.p = 1}),
            (std::vector<std::uint16_t>{64535, 64535, 64535}));
}
TEST(RGB, refuses_other_numbers_of_channels) {
  try {
    through<std::uint8_t>(picture<std::uint8_t>({1, 1}, 4, {1, 2, 3, 4}), RGB{});
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.message(), "RGB: must have 1 or 3 channels, not 4");
  }
}

}  // namespace
