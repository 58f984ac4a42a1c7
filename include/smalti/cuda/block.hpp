// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/hd.hpp>

namespace smalti::cuda {

/// What a kernel body runs on. A body is a function template over a Block: `threads(f)` calls f(t) for every thread of the
/// block and then waits for all of them; `shared` is common to them; an `Own<T>` keeps a value of each thread from one call
/// to the next. Blocks meet in integers alone, whose order does not matter: `add` and `raise`, which give what was there,
/// and `publish`, after which other blocks see what this one wrote. On the host the threads take turns, so that a test runs
/// the body itself where there is no device. Bodies are inlined by force: a call
/// would send what threads own to memory.
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
  template <class T>
  SMALTI_HD static T add(T& to, T more) {
    const T was = to;
    to += more;
    return was;
  }
  template <class T>
  SMALTI_HD static void raise(T& to, T least) {
    if (to < least) to = least;
  }
  SMALTI_HD static void publish() {}
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
  __device__ __forceinline__ void threads(F f) {
    f(static_cast<int>(threadIdx.x));
    __syncthreads();
  }
  template <class T>
  __device__ static T add(T& to, T more) {
    if constexpr (sizeof(T) == 8) return atomicAdd(reinterpret_cast<unsigned long long*>(&to), static_cast<unsigned long long>(more));
    else return atomicAdd(&to, more);
  }
  template <class T>
  __device__ static void raise(T& to, T least) {
    atomicMax(&to, least);
  }
  __device__ static void publish() { __threadfence(); }
};
#endif

}  // namespace smalti::cuda
