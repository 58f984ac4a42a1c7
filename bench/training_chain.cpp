// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// How fast is the classification chain from pixels in memory, as a type and as data, beside a copy of its bytes?
#include <smalti/loader.hpp>
#include <smalti/plan/from_value.hpp>

#include <benchmark/benchmark.h>

#include <cstring>

namespace sm = smalti;

namespace {

constexpr sm::Extent raw{375, 500};

std::vector<sm::Image> pictures() {
  std::vector<sm::Image> out;
  for (int i = 0; i < 32; ++i) {
    out.emplace_back(raw, 3);
    for (std::size_t k = 0; k < out.back().bytes(); ++k)
      out.back().view().data[k] = static_cast<std::byte>((k / 3 % 500) + (k / 1500) * 2 + (k * 2654435761u >> 27) + static_cast<unsigned>(i));
  }
  return out;
}

template <class Pipeline>
void run(benchmark::State& state, const Pipeline& pipeline) {
  const std::vector<sm::Image> images = pictures();
  sm::cpu::Renderer<typename Pipeline::StepList> engine;
  std::vector<sm::SampleInput> in(1);
  in[0].picture.extent = raw;
  sm::GroupPlan plan;
  sm::PlanOptions how;
  how.layout = sm::Layout::CHW;
  std::vector<float> out(224 * 224 * 3);
  sm::u64 id = 0;
  for (auto _ : state) {
    in[0].at.id = id++;
    pipeline.plan(in, how, plan);
    const sm::SourcePixels source{images[id % 32].view(), sm::Rect::of(raw)};
    engine.render(plan.outputs[0].plan, {{&source, 1}, {}},
                  sm::view_of<std::byte>(reinterpret_cast<std::byte*>(out.data()), sm::Dtype::float32, {224, 224}, 3, sm::Layout::CHW));
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations());
}

void compile_time(benchmark::State& state) {
  run(state, sm::compose(sm::RandomResizedCrop{.size = 224}, sm::RandomHorizontalFlip{},
                         sm::ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f},
                         sm::Normalize{.mean = sm::imagenet_mean, .std = sm::imagenet_std}));
}
BENCHMARK(compile_time);

void interpreter(benchmark::State& state) {
  const sm::Value chain = sm::io::parse_json(R"({"ops": [{"op": "RandomResizedCrop", "size": 224}, {"op": "RandomHorizontalFlip"},
      {"op": "ColorJitter", "brightness": 0.4, "contrast": 0.4, "saturation": 0.4},
      {"op": "Normalize", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}]})", "chain").value();
  run(state, sm::ValueReader("chain").pipeline(chain));
}
BENCHMARK(interpreter);

/// The memory floor: the picture read and the batch row written, copied.
void memcpy_floor(benchmark::State& state) {
  const std::vector<sm::Image> images = pictures();
  std::vector<std::byte> out(224 * 224 * 3 * 4 + 375 * 500 * 3);
  std::size_t k = 0;
  for (auto _ : state) {
    std::memcpy(out.data(), images[k++ % 32].view().data, 375 * 500 * 3);
    std::memset(out.data() + 375 * 500 * 3, static_cast<int>(k), 224 * 224 * 3 * 4);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(memcpy_floor);

}  // namespace
