// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// How fast is the classification chain from pixels in memory, as a type and as data, beside a copy of its bytes?
#include "support.hpp"
#include "support/any_pipeline.hpp"

#include <smalti/io/json.hpp>
#include <smalti/smalti.hpp>

namespace sm = smalti;

namespace {

constexpr sm::Extent raw{375, 500};

void run(benchmark::State& state, const sm::AnyPipeline& pipeline, sm::Engine& engine) {
  const auto images = sm::bench::pictures(raw);
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
  const auto chain = sm::compose(sm::RandomResizedCrop{.size = 224}, sm::RandomHorizontalFlip{},
                                 sm::ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f},
                                 sm::Normalize{.mean = sm::imagenet_mean, .std = sm::imagenet_std});
  sm::cpu::Renderer<decltype(chain)::StepList> engine;
  run(state, chain, engine);
}
BENCHMARK(compile_time)->Name("chain/compile_time");

void interpreter(benchmark::State& state) {
  const sm::Value chain = sm::io::parse_json(R"({"ops": [{"op": "RandomResizedCrop", "size": 224}, {"op": "RandomHorizontalFlip"},
      {"op": "ColorJitter", "brightness": 0.4, "contrast": 0.4, "saturation": 0.4},
      {"op": "Normalize", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}]})", "chain").value();
  run(state, sm::testing::read_pipeline(chain, "chain"), *sm::testing::make_engine());
}
BENCHMARK(interpreter)->Name("chain/interpreter");

void copy(benchmark::State& state) { sm::bench::copy_floor(state, 375 * 500 * 3, 224 * 224 * 3 * 4); }
BENCHMARK(copy)->Name("chain/copy");

}  // namespace
