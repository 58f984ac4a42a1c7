// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/image.hpp>
#include <smalti/pixel/rounding.hpp>

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

namespace smalti::cuda {

/// Four pixels of a row, which a thread holds while they are made: of up to C channels those that there are at the moment.
/// Every index must be a constant, as anything else would send them to local memory.
template <int C>
struct Quad {
  float v[4][C];
  int channels, x, y;  ///< the first pixel's place
};
/// One of them, while much is done to it.
template <int C>
struct Pixel {
  float v[C];
  int channels, x, y;
};

/// Calls f(i) for i = 0 .. n - 1 as constants.
template <int n, class F>
SMALTI_HD void unrolled(F f) {
  [&]<int... i>(std::integer_sequence<int, i...>) { (f(std::integral_constant<int, i>{}), ...); }
  (std::make_integer_sequence<int, n>{});
}

/// Calls f for one pixel after the other, in a loop that need not be unrolled.
template <int C, class F>
SMALTI_HD void each_pixel(Quad<C>& q, F f) {
  int channels = q.channels;
  for (int i = 0; i < 4; ++i) {
    Pixel<C> p{{}, q.channels, q.x + i, q.y};
    unrolled<4>([&](auto k) {
      for (int c = 0; c < C; ++c) p.v[c] = k == i ? q.v[k][c] : p.v[c];
    });
    f(p);
    unrolled<4>([&](auto k) {
      for (int c = 0; c < C; ++c) q.v[k][c] = k == i ? p.v[c] : q.v[k][c];
    });
    channels = p.channels;
  }
  q.channels = channels;
}

namespace detail {

/// Four numbers side by side: what one load or store moves.
template <class T>
struct alignas(4 * sizeof(T)) Four {
  T v[4];
};
template <class T>
SMALTI_HD inline bool wide(const std::byte* p) {
  return reinterpret_cast<std::uintptr_t>(p) % sizeof(Four<T>) == 0;
}
template <class T>
SMALTI_HD inline void put_four(std::byte* to, const Four<T>& from) {
#if defined(__CUDA_ARCH__)
  if constexpr (sizeof(T) == 4) *reinterpret_cast<uint4*>(to) = *reinterpret_cast<const uint4*>(&from);
  else if constexpr (sizeof(T) == 2) *reinterpret_cast<uint2*>(to) = *reinterpret_cast<const uint2*>(&from);
  else *reinterpret_cast<unsigned*>(to) = *reinterpret_cast<const unsigned*>(&from);
#else
  std::memcpy(to, &from, sizeof from);
#endif
}

/// Stores the pixels of a quad that lie on the picture; `as` gives a value its format. Four numbers at a time where
/// the layout lets it: four pixels of a plane, or a third of four RGB pixels.
template <class T, int C, class As>
SMALTI_HD void store(MutableImageView out, int first, const Quad<C>& q, As as) {
  constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(T));
  std::byte* const at = out.row(q.y) + q.x * out.pixel_stride + first * out.channel_stride;
  const bool planes = out.pixel_stride == size, pixels = out.channels == C && q.channels == C && out.interleaved();
  if (q.x + 4 <= out.extent.width && (planes || pixels)) {
    for (int w = 0; w < C; ++w) {
      if (w >= q.channels) break;
      std::byte* const to = planes ? at + w * out.channel_stride : at + 4 * size * w;
      Four<T> four;
      for (int k = 0; k < 4; ++k) four.v[k] = as(planes ? q.v[k][w] : q.v[(4 * w + k) / C][(4 * w + k) % C]);
      if (wide<T>(to)) put_four(to, four);
      else
        for (int k = 0; k < 4; ++k) reinterpret_cast<T*>(to)[k] = four.v[k];
    }
    return;
  }
  for (int i = 0; i < 4; ++i)
    for (int c = 0; c < C; ++c)
      if (q.x + i < out.extent.width && c < q.channels)
        *reinterpret_cast<T*>(at + i * out.pixel_stride + c * out.channel_stride) = as(q.v[i][c]);
}

}  // namespace detail

/// Stores a quad from channel `first` of the picture on: integers rounded to nearest even and saturated, floats in the
/// format's rounding.
template <int C>
SMALTI_HD void store_quad(MutableImageView out, int first, const Quad<C>& q) {
  using detail::store;
  switch (out.dtype) {
    case Dtype::uint8: return store<std::uint8_t>(out, first, q, [](float v) { return to_integer<std::uint8_t>(v); });
    case Dtype::uint16: return store<std::uint16_t>(out, first, q, [](float v) { return to_integer<std::uint16_t>(v); });
    case Dtype::int16: return store<std::int16_t>(out, first, q, [](float v) { return to_integer<std::int16_t>(v); });
    case Dtype::float16: return store<std::uint16_t>(out, first, q, [](float v) { return to_float16(v); });
    case Dtype::bfloat16: return store<std::uint16_t>(out, first, q, [](float v) { return to_bfloat16(v); });
    default: return store<float>(out, first, q, [](float v) { return v; });
  }
}

/// Fetches a quad of a picture of bytes or floats, channel(c) of it as channel c; pixels beyond its right edge are those
/// at the edge.
template <int C, class Channel>
SMALTI_HD void fetch_quad(MutableImageView from, Channel channel, Quad<C>& q) {
  for (int c = 0; c < C; ++c) {
    if (c >= q.channels) break;
    const int at = channel(c);
    for (int i = 0; i < 4; ++i) {
      const int x = q.x + i < from.extent.width ? q.x + i : from.extent.width - 1;
      q.v[i][c] = from.dtype == Dtype::uint8 ? static_cast<float>(from.at<std::uint8_t>(q.y, x, at)) : from.at<float>(q.y, x, at);
    }
  }
}

}  // namespace smalti::cuda
