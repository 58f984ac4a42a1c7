// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/image.hpp>
#include <smalti/cpu/intrinsics.hpp>
#include <smalti/cpu/program.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

namespace detail {

#if defined(SMALTI_WITH_AVX512)

/// 256 bytes by which others are replaced.
struct ByteTable {
  __m512i part[4];
  explicit ByteTable(const std::uint8_t* table) {
    for (int k = 0; k < 4; ++k) part[k] = _mm512_loadu_si512(table + 64 * k);
  }
  __m512i of(__m512i bytes) const {
    return _mm512_mask_blend_epi8(_mm512_movepi8_mask(bytes), _mm512_permutex2var_epi8(part[0], bytes, part[1]),
                                  _mm512_permutex2var_epi8(part[2], bytes, part[3]));
  }
};

/// Replaces n bytes by one table, or those of three interleaved channels by three; gives how many it replaced.
inline int replace_bytes(const std::uint8_t* in, std::uint8_t* out, int n, const std::uint8_t* tables, bool one) {
  const ByteTable first(tables);
  int x = 0;
  if (one) {
    for (; x + 64 <= n; x += 64) _mm512_storeu_si512(out + x, first.of(_mm512_loadu_si512(in + x)));
    return x;
  }
  constexpr std::uint64_t every_third = 0x9249249249249249u;  // bits 0, 3, ..., 63
  const ByteTable second(tables + 256), third(tables + 512);
  for (; x + 192 <= n; x += 192)
    for (int k = 0; k < 3; ++k) {  // byte 64 k is of channel k % 3
      const __m512i bytes = _mm512_loadu_si512(in + x + 64 * k);
      const auto of_channel = [k](int c) { return every_third << ((c - k + 3) % 3); };
      const __m512i two = _mm512_mask_blend_epi8(of_channel(1), first.of(bytes), second.of(bytes));
      _mm512_storeu_si512(out + x + 64 * k, _mm512_mask_blend_epi8(of_channel(2), two, third.of(bytes)));
    }
  return x;
}

#else

inline int replace_bytes(const std::uint8_t*, std::uint8_t*, int, const std::uint8_t*, bool) { return 0; }

#endif

}  // namespace detail

/// A picture of bytes under steps that look at one value of one channel: all there is to compute is what becomes of 256
/// values a channel, and all there is to measure is how often each occurs.
class ValueTable {
 public:
  /// The values 0 to 255 of every channel, as a row for the steps to change.
  Row begin(int channels) {
    channels_ = channels;
    memory_.resize(256 * static_cast<std::size_t>(channels));
    Row row{{}, channels, 256};
    for (int c = 0; c < channels; ++c) {
      row.plane[static_cast<std::size_t>(c)] = memory_.data() + 256 * c;
      for (int v = 0; v < 256; ++v) memory_[static_cast<std::size_t>(256 * c + v)] = static_cast<float>(v);
    }
    parts_.assign(histograms * memory_.size(), 0);
    return row;
  }
  /// Counts n interleaved pixels: neighbours in different histograms, so that equal ones need not wait for each other.
  void count(const std::byte* row, int n) {
    const auto* in = reinterpret_cast<const std::uint8_t*>(row);
    with_channels([&](auto channels) {
      std::uint32_t* const parts = parts_.data();
      int x = 0;
      for (; x + histograms <= n; x += histograms)
        for (int k = 0; k < histograms; ++k)
          for (int c = 0; c < channels; ++c) ++parts[(k * channels + c) * 256 + *in++];
      for (; x < n; ++x)
        for (int c = 0; c < channels; ++c) ++parts[c * 256 + *in++];
    });
  }
  /// How often each value occurs, 256 a channel.
  const std::uint32_t* counts() {
    for (std::size_t k = memory_.size(); k < parts_.size(); ++k) parts_[k % memory_.size()] += std::exchange(parts_[k], 0);
    return parts_.data();
  }
  /// Takes what the steps made of the values, as bytes.
  void end(const Row& done) {
    bytes_.resize(memory_.size());
    for (int c = 0; c < channels_; ++c)
      for (int v = 0; v < 256; ++v) bytes_[static_cast<std::size_t>(256 * c + v)] = to_integer<std::uint8_t>(done.plane[static_cast<std::size_t>(c)][v]);
    one_ = true;
    for (int c = 1; c < channels_; ++c) one_ = one_ && std::memcmp(bytes_.data(), bytes_.data() + 256 * c, 256) == 0;
  }
  /// n interleaved pixels.
  void apply(const std::byte* row, std::byte* to, int n) const {
    const auto* in = reinterpret_cast<const std::uint8_t*>(row);
    auto* __restrict out = reinterpret_cast<std::uint8_t*>(to);
    int x = one_ || channels_ == 3 ? detail::replace_bytes(in, out, n * channels_, bytes_.data(), one_) : 0;
    const std::uint8_t* const table = bytes_.data();
    with_channels([&](auto channels) {
      for (x -= x % channels; x < n * channels; x += channels)
        for (int c = 0; c < channels; ++c) out[x + c] = table[256 * c + in[x + c]];
    });
  }

 private:
  static constexpr int histograms = 4;
  /// f(the number of channels), which loops unroll where it is 3.
  template <class F>
  void with_channels(F f) const {
    if (channels_ == 3) f(std::integral_constant<int, 3>{});
    else f(channels_);
  }

  int channels_ = 0;
  bool one_ = false;  ///< all channels have the same table
  std::vector<float> memory_;
  std::vector<std::uint32_t> parts_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
