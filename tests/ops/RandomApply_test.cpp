// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/mix.hpp"

#include <smalti/ops/RandomApply.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(RandomApply, applies_all_or_none_with_its_probability) {
  const Image image = flat(50);
  const auto pipeline = compose(random_apply(0.3, RandomSolarize{.threshold = 0, .p = 1}));
  int applied = 0;
  for (u64 id = 0; id < 3000; ++id) applied += at(apply(pipeline, image.view(), 7, {id, 0, 0}).image, 0, 0) == 205;
  EXPECT_NEAR(applied, 900, 101);  // 4 sigma
}
TEST(RandomApply, never_at_zero_and_always_at_one) {
  const Image image = flat(50);
  for (u64 id = 0; id < 50; ++id) {
    EXPECT_EQ(at(apply(compose(random_apply(0, RandomSolarize{.threshold = 0, .p = 1})), image.view(), 7, {id, 0, 0}).image, 0, 0), 50);
    EXPECT_EQ(at(apply(compose(random_apply(1, RandomSolarize{.threshold = 0, .p = 1})), image.view(), 7, {id, 0, 0}).image, 0, 0), 205);
  }
}

}  // namespace
