// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/made.hpp"

#include <smalti/ops/RandAugment.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::noise;
using smalti::testing::same;

TEST(RandAugment, draws_fourteen_operations_equally_often_and_half_of_them_negated) {
  std::array<int, 15> seen{}, negative{};
  for (u64 id = 0; id < 14000; ++id)
    for (const PolicyStep& step : RandAugment{}.draw(draws(id), frame(240, 331))) ++seen[static_cast<std::size_t>(step.op)], negative[static_cast<std::size_t>(step.op)] += step.magnitude < 0;
  for (std::size_t op = 0; op < 14; ++op) {
    EXPECT_NEAR(seen[op], 2000, 175) << op;  // 4 sigma
    const bool has_sign = op >= 1 && op <= 9;
    EXPECT_NEAR(negative[op], has_sign ? seen[op] / 2 : 0, has_sign ? 90 : 0) << op;
  }
  EXPECT_EQ(seen[14], 0);  // Invert belongs to AutoAugment
}
TEST(RandAugment, takes_all_magnitudes_from_one_bin) {
  for (u64 id = 0; id < 200; ++id)
    for (const PolicyStep& step : RandAugment{.num_ops = 3, .magnitude = 10, .num_magnitude_bins = 31}.draw(draws(id), frame(240, 331))) {
      const float a = std::abs(step.magnitude);
      const bool degrees = step.op == PolicyOp::rotate, px = step.op == PolicyOp::translate_x, bits = step.op == PolicyOp::posterize;
      EXPECT_TRUE(!degrees || a == 10);
      EXPECT_TRUE(!px || a == 50);
      EXPECT_TRUE(!bits || a == 7);
    }
}
TEST(RandAugment, draws_an_operation_from_its_own_slots_whatever_their_number) {
  const PolicySteps two = RandAugment{.num_ops = 2}.draw(draws(5), frame(9, 9)), five = RandAugment{.num_ops = 5}.draw(draws(5), frame(9, 9));
  ASSERT_EQ(five.size(), 5);
  for (int s = 0; s < 2; ++s) EXPECT_EQ(two[s], five[s]);
}
TEST(RandAugment, without_operations_changes_nothing) {
  EXPECT_TRUE(same(smalti::testing::made(noise({9, 14}), RandAugment{.num_ops = 0}), noise({9, 14})));
}
TEST(RandAugment, records_names_and_magnitudes_and_gives_the_same_bytes_from_them) {
  const auto pipeline = compose(RandAugment{.num_ops = 3});
  for (u64 id = 0; id < 20; ++id) {
    const Applied first = smalti::apply(pipeline, noise({30, 41}).view(), 3, {id, 0, 0});
    const Applied again = smalti::apply(pipeline, noise({30, 41}).view(), 99, {id + 1, 0, 0}, {}, 0, &first.params);
    EXPECT_TRUE(same(first.image, again.image));
    const Value* steps = first.params[0].find("state");
    ASSERT_EQ(steps->as<Value::Array>()->size(), 3u);
    EXPECT_TRUE((*steps->as<Value::Array>())[0].find("op")->as<std::string>());
  }
  EXPECT_EQ(to_json(write_state(PolicySteps{{PolicyOp::shear_x, -0.09f}, {PolicyOp::auto_contrast, 0}})),
            R"([{"op": "ShearX", "magnitude": -0.09}, {"op": "AutoContrast", "magnitude": 0}])");
}
TEST(RandAugment, refuses_a_magnitude_beyond_its_bins) {
  EXPECT_STREQ((RandAugment{.magnitude = 31}.refuse()), "magnitude must be below num_magnitude_bins");
  EXPECT_EQ((RandAugment{.magnitude = 30}.refuse()), nullptr);
  EXPECT_STREQ((RandAugment{.interpolation = Interpolation::area}.refuse()), "interpolation must be nearest, bilinear or bicubic");
}

}  // namespace
