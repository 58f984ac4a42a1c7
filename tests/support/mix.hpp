// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/smalti.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace smalti::testing {

using Images = std::vector<Image>;
inline Image flat(int value, Extent e = {8, 8}) {
  Image image(e, 3);
  std::fill_n(image.view().data, image.bytes(), static_cast<std::byte>(value));
  return image;
}
template <class... T>
Images group(T... images) {
  Images out;
  (out.push_back(std::move(images)), ...);
  return out;
}
/// Runs a pipeline over a group of pictures; the images and plans that came out.
template <class Pipeline>
std::pair<Images, GroupPlan> run(const Pipeline& pipeline, const Images& images, std::vector<Targets> targets = {}) {
  targets.resize(images.size());
  std::vector<SampleInput> in(images.size());
  std::vector<SourcePixels> pixels;
  for (std::size_t i = 0; i < images.size(); ++i) {
    in[i].picture = {images[i].extent(), 3, Dtype::uint8, {0, 255}, 3};
    in[i].targets = targets[i];
    in[i].at = {i, 0, 0};
    pixels.push_back({images[i].view(), Rect::of(images[i].extent())});
  }
  std::pair<Images, GroupPlan> out;
  pipeline.plan(in, {.seed = 7, .record = true}, out.second);
  cpu::Renderer<typename Pipeline::StepList> engine;
  Images finished;
  std::vector<SourcePixels> ready;
  for (const auto& member : out.second.stage_a.members) {
    if (!out.second.stage_a.rendered) break;
    const Plan& plan = member->plan;
    engine.render(plan, {pixels, {}}, finished.emplace_back(plan.extent, 3).view());
  }
  for (const Image& image : finished) ready.push_back({image.view(), Rect::of(image.extent())});
  for (SampleOutput& o : out.second.outputs) engine.render(o.plan, {pixels, ready}, out.first.emplace_back(o.plan.extent, 3).view());
  return out;
}
inline int at(const Image& image, int y, int x) { return image.view().at<const std::uint8_t>(y, x); }

}  // namespace smalti::testing
