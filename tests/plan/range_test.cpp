// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Operators that change the declared range, the number format and the number of channels: what follows sees the new ones.
#include "support/values.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace {

using namespace smalti;
using namespace smalti::testing;

const ScaleRange unit{.a_min = 0, .a_max = 255};

template <class Pipeline>
Plan plan_of(const Pipeline& pipeline, int channels = 3) {
  std::vector<SampleInput> in(1);
  in[0].picture = {{60, 80}, channels, Dtype::uint8, {0, 255}};
  GroupPlan out;
  pipeline.plan(in, {.seed = 7}, out);
  return out.outputs[0].plan;
}

TEST(Range, changes_inside_of_a_pass) {
  const Plan p = plan_of(compose(RandomResizedCrop{.size = 24}, Window{.center = 100, .width = 50}, RandomInvert{.p = 1}, Normalize{.mean = {0.5f}, .std = {0.2f}}));
  ASSERT_EQ(p.passes.size(), 1u);
  ASSERT_EQ(p.steps.size(), 2u);
  EXPECT_EQ(p.steps[0].range, (ValueRange{0, 255}));
  EXPECT_EQ(p.steps[1].range, (ValueRange{0, 1}));
  EXPECT_FALSE(p.steps[1].whole);
  EXPECT_EQ(p.dtype, Dtype::float32);
}
TEST(Range, keeps_fractions_for_the_geometry_that_follows) {  // (0.1, 0.9) at half the width: 0.5
  const Image image = row_of<std::uint8_t>({26, 26, 230, 230});
  const auto v = through<float>(image, ScaleRange{.a_min = 0, .a_max = 260}, Resize{.size = Extent{1, 1}});
  ASSERT_EQ(v.size(), 1u);
  EXPECT_NEAR(v[0], (0.1 + 230.0 / 260) / 2, 1e-6);
}
TEST(Range, is_the_same_whether_a_surface_lies_between_or_not) {
  const Image image = picture<std::uint8_t>({2, 2}, 3, {0, 10, 20, 60, 70, 80, 120, 130, 140, 255, 250, 245});
  const auto once = through<float>(image, unit, RandomSolarize{.threshold = 0.4f, .p = 1}, Normalize{.mean = {0.5f}, .std = {0.25f}});
  const auto exactly = through_exactly<float>(image, unit, RandomSolarize{.threshold = 0.4f, .p = 1}, Normalize{.mean = {0.5f}, .std = {0.25f}});
  ASSERT_EQ(once.size(), exactly.size());
  for (std::size_t k = 0; k < once.size(); ++k) EXPECT_NEAR(once[k], exactly[k], 1e-6);
}
TEST(Range, of_samples_that_mix_is_that_of_the_operators_before) {  // half of 0.2 and half of 0.6
  const Image images[] = {picture<std::uint8_t>({1, 1}, 1, {51}), picture<std::uint8_t>({1, 1}, 1, {153})};
  std::vector<SampleInput> in(2);
  std::vector<SourcePixels> pixels, ready;
  for (std::size_t k = 0; k < 2; ++k) {
    in[k].picture = {{1, 1}, 1, Dtype::uint8, {0, 255}, 2};
    in[k].targets.label = static_cast<int>(k);
    in[k].at = {k, 0, 0};
    pixels.push_back({images[k].view(), Rect::of({1, 1})});
  }
  const auto pipeline = compose(unit, MixUp{.alpha = 1});
  GroupPlan out;
  pipeline.plan(in, {.seed = 7}, out);
  cpu::Renderer<decltype(pipeline)::StepList> engine;
  std::vector<Image> finished;
  for (const auto& member : out.stage_a.members) {
    const Plan& plan = member->plan;
    engine.render(plan, {pixels, {}}, finished.emplace_back(plan.extent, plan.channels, plan.passes.back().dtype).view());
  }
  for (const Image& image : finished) ready.push_back({image.view(), Rect::of({1, 1})});
  for (const SampleOutput& o : out.outputs) {
    ASSERT_EQ(o.plan.dtype, Dtype::float32);
    Image mixed(o.plan.extent, 1, Dtype::float32);
    engine.render(o.plan, {pixels, ready}, mixed.view());
    const float share = o.targets.soft_label.at(0);  // of the first class, 0.2
    EXPECT_NEAR(values_of<float>(mixed)[0], share * 0.2f + (1 - share) * 0.6f, 1e-6);
  }
}
TEST(Range, of_a_coloured_raster_changes_with_the_picture) {
  const Image image = row_of<std::uint8_t>({0, 51, 255});
  Targets targets;
  targets.rasters.push_back({std::make_shared<Image>(row_of<std::uint8_t>({255, 102, 0})), true, true});
  const Applied done = smalti::apply(compose(unit, RandomInvert{.p = 1}), image.view(), 7, {}, targets);
  const std::vector<float> v = values_of<float>(*done.targets.rasters[0].image), expected{0, 0.6f, 1};
  for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(v[k], expected[k], 1e-6);
}
TEST(Range, of_a_plain_raster_stays) {
  const Image image = row_of<std::uint8_t>({0, 51, 255});
  Targets targets;
  targets.rasters.push_back({std::make_shared<Image>(row_of<std::uint16_t>({255, 102, 0})), true, false});
  const Applied done = smalti::apply(compose(RGB{}, unit, RandomInvert{.p = 1}), image.view(), 7, {}, targets);
  EXPECT_EQ(values_of<std::uint16_t>(*done.targets.rasters[0].image), (std::vector<std::uint16_t>{255, 102, 0}));
}
TEST(Channels, are_counted_along_the_program) {
  const Plan p = plan_of(compose(RGB{}, Grayscale{}, RGB{}, RandomErasing{.p = 1, .value = Fill::Kind::random}), 1);
  ASSERT_EQ(p.passes.size(), 1u);
  EXPECT_EQ(p.passes[0].channels, 1);
  EXPECT_EQ(p.passes[0].planes, 3);
  EXPECT_EQ(p.passes[0].channels_out, 3);
}
TEST(Channels, reach_the_surface_that_a_later_pass_reads) {
  const Image image = picture<std::uint8_t>({1, 4}, 3, {10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40});
  const auto v = through<std::uint8_t>(image, Grayscale{}, Resize{.size = Extent{1, 2}}, RGB{});
  EXPECT_EQ(v.size(), 6u);
  EXPECT_EQ(v[0], v[1]);
  EXPECT_EQ(v[3], v[5]);
  EXPECT_LT(v[0], v[3]);
}

}  // namespace
