// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/program.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// The product of a whole surface, as one row of values, with a matrix. Every sum runs over the values in their
/// order, so that it is the same however many sums are computed side by side.
class MatrixMultiplier {
 public:
  void start(const MatrixProduct& product, const Pass&, std::span<const float> weights, std::span<const float> matrix) {
    mean_ = weights.subspan(static_cast<std::size_t>(product.mean.first), static_cast<std::size_t>(product.mean.count));
    matrix_ = matrix;
  }
  template <class Surface>
  void read(Surface& surface, const Pass& pass, int y, const Row& row) {
    if (y == 0) {
      fetch(surface, pass, row);
      multiply();
    }
    for_each_line(pass, y, row, [](float* line, float* from, int n) { std::copy_n(from, n, line); });
  }

 private:
  /// Calls f(line, values, n) for row y of each channel.
  template <class F>
  void for_each_line(const Pass& pass, int y, const Row& row, F f) {
    for (int c = 0; c < row.channels; ++c) {
      const auto first = (static_cast<std::ptrdiff_t>(c) * pass.extent.height + y) * pass.extent.width;
      f(row.plane[static_cast<std::size_t>(c)], product_.data() + first, row.n);
    }
  }
  /// The values less their means, channel after channel.
  template <class Surface>
  void fetch(Surface& surface, const Pass& pass, const Row& row) {
    product_.resize(static_cast<std::size_t>(pass.extent.area() * row.channels));
    for (int y = 0; y < pass.extent.height; ++y) {
      surface.read(y, row, pass.range);
      for_each_line(pass, y, row, [](float* line, float* to, int n) { std::copy_n(line, n, to); });
    }
    for (std::size_t i = 0; i < product_.size(); ++i) product_[i] -= mean_[mean_.size() == 1 ? 0 : i];
  }
  void multiply() {
    const std::size_t n = product_.size();
    if (matrix_.size() == 1) {
      for (float& v : product_) v *= matrix_[0];
      return;
    }
    values_.swap(product_);
    product_.resize(n);
    float* __restrict to = product_.data();
    for (std::size_t j = 0; j < n; ++j) to[j] = values_[0] * matrix_[j];
    for (std::size_t i = 1; i < n; ++i) {
      const float value = values_[i];
      const float* line = matrix_.data() + i * n;
      for (std::size_t j = 0; j < n; ++j) to[j] = std::fma(value, line[j], to[j]);
    }
  }

  std::span<const float> mean_, matrix_;
  std::vector<float> values_, product_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
