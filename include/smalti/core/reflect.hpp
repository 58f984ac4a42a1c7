// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/describe.hpp>

#include <array>
#include <string_view>
#include <tuple>

namespace smalti {
namespace detail {

/// Members of an aggregate all of whose members have a default.
template <class T, std::size_t N = 0>
constexpr std::size_t arity() {
  if constexpr (has_more_than<T, N>) return arity<T, N + 1>();
  else return N;
}

template <class T>
extern const T imagined;  ///< never defined: only the addresses of its members are looked at

/// References to the members of an aggregate, in order.
template <class T>
constexpr auto tie_members(T& v) {
  constexpr std::size_t n = arity<std::remove_const_t<T>>();
  static_assert(n <= 8, "a drawn state has at most eight members; group them");
  if constexpr (n == 0) return std::tuple<>{};
  else if constexpr (n == 1) { auto& [a] = v; return std::tie(a); }
  else if constexpr (n == 2) { auto& [a, b] = v; return std::tie(a, b); }
  else if constexpr (n == 3) { auto& [a, b, c] = v; return std::tie(a, b, c); }
  else if constexpr (n == 4) { auto& [a, b, c, d] = v; return std::tie(a, b, c, d); }
  else if constexpr (n == 5) { auto& [a, b, c, d, e] = v; return std::tie(a, b, c, d, e); }
  else if constexpr (n == 6) { auto& [a, b, c, d, e, f] = v; return std::tie(a, b, c, d, e, f); }
  else if constexpr (n == 7) { auto& [a, b, c, d, e, f, g] = v; return std::tie(a, b, c, d, e, f, g); }
  else { auto& [a, b, c, d, e, f, g, h] = v; return std::tie(a, b, c, d, e, f, g, h); }
}

template <class T, std::size_t I>
inline constexpr auto* imagined_member = &std::get<I>(tie_members(imagined<T>));

template <class T>
constexpr auto member_names() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<std::string_view, sizeof...(I)>{last_identifier(spelling<imagined_member<T, I>>())...};
  }(std::make_index_sequence<arity<T>()>{});
}

}  // namespace detail

/// Calls f(name, member) for every member of a plain aggregate (std::array, not a C array); the names are read off the compiler. Host code only:
/// nvcc's front end prints addresses instead.
template <class T, class F>
constexpr void for_each_member(T& v, F f) {
  constexpr auto names = detail::member_names<std::remove_const_t<T>>();
  const auto members = detail::tie_members(v);
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (f(names[I], std::get<I>(members)), ...);
  }(std::make_index_sequence<names.size()>{});
}

}  // namespace smalti
