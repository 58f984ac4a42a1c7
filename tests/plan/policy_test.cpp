// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/made.hpp"
#include "support/values.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using namespace smalti;
using namespace smalti::testing;

/// What a policy in a pipeline would have drawn.
Value::Array drawn(const PolicySteps& steps) {
  Value entry = Value::Object{};
  entry.set("op", "RandAugment").set("id", "0").set("applied", true).set("state", write_state(steps));
  return {entry};
}
/// What a policy makes of a picture with these steps in place of drawn ones.
Applied replayed(const Image& image, const PolicySteps& steps, Mode mode = Mode::exact, const Targets& targets = {}, RandAugment op = {}) {
  const Value::Array params = drawn(steps);
  return smalti::apply(compose_with({.mode = mode, .filter = std::nullopt}, op), image.view(), 7, {1, 0, 0}, targets, 0, &params);
}
Image small() {
  Image image({4, 5}, 3);
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 5; ++x)
      for (int c = 0; c < 3; ++c) image.view().at<std::uint8_t>(y, x, c) = static_cast<std::uint8_t>((x * 37 + y * 91 + x * y * 13 + c * 53) % 256);
  return image;
}
void expect(const PolicyStep& step, const std::vector<int>& bytes) {
  const auto ours = values_of<std::uint8_t>(replayed(small(), {step}).image);
  EXPECT_EQ(std::vector<int>(ours.begin(), ours.end()), bytes) << to_json(write_state(step));
}

// torchvision 0.29.2, nearest, on the same tensor
TEST(PolicyAction, exact_mode_gives_the_bytes_of_torchvision) {
  expect({PolicyOp::shear_x, 0.3f},
         {0, 53, 106, 37, 90, 143, 74, 127, 180, 111, 164, 217, 148, 201, 254, 91, 144, 197, 141, 194, 247, 191, 244,
          41, 241, 38, 91, 35, 88, 141, 245, 42, 95, 52, 105, 158, 115, 168, 221, 178, 231, 28, 0, 0, 0, 93, 146, 199,
          169, 222, 19, 245, 42, 95, 65, 118, 171, 0, 0, 0});
  expect({PolicyOp::shear_x, -0.3f},
         {0, 53, 106, 37, 90, 143, 74, 127, 180, 111, 164, 217, 148, 201, 254, 91, 144, 197, 141, 194, 247, 191, 244,
          41, 241, 38, 91, 35, 88, 141, 0, 0, 0, 182, 235, 32, 245, 42, 95, 52, 105, 158, 115, 168, 221, 0, 0, 0, 17,
          70, 123, 93, 146, 199, 169, 222, 19, 245, 42, 95});
  expect({PolicyOp::shear_y, 0.3f},
         {0, 53, 106, 37, 90, 143, 191, 244, 41, 241, 38, 91, 35, 88, 141, 91, 144, 197, 141, 194, 247, 52, 105, 158,
          115, 168, 221, 178, 231, 28, 182, 235, 32, 245, 42, 95, 169, 222, 19, 245, 42, 95, 65, 118, 171, 17, 70, 123,
          93, 146, 199, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  expect({PolicyOp::shear_y, -0.99f},
         {0, 53, 106, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 91, 144, 197, 37, 90, 143, 0, 0, 0, 0, 0, 0, 0, 0, 0, 182,
          235, 32, 141, 194, 247, 74, 127, 180, 0, 0, 0, 0, 0, 0, 17, 70, 123, 245, 42, 95, 191, 244, 41, 111, 164, 217,
          0, 0, 0});
  expect({PolicyOp::translate_x, 1.7f},
         {0, 0, 0, 0, 53, 106, 37, 90, 143, 74, 127, 180, 111, 164, 217, 0, 0, 0, 91, 144, 197, 141, 194, 247, 191, 244,
          41, 241, 38, 91, 0, 0, 0, 182, 235, 32, 245, 42, 95, 52, 105, 158, 115, 168, 221, 0, 0, 0, 17, 70, 123, 93,
          146, 199, 169, 222, 19, 245, 42, 95});
  expect({PolicyOp::translate_x, -2},
         {74, 127, 180, 111, 164, 217, 148, 201, 254, 0, 0, 0, 0, 0, 0, 191, 244, 41, 241, 38, 91, 35, 88, 141, 0, 0, 0,
          0, 0, 0, 52, 105, 158, 115, 168, 221, 178, 231, 28, 0, 0, 0, 0, 0, 0, 169, 222, 19, 245, 42, 95, 65, 118, 171,
          0, 0, 0, 0, 0, 0});
  expect({PolicyOp::translate_y, -1.9f},
         {91, 144, 197, 141, 194, 247, 191, 244, 41, 241, 38, 91, 35, 88, 141, 182, 235, 32, 245, 42, 95, 52, 105, 158,
          115, 168, 221, 178, 231, 28, 17, 70, 123, 93, 146, 199, 169, 222, 19, 245, 42, 95, 65, 118, 171, 0, 0, 0, 0,
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  expect({PolicyOp::translate_y, 2},
         {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 53, 106, 37, 90,
          143, 74, 127, 180, 111, 164, 217, 148, 201, 254, 91, 144, 197, 141, 194, 247, 191, 244, 41, 241, 38, 91, 35,
          88, 141});
  expect({PolicyOp::rotate, 30},
         {0, 0, 0, 74, 127, 180, 111, 164, 217, 35, 88, 141, 35, 88, 141, 37, 90, 143, 141, 194, 247, 191, 244, 41, 115,
          168, 221, 178, 231, 28, 91, 144, 197, 141, 194, 247, 52, 105, 158, 115, 168, 221, 245, 42, 95, 182, 235, 32,
          182, 235, 32, 93, 146, 199, 169, 222, 19, 0, 0, 0});
  expect({PolicyOp::rotate, -13.5f},
         {91, 144, 197, 37, 90, 143, 74, 127, 180, 111, 164, 217, 148, 201, 254, 91, 144, 197, 141, 194, 247, 191, 244,
          41, 241, 38, 91, 35, 88, 141, 182, 235, 32, 245, 42, 95, 52, 105, 158, 115, 168, 221, 178, 231, 28, 17, 70,
          123, 93, 146, 199, 169, 222, 19, 245, 42, 95, 178, 231, 28});
  expect({PolicyOp::brightness, 0.27f},
         {0, 67, 134, 46, 114, 181, 93, 161, 228, 140, 208, 255, 187, 255, 255, 115, 182, 250, 179, 246, 255, 242, 255,
          52, 255, 48, 115, 44, 111, 179, 231, 255, 40, 255, 53, 120, 66, 133, 200, 146, 213, 255, 226, 255, 35, 21, 88,
          156, 118, 185, 252, 214, 255, 24, 255, 53, 120, 82, 149, 217});
  expect({PolicyOp::brightness, -0.9f},
         {0, 5, 10, 3, 9, 14, 7, 12, 18, 11, 16, 21, 14, 20, 25, 9, 14, 19, 14, 19, 24, 19, 24, 4, 24, 3, 9, 3, 8, 14,
          18, 23, 3, 24, 4, 9, 5, 10, 15, 11, 16, 22, 17, 23, 2, 1, 7, 12, 9, 14, 19, 16, 22, 1, 24, 4, 9, 6, 11, 17});
  expect({PolicyOp::color, 0.27f},
         {0, 55, 123, 25, 92, 160, 62, 129, 197, 99, 166, 234, 136, 203, 255, 79, 146, 214, 129, 196, 255, 187, 254, 0,
          255, 20, 87, 23, 90, 158, 178, 245, 0, 255, 24, 91, 40, 107, 175, 103, 170, 238, 174, 241, 0, 5, 72, 140, 81,
          148, 216, 165, 232, 0, 255, 24, 91, 53, 120, 188});
  expect({PolicyOp::color, -0.9f},
         {38, 44, 49, 75, 81, 86, 112, 118, 123, 149, 155, 160, 186, 192, 197, 129, 135, 140, 179, 185, 190, 202, 208,
          187, 117, 97, 102, 73, 79, 84, 193, 199, 178, 121, 101, 106, 90, 96, 101, 153, 159, 164, 189, 195, 174, 55,
          61, 66, 131, 137, 142, 180, 186, 165, 121, 101, 106, 103, 109, 114});
  expect({PolicyOp::contrast, 0.27f},
         {0, 31, 99, 11, 78, 146, 58, 125, 193, 105, 172, 240, 152, 219, 255, 80, 147, 214, 143, 210, 255, 207, 255, 16,
          255, 12, 80, 8, 76, 143, 195, 255, 5, 255, 17, 85, 30, 97, 165, 110, 177, 245, 190, 255, 0, 0, 53, 120, 82,
          149, 217, 179, 246, 0, 255, 17, 85, 47, 114, 181});
  expect({PolicyOp::contrast, -0.9f},
         {118, 123, 128, 122, 127, 132, 125, 131, 136, 129, 134, 140, 133, 138, 143, 127, 132, 138, 132, 137, 143, 137,
          142, 122, 142, 122, 127, 121, 127, 132, 136, 141, 121, 142, 122, 127, 123, 128, 134, 129, 135, 140, 136, 141,
          121, 120, 125, 130, 127, 132, 138, 135, 140, 120, 142, 122, 127, 124, 130, 135});
  expect({PolicyOp::sharpness, 0.9f},
         {0, 53, 106, 37, 90, 143, 74, 127, 180, 111, 164, 217, 148, 201, 254, 91, 144, 197, 159, 229, 255, 226, 255, 0,
          255, 0, 55, 35, 88, 141, 182, 235, 32, 255, 0, 77, 0, 87, 176, 97, 186, 255, 178, 231, 28, 17, 70, 123, 93,
          146, 199, 169, 222, 19, 245, 42, 95, 65, 118, 171});
  expect({PolicyOp::sharpness, -0.9f},
         {0, 53, 106, 37, 90, 143, 74, 127, 180, 111, 164, 217, 148, 201, 254, 91, 144, 197, 123, 158, 175, 155, 172,
          112, 169, 109, 126, 35, 88, 141, 182, 235, 32, 173, 113, 113, 123, 123, 140, 133, 150, 149, 178, 231, 28, 17,
          70, 123, 93, 146, 199, 169, 222, 19, 245, 42, 95, 65, 118, 171});
  expect({PolicyOp::posterize, 3},
         {0, 32, 96, 32, 64, 128, 64, 96, 160, 96, 160, 192, 128, 192, 224, 64, 128, 192, 128, 192, 224, 160, 224, 32,
          224, 32, 64, 32, 64, 128, 160, 224, 32, 224, 32, 64, 32, 96, 128, 96, 160, 192, 160, 224, 0, 0, 64, 96, 64,
          128, 192, 160, 192, 0, 224, 32, 64, 64, 96, 160});
  expect({PolicyOp::posterize, 0},
         {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  expect({PolicyOp::solarize, 0.5f},
         {0, 53, 106, 37, 90, 112, 74, 127, 75, 111, 91, 38, 107, 54, 1, 91, 111, 58, 114, 61, 8, 64, 11, 41, 14, 38,
          91, 35, 88, 114, 73, 20, 32, 10, 42, 95, 52, 105, 97, 115, 87, 34, 77, 24, 28, 17, 70, 123, 93, 109, 56, 86,
          33, 19, 10, 42, 95, 65, 118, 84});
  expect({PolicyOp::solarize, 0},
         {255, 202, 149, 218, 165, 112, 181, 128, 75, 144, 91, 38, 107, 54, 1, 164, 111, 58, 114, 61, 8, 64, 11, 214,
          14, 217, 164, 220, 167, 114, 73, 20, 223, 10, 213, 160, 203, 150, 97, 140, 87, 34, 77, 24, 227, 238, 185, 132,
          162, 109, 56, 86, 33, 236, 10, 213, 160, 190, 137, 84});
  expect({PolicyOp::invert, 0},
         {255, 202, 149, 218, 165, 112, 181, 128, 75, 144, 91, 38, 107, 54, 1, 164, 111, 58, 114, 61, 8, 64, 11, 214,
          14, 217, 164, 220, 167, 114, 73, 20, 223, 10, 213, 160, 203, 150, 97, 140, 87, 34, 77, 24, 227, 238, 185, 132,
          162, 109, 56, 86, 33, 236, 10, 213, 160, 190, 137, 84});
  expect({PolicyOp::identity, 0},
         {0, 53, 106, 37, 90, 143, 74, 127, 180, 111, 164, 217, 148, 201, 254, 91, 144, 197, 141, 194, 247, 191, 244,
          41, 241, 38, 91, 35, 88, 141, 182, 235, 32, 245, 42, 95, 52, 105, 158, 115, 168, 221, 178, 231, 28, 17, 70,
          123, 93, 146, 199, 169, 222, 19, 245, 42, 95, 65, 118, 171});
}
TEST(PolicyAction, equalizes_as_torchvision) {
  std::vector<std::uint8_t> uneven;
  for (int k = 0; k < 1800; ++k) uneven.push_back(static_cast<std::uint8_t>(k * k / 700 % 256));
  const auto v = values_of<std::uint8_t>(replayed(picture<std::uint8_t>({20, 30}, 3, uneven), {{PolicyOp::equalize, 0}}).image);
  std::int64_t sum = 0, by_place = 0;
  for (std::size_t k = 0; k < v.size(); ++k) sum += v[k], by_place += static_cast<std::int64_t>(k) * v[k];
  EXPECT_EQ(sum, 262975);
  EXPECT_EQ(by_place, 257625837);
}
TEST(PolicyAction, without_effect_leaves_the_bytes_alone_in_both_modes) {
  using enum PolicyOp;
  const Image image = noise({13, 42});
  PolicySteps steps{{identity, 0}, {posterize, 8}};
  for (const PolicyOp op : {shear_x, shear_y, translate_x, translate_y, rotate, brightness, color, contrast, sharpness}) steps.push_back({op, 0});
  for (const Mode mode : {Mode::fused, Mode::exact}) EXPECT_TRUE(same(replayed(image, steps, mode).image, image));
}
TEST(PolicyAction, shows_the_fill_where_there_is_no_source) {
  const Image out = replayed(noise({8, 9}), {{PolicyOp::translate_x, 3}}, Mode::fused, {}, {.fill = 77}).image;
  EXPECT_EQ(out.view().at<const std::uint8_t>(5, 2, 1), 77);
  EXPECT_EQ(out.view().at<const std::uint8_t>(5, 3, 1), noise({8, 9}).view().at<const std::uint8_t>(5, 0, 1));
}
TEST(PolicyAction, moves_boxes_and_keypoints_with_the_pixels) {
  Targets t;
  set_box(t.instances.emplace_back(), {10, 8, 20, 16});
  start(t.instances[0]);
  t.keypoints = {{10, 16, 2}};
  const auto moved = [&](PolicyStep step) { return replayed(noise({40, 40}), {step}, Mode::fused, t).targets; };
  const Box shifted = moved({PolicyOp::translate_x, 5.9f}).instances[0].box;
  EXPECT_EQ(shifted.x1, 15);
  EXPECT_EQ(shifted.y2, 16);
  const Keypoint sheared = moved({PolicyOp::shear_x, 0.25f}).keypoints[0];  // x + y / 4 is where it came from
  EXPECT_FLOAT_EQ(sheared.x, 6);
  EXPECT_FLOAT_EQ(sheared.y, 16);
  EXPECT_FLOAT_EQ(moved({PolicyOp::shear_y, -0.5f}).keypoints[0].y, 21);
  const Keypoint turned = moved({PolicyOp::rotate, 90}).keypoints[0];  // counter-clockwise about (20, 20)
  EXPECT_FLOAT_EQ(turned.x, 16);
  EXPECT_FLOAT_EQ(turned.y, 30);
}
TEST(PolicyAction, folds_maps_into_one_warp) {
  SampleInput in[1];
  in[0].picture = {{40, 40}, 3, Dtype::uint8, {0, 255}, 0};
  const Value::Array params = drawn({{PolicyOp::shear_x, 0.1f}, {PolicyOp::rotate, 9}, {PolicyOp::translate_y, 4}, {PolicyOp::invert, 0}});
  GroupPlan plan;
  compose(RandAugment{}).plan(in, {.replayed = &params}, plan);
  EXPECT_EQ(plan.outputs[0].plan.passes.size(), 1u);
}
TEST(PolicyAction, leaves_the_colour_of_grey_pictures_alone) {
  const Image grey = picture<std::uint8_t>({1, 4}, 1, {0, 40, 80, 200});
  EXPECT_TRUE(same(replayed(grey, {{PolicyOp::color, 0.9f}}).image, grey));
}

}  // namespace
