// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/RandomGrayscale.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomGrayscale, gives_every_channel_the_luma) {
  const Rgb y = RandomGrayscale::apply({10, 20, 30}, {});
  EXPECT_NEAR(y.r, 0.299 * 10 + 0.587 * 20 + 0.114 * 30, 1e-5);
  EXPECT_EQ(y.r, y.g);
  EXPECT_EQ(y.g, y.b);
}
TEST(RandomGrayscale, exact_cuts_to_an_integer_as_torchvision) { EXPECT_EQ(RandomGrayscale::exact({255, 0, 0}, {}).r, 76); }  // 255 * .2989 = 76.2

}  // namespace
