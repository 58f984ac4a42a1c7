// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Instantiates the kernel bodies for the operators of the library. No logic of its own.
#include <smalti/cuda/render_tile.hpp>
#include <smalti/plan/node.hpp>

namespace sm = smalti;

namespace {

/// One block a tile, of jobs that do not measure.
template <int C>
__global__ void __launch_bounds__(sm::cuda::tile_threads) render_tiles(sm::cuda::Grid<sm::cuda::Job> jobs) {
  __shared__ sm::cuda::TileShared shared;
  const auto [job, tile] = jobs.at(static_cast<int>(blockIdx.x));
  sm::cuda::render_tile<sm::AllSteps, C, false, false>(sm::cuda::DeviceBlock<sm::cuda::tile_threads, sm::cuda::TileShared>{shared}, job, tile);
}

template __global__ void render_tiles<1>(sm::cuda::Grid<sm::cuda::Job>);
template __global__ void render_tiles<3>(sm::cuda::Grid<sm::cuda::Job>);
template __global__ void render_tiles<4>(sm::cuda::Grid<sm::cuda::Job>);

}  // namespace
