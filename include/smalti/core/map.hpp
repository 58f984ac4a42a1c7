// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/extent.hpp>
#include <smalti/core/point.hpp>

#include <array>
#include <cmath>

namespace smalti {

/// Exact words for one axis of an axis-aligned step: output samples [0, length) show the input interval [begin, end),
/// backwards if reversed. Crop, pad, flip and resize are all of this form.
struct Span {
  int begin = 0, end = 0, length = 0;
  bool reversed = false;

  constexpr bool resizes() const { return end - begin != length; }
  friend constexpr bool operator==(const Span&, const Span&) = default;
};

/// Forward map of one geometric step, input frame to output frame: a 3x3 matrix in row-major order, the extent of the
/// output and, when the step is axis-aligned, the same thing in integers.
struct Map {
  std::array<double, 9> matrix{1, 0, 0, 0, 1, 0, 0, 0, 1};
  Extent extent;
  bool exact = false;  ///< the spans say it all; the matrix follows from them
  Span x{}, y{};
  bool transposed = false;  ///< exact: the input's axes change places before the spans
  bool satisfied = true;    ///< false: a search found nothing within its tries; this is what is done instead

  /// The map of two spans, of the input or of the transposed input.
  static constexpr Map aligned(Span x, Span y, bool transposed = false) {
    const auto scale = [](Span s) {
      const double k = static_cast<double>(s.length) / (s.end - s.begin);
      return s.reversed ? -k : k;
    };
    const auto shift = [&](Span s) { return scale(s) * -(s.reversed ? s.end : s.begin); };
    const double kx = scale(x), ky = scale(y), on = transposed ? 0 : 1, off = transposed ? 1 : 0;
    return {{kx * on, kx * off, shift(x), ky * off, ky * on, shift(y), 0, 0, 1}, {y.length, x.length}, true, x, y, transposed};
  }
  static constexpr Map identity(Extent e) { return crop(Rect::of(e)); }
  /// Cuts a window out; parts of it outside the input show the border.
  static constexpr Map crop(Rect r) {
    return aligned({r.left, r.right, r.width()}, {r.top, r.bottom, r.height()});
  }
  static constexpr Map crop_resize(Rect r, Extent to) {
    return aligned({r.left, r.right, to.width}, {r.top, r.bottom, to.height});
  }
  /// One of the eight symmetries: the axes change places or not, then each is mirrored or not.
  static constexpr Map dihedral(Extent e, bool transposed, bool mirror_x, bool mirror_y) {
    if (transposed) e = e.transposed();
    return aligned({0, e.width, e.width, mirror_x}, {0, e.height, e.height, mirror_y}, transposed);
  }
  /// k quarter turns, counter-clockwise.
  static constexpr Map quarter_turns(Extent e, int k) { return dihedral(e, k % 2 == 1, k == 2 || k == 3, k == 1 || k == 2); }
  static constexpr Map flip_x(Extent e) { return dihedral(e, false, true, false); }
  static constexpr Map flip_y(Extent e) { return dihedral(e, false, false, true); }
  /// Whether an exact map brings every pixel of an input of extent e to the output, none twice.
  constexpr bool permutes(Extent e) const {
    if (transposed) e = e.transposed();
    return x.begin == 0 && y.begin == 0 && x.end == e.width && y.end == e.height && !x.resizes() && !y.resizes();
  }
  /// Whether an exact map changes nothing.
  constexpr bool changes_nothing(Extent e) const { return permutes(e) && !transposed && !x.reversed && !y.reversed; }
};

/// a b, for maps applied right to left; products are summed by fma from the last term on.
inline std::array<double, 9> product(const std::array<double, 9>& a, const std::array<double, 9>& b) {
  std::array<double, 9> c{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      c[3 * i + j] = std::fma(a[3 * i], b[j], std::fma(a[3 * i + 1], b[3 + j], a[3 * i + 2] * b[6 + j]));
  return c;
}

/// a d - b c with one rounding error less than written out (Kahan).
inline double difference_of_products(double a, double d, double b, double c) {
  const double bc = b * c;
  return std::fma(a, d, -bc) - std::fma(b, c, -bc);
}

inline double determinant(const std::array<double, 9>& m) {
  return std::fma(m[0], difference_of_products(m[4], m[8], m[5], m[7]),
                  std::fma(-m[1], difference_of_products(m[3], m[8], m[5], m[6]),
                           m[2] * difference_of_products(m[3], m[7], m[4], m[6])));
}

/// The inverse by cofactors; the caller has checked the determinant.
inline std::array<double, 9> inverse(const std::array<double, 9>& m) {
  const double d = determinant(m);
  const auto minor = [&](int a, int b, int c, int e) {
    const auto at = [&](int i) { return m[static_cast<std::size_t>(i)]; };
    return difference_of_products(at(a), at(e), at(b), at(c)) / d;
  };
  return {minor(4, 5, 7, 8), minor(2, 1, 8, 7), minor(1, 2, 4, 5), minor(5, 3, 8, 6), minor(0, 2, 6, 8),
          minor(2, 0, 5, 3), minor(3, 4, 6, 7), minor(1, 0, 7, 6), minor(0, 1, 3, 4)};
}

/// Projects a point. For w at or below 1e-6 the point lies behind the horizon: clip first.
inline Point apply(const std::array<double, 9>& m, Point p) {
  const double x = std::fma(m[0], p.x, std::fma(m[1], p.y, m[2]));
  const double y = std::fma(m[3], p.x, std::fma(m[4], p.y, m[5]));
  if (m[6] == 0 && m[7] == 0 && m[8] == 1) return {x, y};
  const double w = std::fma(m[6], p.x, std::fma(m[7], p.y, m[8]));
  return {x / w, y / w};
}

}  // namespace smalti
