// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/Normalize.hpp>
#include <smalti/core/checked.hpp>
#include <smalti/cpu/apply.hpp>
#include <smalti/ops/ToDtype.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(Normalize, refuses_lists_of_different_lengths) {
  EXPECT_EQ((Normalize{.mean = imagenet_mean, .std = imagenet_std}.refuse()), nullptr);
  EXPECT_STREQ((Normalize{.mean = imagenet_mean, .std = Bounded<float, 16>{1, 1}}.refuse()), "mean and std must have as many entries");
}
TEST(Normalize, refuses_a_deviation_of_zero) {
  try {
    checked(Normalize{.mean = imagenet_mean, .std = Bounded<float, 16>{1, 0, 1}});
    FAIL();
  } catch (const ParamError& e) {
    EXPECT_STREQ(e.what(), "ParamError [param.range] Normalize.std = [1, 0, 1]: must be in [1e-09, 1000] 0..1 of the range");
  }
}

TEST(Normalize, takes_floats_that_were_not_scaled_as_they_are) {
  Image image({2, 3}, 3);
  std::fill_n(image.view().data, image.bytes(), std::byte{200});
  const auto value = [&](const auto& pipeline) { return smalti::apply(pipeline, image.view()).image.view().template at<const float>(0, 0, 0); };
  const Normalize op{.mean = Bounded<float, 16>{100}, .std = Bounded<float, 16>{2}};
  EXPECT_EQ(value(compose(ToDtype{.dtype = Dtype::float32}, op)), 50);  // (200 - 100) / 2, as torchvision
  EXPECT_NEAR(value(compose(ToDtype{.dtype = Dtype::float32, .scale = true}, op)), (200.0 / 255 - 100) / 2, 1e-5);
  EXPECT_NEAR(value(compose(op)), (200.0 / 255 - 100) / 2, 1e-5);
}

}  // namespace
