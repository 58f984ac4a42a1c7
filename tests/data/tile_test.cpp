// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/data/tile.hpp>

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace smalti;

Targets boxes(std::initializer_list<Box> list) {
  Targets t;
  for (const Box& b : list) {
    Instance& i = t.instances.emplace_back();
    i.index = static_cast<std::int64_t>(t.instances.size()) - 1;
    set_box(i, b);
    start(i);
  }
  return t;
}
Targets labels(const Tile& tile, const Targets& whole, const TileGrid& grid, int k) {
  Targets out;
  tile.label(whole, grid, k, out);
  return out;
}
Draws draws(u64 id) { return Draws(7, op_id("Tile"), {id, 0, 0}); }

TEST(Tile, lays_tiles_a_step_apart_and_moves_the_last_back) {
  const TileGrid grid = Tile{.size = 10, .overlap = 0.2}.plan({10, 25});  // step 8: 0, 8, then 16 would end at 26
  EXPECT_EQ(grid.top, (std::vector<int>{0}));
  EXPECT_EQ(grid.left, (std::vector<int>{0, 8, 15}));
  EXPECT_EQ(grid[1], (Rect{8, 0, 18, 10}));
  const TileGrid padded = Tile{.size = {10, 10}, .overlap = 0.2, .edge = TileEdge::pad}.plan({7, 25});
  EXPECT_EQ(padded.left, (std::vector<int>{0, 8, 16}));
  EXPECT_EQ(padded[2], (Rect{16, 0, 26, 10}));
}
TEST(Tile, counts_its_tiles_by_the_formula_covers_every_pixel_and_overlaps_as_asked) {
  const Tile tiles[] = {{.size = 10}, {.size = {16, 9}, .overlap = 0.5}, {.size = {7, 12}, .overlap_px = Extent{0, 11}}, {.size = 16, .overlap = 0.3, .edge = TileEdge::pad},
                        {.size = {12, 20}, .overlap = 0.25, .offset_jitter = 5}};
  for (const Tile& tile : tiles) {
    checked(tile);
    for (int length = 1; length < 150; ++length) {
      const TileGrid grid = tile.plan({length, length + 3}, draws(static_cast<u64>(length)));
      const auto holds = [&](const std::vector<int>& begin, int pixels, int side, int both, int extent) {
        if (tile.offset_jitter == 0) {
          EXPECT_EQ(begin.size(), pixels <= side ? 1u : static_cast<std::size_t>(std::ceil((pixels - both) / static_cast<double>(side - both))));
        }
        EXPECT_LE(begin.front(), 0);
        EXPECT_GE(begin.back() + extent, pixels);
        for (std::size_t k = 1; k < begin.size(); ++k) {
          EXPECT_GT(begin[k], begin[k - 1]);
          EXPECT_GE(begin[k - 1] + extent - begin[k], both);
        }
        EXPECT_EQ(extent, tile.edge == TileEdge::pad ? side : std::min(side, pixels));
        if (tile.edge == TileEdge::shift_back) {
          EXPECT_EQ(begin.front(), 0);
          EXPECT_EQ(begin.back() + extent, pixels);
        }
      };
      holds(grid.top, length, tile.size->height, tile.shared().height, grid.tile.height);
      holds(grid.left, length + 3, tile.size->width, tile.shared().width, grid.tile.width);
    }
  }
}
TEST(Tile, gives_one_smaller_tile_or_a_padded_one_where_the_picture_is_smaller) {
  EXPECT_EQ((Tile{.size = 640}.plan({300, 400})[0]), (Rect{0, 0, 400, 300}));
  EXPECT_EQ((Tile{.size = 640, .edge = TileEdge::pad}.plan({300, 400})[0]), (Rect{0, 0, 640, 640}));
  EXPECT_EQ((Tile{.size = 640, .min_tile = 301}.plan({300, 400}).size()), 0);
  EXPECT_EQ((Tile{.size = 10, .overlap = 0, .edge = TileEdge::pad, .min_tile = 5}.plan({10, 24}).left), (std::vector<int>{0, 10}));  // the third holds 4
}
TEST(Tile, rounds_the_overlap_down_as_it_reads) {
  EXPECT_EQ((Tile{.size = {10, 640}, .overlap = 0.7}.shared()), (Extent{7, 448}));
  EXPECT_EQ((Tile{.size = 9, .overlap = 0.2}.shared()), (Extent{1, 1}));
}
TEST(Tile, refuses_an_overlap_without_a_step) {
  const auto text = [](const Tile& tile) {
    try {
      checked(tile);
    } catch (const ParamError& e) {
      return e.message();
    }
    return std::string();
  };
  EXPECT_EQ(text({.size = 10, .overlap_px = Extent{3, 10}}), "Tile: overlap_px must be below size");
  EXPECT_EQ(text({.size = 10, .offset_jitter = 8}), "Tile: offset_jitter must be below size - overlap");
  EXPECT_EQ(text({.size = 10, .overlap = 1.5}), "Tile.overlap = 1.5: must be in [0, 0.999] fraction");
}
TEST(Tile, bug_07_draws_both_ends_of_the_jitter_and_each_place_between) {
  const Tile tile{.size = 10, .overlap = 0, .offset_jitter = 3};
  std::set<int> down, across;
  for (u64 id = 0; id < 200; ++id) {
    const TileGrid grid = tile.plan({40, 40}, draws(id));
    down.insert(10 - grid.top[1]);
    across.insert(10 - grid.left[1]);
  }
  EXPECT_EQ(down, (std::set<int>{0, 1, 2, 3}));
  EXPECT_EQ(across, down);
}
TEST(Tile, keeps_what_it_shows_enough_of_with_its_flags) {
  const Tile tile{.size = 10, .overlap = 0, .min_visible = 0.25f};
  Targets whole = boxes({{1, 1, 5, 5}, {8, 1, 16, 5}, {7, 1, 11, 5}, {15, 2, 18, 9}});
  whole.instances[1].crowd = true, whole.instances[2].ignore = true;
  const TileGrid grid = tile.plan({10, 20});
  const Targets left = labels(tile, whole, grid, 0), right = labels(tile, whole, grid, 1);
  ASSERT_EQ(left.instances.size(), 3u);  // 100 %, exactly 25 %, 75 %
  EXPECT_TRUE(left.instances[1].crowd);
  EXPECT_FALSE(left.instances[1].ignore);
  EXPECT_TRUE(left.instances[2].ignore);
  ASSERT_EQ(right.instances.size(), 3u);  // 75 %, exactly 25 %, 100 %
  EXPECT_EQ(right.instances[2].index, 3);
  EXPECT_TRUE(labels(tile, {}, grid, 0).instances.empty());
}
TEST(Tile, flags_what_its_border_cuts_but_not_what_the_picture_cuts) {
  const Tile tile{.size = 10, .overlap = 0, .border_objects = BorderObjects::ignore};
  Targets whole = boxes({{6, 1, 14, 5}, {0, 0, 4, 4}});
  Instance& polygon = whole.instances.emplace_back();  // half of it lies left of the picture
  polygon.outline = Outline::polygon;
  polygon.rings = {{{-4, 5}, {4, 5}, {4, 9}, {-4, 9}}};
  start(polygon);
  const Targets left = labels(tile, whole, tile.plan({10, 20}), 0);
  ASSERT_EQ(left.instances.size(), 3u);
  EXPECT_TRUE(left.instances[0].ignore);
  EXPECT_FALSE(left.instances[1].ignore);
  EXPECT_FALSE(left.instances[2].ignore);
}
TEST(Tile, splits_overlaps_between_cores_at_their_middle_half_open) {
  const TileGrid grid = Tile{.size = 10, .overlap = 0.4}.plan({10, 16});  // [0, 10) and [6, 16): split at 8
  EXPECT_TRUE(grid.owns(0, {7.999, 3}));
  EXPECT_FALSE(grid.owns(0, {8, 3}));
  EXPECT_TRUE(grid.owns(1, {8, 3}));
  EXPECT_TRUE(grid.owns(1, {16, 10}));  // the far corner belongs to somebody, too
}
TEST(Tile, gives_each_object_one_owner_whatever_its_size) {
  for (const TileAssign assign : {TileAssign::center_owner, TileAssign::largest})
    for (u64 scene = 0; scene < 30; ++scene) {
      const Draws d = draws(scene);
      const Tile tile{.size = {static_cast<int>(d.between(20, 20, 60)), static_cast<int>(d.between(21, 20, 60))}, .overlap = 0.3,
                      .edge = scene % 2 ? TileEdge::pad : TileEdge::shift_back, .assign = assign, .offset_jitter = static_cast<int>(scene % 10)};
      Targets whole;
      for (u32 k = 0; k < 40; ++k) {
        const float w = static_cast<float>(d.uniform(22, 1, 150, k)), h = static_cast<float>(d.uniform(23, 1, 100, k));
        const float x = static_cast<float>(d.uniform(24, 0, 200 - w, k)), y = static_cast<float>(d.uniform(25, 0, 130 - h, k));
        Instance& i = whole.instances.emplace_back();
        i.index = k;
        set_box(i, {x, y, x + w, y + h});
        start(i);
      }
      const TileGrid grid = tile.plan({130, 200}, d);
      std::vector<int> owners(whole.instances.size(), 0);
      for (int k = 0; k < grid.size(); ++k)
        for (const Instance& i : labels(tile, whole, grid, k).instances) owners[static_cast<std::size_t>(i.index)] += !i.ignore;
      for (const int n : owners) EXPECT_EQ(n, 1);
    }
}
TEST(Tile, lets_the_first_of_equal_tiles_own_an_object) {
  const Tile tile{.size = 10, .overlap = 0, .assign = TileAssign::largest};
  const Targets whole = boxes({{8, 2, 12, 6}});
  const TileGrid grid = tile.plan({10, 20});
  EXPECT_FALSE(labels(tile, whole, grid, 0).instances.at(0).ignore);
  EXPECT_TRUE(labels(tile, whole, grid, 1).instances.at(0).ignore);
}
TEST(Tile, keeps_the_asked_share_of_tiles_without_objects) {
  const Tile tile{.size = 8, .keep_empty = 0.3f};
  const Targets one = boxes({{1, 1, 3, 3}});
  int kept = 0;
  for (int k = 0; k < 10000; ++k) {
    EXPECT_TRUE(tile.keeps(one, k, draws(1)));
    kept += tile.keeps({}, k, draws(1));
  }
  EXPECT_NEAR(kept, 3000, 4 * 46);  // four standard deviations
  EXPECT_FALSE((Tile{.size = 8, .keep_empty = 0}.keeps({}, 0, draws(1))));
  EXPECT_TRUE((Tile{.size = 8}.keeps({}, 0, draws(1))));
}
TEST(Tile, carries_only_the_masks_that_its_objects_have) {
  Targets whole = boxes({{0, 0, 4, 4}, {12, 0, 16, 4}});
  for (int k = 0; k < 2; ++k) {
    whole.masks.push_back(std::make_shared<Image>(Extent{10, 20}, 1));
    whole.instances[static_cast<std::size_t>(k)].mask = k;
  }
  whole.label = 5;
  const Tile tile{.size = 10, .overlap = 0};
  const Targets right = labels(tile, whole, tile.plan({10, 20}), 1);
  ASSERT_EQ(right.masks.size(), 1u);
  EXPECT_EQ(right.masks[0], whole.masks[1]);
  EXPECT_EQ(right.instances.at(0).mask, 0);
  EXPECT_EQ(right.label, 5);
}

}  // namespace
