// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/isa.hpp>
#include <smalti/pixel/dct.hpp>
#if defined(SMALTI_WITH_AVX2)
#include <smalti/cpu/ycc_avx2.hpp>
#endif

#include <cstdint>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

// Rows of a JPEG on their way into blocks and out of them. Rows of samples, and the sums beside them, may be read and
// written up to 63 elements beyond n; rows of R, G, B may not.

namespace detail {

#if !defined(SMALTI_WITH_AVX2)

/// n pixels of interleaved R, G, B to luma and chroma.
inline void ycc_of_rgb(const std::uint8_t* rgb, int n, std::uint8_t* luma, std::uint8_t* blue, std::uint8_t* red) {
  for (int x = 0; x < n; ++x) {
    const Rgb v{static_cast<float>(rgb[3 * x]), static_cast<float>(rgb[3 * x + 1]), static_cast<float>(rgb[3 * x + 2])};
    luma[x] = static_cast<std::uint8_t>(jpeg_luma(v));
    blue[x] = static_cast<std::uint8_t>(jpeg_blue(v)), red[x] = static_cast<std::uint8_t>(jpeg_red(v));
  }
}
/// The way back.
inline void rgb_of_ycc(const std::uint8_t* luma, const std::uint8_t* blue, const std::uint8_t* red, int n,
                       std::uint8_t* rgb) {
  for (int x = 0; x < n; ++x) {
    const Rgb v = jpeg_colour(luma[x], blue[x], red[x]);
    rgb[3 * x] = static_cast<std::uint8_t>(v.r), rgb[3 * x + 1] = static_cast<std::uint8_t>(v.g),
            rgb[3 * x + 2] = static_cast<std::uint8_t>(v.b);
  }
}
/// 2 n samples of a row, or of two, to n; `lower` may be null.
inline void downsample(const std::uint8_t* upper, const std::uint8_t* lower, int n, std::uint8_t* __restrict out) {
  for (int x = 0; x < n; ++x)
    out[x] =
        static_cast<std::uint8_t>(lower ? downsampled(upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1], x)
                                        : downsampled(upper[2 * x], upper[2 * x + 1], x));
}
/// 3 near + far, or near alone; `far` may be null.
inline void weighted_rows(const std::uint8_t* near, const std::uint8_t* far, int n, std::uint16_t* __restrict s) {
  for (int x = 0; x < n; ++x) s[x] = static_cast<std::uint16_t>(far ? 3 * near[x] + far[x] : near[x]);
}
/// n samples, `sums` or not as upsampled() has it, to 2 n; s[-1] and s[n] are there.
template <bool sums>
void upsample_across(const std::uint16_t* s, int n, std::uint8_t* __restrict out) {
  for (int x = 0; x < n; ++x) {
    out[2 * x] = static_cast<std::uint8_t>(upsampled(s[x], s[x - 1], false, sums));
    out[2 * x + 1] = static_cast<std::uint8_t>(upsampled(s[x], s[x + 1], true, sums));
  }
}

#endif

}  // namespace detail

/// n samples of chroma to 2 n, a quarter of their distance from the row `near`; `far`: the row on the other side, or
/// null where rows are all there. s: room for n sums and one on either side.
inline void upsample(const std::uint8_t* near, const std::uint8_t* far, int n, std::uint16_t* s, std::uint8_t* out) {
  detail::weighted_rows(near, far, n, s);
  s[-1] = s[0], s[n] = s[n - 1];
  far ? detail::upsample_across<true>(s, n, out) : detail::upsample_across<false>(s, n, out);
}

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
