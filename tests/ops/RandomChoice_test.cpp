// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/mix.hpp"

#include <smalti/ops/RandomChoice.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(RandomChoice, chooses_by_its_weights) {
  const auto pipeline = compose(RandomChoice<Pad, CenterCrop>{operators(Pad{.padding = 1}, CenterCrop{.size = 4}), {{3.0f, 1.0f}}});
  const Image image = flat(50);
  int padded = 0;
  for (u64 id = 0; id < 2000; ++id) padded += apply(pipeline, image.view(), 7, {id, 0, 0}).image.extent().width == 10;
  EXPECT_NEAR(padded, 1500, 78);  // 4 sigma
}
TEST(RandomChoice, refuses_weights_that_do_not_match) {
  EXPECT_STREQ((RandomChoice<Pad>{operators(Pad{.padding = 1}), {{1.0f, 1.0f}}}.refuse()), "weights must have one entry an operator");
}

}  // namespace
