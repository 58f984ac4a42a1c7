// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/hd.hpp>

#include <cstddef>
#include <utility>

namespace smalti {
namespace detail {

/// Puts two values in order; without a branch, so that rows of them become vectors.
template <class T>
SMALTI_HD inline void order(T& a, T& b) {
  const T low = b < a ? b : a, high = b < a ? a : b;
  a = low, b = high;
}
/// Puts the smallest of v[0..n) first and the largest last.
template <std::size_t n, class T>
SMALTI_HD inline void extremes_out(T* v) {
  [v]<std::size_t... i>(std::index_sequence<i...>) { (order(v[i], v[n - 1 - i]), ...); }
  (std::make_index_sequence<n / 2>{});
  [v]<std::size_t... i>(std::index_sequence<i...>) { (order(v[0], v[i + 1]), ...); }
  (std::make_index_sequence<(n - 1) / 2>{});
  [v]<std::size_t... i>(std::index_sequence<i...>) { (order(v[n - 2 - i], v[n - 1]), ...); }
  (std::make_index_sequence<(n - 1) / 2>{});
}
/// The median of v[0..n) and the values next(k), next(k + 1), ...: the smallest and the largest of more than half of
/// all values cannot be it, so they make room for one that is still to come.
template <std::size_t n, std::size_t k, class T, class Next>
SMALTI_HD inline T median_left(T* v, Next next) {
  extremes_out<n>(v);
  if constexpr (n == 3) return v[1];
  else {
    v[0] = next(k);
    return median_left<n - 1, k + 1>(v, next);
  }
}

}  // namespace detail

/// The median of an odd number of values, which value(0), value(1), ... give.
template <std::size_t count, class Value>
SMALTI_HD inline auto median_of(Value value) {
  constexpr std::size_t first = count / 2 + 2;
  using T = decltype(value(std::size_t{0}));
  T v[first];
  [&]<std::size_t... i>(std::index_sequence<i...>) { ((v[i] = value(i)), ...); }
  (std::make_index_sequence<first>{});
  return detail::median_left<first, first>(v, value);
}

}  // namespace smalti
