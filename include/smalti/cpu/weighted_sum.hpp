// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/isa.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// A row of values and how much they count.
struct WeightedRow {
  const float* values;
  float weight;
};

namespace detail {

/// Adds `count` rows in order, fused: the sums stay in registers meanwhile.
template <std::size_t count, bool first>
void sum_rows(const WeightedRow* rows, int n, float* __restrict to) {
  std::array<WeightedRow, count> r;
  std::copy_n(rows, count, r.begin());
  for (int x = 0; x < n; ++x) {
    float sum = first ? r[0].weight * r[0].values[x] : std::fma(r[0].weight, r[0].values[x], to[x]);
    for (std::size_t k = 1; k < count; ++k) sum = std::fma(r[k].weight, r[k].values[x], sum);
    to[x] = sum;
  }
}

}  // namespace detail

/// The weighted sum of at least one row, added up from the first to the last.
inline void weighted_sum(std::span<const WeightedRow> rows, int n, float* to) {
  constexpr std::size_t most = 8;
  const auto sum = [&]<bool first>(std::bool_constant<first>, std::size_t at, std::size_t count) {
    [&]<std::size_t... k>(std::index_sequence<k...>) {
      ((k + 1 == count ? detail::sum_rows<k + 1, first>(rows.data() + at, n, to) : void()), ...);
    }(std::make_index_sequence<most>{});
  };
  sum(std::true_type{}, 0, std::min(most, rows.size()));
  for (std::size_t at = most; at < rows.size(); at += most) sum(std::false_type{}, at, std::min(most, rows.size() - at));
}

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
