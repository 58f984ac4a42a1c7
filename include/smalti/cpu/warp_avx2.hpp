// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/intrinsics.hpp>
#include <smalti/cpu/program.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// A run of pixels of one row whose taps all lie inside an RGB u8 picture, with a pixel to spare on the right of each pair.
struct RgbRun {
  const std::array<float, 9>& map;  ///< output index to source
  const std::byte* origin;          ///< of source pixel (0, 0), which need not exist
  int row_stride;                   ///< bytes
  float left, y;                    ///< output column of x = 0, and row
};

#if defined(SMALTI_WITH_AVX2)

namespace detail {

struct RunPoints {
  __m256 u, v;
};
inline RunPoints run_points(const RgbRun& run, int x) {
  const auto map = [&](int k) { return _mm256_set1_ps(run.map[static_cast<unsigned>(k)]); };
  const __m256 lanes = _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7), y = _mm256_set1_ps(run.y);
  const __m256 xs = _mm256_add_ps(_mm256_set1_ps(static_cast<float>(x) + run.left), lanes);
  return {_mm256_fmadd_ps(map(0), xs, _mm256_fmadd_ps(map(1), y, map(2))), _mm256_fmadd_ps(map(3), xs, _mm256_fmadd_ps(map(4), y, map(5)))};
}
inline __m256 channel(__m256i pixels, int c) {
  return _mm256_cvtepi32_ps(_mm256_and_si256(_mm256_srl_epi32(pixels, _mm_cvtsi32_si128(8 * c)), _mm256_set1_epi32(255)));
}
inline __m256i gather(const std::byte* base, __m256i offsets) {
  return _mm256_i32gather_epi32(reinterpret_cast<const int*>(base), offsets, 1);
}
inline __m256i offsets_of(const RgbRun& run, __m256 u, __m256 v) {
  const __m256i x = _mm256_cvttps_epi32(u), y = _mm256_cvttps_epi32(v);
  return _mm256_add_epi32(_mm256_mullo_epi32(y, _mm256_set1_epi32(run.row_stride)), _mm256_add_epi32(x, _mm256_add_epi32(x, x)));
}

/// Eight pairs of neighbouring RGB pixels, their bytes sorted by channel: eight loads and a transpose take less than gathers.
class PixelPairs {
 public:
  /// Reads 8 bytes at each place.
  PixelPairs(const std::byte* base, const std::int32_t (&at)[8]) {
    const auto two = [&](int k) {
      const auto load = [&](int i) { return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(base + at[i])); };
      return _mm_unpacklo_epi8(load(k), load(k + 1));
    };
    const __m128i a = two(0), b = two(2), c = two(4), d = two(6);
    const __m128i first = _mm_unpacklo_epi16(a, b), second = _mm_unpacklo_epi16(c, d);  // r g b of the left pixels, r of the right
    bytes_[0] = _mm_unpacklo_epi32(first, second), bytes_[1] = _mm_unpackhi_epi32(first, second);
    bytes_[2] = _mm_unpacklo_epi32(_mm_unpackhi_epi16(a, b), _mm_unpackhi_epi16(c, d));
  }
  /// Channel k of the left pixels, or k - 3 of the right ones.
  __m256 value(unsigned k) const {
    const __m128i bytes = bytes_[k / 2];
    return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(k % 2 ? _mm_srli_si128(bytes, 8) : bytes));
  }

 private:
  __m128i bytes_[3];
};

}  // namespace detail

/// Pixels [first, last) by the pixel that holds the point; gives how many were done: all, the last eight
/// perhaps overlapping those before, or none of fewer than eight.
inline int run_nearest(const RgbRun& run, int first, int last, const Row& row) {
  if (last - first < 8) return 0;
  for (int next = first; next < last; next += 8) {
    const int x = std::min(next, last - 8);
    const detail::RunPoints p = detail::run_points(run, x);
    const __m256i pixels = detail::gather(run.origin, detail::offsets_of(run, _mm256_floor_ps(p.u), _mm256_floor_ps(p.v)));
    for (int c = 0; c < 3; ++c) _mm256_storeu_ps(row.plane[static_cast<unsigned>(c)] + x, detail::channel(pixels, c));
  }
  return last - first;
}
/// The same as interleaved bytes; writes a byte behind the last one. Loads and stores one by one take less than a gather.
inline int run_nearest(const RgbRun& run, int first, int last, std::byte* out) {
  if (last - first < 8) return 0;
  for (int next = first; next < last; next += 8) {
    const int x = std::min(next, last - 8);
    const detail::RunPoints p = detail::run_points(run, x);
    alignas(32) std::int32_t at[8];
    _mm256_store_si256(reinterpret_cast<__m256i*>(at), detail::offsets_of(run, _mm256_floor_ps(p.u), _mm256_floor_ps(p.v)));
    for (int k = 0; k < 8; ++k) std::memcpy(out + 3 * (x + k), run.origin + at[k], 4);
  }
  return last - first;
}
/// The same bilinear: the arithmetic of warp_value.
inline int run_bilinear(const RgbRun& run, int first, int last, const Row& row) {
  if (last - first < 8) return 0;
  for (int next = first; next < last; next += 8) {
    const int x = std::min(next, last - 8);
    const detail::RunPoints p = detail::run_points(run, x);
    const __m256 fu = _mm256_floor_ps(p.u), fv = _mm256_floor_ps(p.v), fx = _mm256_sub_ps(p.u, fu), fy = _mm256_sub_ps(p.v, fv);
    alignas(32) std::int32_t at[8];
    _mm256_store_si256(reinterpret_cast<__m256i*>(at), detail::offsets_of(run, fu, fv));
    const detail::PixelPairs above(run.origin, at), below(run.origin + run.row_stride, at);
    for (unsigned c = 0; c < 3; ++c) {
      const __m256 a = above.value(c), b = below.value(c);
      const __m256 upper = _mm256_fmadd_ps(fx, _mm256_sub_ps(above.value(c + 3), a), a);
      const __m256 lower = _mm256_fmadd_ps(fx, _mm256_sub_ps(below.value(c + 3), b), b);
      _mm256_storeu_ps(row.plane[c] + x, _mm256_fmadd_ps(fy, _mm256_sub_ps(lower, upper), upper));
    }
  }
  return last - first;
}

#else

inline int run_nearest(const RgbRun&, int, int, const Row&) { return 0; }
inline int run_nearest(const RgbRun&, int, int, std::byte*) { return 0; }
inline int run_bilinear(const RgbRun&, int, int, const Row&) { return 0; }

#endif

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
