// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// A user's .cu file: links smalti::cuda, says what is missing where there is no device, and gets the CPU's bytes where there is one.
#include <smalti/cuda.cuh>
#include <smalti/ops/Normalize.hpp>
#include <smalti/ops/RandomHorizontalFlip.hpp>
#include <smalti/ops/RandomResizedCrop.hpp>

#include <cstdio>
#include <cstring>
#include <vector>

namespace sm = smalti;

void render_on_cpu(const sm::Plan& plan, sm::ImageView picture, sm::MutableImageView out);  // in device.cpp

int main() try {
  const auto pipeline = sm::compose(sm::RandomResizedCrop{.size = {56, 48}}, sm::RandomHorizontalFlip{}, sm::Normalize{.mean = sm::imagenet_mean, .std = sm::imagenet_std});
  using Steps = decltype(pipeline)::StepList;
  sm::Image picture({75, 100}, 3);
  for (std::size_t i = 0; i < picture.bytes(); ++i) picture.view().data[i] = static_cast<std::byte>(i * 2654435761u >> 13);
  std::vector<sm::SampleInput> in(1);
  in[0].picture = {picture.extent(), 3, sm::Dtype::uint8, sm::range_of(sm::Dtype::uint8)};
  sm::GroupPlan plans;
  pipeline.plan(in, {}, plans);
  const sm::Plan& plan = plans.outputs[0].plan;
  sm::Image here(plan.extent, 3, plan.dtype), back(plan.extent, 3, plan.dtype);
  render_on_cpu(plan, std::as_const(picture).view(), here.view());

  sm::cuda::Renderer<Steps> renderer;
  const auto stream = sm::cuda::make_stream();
  const auto ring = sm::cuda::OutputRing::make(renderer.device());
  const auto source = ring->take(picture.bytes(), stream.get()), target = ring->take(back.bytes(), stream.get());
  sm::cuda::check(cudaMemcpyAsync(source->data(), picture.view().data, picture.bytes(), cudaMemcpyHostToDevice, stream.get()), "cudaMemcpyAsync");
  const sm::SourcePixels there{sm::ImageView(sm::view_of(source->data(), sm::Dtype::uint8, picture.extent(), 3)), sm::Rect::of(picture.extent())};
  const sm::cuda::BatchSample sample{&plan, {{&there, 1}}, sm::view_of(target->data(), plan.dtype, plan.extent, 3)};
  renderer.render({&sample, 1}, stream.get());
  sm::cuda::check(cudaMemcpyAsync(back.view().data, target->data(), back.bytes(), cudaMemcpyDeviceToHost, stream.get()), "cudaMemcpyAsync");
  sm::cuda::check(cudaStreamSynchronize(stream.get()), "cudaStreamSynchronize");
  const bool same = std::memcmp(here.view().data, back.view().data, back.bytes()) == 0;
  std::printf("%d launches, %s\n", renderer.launches(), same ? "the bytes of the CPU" : "other bytes than the CPU's");
  return same ? 0 : 1;
} catch (const sm::DeviceError& error) {
  std::printf("%s\n", error.what());
  return error.code() == "device.driver" || error.code() == "device.none" ? 0 : 1;  // no device to run on
}
