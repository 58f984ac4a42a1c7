// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/isa.hpp>
#include <smalti/pixel/dct.hpp>

#include <immintrin.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

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
    d[2] = shifted<n>(plus(products<4433, 10703>(gb), half)), d[6] = shifted<n>(plus(products<-10704, 4433>(gb), half));
    Sum v[4];
    odd_half(e0, e1, e2, e3, half, v);
    d[7] = shifted<n>(v[0]), d[5] = shifted<n>(v[1]), d[3] = shifted<n>(v[2]), d[1] = shifted<n>(v[3]);
  }
  /// inverse_dct
  template <bool columns>
  static void inverse(V (&d)[8]) {
    constexpr int n = columns ? 11 : 18, half = 1 << (n - 1);
    const Sum dc = interleave(d[0], d[4]), even = interleave(d[2], d[6]);
    const Sum t0 = plus(products<8192, 8192>(dc), half), t1 = plus(products<8192, -8192>(dc), half);
    const Sum t2 = products<4433, -10704>(even), t3 = products<10703, 4433>(even);
    const Sum a = plus(t0, t3), b = minus(t0, t3), c = plus(t1, t2), e = minus(t1, t2);
    Sum v[4];
    odd_half(d[7], d[5], d[3], d[1], 0, v);
    d[0] = shifted<n>(plus(a, v[3])), d[7] = shifted<n>(minus(a, v[3]));
    d[1] = shifted<n>(plus(c, v[2])), d[6] = shifted<n>(minus(c, v[2]));
    d[2] = shifted<n>(plus(e, v[1])), d[5] = shifted<n>(minus(e, v[1]));
    d[3] = shifted<n>(plus(b, v[0])), d[4] = shifted<n>(minus(b, v[0]));
  }
  /// Quantised and multiplied back.
  static V requantised(V c, JpegStep q) {
    const auto all = [](int v) { return _mm256_set1_epi16(static_cast<short>(v)); };
    const V n = _mm256_add_epi16(_mm256_abs_epi16(c), all(4 * q.step));
    const V k = _mm256_srl_epi16(_mm256_mulhi_epu16(n, all(q.multiplier)), _mm_cvtsi32_si128(q.shift));
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
  /// The way back, of numbers about 0, saturated.
  static void store(const V (&d)[8], std::uint8_t* row) {
    const V pairs = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
    V r[4];  // x1 x0: b2 b1 b0 x2
    for (int j = 0; j < 4; ++j)
      r[j] = _mm256_xor_si256(_mm256_shuffle_epi8(_mm256_packs_epi16(d[j], d[4 + j]), pairs), _mm256_set1_epi8(-128));
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
  for (int x = 0; x < 8; ++x) {
    for (int y = 0; y < 8; ++y) d[y] = v[y][x];
    Lanes16::forward<true>(d);
    for (int y = 0; y < 8; ++y) d[y] = Lanes16::requantised(d[y], table[static_cast<std::size_t>(8 * y + x)]);
    Lanes16::inverse<true>(d);
    for (int y = 0; y < 8; ++y) v[y][x] = d[y];
  }
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 8; ++x) d[x] = v[y][x];
    Lanes16::inverse<false>(d);
    Lanes16::store(d, at + y * stride);
  }
}

/// Interleaved R, G, B to luma and chroma: what jpeg_luma, jpeg_blue and jpeg_red give. Writes up to 31 samples beyond
/// n.
struct YccOfRgb {
  using V = __m256i;

  static void run(const std::uint8_t* rgb, int n, std::uint8_t* luma, std::uint8_t* blue, std::uint8_t* red) {
    int x = 0;
    for (; x + 34 <= n; x += 32) run_32(rgb + 3 * x, luma + x, blue + x, red + x);  // which reads 4 bytes beyond them
    for (; x < n; x += 32) {
      std::uint8_t last[112]{};
      std::memcpy(last, rgb + 3 * x, static_cast<std::size_t>(3 * std::min(32, n - x)));
      run_32(last, luma + x, blue + x, red + x);
    }
  }

 private:
  static V pair(int p, int q) {
    return _mm256_set1_epi32(static_cast<int>((static_cast<unsigned>(q) << 16) | (static_cast<unsigned>(p) & 0xFFFFu)));
  }
  /// Of four vectors, each with pixels 0..3 in the lower half and 4..7 in the upper.
  static void put(const V (&v)[4], std::uint8_t* to) {
    const V bytes = _mm256_packus_epi16(_mm256_packus_epi32(v[0], v[1]), _mm256_packus_epi32(v[2], v[3]));
    _mm256_storeu_si256(reinterpret_cast<V*>(to),
                        _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7)));
  }
  static void run_32(const std::uint8_t* rgb, std::uint8_t* luma, std::uint8_t* blue, std::uint8_t* red) {
    const V rg = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1));
    const V gb = _mm256_broadcastsi128_si256(_mm_setr_epi8(1, -1, 2, -1, 4, -1, 5, -1, 7, -1, 8, -1, 10, -1, 11, -1));
    const V half = _mm256_set1_epi32(32768), middle = _mm256_set1_epi32(8421375);
    V y[4], u[4], v[4];
    for (int k = 0; k < 4; ++k) {
      const auto four = [&](int at) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(rgb + 3 * (8 * k + at)));
      };
      const V eight = _mm256_set_m128i(four(4), four(0)), a = _mm256_shuffle_epi8(eight, rg),
              b = _mm256_shuffle_epi8(eight, gb);
      const auto sum = [&](V p, V q) { return _mm256_add_epi32(_mm256_madd_epi16(a, p), _mm256_madd_epi16(b, q)); };
      y[k] = _mm256_srli_epi32(_mm256_add_epi32(sum(pair(19595, 19235), pair(19235, 7471)), half),
                               16);  // 38470 is twice 19235
      u[k] = _mm256_srli_epi32(_mm256_sub_epi32(middle, sum(pair(11059, 21709), pair(0, -32768))), 16);
      v[k] = _mm256_srli_epi32(_mm256_sub_epi32(middle, sum(pair(-32768, 0), pair(27439, 5329))), 16);
    }
    put(y, luma), put(u, blue), put(v, red);
  }
};

/// Luma and chroma to interleaved R, G, B: what jpeg_colour gives, 16 pixels at a time; gives the pixels done.
inline int rgb_of_ycc(const std::uint8_t* luma, const std::uint8_t* blue, const std::uint8_t* red, int n,
                      std::uint8_t* rgb) {
  using V = __m256i;
  const auto all = [](int v) { return _mm256_set1_epi16(static_cast<short>(v)); };
  const auto wide = [](const std::uint8_t* p) {
    return _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  };
  const auto share = [&](V twice, int k) {  // (k v + 32768) >> 16 of 2 v
    return _mm256_srai_epi16(_mm256_add_epi16(_mm256_mulhi_epi16(twice, all(k)), all(1)), 1);
  };
  const V g_pair = _mm256_set1_epi32(static_cast<int>((18734u << 16) | (static_cast<unsigned>(-22554) & 0xFFFFu)));
  const auto both = [](__m128i m) { return _mm256_broadcastsi128_si256(m); };
  const V rg_first = both(_mm_setr_epi8(0, 8, -1, 1, 9, -1, 2, 10, -1, 3, 11, -1, 4, 12, -1, 5));
  const V b_first = both(_mm_setr_epi8(-1, -1, 0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1));
  const V rg_last = both(_mm_setr_epi8(13, -1, 6, 14, -1, 7, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1));
  const V b_last = both(_mm_setr_epi8(-1, 5, -1, -1, 6, -1, -1, 7, -1, -1, -1, -1, -1, -1, -1, -1));
  int x = 0;
  for (; x + 16 <= n; x += 16) {
    const V y = wide(luma + x), u = _mm256_sub_epi16(wide(blue + x), all(128)),
            v = _mm256_sub_epi16(wide(red + x), all(128));
    const V u2 = _mm256_add_epi16(u, u), v2 = _mm256_add_epi16(v, v);
    const V r = _mm256_add_epi16(_mm256_add_epi16(y, v), share(v2, 26345));    // 91881 = 65536 + 26345
    const V b = _mm256_add_epi16(_mm256_add_epi16(y, u2), share(u2, -14942));  // 116130 = 131072 - 14942
    const Lanes16::Sum uv = Lanes16::interleave(u, v);
    const Lanes16::Sum sum = Lanes16::plus({_mm256_madd_epi16(uv.lo, g_pair), _mm256_madd_epi16(uv.hi, g_pair)}, 32768);
    const V g = _mm256_add_epi16(_mm256_sub_epi16(y, v), Lanes16::shifted<16>(sum));  // -46802 = 18734 - 65536
    const V rg = _mm256_packus_epi16(r, g), bb = _mm256_packus_epi16(b, b);
    const V first = _mm256_or_si256(_mm256_shuffle_epi8(rg, rg_first), _mm256_shuffle_epi8(bb, b_first));
    const V last = _mm256_or_si256(_mm256_shuffle_epi8(rg, rg_last), _mm256_shuffle_epi8(bb, b_last));
    std::uint8_t* to = rgb + 3 * x;
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_castsi256_si128(first));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to + 16), _mm256_castsi256_si128(last));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 24), _mm256_extracti128_si256(first, 1));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to + 40), _mm256_extracti128_si256(last, 1));
  }
  return x;
}

}  // namespace detail
}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
