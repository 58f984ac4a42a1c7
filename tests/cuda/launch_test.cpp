// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// What the launch layer enqueues, on a device that runs as late as it may: the bytes of the CPU engine, whatever is on its way.
#include "cuda/late_kernels.hpp"

#include <smalti/cuda/graph.hpp>
#include <smalti/cuda/output.hpp>
#include <smalti/cuda/render_tile.hpp>
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

#include <deque>
#include <numeric>

namespace {

using namespace smalti;

const auto chain = compose(RandomResizedCrop{.size = {40, 48}}, RandomHorizontalFlip{}, ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f},
                           Normalize{.mean = imagenet_mean, .std = imagenet_std});
const auto plain = compose(Resize{.size = Extent{40, 48}}, RandomHorizontalFlip{}, Normalize{.mean = imagenet_mean, .std = imagenet_std});
using Steps = decltype(chain)::StepList;

/// Pictures, their plans, where they are rendered to, and what the CPU engine makes of them.
struct Batch {
  template <class Pipeline>
  Batch(const Pipeline& pipeline, int n, u64 epoch, Dtype dtype = Dtype::uint8) {
    for (int k = 0; k < n; ++k) {
      Image& picture = pictures.emplace_back(Extent{50 + 7 * (k % 5), 61 + 9 * (k % 4)}, 3, dtype);
      for (std::size_t i = 0; i < picture.bytes(); ++i) picture.view().data[i] = static_cast<std::byte>(((i + epoch) * 2654435761u) >> 21 & 0x3F);
      SampleInput in[1];
      in[0].picture = {picture.extent(), 3, dtype, range_of(dtype)};
      in[0].at = {static_cast<u64>(k), static_cast<u32>(epoch), 0};
      PlanOptions how{.seed = 3};
      how.dtype = Dtype::float16, how.layout = Layout::CHW;
      pipeline.plan(in, how, plans.emplace_back());
      const SourcePixels& source = sources.emplace_back(SourcePixels{std::as_const(picture).view(), Rect::of(picture.extent())});
      const Plan& plan = plans.back().outputs[0].plan;
      const auto view = [&](Buffer& memory) { return view_of(memory.reserve(bytes), Dtype::float16, plan.extent, 3, Layout::CHW); };
      samples.push_back({&plan, {{&source, 1}}, view(there.emplace_back())});
      engine.render(plan, samples.back().sources, view(here.emplace_back()));
      std::memset(there.back().data(), 0x5A, bytes);
    }
  }
  Batch(const Batch&) = delete;
  bool rendered() const {
    for (std::size_t k = 0; k < here.size(); ++k)
      if (std::memcmp(here[k].data(), there[k].data(), bytes) != 0) return false;
    return true;
  }

  static constexpr std::size_t bytes = 40 * 48 * 3 * 2;
  std::deque<Image> pictures;
  std::deque<GroupPlan> plans;
  std::deque<SourcePixels> sources;
  std::deque<Buffer> here, there;
  std::vector<cuda::BatchSample> samples;
  cpu::Renderer<Steps> engine;
};

template <class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(Renderer, renders_batch_after_batch_while_the_host_runs_ahead) {
  cuda::Renderer<Steps> renderer;
  const auto stream = cuda::make_stream();
  std::deque<Batch> batches;
  for (u64 epoch = 0; epoch < 11; ++epoch) {
    batches.emplace_back(chain, static_cast<int>(2 + 3 * (epoch % 4)), epoch);  // memory grows on the way
    renderer.render(batches.back().samples, stream.get());
    EXPECT_EQ(renderer.launches(), 3);  // weights, the mean luma, the pixels
    EXPECT_FALSE(batches.back().rendered());
  }
  cudaStreamSynchronize(stream.get());
  for (const Batch& b : batches) EXPECT_TRUE(b.rendered());
}

TEST(Renderer, orders_batches_on_streams_that_know_nothing_of_one_another) {
  cuda::Renderer<Steps> renderer;
  const auto one = cuda::make_stream(), other = cuda::make_stream();
  std::deque<Batch> batches;
  for (u64 epoch = 0; epoch < 6; ++epoch) renderer.render(batches.emplace_back(chain, 3, epoch).samples, (epoch % 2 ? one : other).get());
  cudaStreamSynchronize(one.get());
  cudaStreamSynchronize(other.get());
  for (const Batch& b : batches) EXPECT_TRUE(b.rendered());
}

TEST(Renderer, says_which_kernels_are_lacking_and_how_to_have_them) {
  cuda::Renderer<Steps> renderer;
  const auto stream = cuda::make_stream();
  const Batch floats(chain, 2, 0, Dtype::float32);
  EXPECT_EQ(message_of([&] { renderer.render(floats.samples, stream.get()); }),
            "DeviceError [device.kernel] rendering a batch of 2, the first to 48x40 (steps: Brightness, Contrast, Saturation): no kernel is compiled for pictures of other than uint8 "
            "numbers; Renderer<Steps, smalti::cuda::AnyPictures> has kernels for everything");
}

TEST(Renderer, refuses_a_stream_that_is_being_captured) {
  cuda::Renderer<Steps> renderer;
  const auto stream = cuda::make_stream();
  const Batch batch(plain, 1, 0);
  cudaStreamBeginCapture(stream.get(), cudaStreamCaptureModeThreadLocal);
  EXPECT_EQ(message_of([&] { renderer.render(batch.samples, stream.get()); }),
            "DeviceError [device.kernel] rendering a batch of 1, the first to 48x40 (steps: none): the stream is being captured; smalti::cuda::Graph captures a batch so that it can be "
            "replayed");
  cudaGraph_t graph = nullptr;
  cudaStreamEndCapture(stream.get(), &graph);
  cudaGraphDestroy(graph);
}

TEST(Graph, replays_other_batches_in_the_place_of_the_captured_one) {
  std::deque<Batch> batches;
  cuda::Graph<Steps> graph(batches.emplace_back(chain, 8, 0).samples);
  const auto stream = cuda::make_stream();
  graph.launch(stream.get());
  for (u64 epoch = 1; epoch < 7; ++epoch) {
    graph.update(batches.emplace_back(chain, static_cast<int>(8 - epoch % 3), epoch).samples);
    graph.launch(stream.get());
  }
  graph.update(batches.emplace_back(plain, 8, 9).samples);  // which measures nothing: that launch has no tiles now
  graph.launch(stream.get());
  cudaStreamSynchronize(stream.get());
  for (const Batch& b : batches) EXPECT_TRUE(b.rendered());
}

TEST(Graph, refuses_a_batch_that_does_not_fit_and_keeps_the_one_it_has) {
  const Batch batch(plain, 2, 0), larger(plain, 4, 1), measuring(chain, 1, 2);
  cuda::Graph<Steps> graph(batch.samples, 0.25);
  const auto stream = cuda::make_stream();
  const std::string large = message_of([&] { graph.update(larger.samples); }), measures = message_of([&] { graph.update(measuring.samples); });
  EXPECT_TRUE(large.starts_with("DeviceError [device.kernel] rendering a batch of 4, the first to 48x40 (steps: none): does not fit the captured graph: it takes ")) << large;
  EXPECT_TRUE(large.ends_with("; capture one with more to spare, or a batch that has everything")) << large;
  EXPECT_NE(measures.find("bytes of zeros, captured were 0;"), std::string::npos) << measures;
  graph.launch(stream.get());
  cudaStreamSynchronize(stream.get());
  EXPECT_TRUE(batch.rendered());
}

TEST(OutputRing, keeps_what_was_let_go_until_its_reader_has_passed) {
  const auto ring = cuda::OutputRing::make(0, 2);
  const auto producer = cuda::make_stream(), consumer = cuda::make_stream();
  std::vector<std::array<std::byte, 512>> read(20);
  for (int k = 0; k < 20; ++k) {
    const auto output = ring->take(512, producer.get());
    cudaMemsetAsync(output->data(), k, 512, producer.get());
    output->filled(producer.get());
    output->deliver(consumer.get());
    cudaMemcpyAsync(read[static_cast<std::size_t>(k)].data(), output->data(), 512, cudaMemcpyDeviceToHost, consumer.get());  // ... and it dies before that runs
  }
  cudaStreamSynchronize(consumer.get());
  for (int k = 0; k < 20; ++k)
    for (const std::byte b : read[static_cast<std::size_t>(k)]) ASSERT_EQ(std::to_integer<int>(b), k);
  EXPECT_EQ(ring->bytes(), 1024u);
}

TEST(OutputRing, waits_for_streams_that_were_recorded_besides) {
  const auto ring = cuda::OutputRing::make(0, 1);
  const auto producer = cuda::make_stream(), late = cuda::make_stream();
  std::byte read[256];
  auto output = ring->take(256, producer.get());
  cudaMemsetAsync(output->data(), 1, 256, producer.get());
  output->filled(producer.get());
  output->deliver(late.get());
  cudaMemcpyAsync(read, output->data(), 256, cudaMemcpyDeviceToHost, late.get());
  output.reset();
  output = ring->take(256, producer.get());
  cudaMemsetAsync(output->data(), 2, 256, producer.get());
  cudaStreamSynchronize(producer.get());
  EXPECT_EQ(std::to_integer<int>(read[0]), 1);
}

TEST(OutputRing, names_the_batches_that_are_held_when_the_limit_is_reached) {
  const auto ring = cuda::OutputRing::make(0, 3, 1000);
  const auto stream = cuda::make_stream();
  const auto one = ring->take(500, stream.get());
  EXPECT_EQ(message_of([&] { ring->take(500, stream.get()); }),
            "DeviceError [device.memory] 1 batches are held, 512 bytes, and the next one takes 512: the limit is 1000 bytes; let go of batches, or raise device_memory_limit");
}

TEST(OutputRing, gives_all_memory_back) {
  cudaDeviceSynchronize();
  const int before = stand_in::machine().pieces;
  {
    const auto stream = cuda::make_stream();
    auto ring = cuda::OutputRing::make(0);
    const auto held = ring->take(100, stream.get());
    ring->take(5000, stream.get());
    ring.reset();
  }
  cudaDeviceSynchronize();
  EXPECT_EQ(stand_in::machine().pieces, before);
}

TEST(OutputRing, overwrites_what_was_let_go_where_lifetimes_are_checked) {
  setenv("SMALTI_CHECK_LIFETIME", "1", 1);
  const auto ring = cuda::OutputRing::make(0, 1);
  unsetenv("SMALTI_CHECK_LIFETIME");
  const auto producer = cuda::make_stream(), reader = cuda::make_stream(), stranger = cuda::make_stream();
  std::byte in_time{}, too_late{};
  const std::byte* data = nullptr;
  {
    const auto output = ring->take(256, producer.get());
    data = output->data();
    cudaMemsetAsync(output->data(), 1, 256, producer.get());
    output->filled(producer.get());
    output->deliver(reader.get());
    cudaMemcpyAsync(&in_time, data, 1, cudaMemcpyDeviceToHost, reader.get());
  }
  const auto next = ring->take(256, producer.get());
  cudaStreamSynchronize(producer.get());
  cudaMemcpyAsync(&too_late, data, 1, cudaMemcpyDeviceToHost, stranger.get());  // of whom the ring was not told
  cudaStreamSynchronize(stranger.get());
  EXPECT_EQ(std::to_integer<int>(in_time), 1);
  EXPECT_EQ(std::to_integer<int>(too_late), 0xA5);
}

TEST(DeviceErrors, name_the_fork_that_left_a_process_without_its_device) {
  cuda::device_count();
  const std::string parent = std::to_string(getpid());
  EXPECT_EXIT(
      {
        std::fputs(message_of([] { cuda::device_count(); }).c_str(), stderr);
        std::_Exit(0);
      },
      ::testing::ExitedWithCode(0),
      "DeviceError \\[device.fork\\] this process was forked from " + parent +
          ", which had already used CUDA; start workers by spawn or forkserver, or use threads \\(num_workers=0\\)");
}

TEST(DeviceErrors, say_what_is_missing_and_that_the_cpu_works) {
  stand_in::Machine& machine = stand_in::machine();
  const auto said = [&](cudaError_t error, int driver) {
    machine.count_fails = error, machine.driver = driver;
    const std::string text = message_of([] { cuda::device_count(); });
    machine.count_fails = cudaSuccess, machine.driver = 13000;
    return text;
  };
  EXPECT_EQ(said(cudaErrorInsufficientDriver, 0),
            "DeviceError [device.driver] cudaGetDeviceCount: no NVIDIA driver is loaded on this machine (libcuda.so.1): install one for CUDA 13.0 or newer, and in a container pass it in; "
            "everything on the CPU works without it (device=\"cpu\")");
  EXPECT_EQ(said(cudaErrorInsufficientDriver, 12040),
            "DeviceError [device.driver] cudaGetDeviceCount: the NVIDIA driver serves CUDA 12.4, smalti was built with 13.0: update the driver, or build with an older CUDA toolkit; "
            "everything on the CPU works without it (device=\"cpu\")");
  EXPECT_EQ(said(cudaErrorNoDevice, 13000),
            "DeviceError [device.none] cudaGetDeviceCount: there is no CUDA device that this process may use: see nvidia-smi and CUDA_VISIBLE_DEVICES; "
            "everything on the CPU works without it (device=\"cpu\")");
  EXPECT_EQ(message_of([] { cuda::check(cudaErrorMemoryAllocation, "cudaMallocAsync", [] { return std::string("7 bytes"); }); }),
            "DeviceError [device.memory] cudaMallocAsync, 7 bytes: out of memory: take smaller batches, or let go of what other programs hold on the device");
}

}  // namespace
