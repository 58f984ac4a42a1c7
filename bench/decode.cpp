// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// What does a JPEG cost: decoded whole, decoded only where RandomResizedCrop looks, and with the training chain behind it?
#include "support.hpp"

#include <smalti/loader.hpp>

#include <cstdlib>
#include <filesystem>

namespace sm = smalti;

namespace {

/// Encoded photographs: those of SMALTI_DATA/imagenet_sample, else the ones that ship.
const std::vector<std::vector<std::byte>>& files() {
  static const auto all = [] {
    std::vector<std::vector<std::byte>> out;
    const char* data = std::getenv("SMALTI_DATA");
    std::filesystem::path folder = std::filesystem::path(data ? data : "") / "imagenet_sample";
    if (!std::filesystem::exists(folder)) folder = "examples/photos";
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
      if (entry.path().extension() == ".jpg" || entry.path().extension() == ".JPEG") paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    paths.resize(std::min<std::size_t>(paths.size(), 64));
    for (const auto& path : paths)
      if (!sm::io::read_file(path.string(), out.emplace_back(), {})) std::abort();
    return out;
  }();
  return all;
}

const auto chain = sm::compose(sm::RandomResizedCrop{.size = 224}, sm::RandomHorizontalFlip{},
                               sm::ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f},
                               sm::Normalize{.mean = sm::imagenet_mean, .std = sm::imagenet_std});

enum class What { whole, region, everything };

template <What what>
void jpeg(benchmark::State& state) {
  auto pipeline = std::make_shared<decltype(chain)>(chain);
  sm::io::Decode options;
  options.region = what != What::whole;
  sm::GroupRunner runner(pipeline, std::make_unique<sm::cpu::Renderer<decltype(chain)::StepList>>(), options);
  std::vector<sm::Item> items(1);
  std::vector<char> valid(1, 1);
  std::vector<float> out(224 * 224 * 3);
  sm::PlanOptions how;
  how.layout = sm::Layout::CHW;
  std::size_t k = 0;
  for (auto _ : state) {
    items[0].encoded = files()[k % files().size()];
    const std::vector<sm::SampleCoord> at{{k++, 0, 0}};
    if (runner.prepare(items, at, valid, 0, how)) state.SkipWithError("a file does not decode");
    if (what == What::everything)
      runner.render([&](std::size_t, sm::SampleOutput&) {
        return sm::view_of<std::byte>(reinterpret_cast<std::byte*>(out.data()), sm::Dtype::float32, {224, 224}, 3, sm::Layout::CHW);
      });
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(jpeg<What::whole>)->Name("jpeg/decode_whole");
BENCHMARK(jpeg<What::region>)->Name("jpeg/decode_region");
BENCHMARK(jpeg<What::everything>)->Name("jpeg/training_chain");

void copy(benchmark::State& state) { sm::bench::copy_floor(state, 375 * 500 * 3, 224 * 224 * 3 * 4); }
BENCHMARK(copy)->Name("jpeg/copy");

}  // namespace
