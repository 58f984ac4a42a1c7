// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Instantiates the body that makes the weights of a resize. No logic of its own.
#include <smalti/core/op.hpp>
#include <smalti/cuda/axis.hpp>
#include <smalti/cuda/block.hpp>

namespace smalti::cuda {

__global__ void __launch_bounds__(axis_threads) weigh_axes(Grid<JobAxis> axes) {
  __shared__ Nothing none;
  const auto [axis, tile] = axes.at(static_cast<int>(blockIdx.x));
  weigh_axis(DeviceBlock<axis_threads, Nothing>{none}, axis, tile);
}

}  // namespace smalti::cuda
