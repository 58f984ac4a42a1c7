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

/// Four 22-bit weights as signed bytes, q = (a * 2^8 + b) * 2^8 + c, for three exact dot products with four u8 samples.
struct ByteDigits {
  std::uint32_t a = 0, b = 0, c = 0;
  /// False if a weight is beyond 127/64, which no filter of a sensible interval reaches.
  bool set(const std::int32_t* q, int n) {
    *this = {};
    bool fits = true;
    for (int k = 0; k < n; ++k) {
      const auto low = static_cast<std::int8_t>(q[k]);
      const std::int32_t rest = (q[k] - low) >> 8;
      const auto middle = static_cast<std::int8_t>(rest);
      const std::int32_t high = (rest - middle) >> 8;
      fits = fits && high >= -128 && high <= 127;
      a |= std::uint32_t{static_cast<std::uint8_t>(high)} << (8 * k);
      b |= std::uint32_t{static_cast<std::uint8_t>(middle)} << (8 * k);
      c |= std::uint32_t{static_cast<std::uint8_t>(low)} << (8 * k);
    }
    return fits;
  }
};

/// The weights of an axis in quads of digits.
struct DigitTable {
  int depth = 1;  ///< quads an output
  std::vector<ByteDigits> quads;

  bool build(const AxisTable& table) {
    depth = (table.most + 3) / 4;
    quads.resize(static_cast<std::size_t>(table.size()) * static_cast<std::size_t>(depth));
    ByteDigits* quad = quads.data();
    bool fits = true;
    for (int i = 0; i < table.size(); ++i)
      for (int j = 0; j < depth; ++j, ++quad)
        fits = quad->set(table.fixed_of(i) + 4 * j, std::min(4, table.stride - 4 * j)) && fits;
    return fits;
  }
  const ByteDigits* of(int i) const { return &quads[static_cast<std::size_t>(i) * static_cast<std::size_t>(depth)]; }
};

/// All lanes. The maskz_ forms below compile to the unmasked instructions; gcc 12 takes those for uses of uninitialised
/// memory and warns.
inline constexpr __mmask16 every = 0xFFFF;

/// Sums of sixteen samples in digits, begun at half a unit.
struct DigitSum {
  __m512i a = _mm512_set1_epi32(1 << (weight_bits - 1 - 16)), b = _mm512_setzero_si512(), c = _mm512_setzero_si512();

  void add(__m512i taps, __m512i wa, __m512i wb, __m512i wc) {
    a = _mm512_dpbusd_epi32(a, taps, wa);
    b = _mm512_dpbusd_epi32(b, taps, wb);
    c = _mm512_dpbusd_epi32(c, taps, wc);
  }
  /// The samples, not clamped.
  __m512i samples() const {
    const auto next = [](__m512i v) { return _mm512_maskz_slli_epi32(every, v, 8); };
    return _mm512_maskz_srai_epi32(every, _mm512_add_epi32(next(_mm512_add_epi32(next(a), b)), c), weight_bits);
  }
};

/// The horizontal u8 pass, 16 output bytes a step: a 64-byte load reaches four taps of sixteen neighbouring output
/// bytes whatever the number of channels, a stored permutation lines them up, stored weights multiply them.
class LaneTable {
 public:
  /// False if sixteen neighbours do not fit one load (more than about threefold reduction) or the row has fewer than 64
  /// bytes: then the plain pass runs.
  bool build(const AxisTable& table, int channels) {
    const int bytes = table.size() * channels, in_bytes = (table.need_end - table.need_begin) * channels;
    if (in_bytes < 64 || !digits_.build(table)) return false;
    depth_ = digits_.depth, steps_ = (bytes + 15) / 16;
    quads_.resize(static_cast<std::size_t>(steps_ * depth_));
    bases_.resize(quads_.size());
    int sample[16], channel[16];
    for (int step = 0, s = 0, c = 0; step < steps_; ++step) {
      for (int l = 0; l < 16; ++l) {
        sample[l] = s, channel[l] = c;
        if (++c == channels) c = 0, ++s;
        if (s == table.size()) s = table.size() - 1, c = channels - 1;  // lanes past the end repeat the last byte
      }
      for (int j = 0; j < depth_; ++j) {
        const auto at = static_cast<std::size_t>(step * depth_ + j);
        if (!place(table, channels, in_bytes, sample, channel, j, quads_[at], bases_[at])) return false;
      }
    }
    return true;
  }

  /// One row; writes whole steps of 16 bytes.
  void run(const std::uint8_t* in, std::uint8_t* out) const {
    switch (depth_) {
      case 1:
        return run_depth<1>(in, out);
      case 2:
        return run_depth<2>(in, out);
      default:
        return run_depth<0>(in, out);
    }
  }

 private:
  /// The quad j of sixteen output bytes.
  struct alignas(64) Quad {
    std::uint32_t index[16], a[16], b[16], c[16];
  };

  bool place(const AxisTable& table, int channels, int in_bytes, const int* sample, const int* channel, int j,
             Quad& quad, int& base) const {
    int offset[16], low = in_bytes, high = 0;
    for (int l = 0; l < 16; ++l) {
      const auto s = static_cast<std::size_t>(sample[l]);
      const int last = table.count[s] - 1, tap = std::min(4 * j, last);  // past the last tap weights are 0
      offset[l] = (table.first[s] - table.need_begin + tap) * channels + channel[l];
      low = std::min(low, offset[l]);
      high = std::max(high, offset[l] + std::min(3, last - tap) * channels);
    }
    base = std::min(low, in_bytes - 64);
    if (high - base > 63) return false;
    const auto stride = static_cast<std::uint32_t>(channels);
    for (int l = 0; l < 16; ++l) {  // four byte indices at once; of those past the last tap only six bits count
      const ByteDigits& digits = digits_.of(sample[l])[j];
      quad.index[l] = static_cast<std::uint32_t>(offset[l] - base) * 0x01010101u + stride * 0x03020100u;
      quad.a[l] = digits.a, quad.b[l] = digits.b, quad.c[l] = digits.c;
    }
    return true;
  }

  template <int Depth>
  void run_depth(const std::uint8_t* in, std::uint8_t* out) const {
    const int depth = Depth ? Depth : depth_;
    const Quad* quad = quads_.data();
    const int* base = bases_.data();
    for (int step = 0; step < steps_; ++step, out += 16) {
      DigitSum sum;
      for (int j = 0; j < depth; ++j, ++quad, ++base) {
        const __m512i window = _mm512_loadu_si512(in + *base);
        const __m512i taps = _mm512_maskz_permutexvar_epi8(~__mmask64{0}, _mm512_load_si512(quad->index), window);
        sum.add(taps, _mm512_load_si512(quad->a), _mm512_load_si512(quad->b), _mm512_load_si512(quad->c));
      }
      const __m512i samples = _mm512_maskz_max_epi32(every, sum.samples(), _mm512_setzero_si512());
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm512_maskz_cvtusepi32_epi8(every, samples));
    }
  }

  DigitTable digits_;
  std::vector<Quad> quads_;
  std::vector<int> bases_;
  int steps_ = 0, depth_ = 1;
};

/// The vertical u8 pass, 64 columns a step.
class ColumnTable {
 public:
  static constexpr std::size_t columns = 64;  ///< fewer than these are left to the plain pass

  bool build(const AxisTable& table) { return digits_.build(table); }

  /// Output row i from its `count` rows of n >= 64 bytes; the last step overlaps the one before it.
  void run(int i, const std::byte* const* rows, int count, std::uint8_t* out, std::size_t n) const {
    count <= 4 ? run_depth<1>(rows, count, digits_.of(i), out, n) : run_depth<0>(rows, count, digits_.of(i), out, n);
  }

 private:
  template <int Depth>
  static void run_depth(const std::byte* const* rows, int count, const ByteDigits* quads, std::uint8_t* out,
                        std::size_t n) {
    const int depth = Depth ? Depth : (count + 3) / 4;
    const auto weights = [](std::uint32_t w) { return _mm512_set1_epi32(static_cast<int>(w)); };
    for (std::size_t done = 0; done < n; done += columns) {
      const std::size_t x = std::min(done, n - columns);
      DigitSum s0, s1, s2, s3;
      for (int j = 0; j < depth; ++j) {
        const auto row = [&](int k) { return _mm512_loadu_si512(rows[std::min(4 * j + k, count - 1)] + x); };
        const __m512i r0 = row(0), r1 = row(1), r2 = row(2), r3 = row(3);
        const __m512i left01 = _mm512_unpacklo_epi8(r0, r1), left23 = _mm512_unpacklo_epi8(r2, r3);
        const __m512i right01 = _mm512_unpackhi_epi8(r0, r1), right23 = _mm512_unpackhi_epi8(r2, r3);
        const __m512i a = weights(quads[j].a), b = weights(quads[j].b), c = weights(quads[j].c);
        s0.add(_mm512_unpacklo_epi16(left01, left23), a, b, c);
        s1.add(_mm512_unpackhi_epi16(left01, left23), a, b, c);
        s2.add(_mm512_unpacklo_epi16(right01, right23), a, b, c);
        s3.add(_mm512_unpackhi_epi16(right01, right23), a, b, c);
      }
      const __m512i bytes = _mm512_packus_epi16(_mm512_packs_epi32(s0.samples(), s1.samples()),
                                                _mm512_packs_epi32(s2.samples(), s3.samples()));
      _mm512_storeu_si512(out + x, bytes);
    }
  }

  DigitTable digits_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
