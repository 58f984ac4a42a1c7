// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/made.hpp"

#include <smalti/cpu/apply.hpp>
#include <smalti/ops/GaussianBlur.hpp>
#include <smalti/ops/ScaleRange.hpp>

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

TEST(GaussianBlur, without_a_size_reaches_three_deviations_to_either_side) {
  const auto side = [](double sigma) { return GaussianBlur{.kernel_size = std::nullopt, .sigma = sigma}.draw(draws(1), frame(9, 9)).kernel; };
  EXPECT_EQ(side(0.1), Sides(3));
  EXPECT_EQ(side(1), Sides(7));
  EXPECT_EQ(side(1.001), Sides(9));
  EXPECT_EQ(side(42.25), Sides(255));
  EXPECT_EQ((GaussianBlur{.kernel_size = Sides{5, 3}}.draw(draws(1), frame(9, 9)).kernel), Sides(5, 3));
}
TEST(GaussianBlur, without_a_size_gives_the_bytes_of_that_size) {
  const Image image = smalti::testing::noise({23, 40});
  for (const auto& [sigma, side] : {std::pair{0.8, 7}, {1.5, 11}, {3.1, 21}}) {
    const auto blurred = [&](std::optional<Sides> size) { return smalti::testing::made(image, GaussianBlur{.kernel_size = size, .sigma = sigma}); };
    EXPECT_TRUE(smalti::testing::same(blurred(std::nullopt), blurred(side))) << sigma;
    EXPECT_FALSE(smalti::testing::same(blurred(std::nullopt), blurred(side - 2))) << sigma;
  }
}
TEST(GaussianBlur, without_a_size_refuses_deviations_that_no_kernel_holds) {
  EXPECT_EQ((GaussianBlur{.kernel_size = std::nullopt, .sigma = {0.1, 42.3}}.refuse()), nullptr);
  EXPECT_EQ((GaussianBlur{.kernel_size = 255, .sigma = {0.1, 42.4}}.refuse()), nullptr);
  EXPECT_STREQ((GaussianBlur{.kernel_size = std::nullopt, .sigma = {0.1, 42.4}}.refuse()),
               "sigma must be at most 42.3 px where it says how large the kernel is, as a kernel has at most 255 px; set kernel_size");
}

TEST(GaussianBlur, does_not_round_floats_of_any_range) {
  Image image({9, 9}, 1);
  std::fill_n(image.view().data, image.bytes(), std::byte{0});
  image.view().at<std::uint8_t>(4, 4) = 10;
  const Applied out = smalti::apply(compose(ScaleRange{.a_min = 0, .a_max = 255, .b_min = 0, .b_max = 255}, GaussianBlur{.kernel_size = 3, .sigma = {1, 1}}), image.view());
  ASSERT_EQ(out.image.dtype(), Dtype::float32);
  EXPECT_NEAR(out.image.view().at<const float>(4, 4), 2.0418, 1e-3);  // 10 times (1 / (1 + 2 exp(-1/2)))^2
}

}  // namespace
