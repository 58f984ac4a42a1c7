// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/mix.hpp"

#include <smalti/ops/CutMix.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(CutMix, bug_13_weighs_labels_by_the_pixels_counted) {
  std::vector<Targets> labels(2);
  labels[0].label = 0, labels[1].label = 1;
  for (int round = 0; round < 1000; ++round) {
    const auto [images, plan] = run(compose(labelled(std::to_string(round), CutMix{})), group(flat(10, {13, 17}), flat(90, {13, 17})), labels);
    int own = 0;
    for (int y = 0; y < 13; ++y)
      for (int x = 0; x < 17; ++x) own += at(images[0], y, x) == 10;
    const auto& soft = plan.outputs[0].targets.soft_label;
    const float weight = soft.empty() ? 1.0f : soft[0];
    ASSERT_NEAR(weight, own / (13.0 * 17.0), 1e-6);
  }
}
TEST(CutMix, hides_no_part_of_a_primary_instance) {
  std::vector<Targets> targets(2);
  set_box(targets[0].instances.emplace_back(), {0, 0, 40, 40});
  start(targets[0].instances.back());
  const auto [images, plan] = run(compose(CutMix{}), group(flat(10, {40, 40}), flat(90, {40, 40})), targets);
  EXPECT_EQ(std::count(images[0].view().data, images[0].view().data + images[0].bytes(), std::byte{90}), 0);
}
TEST(CutMix, inside_shows_nearly_the_share_that_was_drawn) {
  for (int round = 0; round < 200; ++round) {
    const auto plan = run(compose(labelled(std::to_string(round), CutMix{.placement = Placement::inside})), group(flat(10, {40, 60}), flat(90, {40, 60}))).second;
    const Value& state = *plan.outputs[0].record[0].find("state");
    const double drawn = Draws(7, op_id(std::to_string(round)), {0, 0, 0}).beta(1, 1, 1);
    ASSERT_LE(std::abs(state.find("lam")->number() - drawn), 2 * (40 + 60) / (40.0 * 60));  // each half side loses less than 1 px
  }
}
TEST(CutMix, pastes_ids_and_masks_inside_the_rectangle_and_instances_that_show) {
  std::vector<Targets> targets(2);
  for (int k = 0; k < 2; ++k) {
    auto ids = std::make_shared<Image>(Extent{40, 40}, 1), mask = std::make_shared<Image>(Extent{40, 40}, 1);
    std::fill_n(ids->view().data, ids->bytes(), static_cast<std::byte>(k + 3));
    std::fill_n(mask->view().data, mask->bytes(), std::byte{1});
    Targets& t = targets[static_cast<std::size_t>(k)];
    t.segmentation = ids, t.masks = {mask};
    set_box(t.instances.emplace_back(), {0, 0, 40, 40});
    start(t.instances[0]);
    t.instances[0].mask = 0;
  }
  set_box(targets[1].instances.emplace_back(), {0, 0, 1, 1});  // hardly ever inside
  start(targets[1].instances.back());
  const CutMix op{.placement = Placement::inside, .max_primary_occlusion = 1};
  const auto [images, plan] = run(compose_with({.filter = std::nullopt}, op), group(flat(10, {40, 40}), flat(90, {40, 40})), targets);
  std::vector<Rasters> rasters, finished;
  for (const Targets& t : targets) rasters.push_back({t.segmentation, t.masks});
  for (const auto& member : plan.stage_a.members) finished.push_back(cpu::Renderer<TypeList<>>().render_rasters(member->plan, {.decoded_labels = rasters}));
  const Rasters out = cpu::Renderer<TypeList<>>().render_rasters(plan.outputs[0].plan, {.decoded_labels = rasters, .finished_labels = finished});
  ASSERT_EQ(out.masks.size(), 2u);
  int pasted = 0;
  for (int y = 0; y < 40; ++y)
    for (int x = 0; x < 40; ++x) {
      const bool other = at(images[0], y, x) == 90;
      pasted += other;
      ASSERT_EQ(at(*out.segmentation, y, x), other ? 4 : 3);
      ASSERT_EQ(at(*out.masks[0], y, x), !other);
      ASSERT_EQ(at(*out.masks[1], y, x), other);
    }
  ASSERT_GT(pasted, 0);
  const auto& instances = plan.outputs[0].targets.instances;
  ASSERT_EQ(instances.size(), 2u);  // the corner of the partner does not show and is gone
  EXPECT_NEAR(instances[0].visible, 1 - pasted / 1600.0, 1e-9);
  EXPECT_NEAR(instances[1].visible, pasted / 1600.0, 1e-9);
  EXPECT_EQ(instances[1].ignore, pasted < 160);  // min_partner_visible
}
TEST(CutMix, bug_12_shows_the_ignore_index_where_the_partner_ends) {
  std::vector<Targets> targets(2);
  for (int k = 0; k < 2; ++k) {
    auto ids = std::make_shared<Image>(k ? Extent{1, 1} : Extent{40, 40}, 1);
    std::fill_n(ids->view().data, ids->bytes(), std::byte{3});
    targets[static_cast<std::size_t>(k)].segmentation = ids;
  }
  const auto [images, plan] = run(compose(CutMix{.placement = Placement::inside}), group(flat(10, {40, 40}), flat(90, {1, 1})), targets);
  std::vector<Rasters> rasters, finished;
  for (const Targets& t : targets) rasters.push_back({t.segmentation, {}});
  for (const auto& member : plan.stage_a.members) finished.push_back(cpu::Renderer<TypeList<>>().render_rasters(member->plan, {.decoded_labels = rasters}));
  const Rasters out = cpu::Renderer<TypeList<>>().render_rasters(plan.outputs[0].plan, {.decoded_labels = rasters, .finished_labels = finished});
  int unknown = 0;
  for (int y = 1; y < 40; ++y)
    for (int x = 1; x < 40; ++x) {
      ASSERT_EQ(at(*out.segmentation, y, x) == 255, at(images[0], y, x) == 114);
      unknown += at(images[0], y, x) == 114;
    }
  EXPECT_GT(unknown, 0);
}

TEST(CutMix, keeps_no_object_of_a_partner_that_the_rectangle_misses) {
  int missed = 0;
  for (int round = 0; round < 40; ++round) {
    std::vector<Targets> targets(2);
    Instance& i = targets[1].instances.emplace_back();
    set_box(i, {2, 2, 38, 14});
    start(i);
    const auto [images, plan] = run(compose(labelled("round " + std::to_string(round), CutMix{})), group(flat(10, {40, 40}), flat(90, {16, 40})), targets);
    int shown = 0;  // pixels of the partner, whose object fills it but for 2 px
    for (int y = 0; y < 40; ++y)
      for (int x = 0; x < 40; ++x) shown += at(images[0], y, x) == 90;
    missed += shown == 0;
    for (const Instance& kept : plan.outputs[0].targets.instances) EXPECT_LE(kept.visible * 36 * 12, shown + 1e-9) << round;
  }
  EXPECT_GT(missed, 3);
}

}  // namespace
