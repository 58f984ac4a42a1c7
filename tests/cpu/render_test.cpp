// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/made.hpp"

#include <smalti/ops/RandAugment.hpp>
#include <smalti/ops/RandomAffine.hpp>
#include <smalti/ops/RandomEqualize.hpp>
#include <smalti/ops/RandomPosterize.hpp>
#include <smalti/ops/RandomSolarize.hpp>
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

namespace smalti::cpu {
namespace {

using testing::noise;

/// Renders a sample to bytes side by side, to planes of bytes, and to floats that are rounded here: only the first may
/// take tables of bytes, and only the first two may round a surface that merely moves. All must show the same picture.
template <class P>
void expect_one_picture(const P& pipeline, const Image& source, u64 id) {
  std::vector<SampleInput> in(1);
  in[0].picture = {source.extent(), source.channels(), source.dtype(), range_of(source.dtype())};
  in[0].at = {id, 0, 0};
  GroupPlan group;
  pipeline.plan(in, {.seed = 5}, group);
  const Plan& plan = group.outputs[0].plan;
  const SourcePixels pixels{source.view(), Rect::of(source.extent())};
  const Rasters none;
  const Sources sources{{&pixels, 1}, {}, {&none, 1}, {}};
  Renderer<typename P::StepList> engine;
  Image bytes(plan.extent, plan.channels, Dtype::uint8), floats(plan.extent, plan.channels, Dtype::float32);
  std::vector<std::byte> memory(bytes.bytes());
  const MutableImageView planes = view_of(memory.data(), Dtype::uint8, plan.extent, plan.channels, Layout::CHW);
  engine.render(plan, sources, bytes.view());
  engine.render(plan, sources, planes);
  engine.render(plan, sources, floats.view());
  for (int y = 0; y < plan.extent.height; ++y)
    for (int x = 0; x < plan.extent.width; ++x)
      for (int c = 0; c < plan.channels; ++c) {
        const int shown = bytes.view().at<std::uint8_t>(y, x, c);
        ASSERT_EQ(shown, planes.at<std::uint8_t>(y, x, c)) << "sample " << id << " at " << x << ", " << y;
        ASSERT_EQ(shown, to_integer<std::uint8_t>(floats.view().at<float>(y, x, c))) << "sample " << id << " at " << x << ", " << y;
      }
}

TEST(Renderer, shows_the_same_picture_in_bytes_planes_and_floats) {
  const auto drawn = compose(RandAugment{.num_ops = 3, .magnitude = 12, .fill = 114});
  const auto fraction = compose(RandAugment{.fill = 100.5f});  // a fill that is no byte
  for (u64 id = 0; id < 150; ++id) expect_one_picture(drawn, noise({37, 53}), id), expect_one_picture(fraction, noise({66, 41}), id);
}
TEST(Renderer, moves_bytes_of_any_channel_count_and_border) {
  for (const int channels : {1, 2, 3, 4, 5}) {
    const Image source = noise({45, 71}, channels);
    const RandomAffine turn{.degrees = 40, .translate = {{0.3f, 0.3f}}, .scale = {{0.6, 1.5}}, .shear = {{15.0f}}, .interpolation = Interpolation::nearest};
    const RandomAffine shift{.degrees = 0, .translate = {{0.9f, 0.9f}}, .interpolation = Interpolation::nearest, .fill = 7};
    for (u64 id = 0; id < 20; ++id)
      expect_one_picture(compose(turn), source, id), expect_one_picture(compose(shift, RandomEqualize{.p = 1}, RandomSolarize{.threshold = 90, .p = 1}), source, id);
  }
}
TEST(Renderer, measures_bytes_by_how_often_they_occur) {
  for (const int channels : {1, 3, 4})
    for (u64 id = 0; id < 8; ++id)
      expect_one_picture(compose(RandomPosterize{.bits = 3, .p = 1}, RandomEqualize{.p = 1}, RandomSolarize{.threshold = 128, .p = 1}, RandomAutocontrast{.p = 1}),
                         noise({30 + static_cast<int>(id), 200}, channels), id);
}

}  // namespace
}  // namespace smalti::cpu
