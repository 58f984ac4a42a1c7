// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/GaussianBlur.hpp>

#include <cmath>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(GaussianBlur, weights_sum_to_one_and_are_symmetric) {
  const KernelWeights w = GaussianBlur::weights_x({1.0f, {5, 3}});
  ASSERT_EQ(w.size(), 5);
  EXPECT_NEAR(w[0] + w[1] + w[2] + w[3] + w[4], 1, 1e-15);
  EXPECT_EQ(w[0], w[4]);
  EXPECT_NEAR(w[1] / w[2], std::exp(-0.5), 1e-12);
  EXPECT_EQ(GaussianBlur::weights_y({1.0f, {5, 3}}).size(), 3);
}
TEST(GaussianBlur, refuses_even_kernels) { EXPECT_STREQ((GaussianBlur{.kernel_size = 4}.refuse()), "kernel_size must be odd"); }

}  // namespace
