// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Instantiates the kernel bodies for the classification chains of RGB pictures, whose steps are a type and whose pictures are
// copied or resized. No logic of its own.
#include <smalti/cuda/render_tile.hpp>
#include <smalti/ops/ColorJitter.hpp>

namespace smalti::cuda {

/// One block a tile, of jobs that do not measure.
template <class Steps>
__global__ void __launch_bounds__(tile_threads) render_preset(Grid<Job> jobs) {
  __shared__ TileShared shared;
  const auto [job, tile] = jobs.at(static_cast<int>(blockIdx.x));
  render_tile<Steps, 3, false, true>(DeviceBlock<tile_threads, TileShared>{shared}, job, tile);
}

/// One block a tile, of jobs that measure.
template <class Steps>
__global__ void __launch_bounds__(tile_threads) measure_preset(Grid<Job> jobs) {
  __shared__ MeasuringShared shared;
  const auto [job, tile] = jobs.at(static_cast<int>(blockIdx.x));
  render_tile<Steps, 3, true, true>(DeviceBlock<tile_threads, MeasuringShared>{shared}, job, tile);
}

template __global__ void render_preset<TypeList<>>(Grid<Job>);           // crop, resize, flip, normalise
template __global__ void render_preset<ColorJitter::Steps>(Grid<Job>);  // ... with brightness, contrast, saturation and hue
template __global__ void measure_preset<ColorJitter::Steps>(Grid<Job>);

}  // namespace smalti::cuda
