// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/mix.hpp"

#include <smalti/ops/MixUp.hpp>

#include <gtest/gtest.h>

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
TEST(MixUp, pads_the_smaller_picture_with_the_fill) {
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

}  // namespace
