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
  std::vector<float> w;
  GaussianBlur::window({1.0f, {5, 3}}, w).visit([]<class W>(const W& window) {
    if constexpr (std::is_same_v<W, SeparableKernel>) EXPECT_EQ(window.y.first, window.x.count);
    else FAIL();
  });
  ASSERT_EQ(w.size(), 8u);  // five across, three down
  EXPECT_NEAR(w[0] + w[1] + w[2] + w[3] + w[4], 1, 1e-7);
  EXPECT_EQ(w[0], w[4]);
  EXPECT_NEAR(w[1] / w[2], std::exp(-0.5), 1e-7);
  EXPECT_NEAR(w[5] + w[6] + w[7], 1, 1e-7);
}
TEST(GaussianBlur, refuses_even_kernels) { EXPECT_STREQ((GaussianBlur{.kernel_size = 4}.refuse()), "kernel_size must be odd"); }

}  // namespace
