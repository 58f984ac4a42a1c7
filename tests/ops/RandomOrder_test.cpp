// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/mix.hpp"

#include <smalti/ops/RandomOrder.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(RandomOrder, applies_all_in_every_order) {
  const auto pipeline = compose(random_order(Pad{.padding = {1, 0, 0, 0}}, Resize{.size = Extent{8, 20}}));
  const Image image = flat(50);
  int padded_first = 0;
  for (u64 id = 0; id < 1000; ++id) padded_first += apply(pipeline, image.view(), 7, {id, 0, 0}).image.extent().width == 20;
  EXPECT_NEAR(padded_first, 500, 64);  // else 21 wide; 4 sigma
}

}  // namespace
