// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/any_pipeline.hpp"
#include "support/made.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace {

using namespace smalti;

/// How often each operator was applied, and each step of the colour drawn, in n samples.
std::map<std::string, int> frequencies(const RichCrop& op, u64 n) {
  const auto pipeline = compose(op);
  std::map<std::string, int> seen;
  std::vector<SampleInput> in(1);
  in[0].picture = {{40, 60}, 3, Dtype::uint8, {0, 255}, 0};
  GroupPlan plan;
  for (u64 id = 0; id < n; ++id) {
    in[0].at = {id, 0, 0};
    pipeline.plan(in, {.seed = 3, .record = true}, plan);
    for (const Value& entry : plan.outputs[0].record) {
      seen[*entry.find("op")->as<std::string>()] += *entry.find("applied")->as<bool>();
      if (*entry.find("op")->as<std::string>() == "ColorJitter")
        for (const Value& step : *entry.find("state")->as<Value::Array>()) ++seen[*step.find("step")->as<std::string>()];
    }
  }
  return seen;
}

TEST(RichCrop, bug_11_applies_every_jitter_and_keeps_its_probabilities) {
  for (const float p : {0.1f, 0.4f, 0.6f}) {
    auto seen = frequencies({.size = 32, .blur_ratio = p}, 2000);
    EXPECT_NEAR(seen["GaussianBlur"], 2000 * p, 4 * std::sqrt(2000 * p * (1 - p))) << p;
    EXPECT_EQ(seen["Brightness"], 2000);
    EXPECT_EQ(seen["Contrast"], 2000);
    EXPECT_EQ(seen["Saturation"], 2000);
    EXPECT_NEAR(seen["RandomHorizontalFlip"], 1000, 90);
    EXPECT_NEAR(seen["RandomVerticalFlip"], 1000, 90);
  }
}
TEST(RichCrop, leaves_out_what_is_0) {
  auto seen = frequencies({.size = 32, .brightness = 0, .contrast = 0, .saturation = 0, .blur_ratio = 0, .flip = false}, 50);
  EXPECT_EQ(seen["Brightness"] + seen["Contrast"] + seen["Saturation"] + seen["RandomHorizontalFlip"] + seen["GaussianBlur"], 0);
  EXPECT_EQ(seen["RandomPaddingCrop"], 50);
}
TEST(RichCrop, is_the_same_as_a_type_and_as_data) {
  const Image image = smalti::testing::noise({50, 70});
  const auto typed = compose(labelled("rich", RichCrop{.size = {40, 48}}));
  const Pipeline data = smalti::testing::read_pipeline(typed.value());
  for (u64 id = 0; id < 10; ++id) {
    const Applied made = smalti::apply(typed, image.view(), 5, {id, 0, 0});
    EXPECT_EQ(made.image.extent(), (Extent{40, 48}));
    EXPECT_TRUE(smalti::testing::same(made.image, smalti::apply(data, image.view(), 5, {id, 0, 0}).image));
    const Value& blur = made.params[1];  // behind the preset itself: its first child
    EXPECT_EQ(*blur.find("id")->as<std::string>(), "rich/0");
    EXPECT_EQ(*made.params[2].find("id")->as<std::string>(), *blur.find("applied")->as<bool>() ? "rich/0/0" : "rich/1");
  }
}
/// The largest difference between fused and exact mode for the same draws.
int between_modes(const RichCrop& op, const Image& image) {
  const auto fused = compose(op);
  const auto exact = compose_with({.mode = Mode::exact}, op);
  int worst = 0;
  for (u64 id = 0; id < 30; ++id) {
    const Applied once = smalti::apply(fused, image.view(), 5, {id, 0, 0});
    const Applied twice = smalti::apply(exact, image.view(), 5, {id, 0, 0}, {}, 0, &once.params);
    for (std::size_t i = 0; i < once.image.bytes(); ++i)
      worst = std::max(worst, std::abs(std::to_integer<int>(once.image.view().data[i]) - std::to_integer<int>(twice.image.view().data[i])));
  }
  return worst;
}
TEST(RichCrop, exact_mode_differs_by_roundings_where_one_step_resamples) {
  const Image image = smalti::testing::noise({50, 70});
  // 4 levels of the colour, and the half level that the resampling is rounded by, amplified
  EXPECT_LE(between_modes({.size = {40, 48}, .max_rotation = 0}, image), 5);
  EXPECT_LE(between_modes({.size = {40, 48}, .min_area_ratio = 1, .aspect_ratio = 1}, image), 5);
}
TEST(RichCrop, exact_mode_stays_near_on_a_smooth_picture_that_is_resampled_twice) {
  Image image({61, 83}, 3);  // a hill on the grey of the fill
  for (int y = 0; y < 61; ++y)
    for (int x = 0; x < 83; ++x)
      for (int c = 0; c < 3; ++c) {
        const double u = std::sin(3.14159 * (x + 0.5) / 83), v = std::sin(3.14159 * (y + 0.5) / 61);
        image.view().at<std::uint8_t>(y, x, c) = static_cast<std::uint8_t>(114 + (90 - 20 * c) * u * u * v * v);
      }
  EXPECT_LE(between_modes({.size = {40, 48}}, image), 5);
}
TEST(RichCrop, is_written_with_its_own_parameters) {
  EXPECT_EQ(to_json(write_operator(placed(RichCrop{.size = 32}))),
            R"({"op": "RichCrop", "size": [32, 32], "max_rotation": 15, "min_area_ratio": 0.5, "aspect_ratio": 0.33, "brightness": 0.5, "contrast": 0.5, "saturation": 0.5, "blur_ratio": 0.1, "flip": true})");
}
TEST(RichCrop, moves_labels_with_the_pixels) {
  Targets t;
  t.keypoints = {{35, 25, 2}};
  Image image({50, 70}, 3);
  std::fill_n(image.view().data, image.bytes(), std::byte{0});
  for (int y = 21; y < 29; ++y)
    for (int x = 31; x < 39; ++x)
      for (int c = 0; c < 3; ++c) image.view().at<std::uint8_t>(y, x, c) = 250;
  int seen = 0;
  for (u64 id = 0; id < 40; ++id) {
    const Applied out = smalti::apply(compose(RichCrop{.size = {120, 120}, .brightness = 0, .contrast = 0, .saturation = 0, .blur_ratio = 0}), image.view(), 5, {id, 0, 0}, t);
    const Keypoint k = out.targets.keypoints[0];
    if (k.v == 0 || k.x < 1 || k.y < 1 || k.x > 119 || k.y > 119) continue;
    EXPECT_GT(out.image.view().at<const std::uint8_t>(static_cast<int>(k.y), static_cast<int>(k.x)), 200) << id;
    ++seen;
  }
  EXPECT_GT(seen, 20);
}

}  // namespace
