// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Instantiates the kernels for the pipeline of render_tile_test.cpp whose list of operators is a type. No logic of its own.
#include <smalti/cuda/kernels.cuh>
#include <smalti/ops/ColorJitter.hpp>
#include <smalti/ops/RandomSolarize.hpp>

namespace smalti::cuda {

using TypedSteps = TypeList<Brightness, Contrast, Saturation, Hue, RandomSolarize>;
template struct TileKernels<TypedSteps, TileKind<3, byte_layers>>;
template struct TileKernels<TypedSteps, TileKind<1, any_layers>>;
template struct TileKernels<TypedSteps, TileKind<3, any_layers>>;
template struct TileKernels<TypedSteps, TileKind<4, any_layers>>;

}  // namespace smalti::cuda
