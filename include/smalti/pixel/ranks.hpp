// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace smalti {

/// The values of a picture in order, each with how often it comes, from a histogram of ranks: of one channel, or of all
/// of them together.
class Ranks {
 public:
  Ranks(const Measured& m, int first_channel, int channels) {
    for (int c = first_channel; c < first_channel + channels; ++c) {
      const auto middle = static_cast<std::ptrdiff_t>(values_.size());
      const std::uint32_t* h = m.histogram_of(c);
      for (int b = 0; b < m.bins; ++b)
        if (h[b] > 0) values_.emplace_back(std::fma(b, m.width[c], m.first[c]), h[b]);
      std::inplace_merge(values_.begin(), values_.begin() + middle, values_.end());
      count_ += m.counts[c];
    }
  }
  bool empty() const { return count_ == 0; }

  /// The value at rank share (n - 1), linear between neighbours.
  double at(double share) const {
    if (empty()) return 0;
    const double rank = share * static_cast<double>(count_ - 1), whole = std::floor(rank);
    const double low = number(static_cast<std::int64_t>(whole)), high = number(std::min(static_cast<std::int64_t>(whole) + 1, count_ - 1));
    return std::fma(rank - whole, high - low, low);
  }
  /// Mean and standard deviation after clipping to [lo, hi].
  std::pair<double, double> moments(double lo, double hi) const {
    if (empty()) return {0, 0};
    const double n = static_cast<double>(count_);
    double sum = 0, squares = 0;
    for (const auto& [v, often] : values_) sum = std::fma(std::clamp(v, lo, hi), often, sum);
    for (const auto& [v, often] : values_) {
      const double d = std::clamp(v, lo, hi) - sum / n;
      squares = std::fma(d * d, often, squares);
    }
    return {sum / n, std::sqrt(squares / n)};
  }

 private:
  double number(std::int64_t rank) const {
    for (const auto& [v, often] : values_)
      if ((rank -= often) < 0) return v;
    return values_.back().first;
  }
  std::vector<std::pair<double, std::uint32_t>> values_;
  std::int64_t count_ = 0;
};

}  // namespace smalti
