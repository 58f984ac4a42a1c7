// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/mix.hpp"

#include <smalti/ops/MixUp.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <span>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(MixUp, blends_pictures_and_labels_by_the_same_share) {
  std::vector<Targets> labels(2);
  labels[0].label = 0, labels[1].label = 2;
  const auto [images, plan] = run(compose(MixUp{.weight = 0.25f}), group(flat(200), flat(100)), labels);
  EXPECT_EQ(at(images[0], 3, 3), 125);  // .25 * 200 + .75 * 100
  EXPECT_EQ(at(images[1], 3, 3), 175);
  EXPECT_EQ(plan.outputs[0].targets.soft_label, (std::vector<float>{0.25f, 0, 0.75f}));
}
TEST(MixUp, with_all_the_weight_leaves_the_bytes_alone) {
  EXPECT_EQ(at(run(compose(MixUp{.weight = 1.0f}), group(flat(200), flat(100))).first[0], 0, 0), 200);
}
TEST(MixUp, bug_06_pads_the_smaller_picture_with_the_fill) {
  const auto images = run(compose(MixUp{.weight = 0.5f}), group(flat(200, {4, 8}), flat(100, {8, 4}))).first;
  EXPECT_EQ(images[0].extent(), (Extent{8, 8}));
  EXPECT_EQ(at(images[0], 0, 0), 150);
  EXPECT_EQ(at(images[0], 0, 7), 157);  // (200 + 114) / 2
  EXPECT_EQ(at(images[0], 7, 7), 114);
}
TEST(MixUp, leaves_a_lone_sample_as_it_is) { EXPECT_EQ(at(run(compose(MixUp{}), group(flat(33))).first[0], 1, 1), 33); }
TEST(MixUp, unions_instances_and_ignores_those_that_hardly_show) {
  std::vector<Targets> targets(2);
  for (Targets& t : targets) {
    set_box(t.instances.emplace_back(), {1, 1, 7, 7});
    start(t.instances.back());
  }
  const auto plan = run(compose(MixUp{.weight = 0.95f}), group(flat(0), flat(9)), targets).second;
  const auto& instances = plan.outputs[0].targets.instances;
  ASSERT_EQ(instances.size(), 2u);
  EXPECT_FALSE(instances[0].ignore);
  EXPECT_TRUE(instances[1].ignore);  // a share of .05 is below min_weight
}
TEST(MixUp, swapped_with_the_other_share_gives_the_same_picture) {
  const auto one = run(compose(MixUp{.weight = 0.3f}), group(flat(201), flat(58))).first, other = run(compose(MixUp{.weight = 0.7f}), group(flat(58), flat(201))).first;
  EXPECT_EQ(at(one[0], 2, 5), at(other[0], 2, 5));
}
TEST(MixUp, draws_shares_with_the_moments_of_their_distribution) {
  for (const float alpha : {0.2f, 1.0f, 8.0f}) {
    double sum = 0, squares = 0;
    for (u64 id = 0; id < 10000; ++id) {
      const double lam = Draws(7, op_id("0"), {id, 0, 0}).beta(1, alpha, alpha) - 0.5;
      sum += lam, squares += lam * lam;
    }
    const double variance = 1 / (4 * (2.0 * alpha + 1));
    EXPECT_NEAR(sum / 10000, 0, 4 * std::sqrt(variance / 10000));
    EXPECT_NEAR(squares / 10000, variance, 0.05 * variance);
  }
}
TEST(MixUp, leaves_the_boxes_of_the_partner_as_they_were) {
  std::vector<Targets> targets(2);
  for (Targets& t : targets) {
    set_box(t.instances.emplace_back(), {1, 1, 7, 7});
    start(t.instances.back());
  }
  const auto plan = run(compose(MixUp{.weight = 0.95f, .label_weight = LabelWeight::lambda}), group(flat(0), flat(9)), targets).second;
  for (const auto& member : plan.stage_a.members) {
    ASSERT_EQ(member->targets.instances.size(), 1u);
    EXPECT_FALSE(member->targets.instances[0].ignore);
    EXPECT_EQ(member->targets.instances[0].weight, 1);
  }
  EXPECT_FLOAT_EQ(plan.outputs[0].targets.instances[1].weight, 0.05f);
}

/// Ids of one value everywhere.
std::vector<Targets> ids(std::initializer_list<int> values, Extent e = {8, 8}) {
  std::vector<Targets> out;
  for (const int v : values) {
    auto mask = std::make_shared<Image>(e, 1);
    std::fill_n(mask->view().data, mask->bytes(), static_cast<std::byte>(v));
    out.emplace_back().segmentation = mask;
  }
  return out;
}
/// The segmentation of output 0 of a mix of flat pictures.
template <class Op>
std::shared_ptr<const Image> mixed_ids(const Op& op, const std::vector<Targets>& targets, const Images& images) {
  const GroupPlan plan = run(compose(op), images, targets).second;
  std::vector<Rasters> rasters, finished;
  for (const Targets& t : targets) rasters.push_back({t.segmentation, {}});
  for (const auto& member : plan.stage_a.members) finished.push_back(cpu::Renderer<TypeList<>>().render_rasters(member->plan, {.decoded_labels = rasters}));
  return cpu::Renderer<TypeList<>>().render_rasters(plan.outputs[0].plan, {.decoded_labels = rasters, .finished_labels = finished}).segmentation;
}
TEST(MixUp, refuses_segmentations_or_shows_the_ids_of_the_larger_share) {
  const Images images = group(flat(1), flat(2));
  const auto id = [&](float weight) { return int{mixed_ids(MixUp{.weight = weight, .semantic = SemanticMix::dominant}, ids({3, 4}), images)->view().template at<const std::uint8_t>(2, 2)}; };
  EXPECT_EQ(id(0.7f), 3);
  EXPECT_EQ(id(0.3f), 4);
  EXPECT_EQ(id(0.55f), 255);  // nearly a half, and the ids differ
  EXPECT_EQ(int{mixed_ids(MixUp{.weight = 0.55f, .semantic = SemanticMix::dominant}, ids({3, 3}), images)->view().at<const std::uint8_t>(2, 2)}, 3);
  try {
    run(compose(MixUp{}), images, ids({3, 4}));
    FAIL();
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "LabelError [label.unsupported] MixUp: samples must have no segmentation, whose ids cannot be blended; set semantic to dominant");
  }
}
TEST(MixUp, bug_12_shows_the_ignore_index_where_the_pictures_end) {
  const Images images = group(flat(1, {4, 8}), flat(2, {8, 4}));
  std::vector<Targets> targets = ids({3}, {4, 8});
  targets.push_back(ids({3}, {8, 4})[0]);
  const auto shown = mixed_ids(MixUp{.weight = 0.8f, .semantic = SemanticMix::dominant}, targets, images);
  EXPECT_EQ(shown->extent(), (Extent{8, 8}));
  EXPECT_EQ(int{shown->view().at<const std::uint8_t>(3, 7)}, 3);
  EXPECT_EQ(int{shown->view().at<const std::uint8_t>(4, 0)}, 255);
}
TEST(MixUp, bug_05_flips_its_partner_as_often_as_it_is_told) {
  struct Pair {  // a mixer that knows two places of 40 x 40
    int self() const { return 0; }
    int previous() const { return 1; }
    Extent extent(int) const { return {40, 40}; }
    Draws shared(const Draws& d, bool) const { return d; }
    Places partners(const Draws&, int) const { return {1}; }
    DrawnMaps draw(std::span<const AnyGeometry> ops, int, const Draws& d) const {
      DrawnMaps out;
      for (const AnyGeometry& op : ops) {
        const Draws own = d.child(out.size());
        out.push_back(applies(op.p, own, {}, "partner_ops") ? op.draw(own, {.extent = {40, 40}}) : Bounded<Map, 2>{});
      }
      return out;
    }
  };
  const MixUp jittered{.weight = 0.5f, .partner_ops = {LetterBox{.size = {64, 64}}, ScaleJitter{.target_size = {64, 64}, .scale_range = {0.5, 1.5}},
                                                       RandomHorizontalFlip{.p = 0.2}, RandomPaddingCrop{.crop_size = {40, 40}}}};
  int flipped = 0;
  for (u64 id = 0; id < 10000; ++id) flipped += !jittered.draw(Draws(7, op_id("0"), {id, 0, 0}), Pair{}).moves[2].empty();
  EXPECT_NEAR(flipped, 2000, 160);  // 4 sigma
}
TEST(MixUp, moves_its_partner_with_its_boxes_through_operators_of_its_own) {
  // a bright square on the partner, and its box: half of it shows where the box went
  Images images = group(flat(0, {64, 64}), flat(0, {40, 30}));
  std::vector<Targets> targets(2);
  for (int y = 12; y < 22; ++y) std::fill_n(&images[1].view().at<std::uint8_t>(y, 8), 3 * 10, std::uint8_t{200});
  set_box(targets[1].instances.emplace_back(), {8, 12, 18, 22});
  start(targets[1].instances.back());
  const MixUp jittered{.weight = 0.5f, .fill = 0, .partner_ops = {LetterBox{.size = {64, 64}, .fill = 0}, ScaleJitter{.target_size = {64, 64}, .scale_range = {0.8, 1.5}},
                                                       RandomHorizontalFlip{}, RandomPaddingCrop{.crop_size = {64, 64}, .fill = 0}}};
  int compared = 0;
  for (int round = 0; round < 30; ++round) {
    const auto [out, plan] = run(compose_with({.filter = std::nullopt}, labelled(std::to_string(round), jittered)), images, targets);
    ASSERT_EQ(out[0].extent(), (Extent{64, 64}));
    const Instance& i = plan.outputs[0].targets.instances[0];
    EXPECT_EQ(i.source, 2);  // 1 + the partner's place
    if (i.visible < 0.9999 || std::min({i.box.x1, i.box.y1, 64 - i.box.x2, 64 - i.box.y2}) < 3) continue;  // its soft edge is cut
    double sum = 0, sx = 0, sy = 0;
    int brightest = 0;
    for (int y = 0; y < 64; ++y)
      for (int x = 0; x < 64; ++x) {
        const int v = at(out[0], y, x);
        brightest = std::max(brightest, v);
        sum += v, sx += v * (x + 0.5), sy += v * (y + 0.5);
      }
    EXPECT_EQ(brightest, 100);
    EXPECT_NEAR(sx / sum, 0.5 * (i.box.x1 + i.box.x2), 0.1);
    EXPECT_NEAR(sy / sum, 0.5 * (i.box.y1 + i.box.y2), 0.1);
    ++compared;
  }
  EXPECT_GT(compared, 4);
}
TEST(MixUp, refuses_partner_operators_that_read_labels) {
  EXPECT_STREQ((MixUp{.partner_ops = {RandomIoUCrop{}}}.refuse()), "partner_ops must hold operators that read no boxes or masks");
}

}  // namespace
