// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/cuda/axis.hpp>
#include <smalti/cuda/launch.hpp>
#include <smalti/cuda/render_tile.hpp>

namespace smalti::cuda {

/// Blocks of one multiprocessor that registers are spread for: with fewer it would wait for memory, for more code would spill.
inline constexpr int resident_blocks = 2;

/// Shared memory has no constructors; whoever reads a part of it writes it first.
template <class Shared>
__device__ __forceinline__ Shared& shared_room() {
  __shared__ alignas(16) std::byte room[sizeof(Shared)];
  return *reinterpret_cast<Shared*>(room);
}

/// One block a tile, of jobs that do not measure. Blocks that are left over leave.
template <class Steps, int C, Layers layers>
__global__ void __launch_bounds__(tile_threads, resident_blocks) render_tiles(const Tiles<Job>* tiles) {
  TileShared& shared = shared_room<TileShared>();
  const int block = static_cast<int>(blockIdx.x);
  if (block >= tiles->count) return;
  const auto [job, tile] = tiles->grid.at(block);
  render_tile<Steps, C, false, layers>(DeviceBlock<tile_threads, TileShared>{shared}, job, tile);
}

/// One block a tile, of jobs that measure.
template <class Steps, int C, Layers layers>
__global__ void __launch_bounds__(tile_threads, resident_blocks) measure_tiles(const Tiles<Job>* tiles) {
  MeasuringShared& shared = shared_room<MeasuringShared>();
  const int block = static_cast<int>(blockIdx.x);
  if (block >= tiles->count) return;
  const auto [job, tile] = tiles->grid.at(block);
  render_tile<Steps, C, true, layers>(DeviceBlock<tile_threads, MeasuringShared>{shared}, job, tile);
}

/// One thread an output of an axis that needs weights.
template <int Threads>
__global__ void __launch_bounds__(Threads) weigh_axes(const Tiles<JobAxis>* tiles) {
  __shared__ Nothing none;
  const int block = static_cast<int>(blockIdx.x);
  if (block >= tiles->count) return;
  const auto [axis, tile] = tiles->grid.at(block);
  weigh_axis(DeviceBlock<Threads, Nothing>{none}, axis, tile);
}

namespace detail {

template <class Item>
cudaError_t launch(void (*kernel)(const Tiles<Item>*), const Tiles<Item>* tiles, int blocks, int threads, cudaStream_t stream) {
  void* arguments[] = {&tiles};
  return cudaLaunchKernel(reinterpret_cast<const void*>(kernel), dim3(static_cast<unsigned>(blocks)), dim3(static_cast<unsigned>(threads)), arguments, 0, stream);
}

template <class... S>
constexpr bool measures(TypeList<S...>) { return (Statistic<S> || ...); }

}  // namespace detail

template <class Steps, class Kind>
cudaError_t TileKernels<Steps, Kind>::render(const Tiles<Job>* tiles, int blocks, cudaStream_t stream) {
  return detail::launch(&render_tiles<Steps, Kind::planes, Kind::layers>, tiles, blocks, tile_threads, stream);
}
template <class Steps, class Kind>
cudaError_t TileKernels<Steps, Kind>::measure(const Tiles<Job>* tiles, int blocks, cudaStream_t stream) {
  if constexpr (Kind::layers == any_layers || detail::measures(Steps{})) return detail::launch(&measure_tiles<Steps, Kind::planes, Kind::layers>, tiles, blocks, tile_threads, stream);
  else return cudaErrorInvalidDeviceFunction;  // no step asks, and nothing is prepared that a pass reads
}
template <int Threads>
cudaError_t AxisKernel<Threads>::weigh(const Tiles<JobAxis>* tiles, int blocks, cudaStream_t stream) {
  return detail::launch(&weigh_axes<Threads>, tiles, blocks, Threads, stream);
}

}  // namespace smalti::cuda
