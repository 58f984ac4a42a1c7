// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/hd.hpp>

#include <type_traits>

namespace smalti {

/// The same value, opaque to the compiler: a product inside is rounded on its own and never contracted into an fma,
/// whatever the flags. Costs no instruction, but keeps the loop around it scalar on the host.
template <class T>
SMALTI_HD constexpr T unfused(T v) {
  static_assert(std::is_floating_point_v<T>);
  if (std::is_constant_evaluated()) return v;
#if defined(__CUDA_ARCH__)
  if constexpr (sizeof(T) == 4) asm volatile("" : "+f"(v));
  else asm volatile("" : "+d"(v));
#elif defined(__x86_64__)
  asm("" : "+x"(v));
#elif defined(__aarch64__)
  asm("" : "+w"(v));
#else
  volatile T held = v;
  v = held;
#endif
  return v;
}

}  // namespace smalti
