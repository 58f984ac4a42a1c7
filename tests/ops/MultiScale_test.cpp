// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/ops/MultiScale.hpp>

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace {

using namespace smalti;

Extent drawn(const MultiScale& op, u64 id, u64 batch, u32 epoch = 0, Extent e = {300, 500}) {
  Frame in{.extent = e};
  in.batch_number = batch;
  return op.draw(Draws(7, op_id("0"), {id, static_cast<u32>(id % 3), epoch}), in).extent;
}

TEST(MultiScale, gives_every_size_of_the_range_equally_often) {
  std::map<int, int> count;
  for (u64 turn = 0; turn < 4000; ++turn) {
    const Extent e = drawn({}, 1, 10 * turn);
    ASSERT_EQ(e.height, e.width);
    ++count[e.height];
  }
  ASSERT_EQ(count.size(), 10u);  // 320, 352, ..., 608
  for (const auto& [side, n] : count) {
    EXPECT_EQ(side % 32, 0);
    EXPECT_NEAR(n, 400, 4 * std::sqrt(400 * 0.9));
  }
  EXPECT_EQ(count.begin()->first, 320);
  EXPECT_EQ(count.rbegin()->first, 608);
}
TEST(MultiScale, is_one_for_all_samples_of_a_batch_and_for_the_batches_of_a_turn) {
  for (u64 batch = 0; batch < 200; ++batch) {
    const Extent first = drawn({}, 0, batch / 10 * 10);
    for (u64 id = 0; id < 20; ++id) EXPECT_EQ(drawn({}, id, batch), first);
  }
}
TEST(MultiScale, draws_on_the_stream_of_the_global_batch) {
  for (u64 batch = 0; batch < 50; ++batch) {
    const Words w = draw(op_key(7, op_id("0"), 65u << 16), {batch / 5, 0, 3}, param_block(1));
    const int side = 320 + 32 * static_cast<int>(below_u64(w[0], w[1], 10));
    EXPECT_EQ(drawn({.every = 5}, 9, batch, 3), Extent::square(side));
  }
}
TEST(MultiScale, takes_a_list_as_it_is) {
  std::set<int> seen, two;
  for (u64 batch = 0; batch < 200; ++batch) {
    seen.insert(drawn({.sizes = {100, 40, 64}, .every = 1}, 1, batch).height);
    two.insert(drawn({.sizes = {64, 40}, .step = 0, .every = 1}, 1, batch).height);
  }
  EXPECT_EQ(seen, (std::set<int>{40, 64, 100}));
  EXPECT_EQ(two, (std::set<int>{40, 64}));
}
TEST(MultiScale, may_keep_the_aspect) {
  EXPECT_EQ(drawn({.sizes = {250}, .keep_ratio = true}, 1, 0), (Extent{150, 250}));
  EXPECT_EQ(drawn({.sizes = {250}, .keep_ratio = true}, 1, 0, 0, {1, 999}), (Extent{1, 250}));
}
TEST(MultiScale, refuses_a_range_upside_down) {
  EXPECT_STREQ((MultiScale{.sizes = {608, 320}}.refuse()), "sizes must have the smallest side of the range first");
  EXPECT_STREQ((MultiScale{.sizes = {}}.refuse()), "sizes must have at least one side");
}

}  // namespace
