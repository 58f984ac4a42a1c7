// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/hd.hpp>

namespace smalti::cuda {

/// What a kernel body runs on. A body is a function template over a Block: `threads(f)` calls f(t) for every thread of the
/// block and then waits for all of them; `shared` is common to them; an `Own<T>` keeps a value of each thread from one call
/// to the next. On the host the threads take turns, so that a test runs the body itself where there is no device.
template <int Threads, class Shared>
struct HostBlock {
  static constexpr int size = Threads;
  Shared& shared;
  template <class T>
  struct Own {
    T value[Threads];
    SMALTI_HD T& operator[](int t) { return value[t]; }
  };
  template <class F>
  SMALTI_HD void threads(F f) {
    for (int t = 0; t < Threads; ++t) f(t);
  }
};

#if defined(__CUDACC__)
template <int Threads, class Shared>
struct DeviceBlock {
  static constexpr int size = Threads;
  Shared& shared;
  template <class T>
  struct Own {
    T value;
    SMALTI_HD T& operator[](int) { return value; }
  };
  template <class F>
  __device__ void threads(F f) {
    f(static_cast<int>(threadIdx.x));
    __syncthreads();
  }
};
#endif

}  // namespace smalti::cuda
