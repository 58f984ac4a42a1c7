// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Instantiates the kernels that know the steps of every operator, for RGB pictures of uint8 that are cropped, flipped and resized.
// No logic of its own.
#include <smalti/cuda/kernels.cuh>
#include <smalti/plan/node.hpp>

template struct smalti::cuda::TileKernels<smalti::AllSteps, smalti::cuda::TileKind<3, smalti::cuda::byte_layers>>;
