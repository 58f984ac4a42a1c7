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
TEST(Mosaic, refuses_a_target_larger_than_its_grid) {
  EXPECT_STREQ((Mosaic{.target_size = {100, 100}, .cell_shape = {40, 40}}.refuse()), "target_size must fit grid_yx times cell_shape");
}

}  // namespace
