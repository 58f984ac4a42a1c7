// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/weighted_sum.hpp>
#include <smalti/cpu/window_rows.hpp>

#include <span>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// A square kernel over a surface, row by row of its weights, reflected borders; integer surfaces are rounded at the
/// end. Weights of 0 cost nothing.
class SquareConvolution {
 public:
  void start(SquareKernel kernel, const Pass& pass, std::span<const float> weights) {
    taps_.clear();
    const int reach = kernel.side / 2;
    for (int k = 0; k < kernel.weights.count; ++k)
      if (const float w = weights[static_cast<std::size_t>(kernel.weights.first + k)]; w != 0)
        taps_.push_back({k / kernel.side, k % kernel.side - reach, w});
    weighted_.resize(taps_.size());
    rows_.start(reach, Border::reflect, pass.extent, pass.channels);
  }
  template <class Surface>
  void read(Surface& surface, const Pass& pass, int y, const Row& row) {
    fetch_planes(rows_, surface, pass, y);
    for (int c = 0; c < row.channels; ++c) {
      for (std::size_t k = 0; k < taps_.size(); ++k)
        weighted_[k] = {rows_.row(taps_[k].row, c) + taps_[k].column, taps_[k].weight};
      float* const to = row.plane[static_cast<std::size_t>(c)];
      weighted_sum(weighted_, row.n, to);
      settle(to, row.n, pass);
    }
  }

 private:
  struct Tap {
    int row, column;
    float weight;
  };
  std::vector<Tap> taps_;
  std::vector<WeightedRow> weighted_;
  WindowRows<float> rows_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
