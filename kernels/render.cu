// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Instantiates the kernel bodies for the operators of the library. No logic of its own.
#include <smalti/cuda/render_tile.hpp>
#include <smalti/plan/node.hpp>

namespace sm = smalti;

namespace {

template <int C>
__global__ void render_tiles(const sm::cuda::TileJob* job) {
  __shared__ sm::cuda::TileShared shared;
  sm::cuda::render_tile<sm::AllSteps, C>(sm::cuda::DeviceBlock<sm::cuda::tile_threads, sm::cuda::TileShared>{shared}, *job,
                                         static_cast<int>(blockIdx.x));
}

template __global__ void render_tiles<1>(const sm::cuda::TileJob*);
template __global__ void render_tiles<3>(const sm::cuda::TileJob*);
template __global__ void render_tiles<4>(const sm::cuda::TileJob*);

}  // namespace
