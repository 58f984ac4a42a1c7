// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/RandomChannelPermutation.hpp>

#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(RandomChannelPermutation, takes_output_channel_i_from_channel_perm_i) {
  const auto pipeline = compose(RandomChannelPermutation{});
  const Image image = picture<std::uint8_t>({1, 1}, 5, {10, 20, 30, 40, 50});
  std::set<std::vector<std::uint8_t>> seen;
  for (u64 id = 0; id < 50; ++id) {
    Frame in = frame(1, 1);
    in.channels = 5;
    std::vector<std::uint8_t> expected;
    RandomChannelPermutation{}.draw(draws(id), in)[0].visit([&](const auto& s) {
      for (const int from : s.source) expected.push_back(static_cast<std::uint8_t>(10 * (from + 1)));
    });
    EXPECT_EQ(values_of<std::uint8_t>(smalti::apply(pipeline, image.view(), 7, {id, 0, 0}).image), expected);
    seen.insert(expected);
    EXPECT_EQ(std::set<std::uint8_t>(expected.begin(), expected.end()).size(), 5u);
  }
  EXPECT_GT(seen.size(), 25u);
}
TEST(RandomChannelPermutation, draws_every_order_equally_often) {
  std::map<std::vector<int>, int> orders;
  for (u64 id = 0; id < 6000; ++id)
    RandomChannelPermutation{}.draw(draws(id), frame(4, 4))[0].visit([&](const auto& s) { ++orders[{s.source.begin(), s.source.end()}]; });
  ASSERT_EQ(orders.size(), 6u);
  for (const auto& [order, n] : orders) EXPECT_NEAR(n, 1000, 116);  // 4 sigma
}

}  // namespace
