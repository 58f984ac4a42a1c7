// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/random.hpp>
#include <smalti/cpu/program.hpp>

#include <algorithm>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// Fills the pixels of row y that the hole covers. `width` is that of the operator's frame, which numbers the noise.
inline void punch(const HoleRecord& hole, const Row& row, int y, int width) {
  if (y < hole.rect.top || y >= hole.rect.bottom) return;
  const int left = std::max(0, hole.rect.left), right = std::min(row.n, hole.rect.right);
  const auto covered = [&](int x) {
    return hole.kind == HoleRecord::Kind::rectangle ||
           hole.lattice.covers(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f);
  };
  for (int c = 0; c < row.channels; ++c) {
    float* __restrict plane = row.plane[static_cast<std::size_t>(c)];
    const float fill = value_of(hole.fill, c);
    if (hole.filling != Fill::Kind::random) {
      if (hole.kind == HoleRecord::Kind::rectangle) std::fill(plane + left, plane + std::max(left, right), fill);
      else
        for (int x = left; x < right; ++x) plane[x] = covered(x) ? fill : plane[x];
      continue;
    }
    const float spread = hole.spread.empty() ? 1.0f : value_of(hole.spread, c);
    for (int x = left; x < right; ++x) {
      if (!covered(x)) continue;
      const u64 element = (static_cast<u64>(y) * static_cast<u64>(width) + static_cast<u64>(x)) * static_cast<u64>(row.channels) + static_cast<u64>(c);
      const Words w = draw(hole.field, hole.at, static_cast<u32>(element / 4));
      plane[x] = std::fma(spread, normal_f32(w[element % 4]), fill);
    }
  }
}

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
