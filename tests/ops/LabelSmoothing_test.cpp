// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/mix.hpp"

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(LabelSmoothing, of_two_classes_by_a_tenth_gives_95_and_5_per_cent) {
  Targets t;
  t.label = 0;
  LabelSmoothing{}.edit(t, 2);
  ASSERT_EQ(t.soft_label.size(), 2u);
  EXPECT_FLOAT_EQ(t.soft_label[0], 0.95f);
  EXPECT_FLOAT_EQ(t.soft_label[1], 0.05f);
}
TEST(LabelSmoothing, leaves_a_picture_without_label_alone_and_comes_once) {
  Targets t;
  LabelSmoothing{}.edit(t, 5);
  EXPECT_TRUE(t.soft_label.empty());
  t.label = 3;
  LabelSmoothing{}.edit(t, 5);
  try {
    LabelSmoothing{}.edit(t, 5);
    FAIL();
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "LabelError [label.smoothed] LabelSmoothing: must come once; take the second one away");
  }
}
TEST(LabelSmoothing, before_and_after_mixing_gives_the_same_label) {
  std::vector<Targets> targets(4);
  for (int k = 0; k < 4; ++k) targets[static_cast<std::size_t>(k)].label = k;
  Images images;
  for (int k = 0; k < 4; ++k) images.push_back(flat(40 * k));
  const auto labels = [&](const auto& pipeline) {
    std::vector<std::vector<float>> out;
    const auto planned = run(pipeline, images, targets).second;
    for (const SampleOutput& o : planned.outputs) out.push_back(o.targets.soft_label);
    return out;
  };
  const auto mix = labelled("mix", MixUp{.num_classes = 4});
  const auto before = labels(compose(LabelSmoothing{.num_classes = 4}, mix)), after = labels(compose(mix, LabelSmoothing{.num_classes = 4}));
  for (std::size_t k = 0; k < 4; ++k) {
    float sum = 0;
    for (std::size_t c = 0; c < 4; ++c) {
      EXPECT_NEAR(before[k][c], after[k][c], 1e-6);
      sum += after[k][c];
    }
    EXPECT_NEAR(sum, 1, 1e-6);
  }
}

}  // namespace
