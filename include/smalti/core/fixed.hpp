// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/hd.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace smalti {

/// Natural logarithm of a positive normal number, the same bits everywhere; relative error 3.1e-16 (double).
/// The mantissa is taken into [sqrt(1/2), sqrt(2)), then 2 atanh((m - 1) / (m + 1)) by its series.
template <class T>
SMALTI_HD inline T fixed_log(T x) {
  constexpr bool single = sizeof(T) == 4;
  using U = std::conditional_t<single, std::uint32_t, std::uint64_t>;
  constexpr U root = static_cast<U>(single ? 0x3F3504F3ull : 0x3FE6A09E667F3BCDull);
  constexpr int bits = single ? 23 : 52, last = single ? 9 : 23;
  const U shifted = std::bit_cast<U>(x) - root;
  const T e = static_cast<T>(static_cast<std::make_signed_t<U>>(shifted) >> bits);
  const T m = std::bit_cast<T>((shifted & ((U{1} << bits) - 1)) + root);
  const T s = (m - 1) / (m + 1), t = s * s;
  T sum = T(1) / last;
  for (int k = last - 2; k >= 1; k -= 2) sum = std::fma(sum, t, T(1) / static_cast<T>(k));
  const T ln2_hi = single ? T(0x1.62e430p-1) : T(0x1.62e42fefa39efp-1);
  const T ln2_lo = single ? T(-0x1.05c610p-29) : T(0x1.abc9e3b39803fp-56);
  return std::fma(e, ln2_hi, std::fma(e, ln2_lo, (2 * s) * sum));
}

/// e^x, the same bits everywhere; relative error 1.4e-16, x is clamped to [-708, 708].
inline double fixed_exp(double x) {
  x = std::clamp(x, -708.0, 708.0);
  const double k = std::floor(std::fma(x, 0x1.71547652b82fep+0, 0.5));
  const double r = std::fma(-k, 0x1.abc9e3b39803fp-56, std::fma(-k, 0x1.62e42fefa39efp-1, x));
  double sum = 1.0;
  for (int i = 14; i >= 1; --i) sum = std::fma(sum, r / i, 1.0);
  return std::ldexp(sum, static_cast<int>(k));
}

/// e^x in float32, the same bits everywhere; relative error 1e-7, x is clamped to [-87, 88].
SMALTI_HD inline float exp_f32(float x) {
  x = x < -87 ? -87.0f : x > 88 ? 88.0f : x;
  const float k = std::floor(std::fma(x, 0x1.715476p+0f, 0.5f));
  const float r = std::fma(-k, -0x1.05c610p-29f, std::fma(-k, 0x1.62e430p-1f, x));
  float sum = 1;
  for (int i = 7; i >= 1; --i) sum = std::fma(sum, r * (1.0f / static_cast<float>(i)), 1.0f);
  return sum * std::bit_cast<float>((static_cast<std::int32_t>(k) + 127) << 23);
}

/// a^b of a positive a.
inline double fixed_pow(double a, double b) { return fixed_exp(b * fixed_log(a)); }

struct SinCos {
  double sin, cos;
};
/// Sine and cosine of an angle in degrees, the same bits everywhere; absolute error 1.5e-16, quarter turns exact.
SMALTI_HD inline SinCos fixed_sincos_degrees(double degrees) {
  const double turn = std::fmod(degrees, 360.0), quarter = std::floor(std::fma(turn, 1.0 / 90.0, 0.5));
  const double x = std::fma(-90.0, quarter, turn) * 0x1.1df46a2529d39p-6, t = x * x;
  double s = 1.0, c = 1.0;
  for (int i = 18; i >= 2; i -= 2) s = std::fma(s, -t / (i * (i + 1)), 1.0);
  for (int i = 19; i >= 1; i -= 2) c = std::fma(c, -t / (i * (i + 1)), 1.0);
  const SinCos by_quarter[4] = {{x * s, c}, {c, -(x * s)}, {-(x * s), -c}, {-c, x * s}};
  return by_quarter[static_cast<int>(quarter) & 3];
}

/// a[0] + a[1] x + a[2] x^2 + ..., by fma from the highest power on.
template <std::size_t N, class T>
SMALTI_HD constexpr T horner(const std::array<T, N>& a, T x) {
  T sum = a[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) sum = std::fma(sum, x, a[i]);
  return sum;
}

}  // namespace smalti
