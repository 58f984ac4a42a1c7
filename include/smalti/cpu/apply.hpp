// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/render.hpp>
#include <smalti/plan/pipeline.hpp>

#include <utility>
#include <vector>

namespace smalti {

/// A sample that went through a pipeline.
struct Applied {
  Image image;  ///< (h w c), of the dtype that the pipeline ends with
  Targets targets;
  std::array<double, 9> map;  ///< source to output
  Value::Array params;        ///< what was drawn
};

/// Runs one picture in memory through a pipeline that mixes with nobody. `image` is only read; `at` names the sample, so
/// that the same (seed, at) gives the same bytes. Of a pipeline that makes several pictures of one, `view` says which.
/// `replayed`: what was drawn earlier (an Applied::params) takes the place of drawing.
/// Builds an engine a call: for many pictures keep a cpu::Renderer, or use a Loader. Throws ParamError if an operator
/// mixes samples.
template <class Ops, class Steps>
Applied apply(const BasicPipeline<Ops, Steps>& pipeline, ImageView image, std::uint64_t seed = 0, SampleCoord at = {}, Targets targets = {},
              int view = 0, const Value::Array* replayed = nullptr) {
  if (pipeline.mixes()) raise("group.split", "apply: one picture has nobody to mix with; use a Loader, or plan() with a group");
  std::vector<SampleInput> in(1);
  in[0].picture = {image.extent, image.channels, image.dtype, range_of(image.dtype)};
  in[0].targets = std::move(targets);
  in[0].at = at;
  PlanOptions how;
  how.seed = seed;
  how.record = true;
  how.replayed = replayed;
  GroupPlan plan;
  pipeline.plan(in, how, plan);
  SampleOutput& out = plan.outputs.at(static_cast<std::size_t>(view));
  Applied done{Image(out.plan.extent, out.plan.channels, out.plan.dtype), {}, out.map, std::move(out.record)};
  cpu::Renderer<Steps> engine;
  const SourcePixels pixels{image, Rect::of(image.extent)};
  const Rasters rasters{in[0].targets.segmentation, in[0].targets.masks};
  const Sources sources{{&pixels, 1}, {}, {&rasters, 1}, {}};
  engine.render(out.plan, sources, done.image.view());
  done.targets = std::move(out.targets);
  if (!rasters.empty()) {
    Rasters moved = engine.render_rasters(out.plan, sources);
    done.targets.segmentation = std::move(moved.segmentation);
    done.targets.masks = std::move(moved.masks);
  }
  for (Raster& raster : done.targets.rasters) {
    const Plan same = plan_of(raster, out.plan);
    const SourcePixels from{raster.image->view(), Rect::of(image.extent)};
    auto moved = std::make_shared<Image>(same.extent, same.channels, same.dtype);
    engine.render(same, {{&from, 1}, {}, {&rasters, 1}, {}}, moved->view());
    raster.image = std::move(moved);
  }
  return done;
}

}  // namespace smalti
