// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// What does each operator cost alone, as data, with its example parameters, on a 500x375 RGB picture of bytes, beside a copy?
#include "support.hpp"
#include "support/any_pipeline.hpp"

#include <smalti/core/example.hpp>

#include <string>
#include <utility>

namespace sm = smalti;

namespace {

constexpr sm::Extent extent{375, 500};

void run(benchmark::State& state, const sm::Node& op) {
  const auto images = sm::bench::pictures(extent, 8);
  const sm::Pipeline pipeline(sm::Operators<sm::Node>{{op}});
  const auto engine = sm::testing::make_engine();
  std::vector<sm::SampleInput> in(1);
  in[0].picture.extent = extent;
  sm::GroupPlan plan;
  sm::Image out;
  std::size_t k = 0, bytes = 0;
  for (auto _ : state) {
    in[0].at.id = k;
    pipeline.plan(in, {}, plan);
    const sm::Plan& p = plan.outputs[0].plan;
    out.reshape(p.extent, p.channels, p.dtype);
    const sm::SourcePixels source{images[k++ % 8].view(), sm::Rect::of(extent)};
    engine->render(p, {{&source, 1}, {}}, out.view());
    bytes += images[0].bytes() + out.bytes();
    benchmark::DoNotOptimize(out.view().data);
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void copy(benchmark::State& state) { sm::bench::copy_floor(state, 375 * 500 * 3, 375 * 500 * 3); }
BENCHMARK(copy)->Name("operator/copy");

const bool registered = [] {
  sm::AllOperators::for_each([]<class Op>(std::type_identity<Op>) {
    if constexpr (!sm::Mix<Op>) {
      Op op = sm::example<Op>();
      if constexpr (requires { op.p; }) op.p = 1.0f;
      benchmark::RegisterBenchmark(("operator/" + std::string(sm::name_of<Op>)).c_str(), run, sm::Node{std::move(op)});
    }
  });
  return true;
}();

}  // namespace
