// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/Normalize.hpp>
#include <smalti/core/checked.hpp>

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

}  // namespace
