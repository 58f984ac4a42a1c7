// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// The kernels of kernels/*.cu as functions of the host.
#include <smalti/ops/ColorJitter.hpp>
#include <smalti/plan/node.hpp>

#include "late_kernels.hpp"

namespace smalti::cuda {

template struct TileKernels<AllSteps, TileKind<1, any_layers>>;
template struct TileKernels<AllSteps, TileKind<3, any_layers>>;
template struct TileKernels<AllSteps, TileKind<4, any_layers>>;
template struct TileKernels<AllSteps, TileKind<3, byte_layers>>;
template struct TileKernels<TypeList<>, TileKind<3, byte_layers>>;
template struct TileKernels<ColorJitter::Steps, TileKind<3, byte_layers>>;
template struct AxisKernel<axis_threads>;

}  // namespace smalti::cuda
