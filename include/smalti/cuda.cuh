// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once

/// The CUDA engine, for .cu files. Link smalti::cuda. Operators are included by name, or all of them by smalti/ops.hpp.
#include <smalti/cuda/graph.hpp>
#include <smalti/cuda/kernels.cuh>
#include <smalti/cuda/output.hpp>
#include <smalti/cuda/renderer.hpp>
#include <smalti/plan/pipeline.hpp>
