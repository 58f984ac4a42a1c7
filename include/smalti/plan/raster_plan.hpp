// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/plan/group.hpp>
#include <smalti/plan/plan.hpp>

#include <string>

namespace smalti {

/// The layer that leads to what nearest rasters see: the same one, but not behind a pass that only shrinks.
inline const Layer& unshrunk(const Plan& plan, const Layer& layer) {
  return layer.unshrunk < 0 ? layer : plan.layers[static_cast<std::size_t>(layer.unshrunk)];
}
/// A layer that shows the nearest source pixel, 0 where there is none.
inline Layer nearest_layer(const Plan& plan, const Layer& shown) {
  Layer layer = unshrunk(plan, shown);
  layer.coverage = shown.coverage;
  if (layer.sampling == Sampling::warp && layer.interpolation > Interpolation::nearest_legacy) {
    // index matrix to coordinate matrix: source + .5 = N (x + .5 - .5) + .5, folded as for nearest
    layer.in[2] += 0.5f * layer.in[8], layer.in[5] += 0.5f * layer.in[8];
    if (layer.projective) layer.in[0] += 0.5f * layer.in[6], layer.in[1] += 0.5f * layer.in[7], layer.in[3] += 0.5f * layer.in[6], layer.in[4] += 0.5f * layer.in[7];
  }
  layer.interpolation = Interpolation::nearest;
  layer.border = Border::constant;
  layer.fill = {0.0f};
  return layer;
}

/// A layer that shows its source, of extent e, as it is.
inline Layer still_layer(const Layer& layer, Extent e) { return GeometryGroup(layer.source, e).layer(); }

/// The plan that shows a further raster as `plan` shows the picture: the same layers and maps, its own filter, number
/// format and channels, no Normalize; operators on values and holes only if it is coloured. Of blended pictures the one
/// with the largest share gives a nearest raster.
inline Plan plan_of(const Raster& raster, const Plan& plan) {
  Plan out = plan;
  const Image& image = *raster.image;
  const Pass& first = plan.passes.front();
  if (raster.coloured && image.channels() != first.channels)
    raise("image.shape", "rasters: a coloured one must have the " + std::to_string(first.channels) + " channels of the image, not " + std::to_string(image.channels()));
  const bool rescaled = raster.coloured && !(plan.range == first.range);
  const auto here = [&](ValueRange range) { return raster.coloured && !(range == first.range) ? range : range_of(image.dtype()); };
  if (!raster.coloured) out.channels = image.channels();
  out.dtype = rescaled ? Dtype::float32 : image.dtype();
  out.layout = Layout::HWC;
  out.nodata.reset();  // a value of the picture
  for (StepRecord& step : out.steps) step.range = here(step.range);
  for (Pass& pass : out.passes) {
    if (!raster.coloured) pass.channels = pass.channels_out = pass.planes = image.channels();
    if (!rescaled) pass.dtype = image.dtype(), pass.whole = whole_numbers(image.dtype());
    pass.range = here(pass.range);
    pass.numbers = {};
    if (!raster.coloured) pass.steps.count = pass.holes.count = 0, pass.window = {}, pass.background = {0.0f};
    if (!raster.coloured && !pass.unmoved.empty()) {
      Layer& only = out.layers[static_cast<std::size_t>(pass.layers.first)];
      only = still_layer(only, pass.unmoved);
      pass.extent = pass.unmoved;
    }
    if (!raster.nearest || !pass.blend) continue;
    int largest = pass.layers.first;
    for (int k = 0; k < pass.layers.count; ++k)
      if (out.layers[static_cast<std::size_t>(pass.layers.first + k)].weight > out.layers[static_cast<std::size_t>(largest)].weight) largest = pass.layers.first + k;
    pass.layers = {largest, 1};
    pass.blend = false;
  }
  for (Layer& layer : out.layers) {
    if (raster.nearest) layer = nearest_layer(plan, layer);
    else if (!raster.coloured) layer.fill = {0.0f};
  }
  return out;
}

}  // namespace smalti
