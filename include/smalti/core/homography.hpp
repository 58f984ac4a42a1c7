// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/point.hpp>

#include <array>
#include <cmath>
#include <utility>

namespace smalti {

/// The projective map that takes four points to four others: the 8x8 system in double with partial pivoting. Throws
/// GeometryError if three of the points lie on a line.
inline std::array<double, 9> homography(const std::array<Point, 4>& from, const std::array<Point, 4>& to) {
  std::array<std::array<double, 9>, 8> rows{};
  for (std::size_t k = 0; k < 4; ++k) {
    const auto [x, y] = from[k];
    const auto [u, v] = to[k];
    rows[2 * k] = {x, y, 1, 0, 0, 0, -x * u, -y * u, u};
    rows[2 * k + 1] = {0, 0, 0, x, y, 1, -x * v, -y * v, v};
  }
  for (std::size_t c = 0; c < 8; ++c) {
    std::size_t pivot = c;
    for (std::size_t r = c + 1; r < 8; ++r)
      if (std::abs(rows[r][c]) > std::abs(rows[pivot][c])) pivot = r;
    if (!(std::abs(rows[pivot][c]) > 1e-9)) raise("geometry.singular", "homography: no three of the four points may lie on a line");
    std::swap(rows[c], rows[pivot]);
    for (std::size_t r = 0; r < 8; ++r) {
      if (r == c) continue;
      const double share = rows[r][c] / rows[c][c];
      for (std::size_t k = c; k < 9; ++k) rows[r][k] = std::fma(-share, rows[c][k], rows[r][k]);
    }
  }
  std::array<double, 9> m{};
  for (std::size_t k = 0; k < 8; ++k) m[k] = rows[k][8] / rows[k][k];
  m[8] = 1;
  return m;
}

}  // namespace smalti
