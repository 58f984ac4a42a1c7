// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/isa.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// Medians of square windows of bytes, in a time that does not depend on the side: values are counted a column of the
/// window, and a step to the right adds a column and takes one (Perreault and Hebert, 2007). Counts are cumulative: of the
/// upper four bits of values, and of the lower four among values that share their upper ones. So a comparison of 16
/// counts tells in which of 16 bins the middle lies.
class ColumnCounts {
 public:
  /// For rows of `columns` pixels of `step` values; every window begins full of zeros.
  void start(int side, int columns, int step) {
    side_ = side, columns_ = columns, step_ = step;
    for (int k = 0; k < 16; ++k)
      for (int bin = 0; bin < 16; ++bin) from_[static_cast<std::size_t>(k)][bin] = bin >= k;
    const Counts full = from_[0] * static_cast<std::int16_t>(side);
    upper_.assign(static_cast<std::size_t>(columns * step), full);
    lower_.assign(static_cast<std::size_t>(16 * columns * step), Counts{});
    for (int s = 0; s < step; ++s) std::fill_n(lower_of(s), columns, full);
  }
  /// In every column a value of the row that leaves the windows makes room for that of the row which enters them.
  void replace(const std::uint8_t* leaving, const std::uint8_t* entering) {
    const int columns = columns_, step = step_;
    for (int s = 0; s < step; ++s) {
      Counts *const upper = upper_of(s), *const lower = lower_of(s);
      for (int x = 0; x < columns; ++x) {
        const int a = leaving[x * step + s], b = entering[x * step + s];
        upper[x] += from(b >> 4) - from(a >> 4);
        lower[(a >> 4) * columns + x] -= from(a & 15);
        lower[(b >> 4) * columns + x] += from(b & 15);
      }
    }
  }
  /// The medians of all windows within the columns: side - 1 pixels fewer than those.
  void medians(std::uint8_t* out) {
    for (int s = 0; s < step_; ++s) slide(upper_of(s), lower_of(s), out + s);
  }

 private:
  using Counts [[gnu::vector_size(32)]] = std::int16_t;

  /// Values of one in `step` columns.
  void slide(const Counts* upper, const Counts* lower, std::uint8_t* out) const {
    const int side = side_, columns = columns_, step = step_;  // in registers, whatever writing bytes might change
    const int middle = side * side / 2;
    Counts sums = upper[0], fine[16];
    for (int x = 1; x < side - 1; ++x) sums += upper[x];
    int end[16];  // of the columns that are in fine[k], which follow the window from bin to bin only
    std::fill_n(end, 16, -side);
    for (int x = 0; x + side <= columns; ++x) {
      sums += upper[x + side - 1];
      const int k = bins_before(sums, middle), smaller = k > 0 ? sums[k - 1] : 0;
      const Counts* const column = lower + k * columns;
      Counts& window = fine[k];
      int& at = end[k];
      if (2 * (x + side - at) > side) window = column[x], at = x + 1;  // to count anew is shorter
      else
        for (int j = at - side; j < x; ++j) window -= column[j];
      for (; at < x + side; ++at) window += column[at];
      out[x * step] = static_cast<std::uint8_t>(16 * k + bins_before(window, middle - smaller));
      sums -= upper[x];
    }
  }
  /// Bins that end before the value with `rank` others before it.
  static int bins_before(const Counts& counts, int rank) {
    using Bytes [[gnu::vector_size(16)]] = std::int8_t;
    const auto bits = std::bit_cast<std::array<std::uint64_t, 2>>(
        __builtin_convertvector(counts <= static_cast<std::int16_t>(rank), Bytes));
    return (std::popcount(bits[0]) + std::popcount(bits[1])) / 8;
  }
  /// What a value in bin k adds: 1 from there on.
  const Counts& from(int k) const { return from_[static_cast<std::size_t>(k)]; }
  Counts* upper_of(int s) { return upper_.data() + s * columns_; }
  Counts* lower_of(int s) { return lower_.data() + 16 * s * columns_; }

  int side_ = 3, columns_ = 0, step_ = 1;
  std::array<Counts, 16> from_{};
  std::vector<Counts> upper_, lower_;  ///< channel by channel; within, lower_ bin by bin
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
