// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/isa.hpp>
#include <smalti/cpu/weights.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// Calls body with the channel count as a constant.
template <class Body>
void with_channels(int channels, Body body) {
  switch (channels) {
    case 1:
      return body(std::integral_constant<int, 1>{});
    case 2:
      return body(std::integral_constant<int, 2>{});
    case 3:
      return body(std::integral_constant<int, 3>{});
    default:
      return body(std::integral_constant<int, 4>{});
  }
}

/// The plain passes. `in` starts at the canvas sample table.need_begin, `out` at output table.begin; both interleaved.
template <class T>
void pick_row(const T* in, const AxisTable& table, int channels, T* out) {
  const std::size_t n = table.first.size();
  with_channels(channels, [&](auto c) {
    constexpr std::size_t C = c();
    if (table.contiguous) std::memcpy(out, in, n * C * sizeof(T));
    else
      for (std::size_t i = 0; i < n; ++i)
        std::memcpy(out + i * C, in + static_cast<std::size_t>(table.first[i] - table.need_begin) * C, C * sizeof(T));
  });
}

/// pick_row with the values as float32.
template <class T>
void convert_row(const T* in, const AxisTable& table, int channels, float* out) {
  with_channels(channels, [&](auto c) {
    constexpr std::size_t C = c();
    for (std::size_t i = 0; i < table.first.size(); ++i)
      for (std::size_t k = 0, from = static_cast<std::size_t>(table.first[i] - table.need_begin) * C; k < C; ++k)
        out[i * C + k] = static_cast<float>(in[from + k]);
  });
}

inline void fixed_row(const std::uint8_t* in, const AxisTable& table, int channels, std::uint8_t* out) {
  with_channels(channels, [&](auto c) {
    constexpr std::size_t C = c();
    for (int i = 0; i < table.size(); ++i, out += C) {
      const auto slot = static_cast<std::size_t>(i);
      const std::uint8_t* tap = in + static_cast<std::size_t>(table.first[slot] - table.need_begin) * C;
      const std::int32_t* const weight = table.fixed_of(i);
      std::int32_t sum[C];
      std::fill_n(sum, C, 1 << (weight_bits - 1));
      for (int k = 0; k < table.count[slot]; ++k, tap += C)
        for (std::size_t n = 0; n < C; ++n) sum[n] += weight[k] * tap[n];
      for (std::size_t n = 0; n < C; ++n) out[n] = fixed_sample(sum[n]);
    }
  });
}

/// Filters or blends to float32, taps from the left, each added by fma.
template <class T>
void real_row(const T* in, const AxisTable& table, int channels, float* out) {
  const bool blends = table.work == AxisTable::Work::blend;
  with_channels(channels, [&](auto c) {
    constexpr std::size_t C = c();
    for (int i = 0; i < table.size(); ++i, out += C) {
      const auto slot = static_cast<std::size_t>(i);
      const T* tap = in + static_cast<std::size_t>(table.first[slot] - table.need_begin) * C;
      const float* const weight = table.real_of(i);
      if (blends) {
        const T* const next = tap + static_cast<std::size_t>(table.count[slot] - 1) * C;
        for (std::size_t n = 0; n < C; ++n) {
          const float a = static_cast<float>(tap[n]), b = static_cast<float>(next[n]);
          out[n] = std::fma(weight[0], b - a, a);
        }
        continue;
      }
      float sum[C] = {};
      for (int k = 0; k < table.count[slot]; ++k, tap += C)
        for (std::size_t n = 0; n < C; ++n) sum[n] = std::fma(weight[k], static_cast<float>(tap[n]), sum[n]);
      for (std::size_t n = 0; n < C; ++n) out[n] = sum[n];
    }
  });
}

/// Sums rows column by column; blocks of columns keep the sums in registers.
inline void fixed_columns(const std::byte* const* rows, int count, const std::int32_t* weight, std::uint8_t* out,
                          std::size_t n) {
  constexpr std::size_t block = 32;
  for (std::size_t x = 0; x < n; x += block) {
    const std::size_t m = std::min(block, n - x);
    std::int32_t sum[block];
    std::fill_n(sum, block, 1 << (weight_bits - 1));
    for (int k = 0; k < count; ++k) {
      const std::uint8_t* const row = reinterpret_cast<const std::uint8_t*>(rows[k]) + x;
      for (std::size_t i = 0; i < m; ++i) sum[i] += weight[k] * row[i];
    }
    for (std::size_t i = 0; i < m; ++i) out[x + i] = fixed_sample(sum[i]);
  }
}

template <class T>
void real_columns(const std::byte* const* rows, int count, const float* weight, float* out, std::size_t n) {
  constexpr std::size_t block = 64;
  for (std::size_t x = 0; x < n; x += block) {
    const std::size_t m = std::min(block, n - x);
    float sum[block] = {};
    for (int k = 0; k < count; ++k) {
      const T* const row = reinterpret_cast<const T*>(rows[k]) + x;
      for (std::size_t i = 0; i < m; ++i) sum[i] = std::fma(weight[k], static_cast<float>(row[i]), sum[i]);
    }
    std::copy_n(sum, m, out + x);
  }
}

template <class T>
void blend_columns(const std::byte* const* rows, int count, float share, float* out, std::size_t n) {
  const T* const above = reinterpret_cast<const T*>(rows[0]);
  const T* const below = reinterpret_cast<const T*>(rows[count - 1]);
  for (std::size_t i = 0; i < n; ++i) {
    const float a = static_cast<float>(above[i]), b = static_cast<float>(below[i]);
    out[i] = std::fma(share, b - a, a);
  }
}

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
