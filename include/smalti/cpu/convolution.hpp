// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/window_rows.hpp>

#include <cmath>
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
  }

  /// Row y, from a reader of the surface.
  template <class Reader>
  void read(Reader& surface, const Pass& pass, int y, const Row& row) {
    const int reach = static_cast<int>(y_.size()) / 2;
    for (int k = -reach; k <= reach; ++k) {
      const int at = border_index(y + k, 0, pass.extent.height, Border::reflect);
      const float* blurred = horizontal(surface, pass, at, row);
      const float w = y_[static_cast<std::size_t>(k + reach)];
      for (int c = 0; c < row.channels; ++c) {
        float* __restrict to = row.plane[static_cast<std::size_t>(c)];
        const float* from = blurred + static_cast<std::size_t>(c) * line_;
        if (k == -reach)
          for (int x = 0; x < row.n; ++x) to[x] = w * from[x];
        else
          for (int x = 0; x < row.n; ++x) to[x] = std::fma(w, from[x], to[x]);
      }
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
      float* __restrict to = out + static_cast<std::size_t>(c) * line_;
      const float* from = line - reach;
      for (int x = 0; x < row.n; ++x) to[x] = x_[0] * from[x];
      for (std::size_t k = 1; k < x_.size(); ++k) {
        const float w = x_[k];
        const float* shifted = from + k;
        for (int x = 0; x < row.n; ++x) to[x] = std::fma(w, shifted[x], to[x]);
      }
    }
    return out;
  }

  std::span<const float> x_, y_;
  std::size_t line_ = 0;
  std::vector<float> ring_, padded_;
  std::vector<int> held_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
