// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <cstddef>
#include <type_traits>

namespace smalti {

/// Types as a value.
template <class... T>
struct TypeList {
  static constexpr std::size_t size = sizeof...(T);
  template <class U>
  static constexpr bool contains = (std::is_same_v<T, U> || ...);
  /// Place of U; `size` if it is not there.
  template <class U>
  static constexpr std::size_t index_of = [] {
    std::size_t i = 0;
    (void)((std::is_same_v<T, U> || (++i, false)) || ...);
    return i;
  }();
  /// Calls f(std::type_identity<T>{}) for every T.
  template <class F>
  static constexpr void for_each([[maybe_unused]] F f) { (f(std::type_identity<T>{}), ...); }
};

/// Class templates over operators, as a value: the containers.
template <template <class...> class... T>
struct TemplateList {};

}  // namespace smalti
