// SPDX-License-Identifier: MIT
// Augments a batch that lies on a GPU: planned on the host, rendered by a copy and three launches, with the CPU's bytes. What
// runs on the device stands in kernels.cu.
#include <smalti/cuda/output.hpp>
#include <smalti/cuda/renderer.hpp>
#include <smalti/ops/ColorJitter.hpp>
#include <smalti/ops/Normalize.hpp>
#include <smalti/ops/RandomHorizontalFlip.hpp>
#include <smalti/ops/RandomResizedCrop.hpp>
#include <smalti/plan/pipeline.hpp>

#include <cstdio>

namespace sm = smalti;

int main() try {
  const auto train = sm::compose(sm::RandomResizedCrop{.size = {224, 224}}, sm::RandomHorizontalFlip{},
                                 sm::ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f},
                                 sm::Normalize{.mean = sm::imagenet_mean, .std = sm::imagenet_std});
  constexpr int n = 8;
  constexpr sm::Extent extent{375, 500};
  constexpr std::size_t picture = 375 * 500 * 3, rendered = 224 * 224 * 3 * 2;

  sm::cuda::Renderer<decltype(train)::StepList> renderer;
  const auto stream = sm::cuda::make_stream();
  const auto outputs = sm::cuda::OutputRing::make(renderer.device());
  const auto pictures = outputs->take(n * picture, stream.get());  // a decoder would put them there
  sm::cuda::check(cudaMemsetAsync(pictures->data(), 100, pictures->bytes(), stream.get()), "cudaMemsetAsync");
  const auto batch = outputs->take(n * rendered, stream.get());

  std::vector<sm::GroupPlan> plans(n);
  std::vector<sm::SourcePixels> sources(n);
  std::vector<sm::cuda::BatchSample> samples(n);
  for (std::size_t k = 0; k < n; ++k) {
    sm::SampleInput in[1];
    in[0].picture = {extent, 3, sm::Dtype::uint8, sm::range_of(sm::Dtype::uint8)};
    in[0].at = {k, 0, 0};
    sm::PlanOptions how{.seed = 7};
    how.dtype = sm::Dtype::float16, how.layout = sm::Layout::CHW;
    train.plan(in, how, plans[k]);
    sources[k] = {sm::ImageView(sm::view_of(pictures->data() + k * picture, sm::Dtype::uint8, extent, 3)), sm::Rect::of(extent)};
    const sm::MutableImageView out = sm::view_of(batch->data() + k * rendered, sm::Dtype::float16, {224, 224}, 3, sm::Layout::CHW);
    samples[k] = {&plans[k].outputs[0].plan, {{&sources[k], 1}}, out};
  }
  renderer.render(samples, stream.get());
  batch->filled(stream.get());
  sm::cuda::check(cudaStreamSynchronize(stream.get()), "cudaStreamSynchronize");
  std::printf("%d pictures in %d launches\n", n, renderer.launches());
} catch (const sm::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
