// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// How many pictures of 8000x6000 with 300 boxes a second become 192 tiles of 640, beside copying the same rows, and how many
// milliseconds does it take to stitch the boxes of tiles? One core, into kept buffers.
#include "support.hpp"

#include <smalti/data/stitch.hpp>
#include <smalti/data/tile.hpp>
#include <smalti/smalti.hpp>

namespace sm = smalti;

namespace {

constexpr sm::Extent extent{6000, 8000};
const sm::Tile tile{.size = 640};

sm::Targets boxes(int count) {
  const sm::Draws d(1, sm::op_id("boxes"), {});
  sm::Targets t;
  for (sm::u32 k = 0; k < static_cast<sm::u32>(count); ++k) {
    const double w = d.uniform(1, 10, 200, k), h = d.uniform(2, 10, 200, k), x = d.uniform(3, 0, extent.width - w, k), y = d.uniform(4, 0, extent.height - h, k);
    sm::Instance& i = t.instances.emplace_back();
    sm::set_box(i, {static_cast<float>(x), static_cast<float>(y), static_cast<float>(x + w), static_cast<float>(y + h)});
    sm::start(i);
  }
  return t;
}

void tiles(benchmark::State& state) {
  const bool pixels = state.range(0) != 0;
  const auto image = sm::bench::pictures(extent, 1);
  const sm::Targets labels = boxes(300);
  const auto pipeline = sm::compose();
  sm::cpu::Renderer<typename decltype(pipeline)::StepList> engine;
  std::vector<sm::SampleInput> in(1);
  in[0].picture.extent = extent;
  sm::GroupPlan plan;
  std::vector<sm::Image> out(192);
  const sm::SourcePixels source{image[0].view(), sm::Rect::of(extent)};
  for (auto _ : state) {
    const sm::TileGrid grid = tile.plan(extent);
    for (int k = 0; k < grid.size(); ++k) {
      tile.label(labels, grid, k, in[0].targets);
      in[0].window = tile.window(grid, k);
      pipeline.plan(in, {}, plan);
      if (!pixels) continue;
      sm::Image& to = out[static_cast<std::size_t>(k)];
      to.reshape(grid.tile, 3, sm::Dtype::uint8);
      engine.render(plan.outputs[0].plan, {{&source, 1}, {}}, to.view());
    }
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations());
  if (pixels) state.SetBytesProcessed(state.iterations() * 2 * 192 * 640 * 640 * 3);
}
BENCHMARK(tiles)->Name("tiling/labels_and_plans")->Arg(0)->Unit(benchmark::kMillisecond);
BENCHMARK(tiles)->Name("tiling/tiles")->Arg(1)->Unit(benchmark::kMillisecond);

void rows(benchmark::State& state) {
  const auto image = sm::bench::pictures(extent, 1);
  const sm::TileGrid grid = tile.plan(extent);
  std::vector<sm::Image> out(192);
  for (sm::Image& to : out) to.reshape(grid.tile, 3, sm::Dtype::uint8);
  auto line = static_cast<std::size_t>(3 * grid.tile.width);
  benchmark::DoNotOptimize(line);  // the library's copy, not one that the compiler made for this length
  for (auto _ : state) {
    for (int k = 0; k < grid.size(); ++k) {
      const sm::ImageView from = image[0].view().crop(grid[k]);
      const sm::MutableImageView to = out[static_cast<std::size_t>(k)].view();
      for (int y = 0; y < grid.tile.height; ++y) std::memcpy(to.row(y), from.row(y), line);
    }
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * 2 * 192 * 640 * 640 * 3);
}
BENCHMARK(rows)->Name("tiling/copied_rows")->Unit(benchmark::kMillisecond);

void stitch(benchmark::State& state) {
  const sm::Targets labels = boxes(static_cast<int>(state.range(0)));
  const sm::Draws d(2, sm::op_id("scores"), {});
  std::vector<sm::Detection> found;
  for (const sm::Instance& i : labels.instances) found.push_back({i.box, static_cast<float>(d.unit(1, static_cast<sm::u32>(found.size()))), static_cast<int>(found.size() % 5)});
  const sm::Stitch how{.method = static_cast<sm::StitchMethod>(state.range(1))};
  for (auto _ : state) benchmark::DoNotOptimize(how.merge(found));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(stitch)->Name("stitch")->ArgsProduct({{1000, 10000}, {0, 1, 2}})->ArgNames({"boxes", "method"})->Unit(benchmark::kMillisecond);

}  // namespace
