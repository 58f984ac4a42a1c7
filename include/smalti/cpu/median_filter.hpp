// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/column_counts.hpp>
#include <smalti/cpu/rows.hpp>
#include <smalti/cpu/window_rows.hpp>
#include <smalti/pixel/median.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// The counts of a window's 16-bit values, by their upper and their lower byte, as it slides along a row.
class SlidingCounts {
 public:
  void start() {
    coarse_.assign(256, 0);
    fine_.assign(65536, 0);
    at_ = below_ = 0;
  }
  void add(unsigned v) { change(v, 1); }
  void take(unsigned v) { change(v, -1); }
  /// The value with `rank` others before it in order, and how many of those are smaller.
  std::pair<unsigned, int> value_at(int rank) {
    while (below_ > rank) below_ -= coarse_[--at_];
    while (below_ + coarse_[at_] <= rank) below_ += coarse_[at_++];
    int smaller = below_;
    unsigned v = static_cast<unsigned>(at_ << 8);
    while (smaller + fine_[v] <= rank) smaller += fine_[v++];
    return {v, smaller};
  }

 private:
  void change(unsigned v, int by) {
    const std::size_t c = v >> 8;
    fine_[v] += by, coarse_[c] += by;
    below_ += c < at_ ? by : 0;
  }
  int below_ = 0;  ///< values before the coarse bin at_
  std::size_t at_ = 0;
  std::vector<int> coarse_, fine_;
};

/// The median of a square window; borders repeat the outermost pixels. Small windows by a network of exchanges, larger
/// ones by counts: those of bytes a column at a time. Bytes stay bytes, all other values become integers in the same
/// order.
class MedianFilter {
 public:
  void start(MedianWindow how, const Pass&, std::span<const float>) {
    side_ = how.side;
    opened_ = false;
  }
  template <class Surface>
  void read(Surface& surface, const Pass& pass, int y, const Row& row) {
    open(surface, pass);
    if (bytes_) {
      filter_bytes(surface, pass, y, reinterpret_cast<std::uint8_t*>(bytes_out_.data()));
      return split_row(bytes_out_.data(), Dtype::uint8, row);
    }
    keys_.fetch(y, [&](int at, auto plane) {
      Row in{{}, row.channels, row.n};  // the keys take the place of the values
      for (int c = 0; c < row.channels; ++c)
        in.plane[static_cast<std::size_t>(c)] =
            reinterpret_cast<float*>(staged_.data()) + static_cast<std::size_t>(c * row.n);
      surface.read(at, in, pass.range);
      for (int c = 0; c < row.channels; ++c)
        for (int x = 0; x < row.n; ++x) plane(c)[x] = key_of(in.plane[static_cast<std::size_t>(c)][x]);
    });
    std::int32_t* const out = reinterpret_cast<std::int32_t*>(staged_.data());
    for (int c = 0; c < row.channels; ++c) {
      filter(keys_, c, row.n, out);
      for (int x = 0; x < row.n; ++x) row.plane[static_cast<std::size_t>(c)][x] = value_of_key(out[x]);
    }
  }
  /// Whether write() gives whole rows in this format.
  template <class Surface>
  bool writes(const Surface& surface, Dtype dtype) const {
    return dtype == Dtype::uint8 && surface.gives(dtype);
  }
  template <class Surface>
  void write(Surface& surface, const Pass& pass, int y, std::byte* out) {
    open(surface, pass);
    filter_bytes(surface, pass, y, reinterpret_cast<std::uint8_t*>(out));
  }

 private:
  template <class Surface>
  void open(const Surface& surface, const Pass& pass) {
    if (opened_) return;
    opened_ = true;
    bytes_ = surface.gives(Dtype::uint8);
    const int reach = side_ / 2, padded = pass.extent.width + 2 * reach;
    const auto values = static_cast<std::size_t>(pass.extent.width * pass.channels);
    if (bytes_) rows_.start(reach, Border::edge, pass.extent, 1, pass.channels), bytes_out_.reserve(values);
    else keys_.start(reach, Border::edge, pass.extent, pass.channels), staged_.reserve(4 * values);
    if (side_ <= network_sides) return;
    if (!bytes_) return counts_.start();
    columns_.start(side_, padded, pass.channels);
    leaving_.clear();
  }
  template <class Surface>
  void filter_bytes(Surface& surface, const Pass& pass, int y, std::uint8_t* out) {
    rows_.fetch(y, [&](int at, auto plane) {
      std::memcpy(plane(0), surface.bytes(at), static_cast<std::size_t>(pass.extent.width * pass.channels));
    });
    if (side_ <= network_sides) filter(rows_, 0, pass.extent.width, out);
    else count_columns(pass.extent.width, out);
  }
  void count_columns(int width, std::uint8_t* out) {
    const auto row = [&](int k) { return rows_.row(k, 0) - rows_.reach() * rows_.step(); };
    const auto values = static_cast<std::size_t>((width + 2 * rows_.reach()) * rows_.step());
    if (leaving_.empty()) {  // the first row
      leaving_.assign(values, 0);
      for (int k = 0; k < side_ - 1; ++k) columns_.replace(leaving_.data(), row(k));
    }
    columns_.replace(leaving_.data(), row(side_ - 1));
    columns_.medians(out);
    std::memcpy(leaving_.data(), row(0), values);
  }
  template <class T>
  void filter(const WindowRows<T>& rows, int plane, int n, T* out) {
    if (side_ == 3) return network<3>(rows, plane, n * rows.step(), out);
    if (side_ == 5) return network<5>(rows, plane, n * rows.step(), out);
    if (side_ == 7) return network<7>(rows, plane, n * rows.step(), out);
    if constexpr (sizeof(T) > 1) slide(rows, plane, n, out);
  }
  /// As many windows at once as a vector has values; the last ones reach into the memory behind the rows.
  template <int side, class T>
  static void network(const WindowRows<T>& rows, int plane, int n, T* out) {
    using Vector [[gnu::vector_size(__BIGGEST_ALIGNMENT__)]] = T;
    constexpr int lanes = sizeof(Vector) / sizeof(T);
    const T* row[side];
    for (int k = 0; k < side; ++k) row[k] = rows.row(k, plane) - side / 2 * rows.step();
    for (int x = 0; x < n; x += lanes) {
      const Vector v = median_of<side * side>([&, step = rows.step()](std::size_t k) {
        Vector values;
        std::memcpy(&values, row[k / side] + x + static_cast<int>(k % side) * step, sizeof values);
        return values;
      });
      if (x + lanes <= n) std::memcpy(out + x, &v, sizeof v);
      else std::memcpy(out + x, &v, sizeof(T) * static_cast<std::size_t>(n - x));
    }
  }
  void slide(const WindowRows<std::int32_t>& rows, int plane, int n, std::int32_t* out) {
    const int reach = rows.reach(), middle = side_ * side_ / 2;
    const auto column = [&](int x, auto work) {
      for (int k = 0; k < side_; ++k) work(rows.row(k, plane)[x]);
    };
    const auto add = [&](std::int32_t v) { counts_.add(bin_of(v)); };
    const auto take = [&](std::int32_t v) { counts_.take(bin_of(v)); };
    for (int x = -reach; x < reach; ++x) column(x, add);
    for (int x = 0; x < n; ++x) {
      column(x + reach, add);
      const auto [bin, smaller] = counts_.value_at(middle);
      equal_.clear();  // those that differ in their lower bits only
      for (int j = -reach; j <= reach; ++j)
        column(x + j, [&, b = bin](std::int32_t v) {
          if (bin_of(v) == b) equal_.push_back(v);
        });
      std::nth_element(equal_.begin(), equal_.begin() + (middle - smaller), equal_.end());
      out[x] = equal_[static_cast<std::size_t>(middle - smaller)];
      column(x - reach, take);
    }
    for (int x = n - reach; x < n + reach; ++x) column(x, take);
  }
  static unsigned bin_of(std::int32_t v) { return static_cast<std::uint32_t>(v) >> 16 ^ 0x8000u; }
  /// An integer that is ordered as the values are.
  static std::int32_t key_of(float v) {
    const auto bits = std::bit_cast<std::int32_t>(v);
    return bits ^ ((bits >> 31) & 0x7FFFFFFF);
  }
  static float value_of_key(std::int32_t key) { return std::bit_cast<float>(key ^ ((key >> 31) & 0x7FFFFFFF)); }

  static constexpr int network_sides = 7;  ///< larger windows of bytes are faster counted
  int side_ = 3;
  bool opened_ = false, bytes_ = false;
  WindowRows<std::uint8_t> rows_;
  WindowRows<std::int32_t> keys_;
  SlidingCounts counts_;
  ColumnCounts columns_;
  std::vector<std::uint8_t> leaving_;  ///< the uppermost row of the windows of the row before
  std::vector<std::int32_t> equal_;
  Buffer bytes_out_, staged_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
