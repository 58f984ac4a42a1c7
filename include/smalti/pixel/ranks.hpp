// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace smalti {

/// The values of a picture by rank, of one channel or of all of them together: integers in order, each with how often it
/// comes, and floats as they are.
class Ranks {
 public:
  Ranks(const Measured& m, int first_channel, int channels) {
    for (int c = first_channel; c < first_channel + channels; ++c) {
      count_ += m.counts[c];
      if (m.reals) {
        reals_.insert(reals_.end(), m.reals[c].begin(), m.reals[c].end());
        continue;
      }
      const auto middle = static_cast<std::ptrdiff_t>(values_.size());
      const std::uint32_t* h = m.histogram_of(c);
      for (int b = 0; b < m.bins; ++b)
        if (h[b] > 0) values_.emplace_back(b + m.first, h[b]);
      std::inplace_merge(values_.begin(), values_.begin() + middle, values_.end());
    }
    if (reals_.empty()) return;
    often_.assign(65536, 0);
    for (const float v : reals_) ++often_[drawer(v)];
  }
  bool empty() const { return count_ == 0; }

  /// The value at rank share (n - 1), linear between neighbours.
  double at(double share) const {
    if (empty()) return 0;
    const double rank = share * static_cast<double>(count_ - 1), whole = std::floor(rank);
    const auto [low, high] = reals_.empty() ? neighbours(static_cast<std::int64_t>(whole)) : real_neighbours(static_cast<std::int64_t>(whole));
    return std::fma(rank - whole, high - low, low);
  }
  /// Mean and standard deviation after clipping to [lo, hi].
  std::pair<double, double> moments(double lo, double hi) const {
    if (empty()) return {0, 0};
    const double n = static_cast<double>(count_);
    if (!reals_.empty()) return moments_of_reals(lo, hi, n);
    double sum = 0, squares = 0;
    for (const auto& [v, often] : values_) sum = std::fma(std::clamp(v, lo, hi), often, sum);
    for (const auto& [v, often] : values_) {
      const double d = std::clamp(v, lo, hi) - sum / n;
      squares = std::fma(d * d, often, squares);
    }
    return {sum / n, std::sqrt(squares / n)};
  }

 private:
  /// The number at a rank, and the one after it; of the last rank, the last number twice.
  std::pair<double, double> neighbours(std::int64_t rank) const {
    std::size_t k = 0;
    for (; rank >= values_[k].second; ++k) rank -= values_[k].second;
    const bool last_of_its_kind = rank + 1 == values_[k].second && k + 1 < values_.size();
    return {values_[k].first, values_[last_of_its_kind ? k + 1 : k].first};
  }
  std::pair<double, double> real_neighbours(std::int64_t rank) const {
    std::size_t here = 0;
    for (; rank >= often_[here]; ++here) rank -= often_[here];
    std::size_t beyond = here;  // where the next number lies
    if (rank + 1 == often_[here])
      do ++beyond;
      while (beyond < often_.size() && often_[beyond] == 0);
    std::vector<float> near;
    for (const float v : reals_)
      if (const std::size_t d = drawer(v); d == here || d == beyond) near.push_back(v);
    const auto at = near.begin() + rank, next = at + 1;
    std::nth_element(near.begin(), at, near.end());
    return {*at, next == near.end() ? *at : *std::min_element(next, near.end())};
  }
  /// The upper half of a number's place among all floats: only a drawer or two are put in order.
  static std::size_t drawer(float v) {
    const auto bits = std::bit_cast<std::uint32_t>(v);
    return (bits ^ (bits >> 31 ? 0xFFFFFFFFu : 0x80000000u)) >> 16;
  }
  /// By sums of integers, as the order of the values is nobody's promise.
  std::pair<double, double> moments_of_reals(double lo, double hi, double n) const {
    const double largest = std::max(std::abs(lo), std::abs(hi)), unit = std::ldexp(1.0, largest > 0 ? 30 - std::ilogb(largest) : 0);
    std::int64_t sum = 0;
    WideSum squares;
    for (const float v : reals_) {
      const auto q = static_cast<std::int64_t>(std::rint(std::clamp(double{v}, lo, hi) * unit));
      sum += q;
      squares.add(static_cast<std::uint64_t>(q * q));
    }
    const double mean = static_cast<double>(sum) / unit / n;
    return {mean, std::sqrt(std::max(0.0, std::fma(-mean, mean, squares.value() / (unit * unit) / n)))};
  }

  std::vector<std::pair<double, std::uint32_t>> values_;
  std::vector<float> reals_;
  std::vector<std::uint32_t> often_;  ///< floats in each drawer
  std::int64_t count_ = 0;
};

}  // namespace smalti
