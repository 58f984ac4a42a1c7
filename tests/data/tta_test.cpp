// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/any_pipeline.hpp"
#include "support/made.hpp"

#include <smalti/data/tta.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;

constexpr Extent extent{48, 80};
const Chirality hands{.keypoint_chiral_perm = {0, 2, 1}, .class_chiral_perm = {0, 2, 1}};

/// What there is to see on the picture: a box, an oriented box, three keypoints and a mask.
Targets truth() {
  Targets t;
  Instance& box = t.instances.emplace_back();
  set_box(box, {8, 10, 40, 30});
  box.class_id = 1;
  box.keypoints = {{20, 20, 2}, {12, 14, 2}, {33, 15, 1}};
  start(box);
  Instance& turned = t.instances.emplace_back();
  set_oriented_box(turned, {50, 24, 20, 8, 35});
  start(turned);
  auto mask = std::make_shared<Image>(extent, 1);
  for (int y = 0; y < extent.height; ++y)
    for (int x = 0; x < extent.width; ++x)
      mask->view().at<std::uint8_t>(y, x) = static_cast<std::uint8_t>((x / 4 + y / 4) % 3);
  t.segmentation = mask;
  return t;
}
/// All views, seen by a model that is never wrong: its answer on a view is the truth moved there.
template <class F>
void for_each_view(const TTA& tta, F f) {
  const Pipeline p = tta.pipeline(extent, hands);
  for (int v = 0; v < p.views(); ++v) f(apply(p, Image(extent, 3).view(), 0, {}, truth(), v));
}

TEST(TTA, an_equivariant_model_gives_the_same_answer_on_every_view) {
  const double factors[] = {1, 1.5, 0.67};
  for (const TTA& tta : {TTA({TTA::d4()}), TTA({TTA::hflip(), TTA::vflip()}),
                         TTA({TTA::scales(factors), TTA::hflip()}, 16), TTA::yolo(8)})
    for_each_view(tta, [](const Applied& out) {
      const Targets want = truth();
      const Instance &box = out.targets.instances[0], &turned = out.targets.instances[1];
      const Box b = invert(box.box, out.map);
      for (const auto side : {&Box::x1, &Box::y1, &Box::x2, &Box::y2})
        EXPECT_NEAR(b.*side, want.instances[0].box.*side, 1e-4);
      EXPECT_EQ(hands.class_of(box.class_id, out.map), 1);
      std::vector<Keypoint> k = box.keypoints;
      invert(k, out.map, hands);
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(k[i].x, want.instances[0].keypoints[i].x, 1e-4);
        EXPECT_NEAR(k[i].y, want.instances[0].keypoints[i].y, 1e-4);
        EXPECT_EQ(k[i].v, want.instances[0].keypoints[i].v);
      }
      if (!similarity(out.map)) return;  // rounding to the stride bends the angles a little
      const OrientedBox o = invert(oriented_box(turned), out.map);
      EXPECT_NEAR(o.cx, 50, 1e-4);
      EXPECT_NEAR(o.cy, 24, 1e-4);
      EXPECT_NEAR(o.width, 20, 1e-4);
      EXPECT_NEAR(o.height, 8, 1e-4);
      EXPECT_NEAR(o.angle, 35, 1e-3);
    });
}
TEST(TTA, masks_come_back_byte_for_byte_from_the_symmetries) {
  int element = 0;
  for_each_view(TTA({TTA::d4()}), [&](const Applied& out) {
    Image back(extent, 1);
    invert_labels(std::as_const(*out.targets.segmentation).view(), out.map, back.view(), 255);
    EXPECT_TRUE(smalti::testing::same(back, *truth().segmentation));
    EXPECT_EQ(dihedral_element(out.map), element++);  // in D4's order
  });
  EXPECT_EQ(element, 8);
}
TEST(TTA, five_crops_of_two_mirrorings_cover_the_picture_in_ten_views) {
  int views = 0;
  Image covered(extent, 1), shown({32, 48}, 1);
  std::memset(covered.view().data, 0, covered.bytes());
  std::memset(shown.view().data, 1, shown.bytes());
  for_each_view(TTA({TTA::five_crop({32, 48}), TTA::hflip()}), [&](const Applied& out) {
    ++views;
    Image back(extent, 1);
    invert_labels(std::as_const(shown).view(), out.map, back.view(), 0);
    for (std::size_t i = 0; i < back.bytes(); ++i) covered.view().data[i] |= back.view().data[i];
  });
  EXPECT_EQ(views, 10);
  for (std::size_t i = 0; i < covered.bytes(); ++i) ASSERT_EQ(std::to_integer<int>(covered.view().data[i]), 1);
}
TEST(TTA, sides_are_rounded_to_the_stride_and_the_map_says_so_per_axis) {
  const auto views = TTA::yolo(32)(Image({500, 375}, 3).view());
  ASSERT_EQ(views.size(), 3u);
  EXPECT_EQ(views[0].image.extent(), (Extent{500, 375}));
  EXPECT_EQ(views[1].image.extent(), (Extent{416, 320}));  // 415 / 32 = 12.97, 311.25 / 32 = 9.73
  EXPECT_EQ(views[2].image.extent(), (Extent{320, 256}));  // 335 / 32 = 10.47, 251.25 / 32 = 7.85
  EXPECT_EQ(views[1].map[0], -320.0 / 375);
  EXPECT_EQ(views[1].map[4], 416.0 / 500);
}
TEST(TTA, photometric_views_move_nothing) {
  const double factors[] = {1, 0.5};
  const auto views = TTA({TTA::multiply(factors)})(smalti::testing::noise(extent).view());
  ASSERT_EQ(views.size(), 2u);
  EXPECT_EQ(views[1].map, views[0].map);
  EXPECT_EQ(views[1].image.view().at<std::uint8_t>(3, 3),
            static_cast<int>(std::rint(0.5 * views[0].image.view().at<std::uint8_t>(3, 3))));
}
TEST(TTA, a_slot_without_the_identity_is_refused) {
  EXPECT_THROW(TTA({{TTA::hflip()[1]}}), ParamError);
  EXPECT_EQ(TTA::of({TTA::hflip()[1]}).views().size(), 1u);
}

std::vector<float> merged(const std::vector<std::vector<float>>& views, Merge mode,
                          const std::vector<std::vector<unsigned char>>& seen = {}) {
  std::vector<Prob> probs;
  for (std::size_t i = 0; i < views.size(); ++i)
    probs.push_back({{views[i], seen.empty() ? std::span<const unsigned char>{} : seen[i]}});
  std::vector<float> out(views[0].size());
  merge<Prob>(probs, mode, out);
  return out;
}
TEST(Merge, identical_views_return_themselves_or_their_square_root) {
  const std::vector<float> p{0, 1e-7f, 0.1f, 0.25f, 0.7f, 1};
  for (const Merge mode : {Merge::mean, Merge::gmean, Merge::max, Merge::min})
    EXPECT_EQ(merged({p, p, p}, mode), p) << static_cast<int>(mode);
  const std::vector<float> root = merged({p, p, p}, Merge::tsharpen);
  for (std::size_t i = 0; i < p.size(); ++i) EXPECT_FLOAT_EQ(root[i], std::sqrt(p[i]));
}
TEST(Merge, bug_18_max_and_min_of_two_different_maps_are_element_wise) {
  EXPECT_EQ(merged({{0.1f, 0.9f, 0.5f}, {0.4f, 0.2f, 0.5f}}, Merge::max), (std::vector<float>{0.4f, 0.9f, 0.5f}));
  EXPECT_EQ(merged({{0.1f, 0.9f, 0.5f}, {0.4f, 0.2f, 0.5f}}, Merge::min), (std::vector<float>{0.1f, 0.2f, 0.5f}));
}
TEST(Merge, means_are_those_of_the_definition) {
  EXPECT_FLOAT_EQ(merged({{0.2f}, {0.8f}}, Merge::mean)[0], 0.5f);
  EXPECT_FLOAT_EQ(merged({{0.2f}, {0.8f}}, Merge::gmean)[0], 0.4f);
  EXPECT_FLOAT_EQ(merged({{0.04f}, {0.64f}}, Merge::tsharpen)[0], 0.5f);
  EXPECT_EQ(merged({{0.0f}, {0.8f}}, Merge::gmean)[0], 0);
}
TEST(Merge, only_views_that_show_an_element_count) {
  const std::vector<float> m = merged({{0.2f, 0.2f, 0.2f}, {0.8f, 0.8f, 0.8f}}, Merge::mean, {{1, 1, 0}, {1, 0, 0}});
  EXPECT_FLOAT_EQ(m[0], 0.5f);
  EXPECT_FLOAT_EQ(m[1], 0.2f);
  EXPECT_TRUE(std::isnan(m[2]));
}
TEST(Merge, logits_have_no_geometric_mean) {
  const std::vector<float> values{-3, 4};
  const Logit views[] = {{{values}}, {{values}}};
  std::vector<float> out(2);
  merge<Logit>(views, Merge::mean, out);
  EXPECT_EQ(out, values);
  for (const Merge mode : {Merge::gmean, Merge::tsharpen}) EXPECT_THROW(merge<Logit>(views, mode, out), ParamError);
  const Prob impossible[] = {{{values}}};
  EXPECT_THROW(merge<Prob>(impossible, Merge::mean, out), ParamError);
}

TEST(WeightedBoxesFusion, coordinates_are_weighted_by_score_and_the_score_is_the_mean_over_views) {
  const std::vector<Detection> views[] = {
      {{{0, 0, 10, 10}, 0.9f, 1}}, {{{0, 0, 10, 12}, 0.3f, 1}}, {{{50, 50, 60, 60}, 0.6f, 1}}};
  const auto out = weighted_boxes_fusion(views);  // overlap of the first two: 100 / 120
  ASSERT_EQ(out.size(), 2u);
  EXPECT_FLOAT_EQ(out[0].box.y2, (0.9f * 10 + 0.3f * 12) / 1.2f);
  EXPECT_FLOAT_EQ(out[0].score, 1.2f / 3);
  EXPECT_FLOAT_EQ(out[1].score, 0.6f / 3);
}
TEST(WeightedBoxesFusion, a_cluster_grows_around_its_fused_box) {
  // overlap of the third with the first: 6 / 14 < .55; with the fused box of the first two, which reaches to 11: 7 / 13
  const std::vector<Detection> views[] = {
      {{{0, 0, 10, 1}, 0.5f, 0}}, {{{2, 0, 12, 1}, 0.5f, 0}}, {{{4, 0, 14, 1}, 0.4f, 0}}};
  EXPECT_EQ(weighted_boxes_fusion(views, 0.53).size(), 1u);
  EXPECT_EQ(weighted_boxes_fusion(views, 0.55).size(), 2u);
}
TEST(WeightedBoxesFusion, classes_do_not_mix_and_the_order_of_views_does_not_matter) {
  const std::vector<Detection> a{{{0, 0, 10, 10}, 0.5f, 1}, {{0, 0, 10, 10}, 0.5f, 2}}, b{{{1, 0, 11, 10}, 0.5f, 1}};
  const std::vector<Detection> ab[] = {a, b}, ba[] = {b, a};
  const auto first = weighted_boxes_fusion(ab), second = weighted_boxes_fusion(ba);
  ASSERT_EQ(first.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(first[i].box, second[i].box);
    EXPECT_EQ(first[i].score, second[i].score);
    EXPECT_EQ(first[i].class_id, second[i].class_id);
  }
  EXPECT_FLOAT_EQ(first[0].score, 0.5f);
  EXPECT_FLOAT_EQ(first[1].score, 0.25f);
}
TEST(WeightedBoxesFusion, more_boxes_than_views_do_not_raise_the_score_above_their_mean) {
  const std::vector<Detection> views[] = {{{{0, 0, 10, 10}, 0.6f, 0}, {{0, 0, 10, 10}, 0.4f, 0}}};
  EXPECT_FLOAT_EQ(weighted_boxes_fusion(views)[0].score, 0.5f);
}

}  // namespace
