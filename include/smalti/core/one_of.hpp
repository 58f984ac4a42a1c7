// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/type_list.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>

namespace smalti {

/// One of the records S..., trivially copyable: the states of a list of steps, the window of a pass.
template <class... S>
struct OneOf {
  using Types = TypeList<S...>;
  static constexpr std::size_t size = std::max({sizeof(S)...});
  alignas(8) std::byte bytes[size]{};
  int kind = 0;

  constexpr OneOf() = default;
  template <class T>
  requires(Types::template contains<T>) OneOf(const T& state) : kind(static_cast<int>(Types::template index_of<T>)) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(bytes, &state, sizeof state);
  }
  template <class T>
  constexpr bool holds() const {
    return kind == static_cast<int>(Types::template index_of<T>);
  }
  /// Calls f with the record that is held.
  template <class F>
  void visit(F f) const {
    int at = 0;
    (void)((kind == at++ ? (f(read<S>()), true) : false) || ...);
  }

 private:
  template <class T>
  T read() const {
    T state;
    std::memcpy(static_cast<void*>(&state), bytes, sizeof state);
    return state;
  }
};

}  // namespace smalti
