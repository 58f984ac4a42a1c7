// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/isa.hpp>
#include <smalti/pixel/dct.hpp>

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {
namespace detail {

/// The colour arithmetic of JPEG in lanes of 16 bits. A constant of 65536ths is split into 256 h + l, both of which fit
/// a signed byte; sums H and L of bytes times h and l fit 16 bits, and (256 H + L + 32768) >> 16 is (H + (L >> 8) +
/// 128) >> 8.
struct Ycc16 {
  using V = __m256i;
  static constexpr int pixels = 32;  ///< that one step makes

  static V all(int v) { return _mm256_set1_epi16(static_cast<short>(v)); }
  static V load(const std::uint8_t* p) { return _mm256_loadu_si256(reinterpret_cast<const V*>(p)); }
  static void store(std::uint8_t* p, V v) { _mm256_storeu_si256(reinterpret_cast<V*>(p), v); }
  /// p a + q b of bytes a, b side by side.
  template <int p, int q>
  static V products(V ab) {
    static_assert(p >= -128 && p < 128 && q >= -128 && q < 128);
    return _mm256_maddubs_epi16(
        ab, all(static_cast<int>(((static_cast<unsigned>(q) & 255u) << 8) | (static_cast<unsigned>(p) & 255u))));
  }
  static V plus(V a, V b) { return _mm256_add_epi16(a, b); }
  static V minus(V a, V b) { return _mm256_sub_epi16(a, b); }
  static V with_low(V h, V l) { return plus(h, _mm256_srai_epi16(l, 8)); }

  // Half a register holds 8 pixels, of which (R, G) and (G, B) lie side by side.
  struct Pairs {
    V rg, gb;
  };
  static Pairs pairs(const std::uint8_t* lower, const std::uint8_t* upper) {
    const auto at = [&](int k) {
      const auto half = [k](const std::uint8_t* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + k)); };
      return _mm256_set_m128i(half(upper), half(lower));
    };
    const auto both = [](__m128i m) { return _mm256_broadcastsi128_si256(m); };
    const V first = at(0), last = at(8);
    const V rg_first = both(_mm_setr_epi8(0, 1, 3, 4, 6, 7, 9, 10, 12, 13, -1, -1, -1, -1, -1, -1));
    const V rg_last = both(_mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 7, 8, 10, 11, 13, 14));
    const V gb_first = both(_mm_setr_epi8(1, 2, 4, 5, 7, 8, 10, 11, 13, 14, -1, -1, -1, -1, -1, -1));
    const V gb_last = both(_mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 8, 9, 11, 12, 14, 15));
    return {_mm256_or_si256(_mm256_shuffle_epi8(first, rg_first), _mm256_shuffle_epi8(last, rg_last)),
            _mm256_or_si256(_mm256_shuffle_epi8(first, gb_first), _mm256_shuffle_epi8(last, gb_last))};
  }
  struct Samples {
    V luma, blue, red;
  };
  static Samples of(Pairs p) {
    // 19595 R + 38470 G + 7471 B, without a sign
    const V low_red = products<47, -47>(p.gb);
    const V y =
        with_low(plus(products<77, 51>(p.rg), products<99, 29>(p.gb)), minus(products<-117, 117>(p.rg), low_red));
    // What chroma lacks of 128, as its constants are negative, and halves go up: 11059 R + 21709 G - 32768 B
    const V u = with_low(plus(products<43, 85>(p.rg), products<0, -128>(p.gb)), products<51, -51>(p.rg));
    // 27439 G + 5329 B - 32768 R
    const V v = with_low(plus(products<-128, 107>(p.rg), products<0, 21>(p.gb)), low_red);
    const auto chroma = [](V less) { return minus(all(128), _mm256_mulhrs_epi16(less, all(128))); };
    return {_mm256_srli_epi16(plus(y, all(128)), 8), chroma(u), chroma(v)};
  }
  static void of_rgb(const std::uint8_t* rgb, std::uint8_t* y, std::uint8_t* blue, std::uint8_t* red) {
    const Samples a = of(pairs(rgb, rgb + 48)), b = of(pairs(rgb + 24, rgb + 72));
    store(y, _mm256_packus_epi16(a.luma, b.luma));
    store(blue, _mm256_packus_epi16(a.blue, b.blue));
    store(red, _mm256_packus_epi16(a.red, b.red));
  }

  struct Colour {
    V r, g, b;
  };
  /// Of 16 lanes: 8 of either half of the registers.
  static Colour colour(V y, V blue, V red, V blue_red) {
    const V u = minus(blue, all(128)), v = minus(red, all(128));
    const V g = with_low(products<-88, 73>(blue_red),
                         products<-26, 46>(blue_red));  // -22554 and 18734, of -46802 = 18734 - 65536
    const V level = all(128 + 1910);                    // 128 (22554 - 18734) / 256
    return {
        plus(plus(y, v), _mm256_mulhrs_epi16(v, all(13172))),  // 91881 = 65536 + 26345; for bytes, 2 * 13172 does, too
        plus(minus(y, v), _mm256_srai_epi16(plus(g, level), 8)),
        plus(plus(y, plus(u, u)), _mm256_mulhrs_epi16(u, all(-7471)))};  // 116130 = 2 * 65536 - 2 * 7471
  }
  static void to_rgb(const std::uint8_t* luma, const std::uint8_t* blue, const std::uint8_t* red, std::uint8_t* rgb) {
    const V y = load(luma), u = load(blue), v = load(red), zero = _mm256_setzero_si256();
    const Colour lo = colour(_mm256_unpacklo_epi8(y, zero), _mm256_unpacklo_epi8(u, zero),
                             _mm256_unpacklo_epi8(v, zero), _mm256_unpacklo_epi8(u, v));
    const Colour hi = colour(_mm256_unpackhi_epi8(y, zero), _mm256_unpackhi_epi8(u, zero),
                             _mm256_unpackhi_epi8(v, zero), _mm256_unpackhi_epi8(u, v));
    interleave(_mm256_packus_epi16(lo.r, hi.r), _mm256_packus_epi16(lo.g, hi.g), _mm256_packus_epi16(lo.b, hi.b), rgb);
  }
  /// Three channels of 2 x 16 pixels to 2 x 48 bytes. Pixel p of channel c goes to byte 3 p + c, so to place
  /// (3 p + c) mod 16 of one of three registers, and no two of a channel to the same place.
  static void interleave(V r, V g, V b, std::uint8_t* to) {
    const auto both = [](__m128i m) { return _mm256_broadcastsi128_si256(m); };
    r = _mm256_shuffle_epi8(r, both(_mm_setr_epi8(0, 11, 6, 1, 12, 7, 2, 13, 8, 3, 14, 9, 4, 15, 10, 5)));
    g = _mm256_shuffle_epi8(g, both(_mm_setr_epi8(5, 0, 11, 6, 1, 12, 7, 2, 13, 8, 3, 14, 9, 4, 15, 10)));
    b = _mm256_shuffle_epi8(b, both(_mm_setr_epi8(10, 5, 0, 11, 6, 1, 12, 7, 2, 13, 8, 3, 14, 9, 4, 15)));
    const V second = both(_mm_setr_epi8(0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0));
    const V third = both(_mm_setr_epi8(0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0));
    const auto put = [&](V at_0, V at_1, V at_2, std::uint8_t* p) {
      const V out = _mm256_blendv_epi8(_mm256_blendv_epi8(at_0, at_1, second), at_2, third);
      _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm256_castsi256_si128(out));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(p + 48), _mm256_extracti128_si256(out, 1));
    };
    put(r, g, b, to), put(g, b, r, to + 16), put(b, r, g, to + 32);
  }
};

inline void ycc_of_rgb(const std::uint8_t* rgb, int n, std::uint8_t* luma, std::uint8_t* blue, std::uint8_t* red) {
  int x = 0;
  for (; x + Ycc16::pixels <= n; x += Ycc16::pixels) Ycc16::of_rgb(rgb + 3 * x, luma + x, blue + x, red + x);
  if (x == n) return;
  std::uint8_t last[3 * Ycc16::pixels]{};
  std::memcpy(last, rgb + 3 * x, static_cast<std::size_t>(3 * (n - x)));
  Ycc16::of_rgb(last, luma + x, blue + x, red + x);
}

inline void rgb_of_ycc(const std::uint8_t* luma, const std::uint8_t* blue, const std::uint8_t* red, int n,
                       std::uint8_t* rgb) {
  int x = 0;
  for (; x + Ycc16::pixels <= n; x += Ycc16::pixels) Ycc16::to_rgb(luma + x, blue + x, red + x, rgb + 3 * x);
  if (x == n) return;
  std::uint8_t last[3 * Ycc16::pixels];
  Ycc16::to_rgb(luma + x, blue + x, red + x, last);
  std::memcpy(rgb + 3 * x, last, static_cast<std::size_t>(3 * (n - x)));
}

inline void downsample(const std::uint8_t* upper, const std::uint8_t* lower, int n, std::uint8_t* out) {
  using V = Ycc16::V;
  const V bias = _mm256_set1_epi32(lower ? 0x20001 : 0x10000);  // of even and of odd results
  for (int x = 0; x < n; x += 32) {
    const auto sums = [&](int at) {
      const V sum = Ycc16::plus(Ycc16::products<1, 1>(Ycc16::load(upper + at)), bias);
      return lower ? _mm256_srli_epi16(Ycc16::plus(sum, Ycc16::products<1, 1>(Ycc16::load(lower + at))), 2)
                   : _mm256_srli_epi16(sum, 1);
    };
    Ycc16::store(out + x, _mm256_permute4x64_epi64(_mm256_packus_epi16(sums(2 * x), sums(2 * x + 32)), 0xD8));
  }
}

/// Sums between samples: `sums` as upsampled() takes them.
template <bool sums>
void upsample_across(const std::uint16_t* s, int n, std::uint8_t* out) {
  using V = Ycc16::V;
  constexpr int shift = sums ? 4 : 2;
  for (int x = 0; x < n; x += 16) {
    const auto at = [&](int k) { return _mm256_loadu_si256(reinterpret_cast<const V*>(s + x + k)); };
    const V near = _mm256_mullo_epi16(at(0), Ycc16::all(3));
    const V left = Ycc16::plus(Ycc16::plus(near, at(-1)), Ycc16::all(sums ? 8 : 1));
    const V right = Ycc16::plus(Ycc16::plus(near, at(1)), Ycc16::all(sums ? 7 : 2));
    const V odd = _mm256_and_si256(_mm256_slli_epi16(right, 8 - shift), Ycc16::all(0xFF00));
    Ycc16::store(out + 2 * x, _mm256_or_si256(_mm256_srli_epi16(left, shift), odd));
  }
}
/// 3 near + far, or near alone.
inline void weighted_rows(const std::uint8_t* near, const std::uint8_t* far, int n, std::uint16_t* s) {
  for (int x = 0; x < n; x += 16) {
    const auto wide = [x](const std::uint8_t* p) {
      return _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p + x)));
    };
    const auto v = far ? Ycc16::plus(_mm256_mullo_epi16(wide(near), Ycc16::all(3)), wide(far)) : wide(near);
    _mm256_storeu_si256(reinterpret_cast<Ycc16::V*>(s + x), v);
  }
}

}  // namespace detail
}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
