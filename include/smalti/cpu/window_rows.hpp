// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/program.hpp>
#include <smalti/pixel/warp.hpp>

#include <cstddef>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// Whether the values of a declared range are whole numbers; a float surface of 0..1 has fractions.
inline bool whole_numbers(ValueRange range) { return range.max - range.lo > 1.5f && range.max < 1e6f; }

/// The rows around a row as planes of float32, each with `reach` columns more on both sides, which a border rule fills.
class WindowRows {
 public:
  void start(int reach, Border border, const Pass& pass) {
    reach_ = reach, border_ = border;
    channels_ = static_cast<std::size_t>(pass.channels);
    line_ = static_cast<std::size_t>(pass.extent.width + 2 * reach + 31) / 16 * 16;
    const auto slots = static_cast<std::size_t>(2 * reach + 1);
    memory_.assign(slots * channels_ * line_, 0);
    held_.assign(slots, -1);
    rows_.resize(slots);
  }
  /// Fetches the rows y - reach .. y + reach.
  template <class Surface>
  void fetch(Surface& surface, const Pass& pass, int y) {
    for (int k = -reach_; k <= reach_; ++k) {
      const int at = border_index(y + k, 0, pass.extent.height, border_);
      const std::size_t slot = static_cast<std::size_t>(at) % held_.size();
      float* const row = memory_.data() + slot * channels_ * line_;
      rows_[static_cast<std::size_t>(k + reach_)] = row + reach_;
      if (held_[slot] == at) continue;
      held_[slot] = at;
      Row in{{}, pass.channels, pass.extent.width};
      for (std::size_t c = 0; c < channels_; ++c) in.plane[c] = row + c * line_ + reach_;
      surface.read(at, in, pass.range);
      for (std::size_t c = 0; c < channels_; ++c)
        for (int x = 1; x <= reach_; ++x) {
          in.plane[c][-x] = in.plane[c][border_index(-x, 0, in.n, border_)];
          in.plane[c][in.n - 1 + x] = in.plane[c][border_index(in.n - 1 + x, 0, in.n, border_)];
        }
    }
  }
  /// Channel c of row number k of those, 0 the uppermost; columns from -reach on.
  const float* row(int k, int c) const { return rows_[static_cast<std::size_t>(k)] + static_cast<std::size_t>(c) * line_; }

 private:
  int reach_ = 0;
  Border border_ = Border::reflect;
  std::size_t channels_ = 0, line_ = 0;
  std::vector<float> memory_;
  std::vector<int> held_;  ///< the row in each slot
  std::vector<const float*> rows_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
