// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// How fast are batches on a GPU, on the device and end to end, beside a copy of the bytes that they must read and write?
#include <smalti/cuda/graph.hpp>
#include <smalti/cuda/output.hpp>
#include <smalti/io/json.hpp>
#include <smalti/ops/ColorJitter.hpp>
#include <smalti/ops/Mosaic.hpp>
#include <smalti/ops/Normalize.hpp>
#include <smalti/ops/RandomHorizontalFlip.hpp>
#include <smalti/ops/RandomResizedCrop.hpp>
#include <smalti/plan/needed.hpp>
#include <smalti/plan/pipeline.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>

namespace sm = smalti;
using sm::cuda::check;

namespace {

constexpr int rounds = 21;

double median(std::vector<double> v) {
  std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
  return v[v.size() / 2];
}
/// Milliseconds on the device of what `enqueue` puts on the stream; medians over rounds, warmed up.
template <class F>
double device_ms(cudaStream_t stream, F enqueue) {
  cudaEvent_t begin = nullptr, end = nullptr;
  check(cudaEventCreate(&begin), "cudaEventCreate");
  check(cudaEventCreate(&end), "cudaEventCreate");
  std::vector<double> spent;
  for (int k = -3; k < rounds; ++k) {
    check(cudaEventRecord(begin, stream), "cudaEventRecord");
    enqueue();
    check(cudaEventRecord(end, stream), "cudaEventRecord");
    check(cudaEventSynchronize(end), "cudaEventSynchronize");
    float ms = 0;
    check(cudaEventElapsedTime(&ms, begin, end), "cudaEventElapsedTime");
    if (k >= 0) spent.push_back(double{ms});
  }
  check(cudaEventDestroy(begin), "cudaEventDestroy");
  check(cudaEventDestroy(end), "cudaEventDestroy");
  return median(std::move(spent));
}
/// Milliseconds of the host.
template <class F>
double host_ms(F f) {
  std::vector<double> spent;
  for (int k = -3; k < rounds; ++k) {
    const auto begin = std::chrono::steady_clock::now();
    f();
    if (k >= 0) spent.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  return median(std::move(spent));
}

/// A batch of one extent on the device, planned anew each time.
template <class Pipeline>
class Case {
 public:
  using Steps = typename Pipeline::StepList;
  Case(std::string name, Pipeline pipeline, int n, int group, sm::Extent in, sm::Extent out)
      : name_(std::move(name)), pipeline_(std::move(pipeline)), n_(n), group_(group), in_(in), out_(out), stream_(sm::cuda::make_stream()),
        ring_(sm::cuda::OutputRing::make(sm::cuda::current_device())) {
    const auto picture = static_cast<std::size_t>(in.area() * 3);
    pictures_ = ring_->take(picture * static_cast<std::size_t>(n), stream_.get());
    check(cudaMemsetAsync(pictures_->data(), 0x3C, pictures_->bytes(), stream_.get()), "cudaMemsetAsync");
    batch_ = ring_->take(static_cast<std::size_t>(out.area() * 6) * static_cast<std::size_t>(n), stream_.get());
    for (int k = 0; k < n; ++k) {
      std::byte* const data = pictures_->data() + static_cast<std::size_t>(k) * picture;
      sources_.push_back({sm::ImageView(sm::view_of(data, sm::Dtype::uint8, in, 3)), sm::Rect::of(in)});
    }
    plans_.resize(static_cast<std::size_t>(n / group));
  }

  sm::Value run() {
    sm::cuda::Renderer<Steps> renderer;
    plan();
    const double planning = host_ms([&] { plan(); });
    const std::size_t floor = bytes();
    const auto from = ring_->take(floor / 2, stream_.get()), to = ring_->take(floor / 2, stream_.get());
    const double enqueueing = host_ms([&] {
      renderer.render(samples_, stream_.get());
      check(cudaStreamSynchronize(stream_.get()), "cudaStreamSynchronize");
    });
    const double copy = device_ms(stream_.get(), [&] { check(cudaMemcpyAsync(to->data(), from->data(), floor / 2, cudaMemcpyDeviceToDevice, stream_.get()), "cudaMemcpyAsync"); });
    const double kernels = device_ms(stream_.get(), [&] { renderer.render(samples_, stream_.get()); });
    sm::cuda::Graph<Steps> graph(samples_);
    const double replay = device_ms(stream_.get(), [&] { graph.launch(stream_.get()); });
    const double whole = host_ms([&] {
      plan();
      renderer.render(samples_, stream_.get());
      check(cudaStreamSynchronize(stream_.get()), "cudaStreamSynchronize");
    });
    std::printf("%-44s %8.3f ms on the device, %8.3f as a graph, %8.3f end to end (plans %.3f), copy of the same bytes %.3f: %.0f images/s, %.0f %% of the floor\n", name_.c_str(), kernels,
                replay, whole, planning, copy, 1e3 * n_ / kernels, 100 * copy / kernels);
    return sm::Value::Object{{"case", name_}, {"batch", std::int64_t{n_}}, {"launches", std::int64_t{renderer.launches()}}, {"device_ms", kernels}, {"graph_ms", replay},
                             {"render_and_wait_ms", enqueueing}, {"end_to_end_ms", whole}, {"plan_ms", planning}, {"copy_ms", copy}, {"floor_bytes", static_cast<std::int64_t>(floor)}};
  }

 private:
  void plan() {
    sm::PlanOptions how{.seed = 7};
    how.dtype = sm::Dtype::float16, how.layout = sm::Layout::CHW;
    samples_.clear();
    std::vector<sm::SampleInput> in(static_cast<std::size_t>(group_));
    for (std::size_t g = 0; g < plans_.size(); ++g) {
      for (std::size_t k = 0; k < in.size(); ++k) {
        in[k] = {};
        in[k].picture = {in_, 3, sm::Dtype::uint8, sm::range_of(sm::Dtype::uint8)};
        in[k].at = {g * in.size() + k, 0, 0};
      }
      how.group_number = g;
      pipeline_.plan(in, how, plans_[g]);
      for (const sm::SampleOutput& o : plans_[g].outputs) {
        std::byte* const data = batch_->data() + samples_.size() * static_cast<std::size_t>(out_.area() * 6);
        samples_.push_back({&o.plan, {std::span(sources_).subspan(g * in.size(), in.size())}, sm::view_of(data, sm::Dtype::float16, out_, 3, sm::Layout::CHW)});
      }
    }
  }
  /// What must be read and written at the least.
  std::size_t bytes() const {
    std::int64_t n = 0;
    for (const sm::cuda::BatchSample& s : samples_) {
      n += out_.area() * 6;
      for (int k = 0; k < group_; ++k) n += sm::needed_rect(*s.plan, {sm::SourceRef::Kind::decoded, k}).extent().area() * 3;
    }
    return static_cast<std::size_t>(n);
  }

  std::string name_;
  Pipeline pipeline_;
  int n_, group_;
  sm::Extent in_, out_;
  sm::cuda::Owned<cudaStream_t> stream_;
  std::shared_ptr<sm::cuda::OutputRing> ring_;
  std::shared_ptr<sm::cuda::Output> pictures_, batch_;
  std::vector<sm::SourcePixels> sources_;
  std::vector<sm::GroupPlan> plans_;
  std::vector<sm::cuda::BatchSample> samples_;
};

}  // namespace

int main(int argc, char** argv) try {
  cudaDeviceProp device{};
  check(cudaGetDeviceProperties(&device, sm::cuda::current_device()), "cudaGetDeviceProperties");
  int driver = 0;
  check(cudaDriverGetVersion(&driver), "cudaDriverGetVersion");
  sm::Value::Array cases;
  for (const auto& [size, text] : {std::pair{sm::Extent{375, 500}, "500x375"}, std::pair{sm::Extent{1080, 1920}, "1920x1080"}})
    for (const bool antialias : {false, true}) {
      const std::string what = std::string(text) + (antialias ? ", antialiased" : ", bilinear");
      const sm::RandomResizedCrop crop{.size = {224, 224}, .antialias = antialias};
      const sm::Normalize normalise{.mean = sm::imagenet_mean, .std = sm::imagenet_std};
      cases.push_back(Case("crop, flip, normalise " + what, sm::compose(crop, sm::RandomHorizontalFlip{}, normalise), 256, 1, size, {224, 224}).run());
      const auto jitter = sm::compose(crop, sm::RandomHorizontalFlip{}, sm::ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f, .hue = 0.1f}, normalise);
      cases.push_back(Case("crop, flip, jitter, normalise " + what, jitter, 256, 1, size, {224, 224}).run());
    }
  const auto mosaic = sm::compose(sm::Mosaic{.target_size = {640, 640}, .cell_shape = {640, 640}}, sm::RandomHorizontalFlip{}, sm::Normalize{.mean = sm::imagenet_mean, .std = sm::imagenet_std});
  cases.push_back(Case("mosaic 640 of 500x375", mosaic, 64, 16, {375, 500}, {640, 640}).run());

  std::string name = device.name;
  for (char& c : name) c = c == ' ' || c == '/' ? '_' : c;
  const std::string file = std::string(argc > 1 ? argv[1] : "bench/results") + "/" + name + ".json";
  const sm::Value page = sm::Value::Object{{"device", std::string(device.name)}, {"driver", sm::cuda::detail::version_text(driver)},
                                           {"toolkit", sm::cuda::detail::version_text(CUDART_VERSION)}, {"rounds", std::int64_t{rounds}}, {"cases", cases}};
  std::ofstream(file) << sm::to_json(page) << "\n";
  std::printf("%s\n", file.c_str());
  return 0;
} catch (const sm::DeviceError& error) {
  std::printf("nothing was measured: %s\n", error.what());
  return error.code() == "device.driver" || error.code() == "device.none" ? 0 : 1;
}
