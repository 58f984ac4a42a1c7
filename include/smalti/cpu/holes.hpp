// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/program.hpp>
#include <smalti/pixel/rounding.hpp>

#include <algorithm>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// Fills the pixels of row y that the hole covers. `width` is that of the operator's frame, which numbers the noise.
inline void punch(const HoleRecord& hole, const Row& row, int y, int width) {
  if (y < hole.rect.top || y >= hole.rect.bottom) return;
  const int left = std::max(0, hole.rect.left), right = std::min(row.n, hole.rect.right);
  for (int c = 0; c < row.channels; ++c) {
    float* __restrict plane = row.plane[static_cast<std::size_t>(c)];
    const float fill = value_of(hole.fill, c);
    if (hole.filling == Fill::Kind::random) {
      for (int x = left; x < right; ++x)
        if (hole.covers(x, y)) plane[x] = hole.value(x, y, c, width, row.channels);
    } else if (hole.kind == HoleRecord::Kind::rectangle) {
      std::fill(plane + left, plane + std::max(left, right), fill);
    } else {
      const Lattice lattice = hole.lattice;  // a copy, which no store into the plane can change
      const float v = static_cast<float>(y) + 0.5f;
      for (int x = left; x < right; ++x) plane[x] = select(lattice.covers(static_cast<float>(x) + 0.5f, v), fill, plane[x]);
    }
  }
}

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
