// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/pixel/rounding.hpp>

#include <array>
#include <cmath>
#include <cstdint>

namespace smalti {

// What JPEG does to pixels, without its lossless entropy coding, bit for bit as libjpeg-turbo (method islow, fancy
// upsampling): colour to Y Cb Cr, chroma downsampled, 8x8 blocks transformed, quantised and transformed back, chroma
// upsampled, colour again. Everything is an integer.

/// One step of quantisation: half of 8 steps, and the reciprocal that replaces the division by 8 steps, as
/// multiplier / 2^16 times scale / 2^16.
struct JpegStep {
  std::uint16_t step, half, multiplier, scale;
};
SMALTI_HD constexpr JpegStep jpeg_step(int step) {
  int log = 0;
  while (step >> (log + 1)) ++log;
  const auto multiplier =
      ((1u << (18 + log)) + 8u * static_cast<unsigned>(step) - 1) / (8u * static_cast<unsigned>(step));
  return {static_cast<std::uint16_t>(step), static_cast<std::uint16_t>(4 * step),
          static_cast<std::uint16_t>(multiplier), static_cast<std::uint16_t>(1 << (14 - log))};
}
/// A transformed sample, which is 8 times as large as an orthonormal transform has it, quantised: to the nearest
/// multiple of 8 step, halves away from zero. Exact for |c| + 4 step < 2^14; blocks of bytes stay below 2^13 + 2^10.
SMALTI_HD constexpr int jpeg_quantised(int c, JpegStep q) {
  const unsigned n = static_cast<unsigned>((c < 0 ? -c : c) + q.half);
  const int k = static_cast<int>((n * q.multiplier >> 16) * q.scale >> 16);
  return c < 0 ? -k : k;
}

struct JpegTable : std::array<JpegStep, 64> {
  std::array<std::uint16_t, 8> finest;  ///< the smallest step of each column
};

/// The tables of ITU-T T.81, Annex K, scaled to a quality of 1..100.
constexpr JpegTable jpeg_table(bool chroma, int quality) {
  constexpr std::uint8_t luma[64] = {16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
                                     14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
                                     18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
                                     49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};
  constexpr std::uint8_t corner[16] = {17, 18, 24, 47, 18, 21, 26, 66, 24, 26, 56, 99, 47, 66, 99, 99};
  const int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  JpegTable out{};
  for (std::size_t k = 0; k < 64; ++k) {
    const std::size_t y = k / 8, x = k % 8;
    const int base = !chroma ? luma[k] : x < 4 && y < 4 ? corner[4 * y + x] : 99;
    const int step = (base * scale + 50) / 100;
    out[k] = jpeg_step(step < 1 ? 1 : step > 255 ? 255 : step);
    if (y == 0 || out[k].step < out.finest[x]) out.finest[x] = out[k].step;
  }
  return out;
}

namespace detail {

/// x / 2^n, to nearest, halves up.
template <int n>
SMALTI_HD constexpr std::int32_t descaled(std::int32_t x) {
  return (x + (1 << (n - 1))) >> n;
}

}  // namespace detail

/// Eight samples to eight coefficients (Loeffler, Ligtenberg and Moschytz, constants of 13 bits): first the rows of a
/// block, which keep two bits more, then its columns.
template <bool columns>
SMALTI_HD inline void forward_dct(std::int32_t (&d)[8]) {
  constexpr int n = columns ? 15 : 11;
  using detail::descaled;
  const std::int32_t s0 = d[0] + d[7], s1 = d[1] + d[6], s2 = d[2] + d[5], s3 = d[3] + d[4];
  const std::int32_t e0 = d[3] - d[4], e1 = d[2] - d[5], e2 = d[1] - d[6], e3 = d[0] - d[7];
  const std::int32_t a = s0 + s3, b = s0 - s3, c = s1 + s2, g = s1 - s2;
  d[0] = columns ? descaled<2>(a + c) : (a + c) * 4;
  d[4] = columns ? descaled<2>(a - c) : (a - c) * 4;
  d[2] = descaled<n>(4433 * g + 10703 * b);
  d[6] = descaled<n>(4433 * b - 10704 * g);
  const std::int32_t even = e0 + e2, odd = e1 + e3;
  const std::int32_t z3 = 9633 * odd - 6436 * even, z4 = 6437 * odd + 9633 * even;
  d[7] = descaled<n>(-4927 * e0 - 7373 * e3 + z3);
  d[5] = descaled<n>(-4176 * e1 - 20995 * e2 + z4);
  d[3] = descaled<n>(-20995 * e1 + 4177 * e2 + z3);
  d[1] = descaled<n>(-7373 * e0 + 4926 * e3 + z4);
}

/// The way back: first the columns of a block, then its rows.
template <bool columns>
SMALTI_HD inline void inverse_dct(std::int32_t (&d)[8]) {
  constexpr int n = columns ? 11 : 18;
  using detail::descaled;
  const std::int32_t t0 = (d[0] + d[4]) * 8192, t1 = (d[0] - d[4]) * 8192;
  const std::int32_t t2 = 4433 * d[2] - 10704 * d[6], t3 = 10703 * d[2] + 4433 * d[6];
  const std::int32_t a = t0 + t3, b = t0 - t3, c = t1 + t2, e = t1 - t2;
  const std::int32_t u0 = d[7], u1 = d[5], u2 = d[3], u3 = d[1], even = u0 + u2, odd = u1 + u3;
  const std::int32_t z3 = 9633 * odd - 6436 * even, z4 = 6437 * odd + 9633 * even;
  const std::int32_t v0 = -4927 * u0 - 7373 * u3 + z3, v1 = -4176 * u1 - 20995 * u2 + z4;
  const std::int32_t v2 = -20995 * u1 + 4177 * u2 + z3, v3 = -7373 * u0 + 4926 * u3 + z4;
  d[0] = descaled<n>(a + v3), d[7] = descaled<n>(a - v3);
  d[1] = descaled<n>(c + v2), d[6] = descaled<n>(c - v2);
  d[2] = descaled<n>(e + v1), d[5] = descaled<n>(e - v1);
  d[3] = descaled<n>(b + v0), d[4] = descaled<n>(b - v0);
}

// Colour: the sums of products below are integers under 2^24, all of which float32 counts, so that fma gives them
// exactly at a third of what 32-bit integer products cost.

namespace detail {

/// A sum of 65536ths without its fraction.
SMALTI_HD inline int whole_part(float sum) { return static_cast<int>(sum) >> 16; }

}  // namespace detail

/// Y, Cb and Cr of a colour of whole numbers in 0..255.
SMALTI_HD inline int jpeg_luma(Rgb v) {
  return detail::whole_part(std::fma(7471.0f, v.b, std::fma(38470.0f, v.g, std::fma(19595.0f, v.r, 32768.0f))));
}
SMALTI_HD inline int jpeg_blue(Rgb v) {
  return detail::whole_part(std::fma(-11059.0f, v.r, std::fma(-21709.0f, v.g, std::fma(32768.0f, v.b, 8421375.0f))));
}
SMALTI_HD inline int jpeg_red(Rgb v) {
  return detail::whole_part(std::fma(-5329.0f, v.b, std::fma(-27439.0f, v.g, std::fma(32768.0f, v.r, 8421375.0f))));
}
/// The colour of Y, Cb and Cr; that 128 of chroma means none is in the constants.
SMALTI_HD inline Rgb jpeg_colour(int y, float blue, float red) {
  const auto shown = [y](float sum) {
    const int v = y + detail::whole_part(sum), positive = v < 0 ? 0 : v;
    return static_cast<float>(positive > 255 ? 255 : positive);
  };
  constexpr float half = 32768;
  return {shown(std::fma(91881.0f, red, half - 128 * 91881)),
          shown(std::fma(-22554.0f, blue, std::fma(-46802.0f, red, half + 128 * (22554 + 46802)))),
          shown(std::fma(116130.0f, blue, half - 128 * 116130))};
}

/// Chroma of two, or two by two, pixels; x numbers the result.
SMALTI_HD constexpr int downsampled(int a, int b, int x) { return (a + b + (x & 1)) >> 1; }
SMALTI_HD constexpr int downsampled(int a, int b, int c, int d, int x) { return (a + b + c + d + 1 + (x & 1)) >> 2; }
/// Chroma between samples, a quarter of their distance from `near`: across alone of samples, across and down of sums
/// 3 near + far of two rows. Even results lie left of the sample, odd ones right.
SMALTI_HD constexpr int upsampled(int near, int side, bool right, bool sums) {
  return sums ? (3 * near + side + (right ? 7 : 8)) >> 4 : (3 * near + side + (right ? 2 : 1)) >> 2;
}

}  // namespace smalti
