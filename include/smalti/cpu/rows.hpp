// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fp.hpp>
#include <smalti/cpu/intrinsics.hpp>
#include <smalti/cpu/program.hpp>
#include <smalti/pixel/rounding.hpp>

#include <cstring>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

namespace detail {

#if defined(SMALTI_WITH_AVX512)

inline constexpr std::uint64_t bytes_of_16 = 0xFFFFFFFFFFFFu;  ///< a bit a byte of sixteen RGB pixels

/// RGB u8 to three planes, sixteen pixels at a time; gives the pixels done.
inline int split_rgb(const std::byte* in, const Row& row) {
  alignas(64) std::uint8_t places[64];
  for (int k = 0; k < 64; ++k) places[k] = static_cast<std::uint8_t>(3 * (k / 4));
  const __m512i first = _mm512_load_si512(places);
  int x = 0;
  for (; x + 16 <= row.n; x += 16) {
    const __m512i pixels = _mm512_maskz_loadu_epi8(bytes_of_16, in + 3 * x);
    for (int c = 0; c < 3; ++c) {
      const __m512i whole = _mm512_maskz_permutexvar_epi8(0x1111111111111111u, _mm512_add_epi8(first, _mm512_set1_epi8(static_cast<char>(c))), pixels);
      _mm512_storeu_ps(row.plane[static_cast<unsigned>(c)] + x, _mm512_cvtepi32_ps(whole));
    }
  }
  return x;
}
/// Three planes to RGB u8, sixteen pixels at a time, nearest even and saturated; gives the pixels done.
inline int join_rgb(const Row& row, std::byte* out) {
  alignas(64) std::uint8_t places[64] = {};
  for (int k = 0; k < 48; ++k) places[k] = static_cast<std::uint8_t>(4 * (k / 3) + k % 3);
  const __m512i packed = _mm512_load_si512(places);
  int x = 0;
  for (; x + 16 <= row.n; x += 16) {
    const auto level = [&](unsigned c) {
      return _mm512_cvtps_epi32(_mm512_min_ps(_mm512_max_ps(_mm512_loadu_ps(row.plane[c] + x), _mm512_setzero_ps()), _mm512_set1_ps(255)));
    };
    const __m512i pixels = _mm512_or_si512(level(0), _mm512_or_si512(_mm512_slli_epi32(level(1), 8), _mm512_slli_epi32(level(2), 16)));
    const __m512i bytes = _mm512_permutexvar_epi8(packed, pixels);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + 3 * x), _mm512_castsi512_si256(bytes));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 3 * x + 32), _mm512_extracti32x4_epi32(bytes, 2));
  }
  return x;
}

#elif defined(SMALTI_WITH_AVX2)

/// Bytes c, c + 3, ... of 24 interleaved bytes at p, as eight floats. Reads 24 bytes.
inline __m256 channel_of_8(const std::byte* p, __m128i from_first, __m128i from_last) {
  const __m128i first = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  const __m128i last = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 8));
  const __m128i bytes = _mm_or_si128(_mm_shuffle_epi8(first, from_first), _mm_shuffle_epi8(last, from_last));
  return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes));
}

/// RGB u8 to three planes, eight pixels at a time; gives the pixels done.
inline int split_rgb(const std::byte* in, const Row& row) {
  const auto masks = [](int c) {
    alignas(16) signed char first[16], last[16];
    for (int k = 0; k < 16; ++k) {
      const int at = c + 3 * k;
      first[k] = static_cast<signed char>(k < 8 && at < 16 ? at : -1);
      last[k] = static_cast<signed char>(k < 8 && at >= 16 ? at - 8 : -1);
    }
    return std::pair{_mm_load_si128(reinterpret_cast<const __m128i*>(first)),
                     _mm_load_si128(reinterpret_cast<const __m128i*>(last))};
  };
  const auto [r0, r1] = masks(0);
  const auto [g0, g1] = masks(1);
  const auto [b0, b1] = masks(2);
  int x = 0;
  for (; x + 8 <= row.n; x += 8) {
    const std::byte* p = in + 3 * x;
    _mm256_storeu_ps(row.plane[0] + x, channel_of_8(p, r0, r1));
    _mm256_storeu_ps(row.plane[1] + x, channel_of_8(p, g0, g1));
    _mm256_storeu_ps(row.plane[2] + x, channel_of_8(p, b0, b1));
  }
  return x;
}

/// Eight floats as eight bytes, nearest even and saturated: what to_integer gives.
inline __m128i bytes_of_8(const float* p) {
  const __m256 inside = _mm256_min_ps(_mm256_max_ps(_mm256_loadu_ps(p), _mm256_setzero_ps()), _mm256_set1_ps(255));
  const __m256i whole = _mm256_cvtps_epi32(inside);
  const __m128i words = _mm_packus_epi32(_mm256_castsi256_si128(whole), _mm256_extracti128_si256(whole, 1));
  return _mm_packus_epi16(words, words);
}
/// Three planes to RGB u8, eight pixels at a time; gives the pixels done.
inline int join_rgb(const Row& row, std::byte* out) {
  const __m128i rg_first = _mm_setr_epi8(0, 8, -1, 1, 9, -1, 2, 10, -1, 3, 11, -1, 4, 12, -1, 5);
  const __m128i b_first = _mm_setr_epi8(-1, -1, 0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1);
  const __m128i rg_last = _mm_setr_epi8(13, -1, 6, 14, -1, 7, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1);
  const __m128i b_last = _mm_setr_epi8(-1, 5, -1, -1, 6, -1, -1, 7, -1, -1, -1, -1, -1, -1, -1, -1);
  int x = 0;
  for (; x + 8 <= row.n; x += 8) {
    const __m128i rg = _mm_unpacklo_epi64(bytes_of_8(row.plane[0] + x), bytes_of_8(row.plane[1] + x)), b = bytes_of_8(row.plane[2] + x);
    std::byte* to = out + 3 * x;
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm_or_si128(_mm_shuffle_epi8(rg, rg_first), _mm_shuffle_epi8(b, b_first)));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to + 16), _mm_or_si128(_mm_shuffle_epi8(rg, rg_last), _mm_shuffle_epi8(b, b_last)));
  }
  return x;
}

#else

inline int split_rgb(const std::byte*, const Row&) { return 0; }
inline int join_rgb(const Row&, std::byte*) { return 0; }

#endif

#if defined(SMALTI_WITH_AVX2)

/// float32 to float16, nearest even: what to_float16 gives, by the processor.
inline int narrow_float16(const float* in, std::byte* out, int n) {
  int x = 0;
  for (; x + 8 <= n; x += 8)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 2 * x),
                     _mm256_cvtps_ph(_mm256_loadu_ps(in + x), _MM_FROUND_TO_NEAREST_INT));
  return x;
}

/// to += w * from with a rounding behind the product, eight values at a time; gives the values done.
inline int add_products(float w, const float* from, float* to, int n) {
  int x = 0;
  for (; x + 8 <= n; x += 8) {
    __m256 product = _mm256_mul_ps(_mm256_set1_ps(w), _mm256_loadu_ps(from + x));
    asm("" : "+x"(product));  // as unfused() does
    _mm256_storeu_ps(to + x, _mm256_add_ps(product, _mm256_loadu_ps(to + x)));
  }
  return x;
}

#else

inline int add_products(float, const float*, float*, int) { return 0; }
inline int narrow_float16(const float*, std::byte*, int) { return 0; }

#endif

template <class T>
void split(const std::byte* in, const Row& row, int from) {
  const T* p = reinterpret_cast<const T*>(in);
  for (int c = 0; c < row.channels; ++c) {
    float* __restrict out = row.plane[static_cast<std::size_t>(c)];
    for (int x = from; x < row.n; ++x) out[x] = static_cast<float>(p[x * row.channels + c]);
  }
}

template <class T>
void store_as(const float* in, std::byte* out, int n, std::ptrdiff_t stride) {
  const auto one = [](float v) -> T {
    if constexpr (std::is_floating_point_v<T>) return v;
    else return to_integer<T>(v);
  };
  if (stride == static_cast<std::ptrdiff_t>(sizeof(T))) {
    T* __restrict to = reinterpret_cast<T*>(out);
    for (int x = 0; x < n; ++x) to[x] = one(in[x]);
  } else {
    for (int x = 0; x < n; ++x) *reinterpret_cast<T*>(out + x * stride) = one(in[x]);
  }
}

}  // namespace detail

/// to += w * from, the product and the sum each rounded.
inline void add_share(float w, const float* from, float* to, int n) {
  for (int x = detail::add_products(w, from, to, n); x < n; ++x) to[x] = unfused(w * from[x]) + to[x];
}

/// Interleaved pixels (n channels) of any surface dtype to planes of float32.
inline void split_row(const std::byte* in, Dtype dtype, const Row& row) {
  switch (dtype) {
    case Dtype::uint8: return detail::split<std::uint8_t>(in, row, row.channels == 3 ? detail::split_rgb(in, row) : 0);
    case Dtype::uint16: return detail::split<std::uint16_t>(in, row, 0);
    case Dtype::int16: return detail::split<std::int16_t>(in, row, 0);
    default: return detail::split<float>(in, row, 0);
  }
}

/// One plane of a row to the output: integers are rounded to nearest even and saturated, floats take the format's rounding.
inline void store_plane(const float* in, std::byte* out, Dtype dtype, int n, std::ptrdiff_t stride) {
  switch (dtype) {
    case Dtype::uint8: return detail::store_as<std::uint8_t>(in, out, n, stride);
    case Dtype::uint16: return detail::store_as<std::uint16_t>(in, out, n, stride);
    case Dtype::int16: return detail::store_as<std::int16_t>(in, out, n, stride);
    case Dtype::float16:
    case Dtype::bfloat16: {
      const bool half = dtype == Dtype::float16;
      for (int x = half && stride == 2 ? detail::narrow_float16(in, out, n) : 0; x < n; ++x)
        *reinterpret_cast<std::uint16_t*>(out + x * stride) = half ? to_float16(in[x]) : to_bfloat16(in[x]);
      return;
    }
    default: return detail::store_as<float>(in, out, n, stride);
  }
}

/// Row y of an output picture.
inline void store_row(const Row& row, MutableImageView out, int y) {
  const int done = out.dtype == Dtype::uint8 && row.channels == 3 && out.interleaved() ? detail::join_rgb(row, out.row(y)) : 0;
  for (int c = 0; c < row.channels; ++c)
    store_plane(row.plane[static_cast<std::size_t>(c)] + done, out.row(y) + c * out.channel_stride + done * out.pixel_stride, out.dtype, row.n - done,
                out.pixel_stride);
}

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
