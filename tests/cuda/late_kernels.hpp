// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// The kernels of a device that stands in: bodies on host blocks, when their turn comes.
#pragma once
#include <smalti/cuda/launch.hpp>
#include <smalti/cuda/render_tile.hpp>

namespace smalti::cuda {

namespace detail {

template <int Threads, class Shared, class Item, class F>
cudaError_t enqueue_blocks(const Tiles<Item>* tiles, int blocks, cudaStream_t stream, F body) {
  stand_in::machine().of(stream).push([=] {
    for (int b = 0; b < blocks; ++b) {
      if (b >= tiles->count) return;
      Shared shared;
      const auto [item, tile] = tiles->grid.at(b);
      body(HostBlock<Threads, Shared>{shared}, item, tile);
    }
  });
  return cudaSuccess;
}

}  // namespace detail

template <class Steps, class Kind>
cudaError_t TileKernels<Steps, Kind>::render(const Tiles<Job>* tiles, int blocks, cudaStream_t stream) {
  return detail::enqueue_blocks<tile_threads, TileShared>(tiles, blocks, stream, [](auto block, const Job& job, int tile) { render_tile<Steps, Kind::planes, false, Kind::layers>(block, job, tile); });
}
template <class Steps, class Kind>
cudaError_t TileKernels<Steps, Kind>::measure(const Tiles<Job>* tiles, int blocks, cudaStream_t stream) {
  return detail::enqueue_blocks<tile_threads, MeasuringShared>(tiles, blocks, stream, [](auto block, const Job& job, int tile) { render_tile<Steps, Kind::planes, true, Kind::layers>(block, job, tile); });
}
template <int Threads>
cudaError_t AxisKernel<Threads>::weigh(const Tiles<JobAxis>* tiles, int blocks, cudaStream_t stream) {
  return detail::enqueue_blocks<Threads, Nothing>(tiles, blocks, stream, [](auto block, const JobAxis& axis, int tile) { weigh_axis(block, axis, tile); });
}

}  // namespace smalti::cuda
