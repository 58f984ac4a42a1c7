// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace smalti;

const Chirality eyes{.keypoint_chiral_perm = {0, 2, 1}, .class_chiral_perm = {0, 2, 1}};  // nose, left eye, right eye; face, left hand, right hand

/// A picture of 20 x 10 (h w) with a left hand and three keypoints of its own.
template <class... Op>
Targets through(const Chirality& chirality, Op... op) {
  Targets t;
  Instance& i = t.instances.emplace_back();
  set_box(i, {2, 3, 6, 9});
  start(i);
  i.class_id = 1;
  i.keypoints = {{4, 5, 2}, {3, 4, 1}, {5, 4, 2}};
  t.keypoints = i.keypoints;
  return apply(compose_with({.filter = std::nullopt, .chirality = chirality}, op...), Image({20, 10}, 3).view(), 7, {}, t).targets;
}

TEST(Chirality, a_mirroring_swaps_left_and_right) {
  const Targets t = through(eyes, RandomHorizontalFlip{.p = 1});
  const std::vector<Keypoint> swapped{{6, 5, 2}, {5, 4, 2}, {7, 4, 1}};  // the left eye is now what the right one was
  EXPECT_EQ(t.instances[0].keypoints, swapped);
  EXPECT_EQ(t.keypoints, swapped);
  EXPECT_EQ(t.instances[0].class_id, 2);
}
TEST(Chirality, two_mirrorings_cancel_also_in_different_groups) {
  for (const Targets& t : {through(eyes, RandomHorizontalFlip{.p = 1}, RandomHorizontalFlip{.p = 1}),
                           through(eyes, RandomHorizontalFlip{.p = 1}, GaussianBlur{.kernel_size = 3}, RandomHorizontalFlip{.p = 1})}) {
    EXPECT_EQ(t.instances[0].keypoints, (std::vector<Keypoint>{{4, 5, 2}, {3, 4, 1}, {5, 4, 2}}));
    EXPECT_EQ(t.instances[0].class_id, 1);
  }
  EXPECT_EQ(through(eyes, RandomHorizontalFlip{.p = 1}, RandomVerticalFlip{.p = 1}).instances[0].class_id, 1);  // half a turn
}
TEST(Chirality, a_mirroring_hidden_in_an_affine_map_counts_and_a_turn_does_not) {
  EXPECT_EQ(through(eyes, Transpose{}, RandomRotation{.degrees = {20, 20}}).instances[0].class_id, 2);
  EXPECT_EQ(through(eyes, RandomRotation{.degrees = {20, 20}}).instances[0].class_id, 1);
}
TEST(Chirality, every_member_of_a_mosaic_keeps_its_own_count) {
  std::vector<SampleInput> in(4);
  for (std::size_t k = 0; k < 4; ++k) {
    in[k].picture.extent = {32, 32};
    in[k].at = {k, 0, 0};
    Instance& i = in[k].targets.instances.emplace_back();
    set_box(i, {1, 1, 31, 31});
    start(i);
    i.class_id = 1, i.index = static_cast<std::int64_t>(k);
  }
  const auto pipeline = compose_with({.filter = std::nullopt, .chirality = eyes}, RandomHorizontalFlip{.p = 0.5f}, Mosaic{.target_size = {64, 64}, .cell_shape = {32, 32}});
  GroupPlan out;
  pipeline.plan(in, {.seed = 5, .record = true}, out);
  std::array<int, 4> mirrored{};
  for (std::size_t k = 0; k < 4; ++k) mirrored[k] = *out.outputs[k].record[0].find("applied")->as<bool>();
  EXPECT_NE(std::count(mirrored.begin(), mirrored.end(), 1) % 4, 0);  // some were, some were not
  for (const SampleOutput& o : out.outputs)
    for (const Instance& i : o.targets.instances) EXPECT_EQ(i.class_id, mirrored[static_cast<std::size_t>(i.index)] ? 2 : 1);
}
TEST(Chirality, keypoints_named_by_their_place_follow_every_symmetry) {
  // the four corners of the picture in the order top left, top right, bottom right, bottom left
  const std::vector<std::vector<int>> corners{{0, 1, 2, 3}, {1, 2, 3, 0}, {2, 3, 0, 1}, {3, 0, 1, 2}, {3, 2, 1, 0}, {2, 1, 0, 3}, {1, 0, 3, 2}, {0, 3, 2, 1}};
  const auto pipeline = compose_with({.chirality = {.keypoint_positional_perm = corners}}, Resize{.size = Extent{16, 12}}, D4{});
  std::set<int> seen;
  for (u64 id = 0; id < 60; ++id) {
    Targets t;
    t.keypoints = {{0, 0, 2}, {10, 0, 2}, {10, 20, 2}, {0, 20, 2}};
    const Applied out = apply(pipeline, Image({20, 10}, 3).view(), 7, {id, 0, 0}, t);
    seen.insert(dihedral_element(out.map));
    const auto w = static_cast<float>(out.image.extent().width), h = static_cast<float>(out.image.extent().height);
    const Keypoint where[] = {{0, 0, 2}, {w, 0, 2}, {w, h, 2}, {0, h, 2}};
    for (std::size_t k = 0; k < 4; ++k) {
      ASSERT_NEAR(out.targets.keypoints[k].x, where[k].x, 1e-6);
      ASSERT_NEAR(out.targets.keypoints[k].y, where[k].y, 1e-6);
      ASSERT_EQ(out.targets.keypoints[k].v, 2);  // on the edge of the canvas is on it
    }
  }
  EXPECT_EQ(seen.size(), 8u);
}
TEST(Chirality, going_back_undoes_it) {
  const Chirality both{.keypoint_chiral_perm = {1, 0, 2}, .keypoint_positional_perm = {{0, 1, 2}, {1, 2, 0}, {0, 1, 2}, {2, 0, 1}, {0, 1, 2}, {0, 2, 1}, {2, 1, 0}, {0, 1, 2}}};
  for (const Map& map : {Map::flip_x({4, 6}), Map::quarter_turns({4, 6}, 1), Map::quarter_turns({4, 6}, 3), Map::dihedral({4, 6}, true, true, true)}) {
    std::vector<int> values{7, 8, 9, 10, 11, 12};
    both.reorder(std::span(values), map.matrix);
    EXPECT_NE(values, (std::vector<int>{7, 8, 9, 10, 11, 12}));
    both.reorder(std::span(values), map.matrix, true);
    EXPECT_EQ(values, (std::vector<int>{7, 8, 9, 10, 11, 12}));
  }
}
TEST(Chirality, the_mirror_image_of_an_oriented_box_keeps_its_sides) {
  Targets t;
  set_oriented_box(t.instances.emplace_back(), {5, 10, 6, 2, 20});
  start(t.instances[0]);
  const OrientedBox b = oriented_box(
      apply(compose_with({.filter = std::nullopt, .chirality = eyes}, RandomHorizontalFlip{.p = 1}), Image({20, 10}, 3).view(), 7, {}, t).targets.instances[0]);
  EXPECT_NEAR(b.width, 6, 1e-5);
  EXPECT_NEAR(b.height, 2, 1e-5);
  EXPECT_NEAR(b.angle, 160, 1e-4);
}
TEST(Chirality, a_table_that_cannot_be_is_refused) {
  const auto refusal = [](Chirality c) {
    try {
      compose_with({.chirality = std::move(c)}, RandomHorizontalFlip{});
    } catch (const ParamError& e) {
      return e.message();
    }
    return std::string();
  };
  EXPECT_EQ(refusal({.chiral_keypoints = true}), "Compose: keypoint_chiral_perm must be given when keypoints are chiral; it says which keypoint is whose mirror image");
  EXPECT_EQ(refusal({.keypoint_chiral_perm = {1, 2, 0}}), "Compose: keypoint_chiral_perm must be a permutation of 0 to n - 1 that is its own inverse");
  EXPECT_EQ(refusal({.class_chiral_perm = {0, 0}}), "Compose: class_chiral_perm must be a permutation of 0 to n - 1 that is its own inverse");
  EXPECT_EQ(refusal({.keypoint_positional_perm = {{0}}}), "Compose: keypoint_positional_perm must be eight permutations of 0 to n - 1, the first of which changes nothing");
}
TEST(Chirality, keypoints_that_the_table_does_not_fit_are_refused) {
  try {
    through({.keypoint_chiral_perm = {1, 0}}, RandomHorizontalFlip{.p = 1});
    FAIL();
  } catch (const LabelError& e) {
    EXPECT_EQ(e.message(), "keypoints = 3: must be whole sets of 2, the entries of keypoint_chiral_perm");
  }
}

}  // namespace
