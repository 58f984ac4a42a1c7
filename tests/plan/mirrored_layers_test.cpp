// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// A flip behind what lays layers turns them where they lie: no pass of its own, the bytes and boxes that one would give.
#include "support/mix.hpp"

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

Images slopes() {
  Images images;
  for (int k = 0; k < 4; ++k) {
    Image& image = images.emplace_back(Extent{37 + 5 * k, 61 - 4 * k}, 3);
    for (std::size_t i = 0; i < image.bytes(); ++i) image.view().data[i] = static_cast<std::byte>(7 * i + i / 97 + 40 * static_cast<std::size_t>(k));
  }
  return images;
}
std::vector<Targets> boxes() {
  std::vector<Targets> targets(4);
  for (Targets& t : targets) {
    set_box(t.instances.emplace_back(), {3, 5, 30, 31});
    start(t.instances.back());
  }
  return targets;
}
/// One without a flip, and one with both behind it, each turned back where it was not.
template <class Mix>
void expect_turned(const Mix& mix, std::size_t passes) {
  const PipelineOptions all{.filter = std::nullopt};
  const auto [upright, first] = run(compose_with(all, mix), slopes(), boxes());
  const auto [turned, second] = run(compose_with(all, mix, RandomHorizontalFlip{.p = 1}, RandomVerticalFlip{.p = 1}), slopes(), boxes());
  for (std::size_t k = 0; k < upright.size(); ++k) {
    EXPECT_EQ(second.outputs[k].plan.passes.size(), passes);
    const auto [h, w] = upright[k].extent();
    ASSERT_EQ(turned[k].extent(), upright[k].extent());
    for (int y = 0; y < h; ++y)
      for (int x = 0; x < w; ++x) ASSERT_EQ(at(turned[k], h - 1 - y, w - 1 - x), at(upright[k], y, x)) << "sample " << k << ", pixel " << y << ' ' << x;
    const auto &a = first.outputs[k].targets.instances, &b = second.outputs[k].targets.instances;
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_NEAR(b[i].visible, a[i].visible, 1e-9);
      if (a[i].visible == 0) continue;
      EXPECT_NEAR(b[i].box.x1, static_cast<float>(w) - a[i].box.x2, 1e-4);
      EXPECT_NEAR(b[i].box.y2, static_cast<float>(h) - a[i].box.y1, 1e-4);
    }
  }
}

TEST(MirroredLayers, show_a_mosaic_from_the_other_side_in_one_pass) {
  expect_turned(Mosaic{.target_size = {64, 48}, .cell_shape = {64, 48}, .fit_mode = FitMode::contain, .zoom = {0.6, 1.4}, .translate = 0.1f}, 1);
}
TEST(MirroredLayers, show_a_cutmix_and_a_mixup_so) {
  const Resize same{.size = Extent{40, 56}};
  const PipelineOptions all{.filter = std::nullopt};
  for (const bool cut : {false, true}) {
    const auto made = [&](auto... flip) {
      return cut ? run(compose_with(all, same, CutMix{.num_classes = 3}, flip...), slopes()) : run(compose_with(all, same, MixUp{.num_classes = 3}, flip...), slopes());
    };
    const auto upright = made();
    const auto turned = made(RandomHorizontalFlip{.p = 1});
    for (std::size_t k = 0; k < 4; ++k) {
      EXPECT_EQ(turned.second.outputs[k].plan.passes.size(), upright.second.outputs[k].plan.passes.size());
      for (int y = 0; y < 40; ++y)
        for (int x = 0; x < 56; ++x) ASSERT_EQ(at(turned.first[k], y, 55 - x), at(upright.first[k], y, x));
    }
  }
}
TEST(MirroredLayers, are_left_to_a_pass_of_its_own_where_they_are_warped) {
  expect_turned(Mosaic{.target_size = {64, 48}, .cell_shape = {64, 48}, .zoom = {0.9, 1.4}, .degrees = 20}, 2);
}

}  // namespace
