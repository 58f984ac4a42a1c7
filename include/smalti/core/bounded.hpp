// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/hd.hpp>

#include <cstddef>
#include <initializer_list>
#include <type_traits>

namespace smalti {

/// Up to N values in place, trivially copyable when T is: what an operator draws when it draws a list.
template <class T, std::size_t N>
struct Bounded {
  T items[N]{};
  int count = 0;

  constexpr Bounded() = default;
  constexpr Bounded(std::initializer_list<T> list) {
    for (const T& item : list) push_back(item);
  }
  static constexpr int capacity() { return static_cast<int>(N); }
  SMALTI_HD constexpr int size() const { return count; }
  SMALTI_HD constexpr bool empty() const { return count == 0; }
  /// The caller sees to it that there is room.
  SMALTI_HD constexpr void push_back(const T& item) { items[count++] = item; }
  SMALTI_HD constexpr void clear() { count = 0; }
  SMALTI_HD constexpr T& operator[](int i) { return items[i]; }
  SMALTI_HD constexpr const T& operator[](int i) const { return items[i]; }
  SMALTI_HD constexpr T* begin() { return items; }
  SMALTI_HD constexpr T* end() { return items + count; }
  SMALTI_HD constexpr const T* begin() const { return items; }
  SMALTI_HD constexpr const T* end() const { return items + count; }
  friend constexpr bool operator==(const Bounded& a, const Bounded& b) {
    if (a.count != b.count) return false;
    for (int i = 0; i < a.count; ++i)
      if (!(a.items[i] == b.items[i])) return false;
    return true;
  }
};

}  // namespace smalti
