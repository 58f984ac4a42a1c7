// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "device/spin.hpp"

namespace {

__global__ void read_late(const unsigned char* data, int bytes, unsigned char expected, long long cycles, unsigned* wrong) {
  const long long begin = clock64();
  while (clock64() - begin < cycles) {
  }
  for (int i = static_cast<int>(threadIdx.x); i < bytes; i += static_cast<int>(blockDim.x))
    if (data[i] != expected) atomicAdd(wrong, 1u);
}

}  // namespace

cudaError_t smalti::testing::read_late(const unsigned char* data, int bytes, unsigned char expected, long long cycles, unsigned* wrong, cudaStream_t stream) {
  void* arguments[] = {&data, &bytes, &expected, &cycles, &wrong};
  return cudaLaunchKernel(reinterpret_cast<const void*>(&::read_late), dim3(1), dim3(256), arguments, 0, stream);
}
