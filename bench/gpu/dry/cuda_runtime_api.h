// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// What the benchmark asks of a CUDA runtime beyond what the stand-in of the tests has. Its device has no clock.
#pragma once
#include_next <cuda_runtime_api.h>

#define CUDART_CB

struct cudaDeviceProp {
  char name[64];
};
inline constexpr cudaMemcpyKind cudaMemcpyDeviceToDevice = cudaMemcpyHostToDevice;

inline cudaError_t cudaGetDeviceProperties(cudaDeviceProp* p, int) { return *p = {"stand-in"}, cudaSuccess; }
inline cudaError_t cudaEventElapsedTime(float* ms, cudaEvent_t, cudaEvent_t) { return *ms = 1, cudaSuccess; }
inline cudaError_t cudaLaunchHostFunc(cudaStream_t s, void (*f)(void*), void* of) {
  return stand_in::machine().of(s).push([=] { f(of); }), cudaSuccess;
}
