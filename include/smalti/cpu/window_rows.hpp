// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/program.hpp>
#include <smalti/pixel/warp.hpp>

#include <cstddef>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// The rows around a row, each with `reach` pixels more on both sides, which a border rule fills. Planes of single
/// values, or one plane of pixels of `step` values.
template <class T>
class WindowRows {
 public:
  void start(int reach, Border border, Extent e, int planes, int step = 1) {
    reach_ = reach, border_ = border, extent_ = e, planes_ = planes, step_ = step;
    line_ = (static_cast<std::size_t>((e.width + 2 * reach) * step) + 63) / 64 * 64;
    const auto slots = static_cast<std::size_t>(2 * reach + 1);
    memory_.assign(slots * static_cast<std::size_t>(planes) * line_ + 64, T{});
    held_.assign(slots, -1);
    rows_.resize(slots);
  }
  int reach() const { return reach_; }
  int step() const { return step_; }
  int planes() const { return planes_; }

  /// Fetches the rows y - reach .. y + reach; read(row, plane) writes a row of the surface to plane(0), plane(1), ...
  template <class Read>
  void fetch(int y, Read read) {
    for (int k = -reach_; k <= reach_; ++k) {
      const int at = border_index(y + k, 0, extent_.height, border_);
      const std::size_t slot = static_cast<std::size_t>(at) % held_.size();
      T* const first = memory_.data() + slot * static_cast<std::size_t>(planes_) * line_ + reach_ * step_;
      rows_[static_cast<std::size_t>(k + reach_)] = first;
      if (held_[slot] == at) continue;
      held_[slot] = at;
      const auto plane = [&](int c) { return first + static_cast<std::size_t>(c) * line_; };
      read(at, plane);
      for (int c = 0; c < planes_; ++c) fill_sides(plane(c));
    }
  }
  /// Plane c of row number k of those, 0 the uppermost; from pixel -reach on.
  const T* row(int k, int c) const { return rows_[static_cast<std::size_t>(k)] + static_cast<std::size_t>(c) * line_; }

 private:
  void fill_sides(T* p) const {
    const int n = extent_.width;
    for (int x = 1; x <= reach_; ++x)
      for (int s = 0; s < step_; ++s) {
        p[-x * step_ + s] = p[border_index(-x, 0, n, border_) * step_ + s];
        p[(n - 1 + x) * step_ + s] = p[border_index(n - 1 + x, 0, n, border_) * step_ + s];
      }
  }

  int reach_ = 0, planes_ = 1, step_ = 1;
  Border border_ = Border::reflect;
  Extent extent_;
  std::size_t line_ = 0;
  std::vector<T> memory_;
  std::vector<int> held_;  ///< the row in each slot
  std::vector<const T*> rows_;
};

/// Values of a plane brought into the range of a pass, and rounded where its surface holds whole numbers.
inline void settle(float* __restrict v, int n, const Pass& pass) {
  const bool whole = pass.whole;
  for (int x = 0; x < n; ++x) {
    const float inside = clamp(v[x], pass.range.lo, pass.range.max);
    v[x] = whole ? round_even(inside) : inside;
  }
}

/// Fetches rows of a surface as planes of float32.
template <class Surface>
void fetch_planes(WindowRows<float>& rows, Surface& surface, const Pass& pass, int y) {
  rows.fetch(y, [&](int at, auto plane) {
    Row in{{}, pass.channels, pass.extent.width};
    for (int c = 0; c < pass.channels; ++c) in.plane[static_cast<std::size_t>(c)] = plane(c);
    surface.read(at, in, pass.range);
  });
}

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
