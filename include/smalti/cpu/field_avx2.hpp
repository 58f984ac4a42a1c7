// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/extent.hpp>
#include <smalti/cpu/warp_avx2.hpp>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// RGB u8 pixels as a field's frame sees them: the strides are negative where the frame is mirrored.
struct RgbFrame {
  const std::byte* origin;       ///< of pixel (0, 0), which need not exist
  int row_stride, pixel_stride;  ///< bytes
  Rect support;                  ///< pixels that may be read
};

#if defined(SMALTI_WITH_AVX2)

namespace detail {

/// Four gathers of pixels; lanes that are not `safe` are not read.
inline __m256i gather_safe(const std::byte* base, __m256i offsets, __m256 safe) {
  return _mm256_mask_i32gather_epi32(_mm256_setzero_si256(), reinterpret_cast<const int*>(base), offsets,
                                     _mm256_castps_si256(safe), 1);
}

}  // namespace detail

/// Pixels at the points (u, v): indices of the frame, or with `nearest` its points. Gives how many were done, a
/// multiple of 8; calls rest(x) for those among them whose taps may leave the support, or that end the memory.
template <class Rest>
int bend_row(const RgbFrame& frame, const float* u, const float* v, int n, bool nearest, const Row& row, Rest rest) {
  const Rect s = frame.support;  // one pixel inside: a tap reads a byte more than its pixel
  const __m256 left = _mm256_set1_ps(static_cast<float>(s.left + 1)),
               right = _mm256_set1_ps(static_cast<float>(s.right - 2));
  const __m256 top = _mm256_set1_ps(static_cast<float>(s.top + 1)),
               bottom = _mm256_set1_ps(static_cast<float>(s.bottom - 2));
  const __m256i row_stride = _mm256_set1_epi32(frame.row_stride), pixel_stride = _mm256_set1_epi32(frame.pixel_stride);
  int x = 0;
  for (; x + 8 <= n; x += 8) {
    const __m256 pu = _mm256_loadu_ps(u + x), pv = _mm256_loadu_ps(v + x);
    const __m256 safe =
        _mm256_and_ps(_mm256_and_ps(_mm256_cmp_ps(pu, left, _CMP_GE_OQ), _mm256_cmp_ps(pu, right, _CMP_LT_OQ)),
                      _mm256_and_ps(_mm256_cmp_ps(pv, top, _CMP_GE_OQ), _mm256_cmp_ps(pv, bottom, _CMP_LT_OQ)));
    const int done = _mm256_movemask_ps(safe);
    if (done) {
      const __m256 fu = _mm256_floor_ps(pu), fv = _mm256_floor_ps(pv), fx = _mm256_sub_ps(pu, fu),
                   fy = _mm256_sub_ps(pv, fv);
      const __m256i at = _mm256_add_epi32(_mm256_mullo_epi32(_mm256_cvttps_epi32(fv), row_stride),
                                          _mm256_mullo_epi32(_mm256_cvttps_epi32(fu), pixel_stride));
      const __m256i p00 = detail::gather_safe(frame.origin, at, safe);
      if (nearest) {
        for (int c = 0; c < 3; ++c) _mm256_storeu_ps(row.plane[static_cast<unsigned>(c)] + x, detail::channel(p00, c));
      } else {
        const __m256i p01 = detail::gather_safe(frame.origin + frame.pixel_stride, at, safe),
                      p10 = detail::gather_safe(frame.origin + frame.row_stride, at, safe);
        const __m256i p11 = detail::gather_safe(frame.origin + frame.row_stride + frame.pixel_stride, at, safe);
        for (int c = 0; c < 3; ++c) {
          const __m256 a = detail::channel(p00, c), b = detail::channel(p10, c);
          const __m256 upper = _mm256_fmadd_ps(fx, _mm256_sub_ps(detail::channel(p01, c), a), a);
          const __m256 lower = _mm256_fmadd_ps(fx, _mm256_sub_ps(detail::channel(p11, c), b), b);
          _mm256_storeu_ps(row.plane[static_cast<unsigned>(c)] + x,
                           _mm256_fmadd_ps(fy, _mm256_sub_ps(lower, upper), upper));
        }
      }
    }
    for (int k = 0; done != 255 && k < 8; ++k)
      if (!(done >> k & 1)) rest(x + k);
  }
  return x;
}

#else

template <class Rest>
int bend_row(const RgbFrame&, const float*, const float*, int, bool, const Row&, Rest) {
  return 0;
}

#endif

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
