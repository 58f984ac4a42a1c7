// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/rows.hpp>
#include <smalti/cpu/window_rows.hpp>
#include <smalti/pixel/median.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// The counts of a window's values, by their upper and their lower half of bits, as it slides along a row.
class SlidingCounts {
 public:
  void start(int bits) {
    half_ = bits / 2;
    coarse_.assign(std::size_t{1} << half_, 0);
    fine_.assign(std::size_t{1} << bits, 0);
    at_ = below_ = 0;
  }
  void add(unsigned v) { change(v, 1); }
  void take(unsigned v) { change(v, -1); }
  /// The value with `rank` others before it in order, and how many of those are smaller.
  std::pair<unsigned, int> value_at(int rank) {
    while (below_ > rank) below_ -= coarse_[--at_];
    while (below_ + coarse_[at_] <= rank) below_ += coarse_[at_++];
    int smaller = below_;
    unsigned v = static_cast<unsigned>(at_ << half_);
    while (smaller + fine_[v] <= rank) smaller += fine_[v++];
    return {v, smaller};
  }

 private:
  void change(unsigned v, int by) {
    const std::size_t c = v >> half_;
    fine_[v] += by, coarse_[c] += by;
    below_ += c < at_ ? by : 0;
  }
  int half_ = 4, below_ = 0;  ///< values before the coarse bin at_
  std::size_t at_ = 0;
  std::vector<int> coarse_, fine_;
};

/// The median of a square window; borders repeat the outermost pixels. Small windows by a network of exchanges, larger
/// ones by counts. Bytes stay bytes, all other values become integers in the same order.
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
    const auto values = static_cast<std::size_t>(pass.extent.width * pass.channels);
    if (bytes_) rows_.start(side_ / 2, Border::edge, pass.extent, 1, pass.channels), bytes_out_.reserve(values);
    else keys_.start(side_ / 2, Border::edge, pass.extent, pass.channels), staged_.reserve(4 * values);
    if (side_ > 5) counts_.start(bytes_ ? 8 : 16);
  }
  template <class Surface>
  void filter_bytes(Surface& surface, const Pass& pass, int y, std::uint8_t* out) {
    rows_.fetch(y, [&](int at, auto plane) {
      std::memcpy(plane(0), surface.bytes(at), static_cast<std::size_t>(pass.extent.width * pass.channels));
    });
    filter(rows_, 0, pass.extent.width, out);
  }
  template <class T>
  void filter(const WindowRows<T>& rows, int plane, int n, T* out) {
    if (side_ == 3) return network<3>(rows, plane, n * rows.step(), out);
    if (side_ == 5) return network<5>(rows, plane, n * rows.step(), out);
    for (int s = 0; s < rows.step(); ++s) slide(rows, plane, s, n, out);
  }
  template <int side, class T>
  static void network(const WindowRows<T>& rows, int plane, int n, T* __restrict out) {
    const T* row[side];
    for (int k = 0; k < side; ++k) row[k] = rows.row(k, plane);
    const int step = rows.step();
    for (int x = 0; x < n; ++x)
      out[x] = median_of<side * side>(
          [&](std::size_t k) -> T { return row[k / side][x + (static_cast<int>(k % side) - side / 2) * step]; });
  }
  /// Every step-th value of a row, from s on.
  template <class T>
  void slide(const WindowRows<T>& rows, int plane, int s, int n, T* out) {
    const int step = rows.step(), reach = rows.reach(), middle = side_ * side_ / 2;
    const auto column = [&](int x, auto work) {
      for (int k = 0; k < side_; ++k) work(rows.row(k, plane)[x * step + s]);
    };
    const auto add = [&](T v) { counts_.add(bin_of(v)); };
    const auto take = [&](T v) { counts_.take(bin_of(v)); };
    for (int x = -reach; x < reach; ++x) column(x, add);
    for (int x = 0; x < n; ++x) {
      column(x + reach, add);
      const auto [bin, smaller] = counts_.value_at(middle);
      if constexpr (sizeof(T) == 1) out[x * step + s] = static_cast<T>(bin);
      else {
        equal_.clear();  // those that differ in their lower bits only
        for (int j = -reach; j <= reach; ++j)
          column(x + j, [&, b = bin](T v) {
            if (bin_of(v) == b) equal_.push_back(v);
          });
        std::nth_element(equal_.begin(), equal_.begin() + (middle - smaller), equal_.end());
        out[x * step + s] = equal_[static_cast<std::size_t>(middle - smaller)];
      }
      column(x - reach, take);
    }
    for (int x = n - reach; x < n + reach; ++x) column(x, take);
  }
  static unsigned bin_of(std::uint8_t v) { return v; }
  static unsigned bin_of(std::int32_t v) { return static_cast<std::uint32_t>(v) >> 16 ^ 0x8000u; }
  /// An integer that is ordered as the values are.
  static std::int32_t key_of(float v) {
    const auto bits = std::bit_cast<std::int32_t>(v);
    return bits ^ ((bits >> 31) & 0x7FFFFFFF);
  }
  static float value_of_key(std::int32_t key) { return std::bit_cast<float>(key ^ ((key >> 31) & 0x7FFFFFFF)); }

  int side_ = 3;
  bool opened_ = false, bytes_ = false;
  WindowRows<std::uint8_t> rows_;
  WindowRows<std::int32_t> keys_;
  SlidingCounts counts_;
  std::vector<std::int32_t> equal_;
  Buffer bytes_out_, staged_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
