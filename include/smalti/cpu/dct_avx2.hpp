// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/isa.hpp>
#include <smalti/pixel/dct.hpp>

#include <immintrin.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {
namespace detail {

/// Sixteen blocks side by side, a lane a block: every number of the transforms fits 16 bits, every product of two
/// pairs 32.
struct Lanes16 {
  using V = __m256i;
  struct Sum {
    V lo, hi;
  };

  static Sum interleave(V a, V b) { return {_mm256_unpacklo_epi16(a, b), _mm256_unpackhi_epi16(a, b)}; }
  /// p a + q b
  template <int p, int q>
  static Sum products(Sum ab) {
    const V pq =
        _mm256_set1_epi32(static_cast<int>((static_cast<unsigned>(q) << 16) | (static_cast<unsigned>(p) & 0xFFFFu)));
    return {_mm256_madd_epi16(ab.lo, pq), _mm256_madd_epi16(ab.hi, pq)};
  }
  static Sum plus(Sum a, Sum b) { return {_mm256_add_epi32(a.lo, b.lo), _mm256_add_epi32(a.hi, b.hi)}; }
  static Sum minus(Sum a, Sum b) { return {_mm256_sub_epi32(a.lo, b.lo), _mm256_sub_epi32(a.hi, b.hi)}; }
  static Sum plus(Sum a, int v) {
    return {_mm256_add_epi32(a.lo, _mm256_set1_epi32(v)), _mm256_add_epi32(a.hi, _mm256_set1_epi32(v))};
  }
  template <int n>
  static V shifted(Sum a) {
    return _mm256_packs_epi32(_mm256_srai_epi32(a.lo, n), _mm256_srai_epi32(a.hi, n));
  }

  /// (a + 1) >> 1
  static V halved(V a) { return _mm256_mulhrs_epi16(a, _mm256_set1_epi16(1 << 14)); }

  /// The odd half, which both directions share: z3 and z4 of the four odd inputs, and what they add to.
  static void odd_half(V u0, V u1, V u2, V u3, int half, Sum (&v)[4]) {
    const Sum z = interleave(_mm256_add_epi16(u0, u2), _mm256_add_epi16(u1, u3));
    const Sum outer = interleave(u0, u3), inner = interleave(u1, u2);
    const Sum z3 = plus(products<-6436, 9633>(z), half), z4 = plus(products<9633, 6437>(z), half);
    v[0] = plus(products<-4927, -7373>(outer), z3), v[3] = plus(products<-7373, 4926>(outer), z4);
    v[1] = plus(products<-4176, -20995>(inner), z4), v[2] = plus(products<-20995, 4177>(inner), z3);
  }

  /// forward_dct; rows take samples that are not yet centred on 0.
  template <bool columns>
  static void forward(V (&d)[8]) {
    constexpr int n = columns ? 15 : 11, half = 1 << (n - 1);
    const auto add = [](V a, V b) { return _mm256_add_epi16(a, b); };
    const auto sub = [](V a, V b) { return _mm256_sub_epi16(a, b); };
    const V s0 = add(d[0], d[7]), s1 = add(d[1], d[6]), s2 = add(d[2], d[5]), s3 = add(d[3], d[4]);
    const V e0 = sub(d[3], d[4]), e1 = sub(d[2], d[5]), e2 = sub(d[1], d[6]), e3 = sub(d[0], d[7]);
    const V a = add(s0, s3), b = sub(s0, s3), c = add(s1, s2), g = sub(s1, s2);
    if constexpr (columns) {
      const V two = _mm256_set1_epi16(2);
      d[0] = _mm256_srai_epi16(add(add(a, c), two), 2), d[4] = _mm256_srai_epi16(add(sub(a, c), two), 2);
    } else {
      d[0] = _mm256_slli_epi16(sub(add(a, c), _mm256_set1_epi16(8 * 128)), 2), d[4] = _mm256_slli_epi16(sub(a, c), 2);
    }
    const Sum gb = interleave(g, b);
    d[2] = halved(shifted<n - 1>(products<4433, 10703>(gb))), d[6] = halved(shifted<n - 1>(products<-10704, 4433>(gb)));
    Sum v[4];
    odd_half(e0, e1, e2, e3, half, v);
    d[7] = shifted<n>(v[0]), d[5] = shifted<n>(v[1]), d[3] = shifted<n>(v[2]), d[1] = shifted<n>(v[3]);
  }
  /// inverse_dct of vectors that are 0 from `count` on: 1, 4 or 8. Rows come out as samples no longer centred on 0.
  template <bool columns, int count>
  static void inverse(V (&d)[8]) {
    constexpr int n = columns ? 11 : 18, half = columns ? 1 << (n - 1) : 0;
    if constexpr (!columns)
      d[0] = _mm256_add_epi16(d[0], _mm256_set1_epi16(16 + (128 << 5)));  // times 2^13: half, and 128
    if constexpr (count == 1) {
      std::fill_n(d, 8, columns ? _mm256_slli_epi16(d[0], 2) : _mm256_srai_epi16(d[0], 5));
      return;
    }
    Sum a, b, c, e, v[4];
    if constexpr (count == 4) {
      const Sum even = interleave(d[0], d[2]), odd = interleave(d[1], d[3]);
      a = plus(products<8192, 10703>(even), half), b = plus(products<8192, -10703>(even), half);
      c = plus(products<8192, 4433>(even), half), e = plus(products<8192, -4433>(even), half);
      v[0] = products<2260, -6436>(odd), v[1] = products<6437, -11362>(odd);
      v[2] = products<9633, -2259>(odd), v[3] = products<11363, 9633>(odd);
    } else {
      const Sum dc = interleave(d[0], d[4]), even = interleave(d[2], d[6]);
      const Sum t0 = plus(products<8192, 8192>(dc), half), t1 = plus(products<8192, -8192>(dc), half);
      const Sum t2 = products<4433, -10704>(even), t3 = products<10703, 4433>(even);
      a = plus(t0, t3), b = minus(t0, t3), c = plus(t1, t2), e = minus(t1, t2);
      odd_half(d[7], d[5], d[3], d[1], 0, v);
    }
    d[0] = shifted<n>(plus(a, v[3])), d[7] = shifted<n>(minus(a, v[3]));
    d[1] = shifted<n>(plus(c, v[2])), d[6] = shifted<n>(minus(c, v[2]));
    d[2] = shifted<n>(plus(e, v[1])), d[5] = shifted<n>(minus(e, v[1]));
    d[3] = shifted<n>(plus(b, v[0])), d[4] = shifted<n>(minus(b, v[0]));
  }
  /// Whether a column of coefficients of rows, transformed, quantises to 0 as a whole: no sum exceeds twice the
  /// largest.
  static bool vanishes(const V (&rows)[8][8], int x, const JpegTable& table) {
    V most = _mm256_abs_epi16(rows[0][x]);
    for (int y = 1; y < 8; ++y) most = _mm256_max_epi16(most, _mm256_abs_epi16(rows[y][x]));
    const int limit = 2 * table.finest[static_cast<std::size_t>(x)] - 1;
    const V beyond = _mm256_cmpgt_epi16(most, _mm256_set1_epi16(static_cast<short>(limit)));
    return _mm256_testz_si256(beyond, beyond);
  }
  /// How many of the vectors hold a number other than 0, as inverse() takes them; 0: none.
  static int used(const V (&d)[8]) {
    const auto any = [](V v) { return !_mm256_testz_si256(v, v); };
    if (any(_mm256_or_si256(_mm256_or_si256(d[4], d[5]), _mm256_or_si256(d[6], d[7])))) return 8;
    if (any(_mm256_or_si256(d[1], _mm256_or_si256(d[2], d[3])))) return 4;
    return any(d[0]);
  }
  /// Quantised, as jpeg_quantised does, and multiplied back.
  static V requantised(V c, JpegStep q) {
    const auto all = [](int v) { return _mm256_set1_epi16(static_cast<short>(v)); };
    const V n = _mm256_add_epi16(_mm256_abs_epi16(c), all(q.half));
    const V k = _mm256_mulhi_epu16(_mm256_mulhi_epu16(n, all(q.multiplier)), all(q.scale));
    return _mm256_sign_epi16(_mm256_mullo_epi16(k, all(q.step)), c);
  }

  // Bytes to lanes and back. A byte's place has seven bits: b3 b2 b1 b0 its block, x2 x1 x0 its column. Half a register
  // holds four of them, register numbers hold two, and b3 picks the half; each step exchanges a bit of both.

  /// A row of 16 blocks, 128 bytes, a register a column.
  static void load(const std::uint8_t* row, V (&d)[8]) {
    const V pairs = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));  // x2 x1 x0 b0
    V r[4];                                                                    // b2 b1
    for (int j = 0; j < 4; ++j) {
      const auto half = [&](int at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(row + at)); };
      r[j] = _mm256_shuffle_epi8(_mm256_set_m128i(half(64 + 16 * j), half(16 * j)), pairs);
    }
    const V w00 = _mm256_unpacklo_epi16(r[0], r[1]), w01 = _mm256_unpackhi_epi16(r[0], r[1]);  // b2 x2: x1 x0 b1 b0
    const V w10 = _mm256_unpacklo_epi16(r[2], r[3]), w11 = _mm256_unpackhi_epi16(r[2], r[3]);
    const V columns[4] = {_mm256_unpacklo_epi32(w00, w10), _mm256_unpackhi_epi32(w00, w10),  // x2 x1: x0 b2 b1 b0
                          _mm256_unpacklo_epi32(w01, w11), _mm256_unpackhi_epi32(w01, w11)};
    for (int j = 0; j < 4; ++j) {
      d[2 * j] = _mm256_unpacklo_epi8(columns[j], _mm256_setzero_si256());
      d[2 * j + 1] = _mm256_unpackhi_epi8(columns[j], _mm256_setzero_si256());
    }
  }
  /// The way back, saturated.
  static void store(const V (&d)[8], std::uint8_t* row) {
    const V pairs = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
    V r[4];  // x1 x0: b2 b1 b0 x2
    for (int j = 0; j < 4; ++j) r[j] = _mm256_shuffle_epi8(_mm256_packus_epi16(d[j], d[4 + j]), pairs);
    const V w00 = _mm256_unpacklo_epi8(r[0], r[2]), w01 = _mm256_unpacklo_epi8(r[1], r[3]);  // b2 x0: b1 b0 x2 x1
    const V w10 = _mm256_unpackhi_epi8(r[0], r[2]), w11 = _mm256_unpackhi_epi8(r[1], r[3]);
    const V out[4] = {_mm256_unpacklo_epi8(w00, w01), _mm256_unpackhi_epi8(w00, w01),  // b2 b1: b0 x2 x1 x0
                      _mm256_unpacklo_epi8(w10, w11), _mm256_unpackhi_epi8(w10, w11)};
    for (int j = 0; j < 4; ++j) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(row + 16 * j), _mm256_castsi256_si128(out[j]));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(row + 64 + 16 * j), _mm256_extracti128_si256(out[j], 1));
    }
  }
};

/// Codes and decodes 16 blocks side by side in place: what the generic code_blocks gives.
inline void code_16_blocks(std::uint8_t* at, std::ptrdiff_t stride, const JpegTable& table) {
  __m256i v[8][8], d[8];
  for (int y = 0; y < 8; ++y) {
    Lanes16::load(at + y * stride, d);
    Lanes16::forward<false>(d);
    for (int x = 0; x < 8; ++x) v[y][x] = d[x];
  }
  int width = 1;
  for (int x = 0; x < 8; ++x) {
    if (x > 1 && Lanes16::vanishes(v, x, table)) {
      for (auto& row : v) row[x] = _mm256_setzero_si256();
      continue;
    }
    for (int y = 0; y < 8; ++y) d[y] = v[y][x];
    Lanes16::forward<true>(d);
    for (int y = 0; y < 8; ++y) d[y] = Lanes16::requantised(d[y], table[static_cast<std::size_t>(8 * y + x)]);
    const int height = Lanes16::used(d);
    if (height) width = x + 1;
    if (height > 4) Lanes16::inverse<true, 8>(d);
    else if (height > 1) Lanes16::inverse<true, 4>(d);
    else Lanes16::inverse<true, 1>(d);
    for (int y = 0; y < 8; ++y) v[y][x] = d[y];
  }
  const auto rows = [&](auto inverse) {
    for (int y = 0; y < 8; ++y) {
      for (int x = 0; x < 8; ++x) d[x] = v[y][x];
      inverse(d);
      Lanes16::store(d, at + y * stride);
    }
  };
  if (width > 4) rows(Lanes16::inverse<false, 8>);
  else if (width > 1) rows(Lanes16::inverse<false, 4>);
  else rows(Lanes16::inverse<false, 1>);
}

}  // namespace detail
}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
