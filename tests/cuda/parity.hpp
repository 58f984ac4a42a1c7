// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include "cuda/reference.hpp"

#include <smalti/plan/node.hpp>
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace smalti::testing {

/// A picture with slopes, edges and some noise.
inline Image textured(Extent e, int channels, Dtype dtype, int seed = 0) {
  Image image(e, channels, dtype);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x)
      for (int c = 0; c < channels; ++c) {
        const int v = (x * 7 + y * (5 + c) + ((x ^ y) & 31) * 3 + seed * 41) & 255;
        if (dtype == Dtype::uint8) image.view().at<std::uint8_t>(y, x, c) = static_cast<std::uint8_t>(v);
        else if (dtype == Dtype::uint16) image.view().at<std::uint16_t>(y, x, c) = static_cast<std::uint16_t>(v * 257);
        else if (dtype == Dtype::int16) image.view().at<std::int16_t>(y, x, c) = static_cast<std::int16_t>(v * 91 - 9000);
        else image.view().at<float>(y, x, c) = static_cast<float>(v) / 255;
      }
  return image;
}
/// Targets with one object, whose mask the pixels (x, y) with shows(x, y) are.
template <class F>
Targets an_object(Extent e, F shows) {
  auto mask = std::make_shared<Image>(e, 1);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x) mask->view().at<std::uint8_t>(y, x) = shows(x, y);
  Targets targets;
  targets.masks.push_back(mask);
  Instance& object = targets.instances.emplace_back();
  object.mask = 0;
  set_box(object, box_of_mask(*mask));
  start(object);
  return targets;
}
/// Pictures of n extents, most of them odd.
inline std::vector<Image> ragged(int n, int channels, Dtype dtype) {
  constexpr Extent extents[] = {{75, 101}, {61, 83}, {33, 32}, {110, 47}, {40, 143}, {97, 64}, {67, 65}};
  std::vector<Image> out;
  for (int k = 0; k < n; ++k) out.push_back(textured(extents[k % 7], channels, dtype, k));
  return out;
}

/// A pipeline whose list of operators is data.
std::unique_ptr<AnyPipeline> as_data(std::vector<Node> ops, PipelineOptions options);
template <class... Op>
std::unique_ptr<AnyPipeline> as_data(Op... op) {
  std::vector<Node> ops;
  (ops.push_back({.op = op}), ...);
  return as_data(std::move(ops), {});
}

/// What a batch is rendered to.
struct Delivered {
  std::optional<Dtype> dtype;  ///< nothing: what the pipeline ends with
  Layout layout = Layout::HWC;
};

/// Renders a batch by both engines and compares every byte. Holds what the batch refers to. `Steps` as in the pipeline.
template <class Steps>
class Parity {
 public:
  /// Plans the pictures, one group if the pipeline mixes, else each by itself.
  Parity(const AnyPipeline& pipeline, const std::vector<Image>& images, Delivered to, const Targets& targets = {})
      : Parity(pipeline, images, to, std::vector<Targets>(images.size(), targets)) {}
  /// ... with the targets of each.
  Parity(const AnyPipeline& pipeline, const std::vector<Image>& images, Delivered to, const std::vector<Targets>& targets);
  /// Compares pictures, and the labels of samples that have some.
  void expect_equal();
  /// The kernels' launches for the whole batch.
  int launches() const { return device_.launches(); }

 private:
  void add(const AnyPipeline& pipeline, std::span<SampleInput> in, const PlanOptions& how, std::span<const SourcePixels> pixels);
  /// Labels of the CPU engine, and memory for those of the kernels.
  struct Labelled {
    Rasters here;
    std::vector<Buffer> there;
    std::vector<MutableImageView> views;
  };
  void expect_labels(cuda::BatchSample& s, Labelled& labels);
  static void expect_bytes(const std::byte* here, const std::byte* there, std::size_t bytes, const std::string& what) {
    const auto differs = std::mismatch(here, here + bytes, there).first;
    ASSERT_EQ(differs, here + bytes) << what << ": byte " << differs - here << " of " << bytes << " is the first that differs";
  }
  MutableImageView view(const cuda::BatchSample& s, const Buffer& memory) const {
    return view_of(memory.data(), to_.dtype.value_or(s.plan->dtype), s.plan->extent, s.plan->channels, to_.layout);
  }
  std::size_t bytes_of(const cuda::BatchSample& s) const {
    return static_cast<std::size_t>(s.plan->extent.area() * s.plan->channels * size_of(to_.dtype.value_or(s.plan->dtype)));
  }

  Delivered to_;
  std::vector<SourcePixels> pixels_;
  std::deque<GroupPlan> groups_;
  std::deque<Image> made_;
  std::deque<std::vector<SourcePixels>> finished_;
  std::deque<std::vector<Rasters>> labels_;
  std::vector<cuda::BatchSample> samples_;
  HostDevice<Steps> device_;
  cpu::Renderer<Steps> engine_;
};

template <class Steps>
Parity<Steps>::Parity(const AnyPipeline& pipeline, const std::vector<Image>& images, Delivered to, const std::vector<Targets>& targets) : to_(to) {
  std::vector<SampleInput> in(images.size());
  for (std::size_t k = 0; k < images.size(); ++k) {
    in[k].picture = {images[k].extent(), images[k].channels(), images[k].dtype(), range_of(images[k].dtype())};
    in[k].at = {k, 0, 0};
    in[k].targets = targets[k];
    pixels_.push_back({images[k].view(), Rect::of(images[k].extent())});
  }
  PlanOptions how{.seed = 5};
  how.dtype = to.dtype;
  const std::size_t group = pipeline.mixes() ? in.size() : 1;
  for (std::size_t k = 0; k < in.size(); k += group) add(pipeline, std::span(in).subspan(k, group), how, std::span(pixels_).subspan(k, group));
}

template <class Steps>
void Parity<Steps>::add(const AnyPipeline& pipeline, std::span<SampleInput> in, const PlanOptions& how, std::span<const SourcePixels> pixels) {
  GroupPlan& group = groups_.emplace_back();
  pipeline.plan(in, how, group);
  std::vector<SourcePixels>& finished = finished_.emplace_back();
  std::vector<Rasters>& labels = labels_.emplace_back();
  std::vector<Rasters>& finished_labels = labels_.emplace_back();
  for (const SampleInput& one : in) labels.push_back({one.targets.segmentation, one.targets.masks});
  for (const auto& member : group.stage_a.members) {
    if (!group.stage_a.rendered) break;
    const Plan& plan = member->plan;
    Image& image = made_.emplace_back(plan.extent, plan.channels, plan.dtype);
    engine_.render(plan, {pixels, {}}, image.view());
    finished.push_back({std::as_const(image).view(), Rect::of(plan.extent)});
    finished_labels.push_back(engine_.render_rasters(plan, {pixels, {}, labels, {}}));
  }
  for (const SampleOutput& o : group.outputs) {
    const Sources sources{pixels, finished, labels, finished_labels};
    samples_.push_back({&o.plan, sources, {}});
  }
}

template <class Steps>
void Parity<Steps>::expect_equal() {
  std::vector<Buffer> there;
  for (cuda::BatchSample& s : samples_) {
    const std::size_t bytes = bytes_of(s);
    std::memset(there.emplace_back(bytes).data(), 0x5A, bytes);
    s.out = view(s, there.back());
  }
  std::deque<Labelled> labels;
  for (cuda::BatchSample& s : samples_) expect_labels(s, labels.emplace_back());
  device_.run(samples_);
  for (std::size_t k = 0; k < samples_.size(); ++k) {
    const std::size_t bytes = bytes_of(samples_[k]);
    const Buffer here(bytes);
    engine_.render(*samples_[k].plan, samples_[k].sources, view(samples_[k], here));
    const std::string which = "sample " + std::to_string(k);
    expect_bytes(here.data(), there[k].data(), bytes, which);
    if (::testing::Test::HasFatalFailure()) return;
    const Rasters& own = labels[k].here;
    if (own.segmentation) expect_bytes(own.segmentation->view().data, samples_[k].rasters.segmentation->data, own.segmentation->bytes(), which + ", segmentation");
    for (std::size_t m = 0; m < own.masks.size(); ++m) expect_bytes(own.masks[m]->view().data, labels[k].views[m].data, own.masks[m]->bytes(), which + ", mask " + std::to_string(m));
    if (::testing::Test::HasFatalFailure()) return;
  }
}
template <class Steps>
void Parity<Steps>::expect_labels(cuda::BatchSample& s, Labelled& labels) {
  for (std::size_t k = 0; k < s.sources.decoded_labels.size(); ++k) {
    const Rasters& of = s.sources.decoded_labels[k];
    const Extent e = s.sources.decoded[k].view.extent;
    if ((of.segmentation && of.segmentation->extent() != e) || (!of.masks.empty() && of.masks[0]->extent() != e)) return;  // they are not of this picture
  }
  labels.here = engine_.render_rasters(*s.plan, s.sources);
  const auto room = [&](const Image& like) {
    std::memset(labels.there.emplace_back(like.bytes()).data(), 0x5A, like.bytes());
    return view_of(labels.there.back().data(), like.dtype(), like.extent(), 1);
  };
  if (labels.here.segmentation) s.rasters.segmentation = room(*labels.here.segmentation);
  for (const auto& mask : labels.here.masks) labels.views.push_back(room(*mask));
  s.rasters.masks = labels.views;
}

/// Pictures a batch; no large ones where a sanitizer makes each take ten times as long.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr std::initializer_list<int> batch_sizes = {1, 7};
#else
inline constexpr std::initializer_list<int> batch_sizes = {1, 7, 64};
#endif

extern template class Parity<AllSteps>;  // in parity.cpp, as both engines with every operator take a while to compile

/// Compares batches of these sizes.
template <class Steps = AllSteps>
void expect_parity(const AnyPipeline& pipeline, int channels, Dtype in, Delivered to, std::initializer_list<int> sizes = batch_sizes) {
  for (const int n : sizes) {
    const std::vector<Image> images = ragged(n, channels, in);
    Parity<Steps> batch(pipeline, images, to);
    batch.expect_equal();
    if (::testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace smalti::testing
