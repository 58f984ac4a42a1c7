// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/hd.hpp>

#include <cstdint>

namespace smalti {

/// Size of a picture in px, written (height, width) as everywhere in the field.
struct Extent {
  int height = 0, width = 0;

  static SMALTI_HD constexpr Extent square(int side) { return {side, side}; }
  SMALTI_HD constexpr std::int64_t area() const { return std::int64_t{height} * width; }
  SMALTI_HD constexpr Extent transposed() const { return {width, height}; }
  SMALTI_HD constexpr bool empty() const { return height <= 0 || width <= 0; }
  friend constexpr bool operator==(const Extent&, const Extent&) = default;
};

/// Integer rectangle [left, right) x [top, bottom) in px.
struct Rect {
  int left = 0, top = 0, right = 0, bottom = 0;

  static SMALTI_HD constexpr Rect of(Extent e) { return {0, 0, e.width, e.height}; }
  SMALTI_HD constexpr int width() const { return right - left; }
  SMALTI_HD constexpr int height() const { return bottom - top; }
  SMALTI_HD constexpr Extent extent() const { return {height(), width()}; }
  SMALTI_HD constexpr Rect transposed() const { return {top, left, bottom, right}; }
  SMALTI_HD constexpr bool empty() const { return right <= left || bottom <= top; }
  SMALTI_HD constexpr std::int64_t area() const { return empty() ? 0 : std::int64_t{width()} * height(); }
  SMALTI_HD constexpr bool contains(int x, int y) const { return x >= left && x < right && y >= top && y < bottom; }
  friend constexpr bool operator==(const Rect&, const Rect&) = default;
};

SMALTI_HD constexpr Rect intersection(Rect a, Rect b) {
  const Rect r{a.left > b.left ? a.left : b.left, a.top > b.top ? a.top : b.top,
               a.right < b.right ? a.right : b.right, a.bottom < b.bottom ? a.bottom : b.bottom};
  return r.empty() ? Rect{r.left, r.top, r.left, r.top} : r;
}
/// Smallest rectangle that holds both; an empty one adds nothing.
SMALTI_HD constexpr Rect hull(Rect a, Rect b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {a.left < b.left ? a.left : b.left, a.top < b.top ? a.top : b.top,
          a.right > b.right ? a.right : b.right, a.bottom > b.bottom ? a.bottom : b.bottom};
}

}  // namespace smalti
