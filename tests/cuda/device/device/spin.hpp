// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <cuda_runtime_api.h>

namespace smalti::testing {

/// Enqueues a kernel that reads memory after so many cycles, and counts the bytes that are not as expected.
cudaError_t read_late(const unsigned char* data, int bytes, unsigned char expected, long long cycles, unsigned* wrong, cudaStream_t stream);

}  // namespace smalti::testing
