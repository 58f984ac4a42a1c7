// SPDX-License-Identifier: MIT
// All that nvcc compiles: the kernels for the steps of main.cpp's pipeline, decltype(train)::StepList, over RGB bytes.
#include <smalti/cuda/kernels.cuh>
#include <smalti/ops/ColorJitter.hpp>

namespace smalti::cuda {

template struct TileKernels<ColorJitter::Steps, TileKind<3, byte_layers>>;
template struct AxisKernel<axis_threads>;

}  // namespace smalti::cuda
