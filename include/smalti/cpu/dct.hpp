// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/isa.hpp>
#include <smalti/pixel/dct.hpp>
#if defined(SMALTI_WITH_AVX2)
#include <smalti/cpu/dct_avx2.hpp>
#endif

#include <cstddef>
#include <cstdint>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {
namespace detail {

#if !defined(SMALTI_WITH_AVX2)

/// Codes and decodes 16 blocks side by side in place. A number of all blocks lies together, so that the loops over
/// blocks become vectors.
inline void code_16_blocks(std::uint8_t* at, std::ptrdiff_t stride, const JpegTable& table) {
  constexpr int lanes = 16;
  std::int32_t v[64][lanes];
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 8; ++x)
      for (int b = 0; b < lanes; ++b) v[8 * y + x][b] = at[y * stride + 8 * b + x] - 128;
  const auto lines = [&](int first, int step, auto work) {
    for (int b = 0; b < lanes; ++b) {
      std::int32_t d[8];
      for (int k = 0; k < 8; ++k) d[k] = v[first + k * step][b];
      work(d);
      for (int k = 0; k < 8; ++k) v[first + k * step][b] = d[k];
    }
  };
  for (int y = 0; y < 8; ++y) lines(8 * y, 1, [](std::int32_t(&d)[8]) { forward_dct<false>(d); });
  for (int x = 0; x < 8; ++x) lines(x, 8, [](std::int32_t(&d)[8]) { forward_dct<true>(d); });
  for (int k = 0; k < 64; ++k) {
    const JpegStep q = table[static_cast<std::size_t>(k)];
    for (int b = 0; b < lanes; ++b) v[k][b] = jpeg_quantised(v[k][b], q) * q.step;
  }
  for (int x = 0; x < 8; ++x) lines(x, 8, [](std::int32_t(&d)[8]) { inverse_dct<true>(d); });
  for (int y = 0; y < 8; ++y) lines(8 * y, 1, [](std::int32_t(&d)[8]) { inverse_dct<false>(d); });
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 8; ++x)
      for (int b = 0; b < lanes; ++b) {
        const std::int32_t s = v[8 * y + x][b] + 128;
        at[y * stride + 8 * b + x] = static_cast<std::uint8_t>(s < 0 ? 0 : s > 255 ? 255 : s);
      }
}

#endif

}  // namespace detail

/// Codes and decodes a row of 8x8 blocks in place. Memory is there, and may change, up to a multiple of 16 blocks.
inline void code_blocks(std::uint8_t* first, std::ptrdiff_t stride, int blocks, const JpegTable& table) {
  for (int b = 0; b < blocks; b += 16) detail::code_16_blocks(first + 8 * b, stride, table);
}

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
