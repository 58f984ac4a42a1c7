// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once

/// Marks a function that runs on the host and, under nvcc, on the device as well.
#if defined(__CUDACC__)
#define SMALTI_HD __host__ __device__
#else
#define SMALTI_HD
#endif

#if defined(__FAST_MATH__)
#error "smalti: -ffast-math reorders arithmetic, and the same pipeline would no longer give the same bytes; remove the flag"
#endif
