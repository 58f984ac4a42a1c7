// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/hd.hpp>

#include <cstdint>
#include <cstring>
#include <limits>

namespace smalti {

/// Nearest integer, ties to even, of |v| < 2^22, as a float: one addition and one subtraction, on any processor alike.
SMALTI_HD inline float round_even(float v) {
  constexpr float magic = 12582912.0f;  // 1.5 * 2^23: beyond it a float has no fraction left
  return (v + magic) - magic;
}

SMALTI_HD constexpr float clamp(float v, float lo, float hi) {
  const float low = v < lo ? lo : v;
  return low > hi ? hi : low;
}

/// a if `first`, else b: by bits, so that compilers make vectors of it where a conditional would stay a branch.
SMALTI_HD inline float select(bool first, float a, float b) {
  std::uint32_t x, y;
  std::memcpy(&x, &a, 4);
  std::memcpy(&y, &b, 4);
  const std::uint32_t mask = 0u - static_cast<std::uint32_t>(first), bits = (x & mask) | (y & ~mask);
  float out;
  std::memcpy(&out, &bits, 4);
  return out;
}

/// The larger and the smaller of two: std::max and std::min would choose between addresses.
SMALTI_HD constexpr float larger(float a, float b) { return a < b ? b : a; }
SMALTI_HD constexpr float smaller(float a, float b) { return b < a ? b : a; }

/// v in 0..1: clamp() to constants becomes a branch.
SMALTI_HD inline float clamp_unit(float v) { return select(v < 0, 0.0f, select(v > 1, 1.0f, v)); }

/// Largest integer of at most v, |v| < 2^22: what std::floor gives, without keeping loops scalar.
SMALTI_HD inline float whole_below(float v) {
  const float near = round_even(v);
  return near - select(near > v, 1.0f, 0.0f);
}

/// v cut to 0..255, and off to an integer.
SMALTI_HD inline float level_below(float v) {
  return whole_below(select(v < 0, 0.0f, select(v > 255, 255.0f, v)));
}

/// Whether the integer v, |v| < 2^22, is odd: the last bit of a sum that has no fraction left.
SMALTI_HD inline bool is_odd(float v) {
  const float sum = v + 12582912.0f;
  std::uint32_t bits;
  std::memcpy(&bits, &sum, 4);
  return (bits & 1u) != 0;
}

/// Rounds to nearest even and saturates to the integers of T, at most 16 bits wide.
template <class T>
SMALTI_HD inline T to_integer(float v) {
  const float inside = clamp(v, static_cast<float>(std::numeric_limits<T>::min()), static_cast<float>(std::numeric_limits<T>::max()));
  return static_cast<T>(static_cast<std::int32_t>(round_even(inside)));
}

/// float32 to float16 bits, nearest even, overflow to infinity, NaN kept.
SMALTI_HD inline std::uint16_t to_float16(float v) {
  std::uint32_t bits;
  std::memcpy(&bits, &v, 4);
  const std::uint32_t sign = (bits >> 16) & 0x8000u;
  const std::uint32_t magnitude = bits & 0x7FFFFFFFu;
  if (magnitude > 0x7F800000u) return static_cast<std::uint16_t>(sign | 0x7E00u | ((magnitude >> 13) & 0x3FFu));
  if (magnitude >= 0x477FF000u) return static_cast<std::uint16_t>(sign | 0x7C00u);
  if (magnitude < 0x38800000u) {  // subnormal: the sum drops the bits below 2^-24 by the processor's own rounding
    const std::uint32_t half_bits = 0x3F000000u;
    float half, sum;
    std::memcpy(&half, &half_bits, 4);
    std::memcpy(&sum, &magnitude, 4);
    sum += half;
    std::uint32_t out;
    std::memcpy(&out, &sum, 4);
    return static_cast<std::uint16_t>(sign | (out - half_bits));
  }
  const std::uint32_t odd = (magnitude >> 13) & 1u;
  return static_cast<std::uint16_t>(sign | ((magnitude - 0x38000000u + 0xFFFu + odd) >> 13));
}

/// float32 to bfloat16 bits, nearest even, NaN kept.
SMALTI_HD inline std::uint16_t to_bfloat16(float v) {
  std::uint32_t bits;
  std::memcpy(&bits, &v, 4);
  if ((bits & 0x7FFFFFFFu) > 0x7F800000u) return static_cast<std::uint16_t>((bits >> 16) | 0x40u);
  return static_cast<std::uint16_t>((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
}

}  // namespace smalti
