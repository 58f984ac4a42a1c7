// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/made.hpp"

#include <smalti/ops/TrivialAugmentWide.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::noise;
using smalti::testing::same;

TEST(TrivialAugmentWide, draws_fourteen_operations_equally_often_and_half_of_them_negated) {
  std::array<int, 15> seen{};
  int negative = 0, with_sign = 0;
  for (u64 id = 0; id < 14000; ++id) {
    const PolicySteps steps = TrivialAugmentWide{}.draw(draws(id), frame(240, 331));
    ASSERT_EQ(steps.size(), 1);
    ++seen[static_cast<std::size_t>(steps[0].op)];
    const bool signed_op = steps[0].op >= PolicyOp::shear_x && steps[0].op <= PolicyOp::sharpness;
    with_sign += signed_op && steps[0].magnitude != 0, negative += steps[0].magnitude < 0;
  }
  for (std::size_t op = 0; op < 14; ++op) EXPECT_NEAR(seen[op], 1000, 122) << op;  // 4 sigma
  EXPECT_EQ(seen[14], 0);
  EXPECT_NEAR(negative, with_sign / 2, 190);
}
TEST(TrivialAugmentWide, draws_every_bin_up_to_its_wide_strength) {
  std::map<PolicyOp, std::set<float>> sizes;
  for (u64 id = 0; id < 20000; ++id) {
    const PolicyStep s = TrivialAugmentWide{}.draw(draws(id), frame(240, 331))[0];
    sizes[s.op].insert(std::abs(s.magnitude));
  }
  const auto most = [&](PolicyOp op) { return *sizes[op].rbegin(); };
  EXPECT_EQ(most(PolicyOp::shear_x), 0.99f);
  EXPECT_EQ(most(PolicyOp::translate_y), 32);
  EXPECT_EQ(most(PolicyOp::rotate), 135);
  EXPECT_EQ(most(PolicyOp::contrast), 0.99f);
  for (const PolicyOp op : {PolicyOp::shear_x, PolicyOp::translate_y, PolicyOp::rotate, PolicyOp::contrast, PolicyOp::solarize}) EXPECT_EQ(sizes[op].size(), 31u);
  EXPECT_EQ(sizes[PolicyOp::posterize], (std::set<float>{2, 3, 4, 5, 6, 7, 8}));
}
TEST(TrivialAugmentWide, gives_the_same_bytes_from_what_it_recorded) {
  const auto pipeline = compose(TrivialAugmentWide{});
  for (u64 id = 0; id < 40; ++id) {
    const Applied first = smalti::apply(pipeline, noise({30, 41}).view(), 3, {id, 0, 0});
    EXPECT_TRUE(same(first.image, smalti::apply(pipeline, noise({30, 41}).view(), 99, {id + 1, 0, 0}, {}, 0, &first.params).image));
  }
}
TEST(TrivialAugmentWide, is_within_two_levels_of_exact_mode) {
  int worst = 0;
  for (u64 id = 0; id < 200; ++id) {
    const Applied fused = smalti::apply(compose(TrivialAugmentWide{}), noise({23, 31}).view(), 3, {id, 0, 0});
    const Applied exact = smalti::apply(compose_with({.mode = Mode::exact}, TrivialAugmentWide{}), noise({23, 31}).view(), 3, {id, 0, 0});
    for (std::size_t i = 0; i < fused.image.bytes(); ++i)
      worst = std::max(worst, std::abs(std::to_integer<int>(fused.image.view().data[i]) - std::to_integer<int>(exact.image.view().data[i])));
  }
  EXPECT_LE(worst, 2);  // torchvision floors the luma, and then the value
}

}  // namespace
