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

}  // namespace
