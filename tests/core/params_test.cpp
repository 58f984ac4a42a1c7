// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/core/params.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;

TEST(Schedule, rises_over_the_ramp_holds_and_closes) {
  constexpr Schedule s{.p0 = 0.2f, .p1 = 0.8f, .ramp = 10, .close = 5, .total = 50};
  EXPECT_NEAR(s.at(0), 0.2, 1e-7);
  EXPECT_NEAR(s.at(5), 0.5, 1e-7);
  EXPECT_NEAR(s.at(10), 0.8, 1e-7);
  EXPECT_NEAR(s.at(44), 0.8, 1e-7);  // total - close - 1
  EXPECT_EQ(s.at(45), 0);
  EXPECT_EQ(s.at(1000), 0);
}
TEST(Schedule, never_closes_at_zero_and_may_ramp_to_the_end) {
  EXPECT_EQ((Schedule{.p1 = 1, .close = 0, .total = 5}.at(4)), 1);
  EXPECT_NEAR((Schedule{.p1 = 0.8f, .ramp = 80, .total = 100}.at(40)), 0.4, 1e-7);
  EXPECT_NEAR((Schedule{.p1 = 0.8f, .ramp = 80}.at(1000)), 0.8, 1e-7);
}
TEST(Schedule, bug_22_closes_from_an_epoch_on_not_at_one) {
  constexpr Schedule brief{.close = 10, .total = 5}, full{.close = 10, .total = 300};
  for (int epoch = 0; epoch < 12; ++epoch) EXPECT_EQ(brief.at(epoch), 0) << epoch;
  EXPECT_EQ(full.at(289), 1);
  for (int epoch = 290; epoch < 310; ++epoch) EXPECT_EQ(full.at(epoch), 0) << epoch;
}
TEST(Probability, names_the_bound_that_it_breaks) {
  EXPECT_EQ(Probability(0.3).refuse(), nullptr);
  EXPECT_STREQ(Probability(1.5).refuse(), "must be in [0, 1] fraction");
  EXPECT_STREQ(Probability(Schedule{.p1 = 2}).refuse(), "must have p0 and p1 in [0, 1] fraction");
  EXPECT_STREQ(Probability(Schedule{.close = -1}).refuse(), "must have ramp, close and total of at least 0 epochs");
}

}  // namespace
