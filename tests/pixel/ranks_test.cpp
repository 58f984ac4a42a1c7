// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/pixel/ranks.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;

TEST(RankPlace, lies_between_ranks_as_numpy_has_it) {
  const RankPlace place = RankPlace::of(0.5, 4);  // rank 1.5
  EXPECT_EQ(place.rank, 1);
  EXPECT_EQ(place.between(10, 20), 15);
  EXPECT_EQ(RankPlace::of(1, 4).rank, 3);
  EXPECT_EQ(RankPlace::of(1, 4).rest, 0);
  EXPECT_EQ(RankPlace::of(0.3, 1).rank, 0);
}
TEST(RankBin, is_the_nearest_integer_of_the_range) {
  EXPECT_EQ(rank_bins({-32768, 32767}), 65536);
  EXPECT_EQ(rank_bin({-32768, 32767}, -32768), 0);
  EXPECT_EQ(rank_bin({-32768, 32767}, 0.6f), 32769);
  EXPECT_EQ(rank_bin({0, 255}, -3), 0);
  EXPECT_EQ(rank_bin({0, 255}, 300), 255);
}
TEST(ClippedUnits, take_31_bits_of_the_larger_end) {
  const ClippedUnits units = ClippedUnits::between(-0.5, 3);  // 3 is 1.5 * 2^1: unit 2^29
  EXPECT_EQ(units.unit, 0x1p29);
  EXPECT_EQ(units(7), std::int64_t{3} << 29);
  EXPECT_EQ(units(-9), -(std::int64_t{1} << 28));
  EXPECT_EQ(ClippedUnits::between(0, 0)(5), 0);
}
TEST(WideSum, carries_what_comes_often) {
  WideSum sum;
  sum.add_times(std::uint64_t{1} << 62, 5);  // 5 * 2^62 is 2^64 + 2^62
  EXPECT_EQ(sum.high, 1u);
  EXPECT_EQ(sum.low, std::uint64_t{1} << 62);
  sum.add_times(~std::uint64_t{0}, ~std::uint32_t{0});  // and 2^96 - 2^64 - 2^32 + 1 more
  EXPECT_EQ(sum.high, std::uint64_t{1} << 32);
  EXPECT_EQ(sum.low, (std::uint64_t{1} << 62) - (std::uint64_t{1} << 32) + 1);
}

}  // namespace
