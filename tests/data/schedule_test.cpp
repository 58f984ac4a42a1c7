// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/data/schedule.hpp>

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace smalti;

/// Sample 0 three times, sample 1 once.
struct ThreeAndOne final : EpochSamples {
  std::int64_t size() const override { return 4; }
  Pick operator[](std::int64_t v) const override { return v < 3 ? Pick{0, static_cast<u32>(v), 3} : Pick{1, 0, 1}; }
  std::uint32_t most_copies() const override { return 3; }
};

TEST(EpochSchedule, counts_the_batches_of_each_tail) {
  EXPECT_EQ(EpochSchedule(10, 1, 0, true, 4, Tail::drop).steps(), 2);
  EXPECT_EQ(EpochSchedule(10, 1, 0, true, 4, Tail::wrap).length(), 12);
  EXPECT_EQ(EpochSchedule(10, 1, 0, true, 4, Tail::short_).length(), 10);
}
TEST(EpochSchedule, follows_the_published_order) {
  const EpochSchedule schedule(10, 1, 1, true, 5, Tail::drop);
  const std::int64_t expected[] = {3, 1, 9, 7, 6, 8, 2, 5, 4, 0};
  for (std::int64_t p = 0; p < 10; ++p) EXPECT_EQ(schedule[p].index, expected[p]);
}
TEST(EpochSchedule, shuffles_copies_and_numbers_those_that_wrap_after_them) {
  const EpochSchedule schedule(std::make_shared<ThreeAndOne>(), 1, 0, true, 12, Tail::wrap);
  EXPECT_EQ(schedule.samples(), 4);
  std::set<std::pair<std::int64_t, u32>> seen;
  for (std::int64_t p = 0; p < 12; ++p) seen.insert({schedule[p].index, schedule[p].occurrence});
  std::set<std::pair<std::int64_t, u32>> expected;
  for (u32 k = 0; k < 9; ++k) expected.insert({0, k});
  for (u32 k = 0; k < 3; ++k) expected.insert({1, k});
  EXPECT_EQ(seen, expected);
}
TEST(EpochSchedule, refuses_more_copies_than_occurrences_can_number) {
  EXPECT_NO_THROW(EpochSchedule(std::make_shared<ThreeAndOne>(), 1, 0, true, 4 * 21845, Tail::wrap));
  EXPECT_THROW(EpochSchedule(std::make_shared<ThreeAndOne>(), 1, 0, true, 4 * 21846, Tail::wrap), ParamError);
}

}  // namespace
