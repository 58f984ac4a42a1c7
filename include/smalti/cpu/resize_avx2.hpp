// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/intrinsics.hpp>
#include <smalti/cpu/weights.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// Two 22-bit weights for one multiply-add of 16-bit pairs: q = high * 2^11 + low, so two of them are exact.
struct SplitPair {
  std::int32_t high, low;
  static SplitPair of(std::int32_t q0, std::int32_t q1) {
    const auto pack = [](std::int32_t a, std::int32_t b) {
      return static_cast<std::int32_t>((static_cast<std::uint32_t>(a) & 0xFFFFu) |
                                       (static_cast<std::uint32_t>(b) << 16));
    };
    return {pack(q0 >> 11, q1 >> 11), pack(q0 & 2047, q1 & 2047)};
  }
};

/// The weights of an axis in split pairs.
struct SplitTable {
  int depth = 1;  ///< pairs an output
  std::vector<SplitPair> pairs;

  void build(const AxisTable& table) {
    depth = (table.most + 1) / 2;
    pairs.resize(static_cast<std::size_t>(table.size()) * static_cast<std::size_t>(depth));
    SplitPair* pair = pairs.data();
    for (int i = 0; i < table.size(); ++i) {
      const std::int32_t* const q = table.fixed_of(i);
      for (int j = 0; j < depth; ++j) *pair++ = SplitPair::of(q[2 * j], q[2 * j + 1]);
    }
  }
  const SplitPair* of(int i) const { return &pairs[static_cast<std::size_t>(i) * static_cast<std::size_t>(depth)]; }
};

/// Sums of eight samples in halves, begun at half a unit.
struct SplitSum {
  __m256i high = _mm256_setzero_si256(), low = _mm256_set1_epi32(1 << (weight_bits - 1));

  void add(__m256i taps, __m256i high_weights, __m256i low_weights) {
    high = _mm256_add_epi32(high, _mm256_madd_epi16(taps, high_weights));
    low = _mm256_add_epi32(low, _mm256_madd_epi16(taps, low_weights));
  }
  /// The samples, not clamped.
  __m256i samples() const { return _mm256_srai_epi32(_mm256_add_epi32(_mm256_slli_epi32(high, 11), low), weight_bits); }
};

/// 4 x 8 samples to 32 bytes, clamped; the halves of the registers hold outputs (0..3 | 16..19), (4..7 | 20..23) and so
/// on.
inline void store_samples(std::uint8_t* out, __m256i a, __m256i b, __m256i c, __m256i d) {
  const __m256i bytes = _mm256_packus_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), bytes);
}

/// The horizontal u8 pass, 32 output bytes a step: a 16-byte load reaches the pair of taps of four neighbouring output
/// bytes whatever the number of channels, a stored shuffle lines them up, stored weights multiply them.
class LaneTable {
 public:
  /// False if four neighbours do not fit one load (more than about threefold reduction) or the row has fewer than 16
  /// bytes: then the plain pass runs.
  bool build(const AxisTable& table, int channels) {
    const int bytes = table.size() * channels, in_bytes = (table.need_end - table.need_begin) * channels;
    if (in_bytes < 16) return false;
    split_.build(table);
    depth_ = split_.depth, steps_ = (bytes + 31) / 32;
    pairs_.resize(static_cast<std::size_t>(steps_) * 4 * static_cast<std::size_t>(depth_));
    Quartet four{};
    int sample = 0, channel = 0;
    for (int group = 0; group < steps_ * 8; ++group) {
      for (int l = 0; l < 4; ++l) {
        four.sample[l] = sample, four.channel[l] = channel;
        if (++channel == channels) channel = 0, ++sample;
        if (sample == table.size())
          sample = table.size() - 1, channel = channels - 1;  // lanes past the end repeat the last byte
      }
      Pair* pair = &pairs_[static_cast<std::size_t>((group / 8 * 4 + group % 4) * depth_)];
      for (int j = 0; j < depth_; ++j, ++pair)
        if (!place(table, channels, in_bytes, four, j, group / 4 % 2, *pair)) return false;
    }
    return true;
  }

  /// One row; writes whole steps of 32 bytes.
  void run(const std::uint8_t* in, std::uint8_t* out) const {
    switch (depth_) {
      case 1:
        return run_depth<1>(in, out);
      case 2:
        return run_depth<2>(in, out);
      case 3:
        return run_depth<3>(in, out);
      default:
        return run_depth<0>(in, out);
    }
  }

 private:
  /// The pair j of eight output bytes, and where the loads of its two halves begin.
  struct alignas(32) Pair {
    std::uint32_t shuffle[8];
    std::int32_t high[8], low[8];
    std::int32_t base[8];  ///< two are used; the rest keeps the alignment
  };
  /// Four neighbouring output bytes.
  struct Quartet {
    int sample[4], channel[4];
  };

  bool place(const AxisTable& table, int channels, int in_bytes, const Quartet& four, int j, int half,
             Pair& pair) const {
    int offset[4], low = in_bytes, high = 0;
    for (int l = 0; l < 4; ++l) {
      const auto s = static_cast<std::size_t>(four.sample[l]);
      const int last = table.count[s] - 1, tap = std::min(2 * j, last);  // past the last tap weights are 0
      offset[l] = (table.first[s] - table.need_begin + tap) * channels + four.channel[l];
      low = std::min(low, offset[l]);
      high = std::max(high, offset[l] + (tap < last ? channels : 0));
    }
    const int base = std::min(low, in_bytes - 16);
    if (high - base > 15) return false;
    pair.base[half] = base;
    for (int l = 0; l < 4; ++l) {
      const auto at = static_cast<std::uint32_t>(offset[l] - base),
                 next = (at + static_cast<std::uint32_t>(channels)) & 15u;
      const SplitPair weights = split_.of(four.sample[l])[j];
      pair.shuffle[half * 4 + l] = 0x80008000u | at | next << 16;
      pair.high[half * 4 + l] = weights.high, pair.low[half * 4 + l] = weights.low;
    }
    return true;
  }

  template <int Depth>
  void run_depth(const std::uint8_t* in, std::uint8_t* out) const {
    const int depth = Depth ? Depth : depth_;
    const Pair* pair = pairs_.data();
    const auto table = [](const void* p) { return _mm256_load_si256(static_cast<const __m256i*>(p)); };
    const auto window = [&](int base) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + base)); };
    const auto eight = [&]() __attribute__((always_inline)) {  // gcc would call it: it has four uses
      SplitSum sum;
      for (int j = 0; j < depth; ++j) {
        const Pair& p = pair[j];
        const __m256i taps = _mm256_set_m128i(window(p.base[1]), window(p.base[0]));
        sum.add(_mm256_shuffle_epi8(taps, table(p.shuffle)), table(p.high), table(p.low));
      }
      pair += depth;
      return sum.samples();
    };
    for (int step = 0; step < steps_; ++step, out += 32) {
      const __m256i a = eight(), b = eight(), c = eight(), d = eight();
      store_samples(out, a, b, c, d);
    }
  }

  SplitTable split_;
  std::vector<Pair> pairs_;
  int steps_ = 0, depth_ = 1;
};

/// The vertical u8 pass, 32 columns a step.
class ColumnTable {
 public:
  static constexpr std::size_t columns = 32;  ///< fewer than these are left to the plain pass

  bool build(const AxisTable& table) {
    split_.build(table);
    return true;
  }

  /// Output row i from its `count` rows of n >= 32 bytes; the last step overlaps the one before it.
  void run(int i, const std::byte* const* rows, int count, std::uint8_t* out, std::size_t n) const {
    switch ((count + 1) / 2) {
      case 1:
        return run_depth<1>(rows, count, split_.of(i), out, n);
      case 2:
        return run_depth<2>(rows, count, split_.of(i), out, n);
      case 3:
        return run_depth<3>(rows, count, split_.of(i), out, n);
      default:
        return run_depth<0>(rows, count, split_.of(i), out, n);
    }
  }

 private:
  template <int Depth>
  static void run_depth(const std::byte* const* rows, int count, const SplitPair* pairs, std::uint8_t* out,
                        std::size_t n) {
    const int depth = Depth ? Depth : (count + 1) / 2;
    const __m256i zero = _mm256_setzero_si256();
    const auto load = [](const std::byte* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); };
    for (std::size_t done = 0; done < n; done += columns) {
      const std::size_t x = std::min(done, n - columns);
      SplitSum a, b, c, d;
      for (int j = 0; j < depth; ++j) {
        const __m256i even = load(rows[2 * j] + x), odd = load(rows[std::min(2 * j + 1, count - 1)] + x);
        const __m256i left = _mm256_unpacklo_epi8(even, odd), right = _mm256_unpackhi_epi8(even, odd);
        const __m256i high = _mm256_set1_epi32(pairs[j].high), low = _mm256_set1_epi32(pairs[j].low);
        a.add(_mm256_unpacklo_epi8(left, zero), high, low);
        b.add(_mm256_unpackhi_epi8(left, zero), high, low);
        c.add(_mm256_unpacklo_epi8(right, zero), high, low);
        d.add(_mm256_unpackhi_epi8(right, zero), high, low);
      }
      store_samples(out + x, a.samples(), b.samples(), c.samples(), d.samples());
    }
  }

  SplitTable split_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
