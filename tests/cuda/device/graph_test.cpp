// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Batches captured as a CUDA graph and replayed with other parameters: the bytes of the CPU engine.
#include "device/mirror.hpp"

#include <smalti/cuda/graph.hpp>
#include <smalti/plan/node.hpp>
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

const auto chain = compose(RandomResizedCrop{.size = {48, 48}}, RandomHorizontalFlip{}, ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f, .hue = 0.1f},
                           Normalize{.mean = imagenet_mean, .std = imagenet_std});
using Steps = decltype(chain)::StepList;

/// Pictures with the plans of an epoch, rendered by the CPU engine and, elsewhere, by a device.
class Batch {
 public:
  Batch(int n, u32 epoch, cudaStream_t stream) {
    for (int k = 0; k < n; ++k) {
      Image& picture = pictures_.emplace_back(Extent{75 + 11 * (k % 5), 101 - 9 * (k % 4)}, 3);
      for (std::size_t i = 0; i < picture.bytes(); ++i) picture.view().data[i] = static_cast<std::byte>((i * 2654435761u) >> 13);
      SampleInput in[1];
      in[0].picture = {picture.extent(), 3, Dtype::uint8, range_of(Dtype::uint8)};
      in[0].at = {static_cast<u64>(k), epoch, 0};
      PlanOptions how{.seed = 5};
      how.dtype = Dtype::float16, how.layout = Layout::CHW;
      chain.plan(in, how, plans_.emplace_back());
      const SourcePixels& source = sources_.emplace_back(SourcePixels{std::as_const(picture).view(), Rect::of(picture.extent())});
      const Plan& plan = plans_.back().outputs[0].plan;
      const auto view = [&](Buffer& memory) { return view_of(memory.reserve(bytes), Dtype::float16, plan.extent, 3, Layout::CHW); };
      samples_.push_back({&plan, {{&source, 1}}, view(there_.emplace_back())});
      engine_.render(plan, samples_.back().sources, view(here_.emplace_back()));
      std::memset(there_.back().data(), 0x5A, bytes);
    }
    mirror_.emplace(samples_, stream);
  }
  Batch(const Batch&) = delete;
  std::span<const cuda::BatchSample> samples() const { return mirror_->samples(); }
  void expect_rendered() {
    mirror_->bring_back();
    for (std::size_t k = 0; k < here_.size(); ++k) EXPECT_EQ(std::memcmp(here_[k].data(), there_[k].data(), bytes), 0) << "sample " << k;
  }

 private:
  static constexpr std::size_t bytes = 48 * 48 * 3 * 2;
  std::deque<Image> pictures_;
  std::deque<GroupPlan> plans_;
  std::deque<SourcePixels> sources_;
  std::deque<Buffer> here_, there_;
  std::vector<cuda::BatchSample> samples_;
  cpu::Renderer<Steps> engine_;
  std::optional<Mirror> mirror_;
};

TEST(GraphOnDevice, replays_other_batches_in_the_place_of_the_captured_one) {
  const auto stream = cuda::make_stream();
  std::deque<Batch> batches;
  cuda::Graph<Steps> graph(batches.emplace_back(16, 0, stream.get()).samples());
  graph.launch(stream.get());
  for (u32 epoch = 1; epoch < 40; ++epoch) {
    graph.update(batches.emplace_back(static_cast<int>(16 - epoch % 5), epoch, stream.get()).samples());
    graph.launch(stream.get());
  }
  for (Batch& b : batches) b.expect_rendered();
}

TEST(RendererOnDevice, renders_batches_on_streams_that_know_nothing_of_one_another) {
  const auto one = cuda::make_stream(), other = cuda::make_stream();
  cuda::Renderer<Steps> renderer;
  std::deque<Batch> batches;
  for (u32 epoch = 0; epoch < 40; ++epoch) {
    const cudaStream_t stream = (epoch % 2 ? one : other).get();
    renderer.render(batches.emplace_back(static_cast<int>(1 + epoch % 17), epoch, stream).samples(), stream);
  }
  for (Batch& b : batches) b.expect_rendered();
}

}  // namespace
