// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/mix.hpp"

#include <smalti/ops/CutMix.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(CutMix, weighs_labels_by_the_pixels_counted) {
  std::vector<Targets> labels(2);
  labels[0].label = 0, labels[1].label = 1;
  for (int round = 0; round < 40; ++round) {
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

}  // namespace
