// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/isa.hpp>
#include <smalti/pixel/ranks.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// The values of a picture by rank, of one channel or of all of them together: integers in order, each with how often it
/// comes, and floats as they are.
class Ranks {
 public:
  /// Of integers: bin b of a channel's `bins` counts the value first + b.
  Ranks(const std::uint32_t* histogram, int bins, double first, int channels) {
    for (int c = 0; c < channels; ++c, histogram += bins) {
      const auto middle = static_cast<std::ptrdiff_t>(values_.size());
      for (int b = 0; b < bins; ++b)
        if (histogram[b] > 0) values_.emplace_back(b + first, histogram[b]), count_ += histogram[b];
      std::inplace_merge(values_.begin(), values_.begin() + middle, values_.end());
    }
  }
  /// Of floats: those of each channel.
  explicit Ranks(std::span<const std::vector<float>> channels) {
    for (const std::vector<float>& values : channels) reals_.insert(reals_.end(), values.begin(), values.end());
    count_ = static_cast<std::int64_t>(reals_.size());
    if (reals_.empty()) return;
    often_.assign(65536, 0);
    for (const float v : reals_) ++often_[drawer(v)];
  }

  /// The value at rank share (n - 1), linear between neighbours; 0 if there are none.
  double at(double share) const {
    if (count_ == 0) return 0;
    const RankPlace place = RankPlace::of(share, count_);
    const auto [low, high] = reals_.empty() ? neighbours(place.rank) : real_neighbours(place.rank);
    return place.between(low, high);
  }
  /// Sums of the clipped values, and of their squares.
  void add(ClippedUnits units, std::int64_t& sum, std::int64_t& count, WideSum& squares) const {
    for (const auto& [v, often] : values_) {
      const std::int64_t q = units(v);
      sum += q * often;
      squares.add_times(static_cast<std::uint64_t>(q * q), often);
    }
    for (const float v : reals_) {
      const std::int64_t q = units(double{v});
      sum += q;
      squares.add(static_cast<std::uint64_t>(q * q));
    }
    count += count_;
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

  std::vector<std::pair<double, std::uint32_t>> values_;
  std::vector<float> reals_;
  std::vector<std::uint32_t> often_;  ///< floats in each drawer
  std::int64_t count_ = 0;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
