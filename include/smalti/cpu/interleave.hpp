// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/image.hpp>
#include <smalti/cpu/intrinsics.hpp>
#include <smalti/cpu/resize_kernels.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

namespace detail {

#if defined(SMALTI_WITH_AVX2)

using Shuffle = std::array<signed char, 16>;
inline __m128i shuffled(__m128i bytes, const Shuffle& by) {
  return _mm_shuffle_epi8(bytes, _mm_loadu_si128(reinterpret_cast<const __m128i*>(by.data())));
}

/// Where the bytes of 16 of one channel go in 48 interleaved ones: one shuffle for each of three registers. `backwards`:
/// the channel lies in reverse.
constexpr std::array<Shuffle, 3> places_of_channel(int c, bool backwards) {
  std::array<Shuffle, 3> out{};
  for (int i = 0; i < 48; ++i) {
    const int pixel = i / 3;
    out[static_cast<std::size_t>(i / 16)][static_cast<std::size_t>(i % 16)] =
        static_cast<signed char>(i % 3 != c ? -1 : backwards ? 15 - pixel : pixel);
  }
  return out;
}
/// Three planes of bytes, 16 pixels at a time; gives the pixels done.
template <bool backwards>
int interleave_planes(const std::byte* in, std::ptrdiff_t plane, int n, std::byte* out) {
  static constexpr std::array places{places_of_channel(0, backwards), places_of_channel(1, backwards), places_of_channel(2, backwards)};
  int x = 0;
  for (; x + 16 <= n; x += 16) {
    __m128i channel[3];
    for (std::size_t c = 0; c < 3; ++c)
      channel[c] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + static_cast<std::ptrdiff_t>(c) * plane + (backwards ? -x - 15 : x)));
    for (std::size_t k = 0; k < 3; ++k) {
      const __m128i rg = _mm_or_si128(shuffled(channel[0], places[0][k]), shuffled(channel[1], places[1][k]));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 3 * x) + k, _mm_or_si128(rg, shuffled(channel[2], places[2][k])));
    }
  }
  return x;
}

/// Pixels of three bytes that begin every `step` bytes, 3 or 4, onwards or backwards: four at a time, gives the pixels
/// done. Two pixels more than those must be there to read and to write: registers are wider than four pixels.
inline int interleave_packed(const std::byte* in, std::ptrdiff_t step, int n, std::byte* out) {
  const int size = static_cast<int>(std::abs(step));
  const int lead = step < 0 ? 13 - 3 * size : 0;  // backwards, the register ends with the first pixel
  Shuffle by{};
  for (int i = 0; i < 16; ++i) {
    const int pixel = i / 3;
    by[static_cast<std::size_t>(i)] = static_cast<signed char>(i < 12 ? lead + (step < 0 ? 3 - pixel : pixel) * size + i % 3 : -1);
  }
  int x = 0;
  for (; x + 6 <= n; x += 4) {
    const std::byte* const first = in + (step < 0 ? x + 3 : x) * step - lead;
    const __m128i pixels = _mm_loadu_si128(reinterpret_cast<const __m128i*>(first));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 3 * x), shuffled(pixels, by));
  }
  return x;
}

inline int interleave_rgb(const std::byte* in, std::ptrdiff_t step, std::ptrdiff_t channel, int n, std::byte* out) {
  if (step == 1) return interleave_planes<false>(in, channel, n, out);
  if (step == -1) return interleave_planes<true>(in, channel, n, out);
  const bool packed = channel == 1 && (std::abs(step) == 3 || std::abs(step) == 4);
  return packed ? interleave_packed(in, step, n, out) : 0;
}

#else

inline int interleave_rgb(const std::byte*, std::ptrdiff_t, std::ptrdiff_t, int, std::byte*) { return 0; }

#endif

}  // namespace detail

/// `n` pixels of `channels` samples, each `size` bytes, brought side by side: pixels lie `step` bytes apart in `in`, their
/// channels `channel_stride`. Either may be negative.
inline void interleave(const std::byte* in, std::ptrdiff_t step, std::ptrdiff_t channel_stride, int channels, int size, int n, std::byte* out) {
  const auto all = [&]<class T>(std::type_identity<T>) {
    const int done = sizeof(T) == 1 && channels == 3 ? detail::interleave_rgb(in, step, channel_stride, n, out) : 0;
    with_channels(channels, [&](auto count) {
      constexpr int C = count();
      for (int x = done; x < n; ++x)
        for (int c = 0; c < C; ++c) std::memcpy(out + (x * C + c) * static_cast<int>(sizeof(T)), in + x * step + c * channel_stride, sizeof(T));
    });
  };
  switch (size) {
    case 1: return all(std::type_identity<std::uint8_t>{});
    case 2: return all(std::type_identity<std::uint16_t>{});
    default: return all(std::type_identity<float>{});
  }
}

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
