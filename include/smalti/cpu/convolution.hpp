// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/weighted_sum.hpp>
#include <smalti/cpu/window_rows.hpp>

#include <span>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// A separable kernel over an earlier surface: rows first, then columns, float32 between, reflected borders; integer
/// surfaces are rounded at the end (2.7).
class Convolution {
 public:
  void start(const SeparableKernel& kernel, const Pass& pass, std::span<const float> weights) {
    x_ = weights.subspan(static_cast<std::size_t>(kernel.x.first), static_cast<std::size_t>(kernel.x.count));
    y_ = weights.subspan(static_cast<std::size_t>(kernel.y.first), static_cast<std::size_t>(kernel.y.count));
    line_ = (static_cast<std::size_t>(pass.extent.width) + x_.size() + 31) / 16 * 16;
    const auto channels = static_cast<std::size_t>(pass.channels);
    ring_.assign(y_.size() * channels * line_, 0);
    padded_.assign(channels * line_, 0);
    held_.assign(y_.size(), -1);
    beside_.resize(x_.size()), below_.resize(y_.size());
  }

  /// Row y, from a reader of the surface.
  template <class Reader>
  void read(Reader& surface, const Pass& pass, int y, const Row& row) {
    const int reach = static_cast<int>(y_.size()) / 2;
    for (int k = -reach; k <= reach; ++k) {
      const auto i = static_cast<std::size_t>(k + reach);
      below_[i] = {horizontal(surface, pass, border_index(y + k, 0, pass.extent.height, Border::reflect), row), y_[i]};
    }
    for (int c = 0; c < row.channels; ++c) {
      weighted_sum(below_, row.n, row.plane[static_cast<std::size_t>(c)]);
      for (WeightedRow& w : below_) w.values += line_;
    }
    for (int c = 0; c < row.channels; ++c) settle(row.plane[static_cast<std::size_t>(c)], row.n, pass);
  }

 private:
  /// Row `at` of the surface after the horizontal pass, out of the ring if it is there.
  template <class Reader>
  const float* horizontal(Reader& surface, const Pass& pass, int at, const Row& row) {
    const std::size_t slot = static_cast<std::size_t>(at) % y_.size();
    float* out = ring_.data() + slot * static_cast<std::size_t>(row.channels) * line_;
    if (held_[slot] == at) return out;
    held_[slot] = at;
    const int reach = static_cast<int>(x_.size()) / 2;
    Row in{{}, row.channels, row.n};
    for (int c = 0; c < row.channels; ++c) in.plane[static_cast<std::size_t>(c)] = padded_.data() + static_cast<std::size_t>(c) * line_ + reach;
    surface.read(at, in, pass.range);
    for (int c = 0; c < row.channels; ++c) {
      float* line = in.plane[static_cast<std::size_t>(c)];
      for (int k = 1; k <= reach; ++k) {
        line[-k] = line[border_index(-k, 0, row.n, Border::reflect)];
        line[row.n - 1 + k] = line[border_index(row.n - 1 + k, 0, row.n, Border::reflect)];
      }
      for (std::size_t k = 0; k < x_.size(); ++k) beside_[k] = {line - reach + k, x_[k]};
      weighted_sum(beside_, row.n, out + static_cast<std::size_t>(c) * line_);
    }
    return out;
  }

  std::span<const float> x_, y_;
  std::size_t line_ = 0;
  std::vector<float> ring_, padded_;
  std::vector<int> held_;
  std::vector<WeightedRow> beside_, below_;  ///< one a weight of x_ and of y_
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
