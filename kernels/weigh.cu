// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Instantiates the kernel that makes the weights of resizes. No logic of its own.
#include <smalti/cuda/kernels.cuh>

template struct smalti::cuda::AxisKernel<smalti::cuda::axis_threads>;
