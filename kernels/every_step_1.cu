// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Instantiates the kernels that know the steps of every operator, for pictures of one channel, whatever their layers.
// No logic of its own.
#include <smalti/cuda/kernels.cuh>
#include <smalti/plan/node.hpp>

template struct smalti::cuda::TileKernels<smalti::AllSteps, smalti::cuda::TileKind<1, smalti::cuda::any_layers>>;
