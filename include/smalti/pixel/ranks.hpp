// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <cmath>
#include <cstdint>

namespace smalti {

/// A place between two ranks of n > 0 values: `rest` of the way from one to the next.
struct RankPlace {
  std::int64_t rank;
  double rest;

  /// Rank share (n - 1).
  SMALTI_HD static RankPlace of(double share, std::int64_t n) {
    const double at = share * static_cast<double>(n - 1), whole = std::floor(at);
    return {static_cast<std::int64_t>(whole), at - whole};
  }
  /// The value there, linear between those of the two ranks.
  SMALTI_HD double between(double low, double high) const { return std::fma(rest, high - low, low); }
};

/// Integers of a range are counted in a bin each.
SMALTI_HD inline int rank_bins(ValueRange range) { return static_cast<int>(range.max - range.lo) + 1; }
SMALTI_HD inline int rank_bin(ValueRange range, float v) {
  const double at = std::rint(static_cast<double>(v) - static_cast<double>(range.lo)), last = rank_bins(range) - 1.0;
  return static_cast<int>(at < 0 ? 0 : at > last ? last : at);
}

/// Values clipped to [lo, hi] as multiples of 1 / unit, 2^31 of them at most: sums of integers know no order.
struct ClippedUnits {
  double lo, hi, unit;

  SMALTI_HD static ClippedUnits between(double lo, double hi) {
    const double a = std::fabs(lo), b = std::fabs(hi), largest = a < b ? b : a;
    return {lo, hi, std::ldexp(1.0, largest > 0 ? 30 - std::ilogb(largest) : 0)};
  }
  SMALTI_HD std::int64_t operator()(double v) const { return static_cast<std::int64_t>(std::rint((v < lo ? lo : v > hi ? hi : v) * unit)); }
};

}  // namespace smalti
