// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/made.hpp"
#include "support/mix.hpp"

#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(RandomGridShuffle, moves_whole_cells_and_every_pixel_once) {
  const Image in = noise({9, 12});
  const Image out = made(in, RandomGridShuffle{.grid = {3, 4}});
  std::vector<std::byte> a(in.view().data, in.view().data + in.bytes()), b(out.view().data, out.view().data + out.bytes());
  EXPECT_NE(a, b);
  std::sort(a.begin(), a.end()), std::sort(b.begin(), b.end());
  EXPECT_EQ(a, b);
  for (int k = 0; k < 12; ++k) {  // each cell of the output is a cell of the input
    const ImageView cell = out.view().crop({3 * (k % 4), 3 * (k / 4), 3 * (k % 4) + 3, 3 * (k / 4) + 3});
    int found = 0;
    for (int j = 0; j < 12; ++j) {
      const ImageView from = in.view().crop({3 * (j % 4), 3 * (j / 4), 3 * (j % 4) + 3, 3 * (j / 4) + 3});
      bool equal = true;
      for (int y = 0; y < 3; ++y) equal = equal && std::memcmp(cell.row(y), from.row(y), 9) == 0;
      found += equal;
    }
    EXPECT_EQ(found, 1) << k;
  }
}
struct Alone {  // a mixer that knows only its extent
  Extent e;
  int self() const { return 0; }
  Extent extent(int) const { return e; }
};
RandomGridShuffle::State drawn(const RandomGridShuffle& op, u64 id, Extent e = {12, 12}) { return op.draw(Draws(7, op_id("0"), {id, 0, 0}), Alone{e}); }

TEST(RandomGridShuffle, bug_16_jigsaw_is_uniform_over_all_permutations) {
  std::map<std::vector<int>, int> types;  // lengths of the cycles
  for (u64 id = 0; id < 24000; ++id) {
    const auto s = drawn({.grid = {2, 2}}, id);
    std::vector<int> type;
    for (int start = 0; start < 4; ++start) {
      int length = 1, least = start;
      for (int i = s.perm[start]; i != start; i = s.perm[i]) ++length, least = std::min(least, i);
      if (least == start) type.push_back(length);  // each cycle once
    }
    std::sort(type.begin(), type.end());
    ++types[type];
  }
  EXPECT_EQ(types.size(), 5u);  // of the 24 permutations 6 are one cycle, 3 two pairs, 8 three and one, 6 a pair, 1 nothing
  EXPECT_NEAR((types[{4}]), 6000, 4 * 67);
  EXPECT_NEAR((types[{2, 2}]), 3000, 4 * 52);
  EXPECT_NEAR((types[{1, 3}]), 8000, 4 * 73);
  EXPECT_NEAR((types[{1, 1, 2}]), 6000, 4 * 67);
  EXPECT_NEAR((types[{1, 1, 1, 1}]), 1000, 4 * 31);
}
TEST(RandomGridShuffle, bug_17_neighbours_stay_within_twice_the_reach) {
  int moved = 0;
  for (u64 id = 0; id < 10000; ++id) {
    const auto s = drawn({.grid = {4, 6}, .method = ShuffleMethod::neighbour, .reach = 1, .remainder = Remainder::keep_strip}, id, {24, 36});
    std::set<int> places(s.perm.begin(), s.perm.end());
    ASSERT_EQ(places.size(), 24u);
    for (int i = 0; i < 24; ++i) {
      ASSERT_LT(std::abs(s.perm[i] % 6 - i % 6), 2);
      ASSERT_LT(std::abs(s.perm[i] / 6 - i / 6), 2);
      moved += s.perm[i] != i;
    }
  }
  EXPECT_GT(moved, 10000);
}
TEST(RandomGridShuffle, derangement_leaves_no_cell_in_place) {
  for (u64 id = 0; id < 2000; ++id) {
    const auto s = drawn({.grid = {2, 2}, .method = ShuffleMethod::derangement}, id);
    for (int i = 0; i < 4; ++i) EXPECT_NE(s.perm[i], i);
  }
}
TEST(RandomGridShuffle, of_odd_sides_exchanges_cells_of_equal_shape_or_keeps_a_strip) {
  const Image in = noise({101, 99});
  EXPECT_EQ(made(in, RandomGridShuffle{.grid = {2, 2}}).extent(), (Extent{101, 99}));
  const Image strip = made(in, RandomGridShuffle{.grid = {2, 2}, .method = ShuffleMethod::derangement, .remainder = Remainder::keep_strip});
  ASSERT_EQ(strip.extent(), in.extent());
  EXPECT_EQ(std::memcmp(strip.view().row(100), in.view().row(100), 99 * 3), 0);
  EXPECT_NE(std::memcmp(strip.view().row(0), in.view().row(0), 49 * 3), 0);
  EXPECT_EQ(made(in, RandomGridShuffle{.grid = {2, 2}, .remainder = Remainder::crop_centre}).extent(), (Extent{100, 98}));
}
TEST(RandomGridShuffle, keypoints_go_with_their_cell_and_fragments_of_boxes_fill_its_area) {
  std::vector<Targets> targets(1);
  targets[0].keypoints = {{1.5f, 2.5f, 2}, {12, 12, 2}, {5, 5, 0}};
  set_box(targets[0].instances.emplace_back(), {2, 2, 10, 10});
  start(targets[0].instances.back());
  const auto pipeline = compose_with({.filter = std::nullopt}, RandomGridShuffle{.grid = {2, 2}, .method = ShuffleMethod::derangement, .box_policy = BoxPolicy::all});
  const auto [images, plan] = run(pipeline, group(flat(1, {12, 12})), targets);
  const auto s = drawn({.grid = {2, 2}, .method = ShuffleMethod::derangement}, 0);
  const Targets& t = plan.outputs[0].targets;
  ASSERT_EQ(t.keypoints.size(), 3u);
  EXPECT_EQ(t.keypoints[0].x, 1.5f + 6.0f * static_cast<float>(s.perm[0] % 2));
  EXPECT_EQ(t.keypoints[0].y, 2.5f + 6.0f * static_cast<float>(s.perm[0] / 2));
  EXPECT_EQ(t.keypoints[1].x, 6 + 6.0f * static_cast<float>(s.perm[3] % 2));  // the far corner belongs to the last cell
  EXPECT_EQ(t.keypoints[2].v, 0);
  double area = 0;
  for (const Instance& i : t.instances) area += i.box.area();
  EXPECT_EQ(t.instances.size(), 4u);
  EXPECT_EQ(area, 64);
}
TEST(RandomGridShuffle, refuses_instances_unless_told_what_to_do_with_them) {
  std::vector<Targets> targets(1);
  set_box(targets[0].instances.emplace_back(), {2, 2, 10, 10});
  start(targets[0].instances.back());
  try {
    run(compose(RandomGridShuffle{}), group(flat(1, {12, 12})), targets);
    FAIL();
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "LabelError [label.unsupported] RandomGridShuffle: samples must have no instances, which the cells would cut; set box_policy to largest or all");
  }
}

}  // namespace
