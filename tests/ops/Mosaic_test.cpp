// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/mix.hpp"

#include <smalti/ops/Mosaic.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

Images four() {
  Images images;
  for (const int v : {40, 80, 120, 160}) images.push_back(flat(v, {20, 30}));
  return images;
}
TEST(Mosaic, shows_each_pixel_of_one_picture_and_all_four) {
  const auto images = run(compose(Mosaic{.target_size = {32, 32}, .cell_shape = {32, 32}}), four()).first;
  std::vector<int> seen;
  for (int y = 0; y < 32; ++y)
    for (int x = 0; x < 32; ++x) seen.push_back(at(images[0], y, x));
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  EXPECT_EQ(seen, (std::vector<int>{40, 80, 120, 160}));
}
TEST(Mosaic, of_one_sample_takes_copies_of_it) {
  const auto images = run(compose(Mosaic{.target_size = {16, 16}, .cell_shape = {16, 16}}), group(flat(77, {9, 12}))).first;
  EXPECT_EQ(std::count(images[0].view().data, images[0].view().data + images[0].bytes(), std::byte{77}), 16 * 16 * 3);
}
TEST(Mosaic, fills_beside_a_contained_picture) {
  const auto images = run(compose(Mosaic{.target_size = {32, 32}, .cell_shape = {32, 32}, .fit_mode = FitMode::contain}), four()).first;
  EXPECT_GT(std::count(images[0].view().data, images[0].view().data + images[0].bytes(), std::byte{114}), 0);
}
TEST(Mosaic, folds_a_geometric_stage_into_its_layers) {
  EXPECT_FALSE(run(compose(RandomHorizontalFlip{}, Mosaic{.target_size = {16, 16}, .cell_shape = {16, 16}}), four()).second.stage_a.rendered);
  EXPECT_TRUE(run(compose(RandomSolarize{.threshold = 9}, Mosaic{.target_size = {16, 16}, .cell_shape = {16, 16}}), four()).second.stage_a.rendered);
}
TEST(Mosaic, keeps_every_box_inside_its_picture) {
  std::vector<Targets> targets(4);
  for (Targets& t : targets) {
    set_box(t.instances.emplace_back(), {0, 0, 30, 20});
    start(t.instances.back());
  }
  const auto all = compose_with({.filter = std::nullopt}, Mosaic{.target_size = {32, 32}, .cell_shape = {32, 32}});
  const auto [images, plan] = run(all, four(), targets);
  double area = 0;
  for (const Instance& i : plan.outputs[0].targets.instances) area += i.box.area();
  EXPECT_NEAR(area, 32 * 32, 1e-3);  // whole-picture boxes tile the output as the cells do
}
TEST(Mosaic, of_one_colour_shows_no_seam_however_it_is_turned) {
  Images images;
  for (int k = 0; k < 4; ++k) images.push_back(flat(90, {20 + k, 31 - k}));
  const Mosaic turned{.target_size = {64, 48}, .cell_shape = {64, 48}, .zoom = {0.9, 1.4}, .degrees = 20, .translate = 0.05f, .shear = 5};
  const Images out = run(compose(turned), images).first;
  for (const Image& image : out) {
    const auto seen = std::count(image.view().data, image.view().data + image.bytes(), std::byte{90});
    EXPECT_GT(seen, 64 * 48 * 3 * 0.7);
    EXPECT_EQ(seen + std::count(image.view().data, image.view().data + image.bytes(), std::byte{114}), 64 * 48 * 3);
  }
}
TEST(Mosaic, zoomed_out_shows_fill_beside_the_grid_and_all_of_every_cell) {
  const Mosaic out{.target_size = {32, 32}, .cell_shape = {16, 16}, .center_range = {0.5, 0.5}, .zoom = {0.5, 0.5}};
  const Image image = std::move(run(compose(out), four()).first[0]);
  for (const auto& [y, x] : {std::pair{0, 0}, {7, 20}, {24, 8}, {31, 31}, {8, 7}, {23, 24}}) EXPECT_EQ(at(image, y, x), 114) << y << ' ' << x;
  for (const auto& [y, x] : {std::pair{8, 8}, {8, 23}, {23, 8}, {23, 23}}) EXPECT_NE(at(image, y, x), 114) << y << ' ' << x;
}
TEST(Mosaic, turned_brings_each_box_to_the_pixels_of_its_sample) {
  // a bright square on each picture, and its box: the square's centre of mass is the box's centre
  Images images;
  std::vector<Targets> targets(4);
  for (std::size_t k = 0; k < 4; ++k) {
    Image image = flat(0, {40, 40});
    for (int y = 16; y < 24; ++y) std::fill_n(&image.view().at<std::uint8_t>(y, 16), 3 * 8, static_cast<std::uint8_t>(50 + 50 * k));
    images.push_back(std::move(image));
    set_box(targets[k].instances.emplace_back(), {16, 16, 24, 24});
    start(targets[k].instances.back());
  }
  const Mosaic turned{.target_size = {80, 80}, .cell_shape = {40, 40}, .fill = 0, .zoom = {0.8, 1.1}, .degrees = 30, .translate = 0.05f};
  const auto [out, plan] = run(compose_with({.filter = std::nullopt}, turned), images, targets);
  int compared = 0;
  for (std::size_t k = 0; k < 4; ++k)
    for (const Instance& i : plan.outputs[k].targets.instances) {
      if (i.visible < 0.9999) continue;
      double sum = 0, sx = 0, sy = 0;
      for (int y = 0; y < 80; ++y)
        for (int x = 0; x < 80; ++x) {
          const Point p{x + 0.5, y + 0.5};
          if (p.x < i.box.x1 - 1 || p.x > i.box.x2 + 1 || p.y < i.box.y1 - 1 || p.y > i.box.y2 + 1) continue;
          const double v = at(out[k], y, x);
          sum += v, sx += v * p.x, sy += v * p.y;
        }
      EXPECT_NEAR(sx / sum, 0.5 * (i.box.x1 + i.box.x2), 0.02);
      EXPECT_NEAR(sy / sum, 0.5 * (i.box.y1 + i.box.y2), 0.02);
      ++compared;
    }
  EXPECT_GT(compared, 3);
}
TEST(Mosaic, avoiding_boxes_shows_at_least_as_much_of_them) {
  std::vector<Targets> targets(4);
  for (Targets& t : targets) {
    set_box(t.instances.emplace_back(), {12, 8, 18, 12});
    start(t.instances.back());
  }
  const auto shown = [&](SeamPolicy policy) {
    const Mosaic op{.target_size = {32, 32}, .cell_shape = {32, 32}, .center_range = {0, 1}, .seam_policy = policy};
    double sum = 0;
    const auto planned = run(compose_with({.filter = std::nullopt}, op), four(), targets).second;
    for (const SampleOutput& o : planned.outputs)
      for (const Instance& i : o.targets.instances) sum += i.box.area();
    return sum;
  };
  EXPECT_GT(shown(SeamPolicy::avoid_boxes), shown(SeamPolicy::none));
}
TEST(Mosaic, refuses_a_target_larger_than_its_grid) {
  EXPECT_STREQ((Mosaic{.target_size = {100, 100}, .cell_shape = {40, 40}}.refuse()), "target_size must fit grid_yx times cell_shape");
}
TEST(Mosaic, bug_03_brings_the_far_corner_of_a_sample_to_the_far_corner_of_its_pixels) {
  for (int side = 200; side <= 2000; side += 37)
    for (const FitMode fit : {FitMode::cover, FitMode::contain}) {
      const Extent e{side, 2200 - side};
      const MosaicGrid g{{2, 2}, {512, 512}, {512, 512}, fit, 512, 512, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
      for (int cell = 0; cell < 4; ++cell) {
        const Bounded<Map, 2> maps = g.fit(cell, e);
        const Point p = smalti::apply(maps[1].matrix, smalti::apply(maps[0].matrix, {static_cast<double>(e.width), static_cast<double>(e.height)}));
        ASSERT_NEAR(p.x, g.sample(cell, e).right, 1e-9);  // whole pixels, by which labels are moved
        ASSERT_NEAR(p.y, g.sample(cell, e).bottom, 1e-9);
      }
    }
}
TEST(Mosaic, bug_24_a_keypoint_outside_its_cell_keeps_its_place_and_is_not_visible) {
  std::vector<Targets> targets(4);
  for (Targets& t : targets) t.keypoints = {{0.5f, 0.5f, 2}, {29.5f, 0.5f, 2}, {0.5f, 19.5f, 2}, {29.5f, 19.5f, 2}};
  const auto plan = run(compose(Mosaic{.target_size = {32, 32}, .cell_shape = {32, 32}}), four(), targets).second;
  int outside = 0;
  for (const Keypoint& k : plan.outputs[0].targets.keypoints) {
    const bool on = k.x >= 0 && k.y >= 0 && k.x <= 32 && k.y <= 32;
    EXPECT_TRUE(on || k.v == 0);
    outside += !on;
  }
  EXPECT_EQ(plan.outputs[0].targets.keypoints.size(), 16u);
  EXPECT_GT(outside, 0);  // cells are cut by the window: what is beyond is not clamped to it
}
TEST(Mosaic, bug_12_shows_the_ignore_index_or_the_id_it_is_given_beside_the_samples) {
  std::vector<Targets> targets(4);
  for (Targets& t : targets) {
    auto ids = std::make_shared<Image>(Extent{20, 30}, 1);
    std::fill_n(ids->view().data, ids->bytes(), std::byte{3});
    t.segmentation = ids;
  }
  std::vector<Rasters> rasters;
  for (const Targets& t : targets) rasters.push_back({t.segmentation, {}});
  for (const auto& [fill_mask, shown] : {std::pair{std::optional<int>{}, 255}, {std::optional<int>{0}, 0}}) {
    const Mosaic op{.target_size = {32, 32}, .cell_shape = {32, 32}, .fit_mode = FitMode::contain, .fill_mask = fill_mask};
    const auto [images, plan] = run(compose(op), four(), targets);
    const Rasters out = cpu::Renderer<TypeList<>>().render_rasters(plan.outputs[0].plan, {.decoded_labels = rasters});
    for (int y = 0; y < 32; ++y)
      for (int x = 0; x < 32; ++x) ASSERT_EQ(at(*out.segmentation, y, x), at(images[0], y, x) == 114 ? shown : 3) << y << ' ' << x;
  }
}

}  // namespace
