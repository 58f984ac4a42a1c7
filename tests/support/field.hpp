// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include "made.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace smalti::testing {

/// A picture that is dark but for a Gaussian blob about a point, f32.
inline Image blob(Extent e, Point centre, double sigma = 1) {
  Image image(e, 1, Dtype::float32);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x) {
      const double dx = x + 0.5 - centre.x, dy = y + 0.5 - centre.y;
      image.view().at<float>(y, x) = static_cast<float>(std::exp(-0.5 * (dx * dx + dy * dy) / (sigma * sigma)));
    }
  return image;
}
inline Point centroid(const Image& image) {
  double sum = 0, sx = 0, sy = 0;
  for (int y = 0; y < image.extent().height; ++y)
    for (int x = 0; x < image.extent().width; ++x) {
      const double v = double{image.view().at<float>(y, x)};
      sum += v, sx += v * (x + 0.5), sy += v * (y + 0.5);
    }
  return {sx / sum, sy / sum};
}
/// Largest distance between where an operator takes drawn blobs and where it takes keypoints at their centres, px.
template <class Op>
double blob_error(const Op& op, u64 samples = 12) {
  const auto pipeline = compose(op);
  double worst = 0;
  for (u64 id = 0; id < samples; ++id) {
    const Point at{30.0 + 9.0 * static_cast<double>(id % 4), 60.0 - 7.0 * static_cast<double>(id % 5)};
    Targets targets;
    targets.keypoints.push_back({static_cast<float>(at.x), static_cast<float>(at.y), 2});
    const Applied out = apply(pipeline, blob({90, 100}, at).view(), 7, {id, 0, 0}, targets);
    const Keypoint k = out.targets.keypoints[0];
    const Point seen = centroid(out.image);
    EXPECT_EQ(k.v, 2);
    worst = std::max(worst, std::hypot(seen.x - double{k.x}, seen.y - double{k.y}));
  }
  return worst;
}
/// Largest distance between a keypoint of the input and what the output shows where it went, px: pictures whose values
/// are their coordinates are read between four pixels.
template <class Op>
double ramp_error(const Op& op, u64 samples = 12) {
  constexpr Extent e{90, 100};
  Image ramp(e, 3, Dtype::float32);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x) {
      ramp.view().at<float>(y, x, 0) = (static_cast<float>(x) + 0.5f) / 128;
      ramp.view().at<float>(y, x, 1) = (static_cast<float>(y) + 0.5f) / 128;
    }
  double worst = 0;
  for (u64 id = 0; id < samples; ++id) {
    Targets targets;
    for (int k = 0; k < 36; ++k)
      targets.keypoints.push_back(
          {15.3f + 12.0f * static_cast<float>(k % 6), 12.2f + 11.0f * static_cast<float>(k / 6), 2});
    const Applied out = apply(compose(op), ramp.view(), 7, {id, 0, 0}, targets);
    for (std::size_t k = 0; k < 36; ++k) {
      const Keypoint from = targets.keypoints[k], to = out.targets.keypoints[k];
      EXPECT_EQ(to.v, 2);
      const double x = double{to.x} - 0.5, y = double{to.y} - 0.5, fx = x - std::floor(x), fy = y - std::floor(y);
      const auto read = [&](int c) {
        const auto at = [&](int dy, int dx) {
          return double{out.image.view().at<const float>(static_cast<int>(y) + dy, static_cast<int>(x) + dx, c)} * 128;
        };
        return (1 - fy) * ((1 - fx) * at(0, 0) + fx * at(0, 1)) + fy * ((1 - fx) * at(1, 0) + fx * at(1, 1));
      };
      worst = std::max(worst, std::hypot(read(0) - double{from.x}, read(1) - double{from.y}));
    }
  }
  return worst;
}
/// Checks that the box of a rectangle holds its bent mask, and no more than a pixel on each side beyond it.
template <class Op>
void expect_box_around_mask(const Op& op) {
  const auto pipeline = compose_with({.filter = std::nullopt}, op);
  for (u64 id = 0; id < 8; ++id) {
    auto mask = std::make_shared<Image>(Extent{120, 140}, 1);
    std::fill_n(mask->view().data, mask->bytes(), std::byte{0});
    for (int y = 41; y < 80; ++y)
      for (int x = 30; x < 95; ++x) mask->view().at<std::uint8_t>(y, x) = 1;
    Targets targets;
    targets.masks.push_back(mask);
    Instance& object = targets.instances.emplace_back();
    object.mask = 0;
    set_box(object, {30, 41, 95, 80});
    start(object);
    const Applied out = apply(pipeline, noise({120, 140}).view(), 7, {id, 0, 0}, targets);
    const Box box = out.targets.instances[0].box, seen = box_of_mask(*out.targets.masks[0]);
    EXPECT_LE(box.x1, seen.x1 + 0.6f);  // a pixel shows what its centre reads; an edge bends between its points
    EXPECT_LE(box.y1, seen.y1 + 0.6f);
    EXPECT_GE(box.x2, seen.x2 - 0.6f);
    EXPECT_GE(box.y2, seen.y2 - 0.6f);
    EXPECT_GE(box.x1, seen.x1 - 1);
    EXPECT_GE(box.y1, seen.y1 - 1);
    EXPECT_LE(box.x2, seen.x2 + 1);
    EXPECT_LE(box.y2, seen.y2 + 1);
    EXPECT_GT(out.targets.instances[0].visible, 0.999);
  }
}
/// Checks that a crop before and a flip behind the field are one pass with the bytes of three.
template <class Op>
void expect_crop_and_flip_fold(const Op& op) {
  const Image in = noise({70, 90});
  const auto field = labelled("field", op);
  const CenterCrop crop{.size = {50, 61}};
  const RandomHorizontalFlip flip{.p = 1};
  EXPECT_TRUE(same(made(in, crop, field, flip), made(made(made(in, crop), field), flip)));
  EXPECT_TRUE(same(made(in, flip, Transpose{}, crop, field, crop),
                   made(made(made(made(in, flip), Transpose{}), crop), field, crop)));
  std::vector<SampleInput> sample(1);
  sample[0].picture.extent = in.extent();
  GroupPlan plan;
  compose(crop, field, flip).plan(sample, {}, plan);
  EXPECT_EQ(plan.outputs[0].plan.passes.size(), 1u);
}
/// Checks that the numbers a sample carries give its bytes again.
template <class Op>
void expect_replay(const Op& op) {
  const auto pipeline = compose(op);
  const Image in = noise({50, 60});
  const Applied first = apply(pipeline, in.view(), 7, {3, 0, 1});
  std::vector<SampleInput> sample(1);
  sample[0].picture.extent = in.extent();
  sample[0].at = {3, 0, 1};
  GroupPlan plan;
  PlanOptions how;
  how.seed = 7;
  how.replayed = &first.params;
  pipeline.plan(sample, how, plan);
  Image again(in.extent(), 3);
  cpu::Renderer<typename std::remove_cvref_t<decltype(pipeline)>::StepList> engine;
  const SourcePixels pixels{in.view(), Rect::of(in.extent())};
  engine.render(plan.outputs[0].plan, {{&pixels, 1}, {}}, again.view());
  EXPECT_TRUE(same(first.image, again));
}

}  // namespace smalti::testing
