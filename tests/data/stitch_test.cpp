// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/data/stitch.hpp>
#include <smalti/data/stitch_dense.hpp>
#include <smalti/data/tile.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <random>

namespace {

using namespace smalti;

std::vector<Box> boxes_of(const std::vector<Detection>& found) {
  std::vector<Box> out;
  for (const Detection& d : found) out.push_back(d.box);
  return out;
}
/// All that makes two results differ.
auto parts(const Detection& d) {
  const Rect r = d.mask.rect();
  std::vector<std::byte> bits;
  if (d.mask.image) bits.assign(d.mask.image->view().data, d.mask.image->view().data + d.mask.image->bytes());
  return std::tuple(d.box.x1, d.box.y1, d.box.x2, d.box.y2, d.score, d.class_id, r.left, r.top, r.right, r.bottom, bits);
}
auto parts(const std::vector<Detection>& found) {
  std::vector<decltype(parts(found[0]))> out;
  for (const Detection& d : found) out.push_back(parts(d));
  return out;
}

TEST(Stitch, measures_intersection_over_union_or_over_the_smaller_area) {
  const Box a{0, 0, 4, 2}, b{2, 0, 6, 4};  // 8 and 16 px^2, 4 in common
  EXPECT_EQ(overlap(StitchMetric::iou, a, b), 0.2f);
  EXPECT_EQ(overlap(StitchMetric::ios, b, a), 0.5f);
  EXPECT_EQ(overlap(StitchMetric::iou, {1234.567f, 0.1f, 2345.678f, 99.9f}, {1234.567f, 0.1f, 2345.678f, 99.9f}), 1.0f);
  EXPECT_EQ(overlap(StitchMetric::iou, {0, 0, 2, 2}, {2, 0, 4, 2}), 0.0f);  // they touch
}
TEST(Stitch, suppresses_absorbs_or_joins) {
  // neighbours in this row have 1/3 in common, the outer two nothing
  const std::vector<Detection> row{{{0, 0, 4, 4}, 0.9f}, {{2, 0, 6, 4}, 0.8f}, {{4, 0, 8, 4}, 0.7f}};
  const auto by = [&](StitchMethod method) { return boxes_of(Stitch{.method = method, .threshold = 0.3f}.merge(row)); };
  EXPECT_EQ(by(StitchMethod::nms), (std::vector<Box>{{0, 0, 4, 4}, {4, 0, 8, 4}}));
  EXPECT_EQ(by(StitchMethod::greedy_nmm), (std::vector<Box>{{0, 0, 6, 4}, {4, 0, 8, 4}}));  // the grown box is not asked again
  EXPECT_EQ(by(StitchMethod::nmm), (std::vector<Box>{{0, 0, 8, 4}}));
  // ... but with refine it is, by the same comparison: 8 of 24 px^2 are not 0.5, of 32 they are 0.25
  EXPECT_EQ(boxes_of(Stitch{.method = StitchMethod::greedy_nmm, .threshold = 0.25f, .refine = true}.merge(row)), (std::vector<Box>{{0, 0, 8, 4}}));
}
TEST(Stitch, keeps_classes_apart_unless_told_and_takes_score_and_class_of_the_best) {
  const std::vector<Detection> two{{{0, 0, 4, 4}, 0.5f, 3}, {{0, 0, 4, 5}, 0.6f, 1}};
  EXPECT_EQ(Stitch{}.merge(two).size(), 2u);
  const auto one = Stitch{.method = StitchMethod::nmm, .class_aware = false}.merge(two);
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].class_id, 1);
  EXPECT_EQ(one[0].score, 0.6f);
  EXPECT_EQ(one[0].box, (Box{0, 0, 4, 5}));
}
TEST(Stitch, bug_20_compares_alike_everywhere_so_that_ties_do_not_depend_on_the_order) {
  // scores all alike, overlaps exactly at the threshold: [0, 2) with [0, 1) and [1, 2), a third of [0, 3), and chains of them
  for (const float threshold : {0.5f, 1.0f / 3, 0.3f, 0.1f, 0.7f})
    for (const StitchMethod method : {StitchMethod::nms, StitchMethod::greedy_nmm, StitchMethod::nmm})
      for (const StitchMetric metric : {StitchMetric::iou, StitchMetric::ios})
        for (const bool aware : {true, false}) {
          std::vector<Detection> found;
          for (int k = 0; k < 7; ++k)
            for (const int w : {1, 2, 3, 7, 10}) found.push_back({{static_cast<float>(k), 0, static_cast<float>(k + w), 1}, 0.5f, k % 2});
          const Stitch stitch{.method = method, .metric = metric, .threshold = threshold, .class_aware = aware, .refine = method == StitchMethod::nmm};
          const auto first = parts(stitch.merge(found));
          std::mt19937 random(7);
          for (int round = 0; round < 50; ++round) {
            std::shuffle(found.begin(), found.end(), random);
            EXPECT_EQ(parts(stitch.merge(found)), first);
          }
        }
  const std::vector<Detection> tie{{{0, 0, 10, 1}, 0.5f}, {{0, 0, 3, 1}, 0.5f}};  // 3 / 10 is at 0.3, however it is written
  EXPECT_EQ(Stitch{.threshold = 0.3f}.merge(tie).size(), 1u);
}
TEST(Stitch, finds_the_same_pairs_as_asking_all_of_them) {
  std::mt19937 random(3);
  const auto number = [&](double lo, double hi) { return static_cast<float>(std::uniform_real_distribution(lo, hi)(random)); };
  for (int scene = 0; scene < 20; ++scene) {
    std::vector<Detection> found;
    for (int k = 0; k < 150; ++k) {
      const float x = number(0, 200), y = number(0, 100), side = k % 10 ? 20.0f : 150.0f;
      found.push_back({{x, y, x + number(1, side), y + number(1, side)}, number(0, 1), k % 3});
    }
    std::vector<Detection> kept;  // non-maximum suppression by its definition
    std::sort(found.begin(), found.end(), before);
    for (const Detection& d : found)
      if (std::none_of(kept.begin(), kept.end(), [&](const Detection& k) { return k.class_id == d.class_id && overlap(StitchMetric::iou, k.box, d.box) >= 0.4f; }))
        kept.push_back(d);
    EXPECT_EQ(parts(Stitch{.threshold = 0.4f}.merge(found)), parts(kept));
  }
}
TEST(Stitch, joins_masks_pixel_by_pixel) {
  const auto mask = [](std::initializer_list<int> set, int left) {
    const auto image = std::make_shared<Image>(Extent{1, 4}, 1);
    std::fill_n(image->view().data, 4, std::byte{0});
    for (const int x : set) image->view().at<std::uint8_t>(0, x) = 1;
    return PlacedMask{image, left, 5};
  };
  const auto one = Stitch{.method = StitchMethod::greedy_nmm, .metric = StitchMetric::ios}.merge({{{0, 5, 4, 6}, 0.9f, 0, mask({0, 1}, 0)}, {{1, 5, 4, 6}, 0.8f, 0, mask({2, 3}, 1)}});
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].mask.rect(), (Rect{0, 5, 5, 6}));
  std::vector<int> bits;
  for (int x = 0; x < 5; ++x) bits.push_back(one[0].mask.image->view().at<const std::uint8_t>(0, x));
  EXPECT_EQ(bits, (std::vector{1, 1, 0, 1, 1}));
}
TEST(Stitch, drops_what_ends_at_a_border_inside_the_picture) {
  const TilePredictions left{{{{0, 0, 3, 3}, 0.9f}, {{6, 0, 9.5f, 3}, 0.8f}, {{3, 3, 9, 6}, 0.7f}}, {1, 0, 0, 0, 1, 0, 0, 0, 1}, Rect{0, 0, 10, 10}};
  const TilePredictions right{{{{0.5f, 6, 4, 9}, 0.6f}, {{7, 7, 10, 10}, 0.5f}}, {1, 0, -8, 0, 1, 0, 0, 0, 1}, Rect{8, 0, 18, 10}};
  const TilePredictions tiles[] = {left, right};
  EXPECT_EQ(boxes_of(Stitch{.drop_border_px = 1}(tiles)), (std::vector<Box>{{0, 0, 3, 3}, {3, 3, 9, 6}, {15, 7, 18, 10}}));
  EXPECT_EQ(Stitch{}(tiles).size(), 5u);
}
TEST(Stitch, brings_boxes_back_through_any_map_and_masks_through_whole_pixels) {
  TilePredictions tile{{{{10, 20, 30, 40}, 0.9f}}, {2, 0, -20, 0, 2, -40, 0, 0, 1}, {}};  // cut at (10, 20), then twice as large
  EXPECT_EQ(Stitch{}({&tile, 1}).at(0).box, (Box{15, 30, 25, 40}));
  tile.found[0].mask = {std::make_shared<Image>(Extent{2, 2}, 1), 0, 0};
  EXPECT_THROW(Stitch{}({&tile, 1}), GeometryError);
  tile.found = {{{5, 1, 3, 4}}};
  EXPECT_THROW(Stitch{}({&tile, 1}), LabelError);
  EXPECT_TRUE(Stitch{}({}).empty());
}

/// Disjoint objects of at most `largest` px a side, each on a cell of its own; half of them with a disc as mask.
Targets scene_of(u64 id, Extent picture, int largest) {
  const Draws d(3, op_id("scene"), {id, 0, 0});
  Targets t;
  u32 k = 0;
  for (int y = 0; y + largest <= picture.height; y += largest)
    for (int x = 0; x + largest <= picture.width; x += largest, ++k) {
      if (d.unit(1, k) < 0.4) continue;
      const float w = static_cast<float>(d.uniform(2, 2, largest, k)), h = static_cast<float>(d.uniform(3, 2, largest, k));
      const double spare_x = largest * 1.0 - w, spare_y = largest * 1.0 - h;
      const float left = static_cast<float>(x + d.uniform(4, 0, spare_x, k)), top = static_cast<float>(y + d.uniform(5, 0, spare_y, k));
      Instance& i = t.instances.emplace_back();
      i.index = static_cast<std::int64_t>(t.instances.size()) - 1;
      i.class_id = static_cast<int>(k % 3);
      set_box(i, {left, top, left + w, top + h});
      start(i);
    }
  return t;
}
PlacedMask disc(const Box& b, Rect inside) {
  const Rect r = intersection(detail::pixels_of(b), inside);
  const auto image = std::make_shared<Image>(inside.extent(), 1);
  std::memset(image->view().data, 0, image->bytes());
  const double cx = 0.5 * (b.x1 + b.x2), cy = 0.5 * (b.y1 + b.y2), u = 0.5 * b.width(), v = 0.5 * b.height();
  for (int y = r.top; y < r.bottom; ++y)
    for (int x = r.left; x < r.right; ++x) {
      const double p = (x + 0.5 - cx) / u, q = (y + 0.5 - cy) / v;
      if (p * p + q * q <= 1) image->view().at<std::uint8_t>(y - inside.top, x - inside.left) = 1;
    }
  return {image, 0, 0};  // in the frame of the tile
}
TEST(Stitch, returns_the_ground_truth_of_tiles_unchanged) {
  const Extent picture{330, 470};
  for (u64 id = 0; id < 12; ++id)
    for (const TileAssign assign : {TileAssign::center_owner, TileAssign::all})
      for (const StitchMethod method : {StitchMethod::nms, StitchMethod::greedy_nmm, StitchMethod::nmm})
        for (const StitchMetric metric : {StitchMetric::iou, StitchMetric::ios}) {
          // parts of an object have little of it in common with the union: without owners they are one by the smaller area
          if (assign == TileAssign::all && metric == StitchMetric::iou) continue;
          const Tile tile{.size = {120, 150}, .overlap_px = Extent{30, 30}, .min_visible = 0, .assign = assign};
          const Targets whole = scene_of(id, picture, 30);
          const TileGrid grid = tile.plan(picture);
          std::vector<TilePredictions> tiles;
          Targets seen;
          for (int k = 0; k < grid.size(); ++k) {
            const Rect r = grid[k];
            tile.label(whole, grid, k, seen);
            map_targets(seen, {1, 0, double(-r.left), 0, 1, double(-r.top), 0, 0, 1},
                        {{0, 0}, {double(r.width()), 0}, {double(r.width()), double(r.height())}, {0, double(r.height())}}, r.extent());
            TilePredictions& p = tiles.emplace_back();
            p.tile = r;
            p.map = {1, 0, double(-r.left), 0, 1, double(-r.top), 0, 0, 1};
            for (const Instance& i : seen.instances)  // the more one sees, the surer one is
              if (!i.ignore) p.found.push_back({i.box, static_cast<float>(i.visible), i.class_id, i.index % 2 ? PlacedMask{} : disc(whole.instances[static_cast<std::size_t>(i.index)].box, r)});
          }
          std::vector<Detection> truth;
          for (const Instance& i : whole.instances) truth.push_back({i.box, 1, i.class_id, i.index % 2 ? PlacedMask{} : disc(i.box, Rect::of(picture))});
          EXPECT_EQ(parts(Stitch{.method = method, .metric = metric}(tiles)), parts(Stitch{.threshold = 1}.merge(truth)));
          EXPECT_EQ(truth.size(), whole.instances.size());
        }
}
TEST(Stitch, takes_four_times_the_boxes_in_far_less_than_sixteen_times_the_time) {  // what all pairs would cost
  const auto boxes = [](int n, bool crowded) {
    std::mt19937 random(5);
    std::uniform_real_distribution<float> unit(0, 1);
    const float across = crowded ? 10.0f : 80 * std::sqrt(static_cast<float>(n));  // as dense whatever their number
    std::vector<Detection> found;
    for (int k = 0; k < n; ++k) {
      const float x = unit(random) * across, y = unit(random) * across, side = 20 + 80 * unit(random);
      found.push_back({{x, y, x + side, y + side}, unit(random), k % 5});
    }
    return found;
  };
  const auto seconds = [](StitchMethod method, const std::vector<Detection>& found) {
    double least = 1e9;
    for (int round = 0; round < 3; ++round) {
      const std::clock_t begin = std::clock();  // processor time: other programs do not count
      EXPECT_FALSE(Stitch{.method = method}.merge(found).empty());
      least = std::min(least, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    }
    return least;
  };
  for (const bool crowded : {false, true})
    for (const StitchMethod method : {StitchMethod::nms, StitchMethod::greedy_nmm, StitchMethod::nmm}) {
      if (crowded && method == StitchMethod::nmm) continue;  // every box touches every other: that many pairs there are
      const double few = seconds(method, boxes(4000, crowded)), many = seconds(method, boxes(16000, crowded));
      EXPECT_LT(many, 10 * few) << "crowded " << crowded << ", method " << static_cast<int>(method) << ": " << few << " s and " << many << " s";
    }
}

TEST(StitchDense, averages_what_tiles_say_of_a_pixel) {
  DenseSum sum({.values = PredictionKind::logit}, 1, {1, 3});
  sum.add(std::vector<float>{1, 2}, {0, 0, 2, 1});
  sum.add(std::vector<float>{4, 8}, {1, 0, 3, 1});
  EXPECT_EQ(sum.mean(), (std::vector<float>{1, 3, 8}));
}
TEST(StitchDense, weighs_a_pixel_by_its_place_in_the_tile) {
  const std::vector<float> hann = StitchDense{.values = PredictionKind::prob, .weight = DenseWeight::hann}.along(4);
  EXPECT_FLOAT_EQ(hann[0], 0.14644661f);  // sin^2(22.5 deg)
  EXPECT_FLOAT_EQ(hann[1], 0.85355339f);
  EXPECT_FLOAT_EQ(hann[2], hann[1]);
  const std::vector<float> bell = StitchDense{.values = PredictionKind::prob, .weight = DenseWeight::gaussian}.along(4);
  EXPECT_FLOAT_EQ(bell[1], 0.60653066f);   // half a pixel of 4 is one standard deviation
  EXPECT_FLOAT_EQ(bell[0], 0.011108997f);  // three
  for (const DenseWeight weight : {DenseWeight::hann, DenseWeight::gaussian})
    for (const int n : {1, 2, 640, 8000})
      for (const float w : StitchDense{.values = PredictionKind::prob, .weight = weight}.along(n)) EXPECT_GT(w, 0);
}
TEST(StitchDense, returns_a_map_from_its_tiles) {
  const Extent picture{83, 131};
  std::mt19937 random(2);
  std::uniform_real_distribution<float> unit(0, 1);
  std::vector<float> map(2 * 83 * 131);
  for (float& v : map) v = unit(random);
  for (const DenseWeight weight : {DenseWeight::constant, DenseWeight::hann, DenseWeight::gaussian})
    for (const TileEdge edge : {TileEdge::shift_back, TileEdge::pad}) {
      const TileGrid grid = Tile{.size = {32, 40}, .overlap = 0.45, .edge = edge}.plan(picture);
      DenseSum sum({.values = PredictionKind::prob, .weight = weight}, 2, picture);
      for (int k = 0; k < grid.size(); ++k) {
        const Rect r = grid[k];
        std::vector<float> part;
        for (int c = 0; c < 2; ++c)
          for (int y = r.top; y < r.bottom; ++y)
            for (int x = r.left; x < r.right; ++x)
              part.push_back(Rect::of(picture).contains(x, y) ? map[static_cast<std::size_t>((c * 83 + y) * 131 + x)] : 0.5f);
        sum.add(part, r);
      }
      const std::vector<float> out = sum.mean();
      for (std::size_t i = 0; i < map.size(); ++i) ASSERT_NEAR(out[i], map[i], 1e-6);
    }
}
TEST(StitchDense, refuses_what_is_no_probability_and_pixels_without_a_tile) {
  DenseSum sum({.values = PredictionKind::prob}, 1, {1, 3});
  EXPECT_THROW(sum.add(std::vector<float>{0.5f, 1.5f}, {0, 0, 2, 1}), ParamError);
  EXPECT_THROW(sum.add(std::vector<float>{0.5f}, {0, 0, 2, 1}), GeometryError);
  sum.add(std::vector<float>{0.5f, 1}, {0, 0, 2, 1});
  try {
    sum.mean();
    FAIL();
  } catch (const GeometryError& e) {
    EXPECT_EQ(e.message(), "StitchDense: pixel (2, 0): must lie in a tile");
  }
}

}  // namespace
