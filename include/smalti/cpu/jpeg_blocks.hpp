// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/dct.hpp>
#include <smalti/cpu/program.hpp>
#include <smalti/pixel/dct.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// One component of a JPEG: rows of 8 bits in a ring that holds two rows of its largest blocks.
class JpegPlane {
 public:
  /// The component has width x height samples, of which `ring` rows (a power of two) are kept.
  void start(int width, int height, int ring, bool chroma, int quality) {
    width_ = width, height_ = height, ring_ = ring;
    table_ = jpeg_table(chroma, quality);
    stride_ = (width + 32 + 127) / 128 * 128;  // whole blocks, and what wide stores run over
    memory_.reserve(static_cast<std::size_t>(ring * stride_));
    std::memset(memory_.data(), 0, static_cast<std::size_t>(ring * stride_));
  }
  int width() const { return width_; }
  int height() const { return height_; }
  std::uint8_t* row(int y) { return reinterpret_cast<std::uint8_t*>(memory_.data()) + (y & (ring_ - 1)) * stride_; }
  const std::uint8_t* row(int y) const { return const_cast<JpegPlane*>(this)->row(y); }
  /// Codes and decodes the rows [first, last), whole blocks; what lies below the picture repeats its last row.
  void code(int first, int last) {
    for (int y = std::max(height_, first); y < last; ++y)
      std::memcpy(row(y), row(height_ - 1), static_cast<std::size_t>(stride_));
    for (int y = first; y < last; y += 8) code_blocks(row(y), stride_, (width_ + 7) / 8, table_);
  }

 private:
  int width_ = 0, height_ = 0, ring_ = 16, stride_ = 0;
  JpegTable table_{};
  Buffer memory_;
};

/// Reads a surface as if it had been written as a JPEG and read again: a band of blocks at a time.
class JpegBlocks {
 public:
  void start(const JpegCoding& how, const Pass& pass, std::span<const float>) {
    how_ = how;
    coded_ = 0;
    channels_ = pass.channels;
    width_ = pass.extent.width + how.left, height_ = pass.extent.height + how.top;
    columns_ = (width_ + 8 * how.across - 1) / (8 * how.across) * (8 * how.across);
    for (int c = 0; c < channels_; ++c) {
      const bool chroma = this->chroma(c);
      const int across = chroma ? how.across : 1, down = chroma ? how.down : 1;
      plane(c).start((width_ + across - 1) / across, (height_ + down - 1) / down, 16 * how.down / down, chroma,
                     how.quality);
    }
    line_ = static_cast<std::size_t>(columns_ + 64);
    fetched_.reserve(line_ * static_cast<std::size_t>(channels_) * sizeof(float));
    full_.reserve(4 * line_);
    shown_.reserve(2 * line_);
    sums_.reserve((line_ + 64) * sizeof(std::uint16_t));
  }

  template <class Surface>
  void read(Surface& surface, const Pass& pass, int y, const Row& row) {
    const int at = y + how_.top;
    code_to(surface, pass, at);
    const auto samples = [&](int c) { return plane(c).row(at) + how_.left; };
    if (how_.colour)
      to_rgb(samples(0), chroma_row(1, at) + how_.left, chroma_row(2, at) + how_.left, row.n, row.plane[0],
             row.plane[1], row.plane[2]);
    for (int c = how_.colour ? 3 : 0; c < row.channels; ++c) {
      const std::uint8_t* from = samples(c);
      float* __restrict to = row.plane[static_cast<std::size_t>(c)];
      for (int x = 0, n = row.n; x < n; ++x) to[x] = static_cast<float>(from[x]);
    }
    if (surface.gives(Dtype::uint8)) return;
    const float unit = (pass.range.max - pass.range.lo) / 255, lo = pass.range.lo;
    for (int c = 0; c < row.channels; ++c) {
      float* __restrict v = row.plane[static_cast<std::size_t>(c)];
      for (int x = 0, n = row.n; x < n; ++x) v[x] = std::fma(v[x], unit, lo);
    }
  }
  /// Whether write() gives whole rows in this format.
  template <class Surface>
  bool writes([[maybe_unused]] const Surface& surface, [[maybe_unused]] Dtype dtype) const {
#if defined(SMALTI_WITH_AVX2)
    return dtype == Dtype::uint8 && how_.colour && channels_ == 3 && surface.gives(dtype);
#else
    return false;
#endif
  }
  /// Row y as interleaved bytes.
  template <class Surface>
  void write([[maybe_unused]] Surface& surface, [[maybe_unused]] const Pass& pass, [[maybe_unused]] int y,
             [[maybe_unused]] std::byte* out) {
#if defined(SMALTI_WITH_AVX2)
    const int at = y + how_.top, n = pass.extent.width;
    code_to(surface, pass, at);
    const std::uint8_t *luma = plane(0).row(at) + how_.left, *blue = chroma_row(1, at) + how_.left,
                       *red = chroma_row(2, at) + how_.left;
    auto* const rgb = reinterpret_cast<std::uint8_t*>(out);
    for (int x = detail::rgb_of_ycc(luma, blue, red, n, rgb); x < n; ++x) {
      const Rgb v = jpeg_colour(luma[x], blue[x], red[x]);
      rgb[3 * x] = static_cast<std::uint8_t>(v.r), rgb[3 * x + 1] = static_cast<std::uint8_t>(v.g),
              rgb[3 * x + 2] = static_cast<std::uint8_t>(v.b);
    }
#endif
  }

 private:
  /// Codes bands up to what row `at` shows; chroma between rows needs the next one, too.
  template <class Surface>
  void code_to(Surface& surface, const Pass& pass, int at) {
    const int below = how_.down == 2 ? std::min(at / 2 + 1, (height_ - 1) / 2) * 2 : at;
    while (coded_ <= std::max(at, below) / band()) code_band(surface, pass);
  }
  bool chroma(int c) const { return how_.colour && (c == 1 || c == 2); }
  int band() const { return 8 * how_.down; }
  JpegPlane& plane(int c) { return planes_[static_cast<std::size_t>(c)]; }
  /// Full-size chroma of one of two neighbouring rows.
  std::uint8_t* full(int which, int c) {
    return reinterpret_cast<std::uint8_t*>(full_.data()) + static_cast<std::size_t>(2 * which + c - 1) * line_;
  }

  template <class Surface>
  void code_band(Surface& surface, const Pass& pass) {
    const int first = coded_ * band(), last = first + band();
    for (int y = first; y < std::min(last, height_); y += how_.down) {
      for (int k = 0; k < how_.down && y + k < height_; ++k) take_row(surface, pass, y + k, k);
      if (!how_.colour) continue;
      const int other = how_.down == 2 && y + 1 < height_ ? 1 : 0;
      for (int c = 1; c < 3; ++c) shrink(full(0, c), full(other, c), plane(c).row(y / how_.down));
    }
    for (int c = 0; c < channels_; ++c)
      plane(c).code(chroma(c) ? first / how_.down : first, chroma(c) ? last / how_.down : last);
    ++coded_;
  }
  /// Row y of the picture, whose corner lies off the grid of blocks, to luma and, at full size, chroma.
  template <class Surface>
  void take_row(Surface& surface, const Pass& pass, int y, int which) {
#if defined(SMALTI_WITH_AVX2)
    if (how_.colour && channels_ == 3 && surface.gives(Dtype::uint8)) {
      std::uint8_t* const to[] = {plane(0).row(y), full(which, 1), full(which, 2)};
      detail::YccOfRgb::run(reinterpret_cast<const std::uint8_t*>(surface.bytes(std::max(0, y - how_.top))),
                            width_ - how_.left, to[0] + how_.left, to[1] + how_.left, to[2] + how_.left);
      for (std::uint8_t* const samples : to) {
        std::fill_n(samples, how_.left, samples[how_.left]);
        std::fill(samples + width_, samples + columns_, samples[width_ - 1]);
      }
      return;
    }
#endif
    Row in{{}, channels_, pass.extent.width};
    for (int c = 0; c < channels_; ++c)
      in.plane[static_cast<std::size_t>(c)] =
          reinterpret_cast<float*>(fetched_.data()) + static_cast<std::size_t>(c) * line_ + how_.left;
    surface.read(std::max(0, y - how_.top), in, pass.range);
    const bool bytes = surface.gives(Dtype::uint8);
    const float lo = pass.range.lo, scale = 255 / (pass.range.max - lo);
    for (int c = 0; c < channels_; ++c) {
      float* __restrict v = in.plane[static_cast<std::size_t>(c)];
      if (!bytes)
        for (int x = 0, n = in.n; x < n; ++x) v[x] = round_even(clamp((v[x] - lo) * scale, 0, 255));
      std::fill(v - how_.left, v, v[0]);
      std::fill(v + in.n, v - how_.left + columns_, v[in.n - 1]);
    }
    const auto samples = [&](int c) -> const float* { return in.plane[static_cast<std::size_t>(c)] - how_.left; };
    if (how_.colour)
      from_rgb(samples(0), samples(1), samples(2), columns_, plane(0).row(y), full(which, 1), full(which, 2));
    for (int c = how_.colour ? 3 : 0; c < channels_; ++c) {
      const float* from = samples(c);
      std::uint8_t* __restrict to = plane(c).row(y);
      for (int x = 0, n = columns_; x < n; ++x) to[x] = static_cast<std::uint8_t>(static_cast<std::int32_t>(from[x]));
    }
  }
  static void from_rgb(const float* r, const float* g, const float* b, int n, std::uint8_t* __restrict luma,
                       std::uint8_t* __restrict blue, std::uint8_t* __restrict red) {
    for (int x = 0; x < n; ++x) {
      const Rgb v{r[x], g[x], b[x]};
      luma[x] = static_cast<std::uint8_t>(jpeg_luma(v));
      blue[x] = static_cast<std::uint8_t>(jpeg_blue(v)), red[x] = static_cast<std::uint8_t>(jpeg_red(v));
    }
  }
  static void to_rgb(const std::uint8_t* luma, const std::uint8_t* blue, const std::uint8_t* red, int n,
                     float* __restrict r, float* __restrict g, float* __restrict b) {
    for (int x = 0; x < n; ++x) {
      const Rgb v = jpeg_colour(luma[x], blue[x], red[x]);
      r[x] = v.r, g[x] = v.g, b[x] = v.b;
    }
  }
  /// Two rows of chroma (of 4:2:2 and 4:4:4 one) to one of the plane.
  void shrink(const std::uint8_t* upper, const std::uint8_t* lower, std::uint8_t* __restrict out) const {
    const int n = columns_ / how_.across;
    if (how_.across == 1) std::memcpy(out, upper, static_cast<std::size_t>(n));
    else if (how_.down == 1)
      for (int x = 0; x < n; ++x) out[x] = static_cast<std::uint8_t>(downsampled(upper[2 * x], upper[2 * x + 1], x));
    else
      for (int x = 0; x < n; ++x)
        out[x] =
            static_cast<std::uint8_t>(downsampled(upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1], x));
  }
  /// Chroma c of the picture's row y, at full size.
  const std::uint8_t* chroma_row(int c, int y) {
    JpegPlane& from = plane(c);
    const int k = y / how_.down, n = from.width();
    const std::uint8_t* near = from.row(k);
    if (how_.across == 1) return near;
    std::uint8_t* __restrict out =
        reinterpret_cast<std::uint8_t*>(shown_.data()) + static_cast<std::size_t>(c - 1) * line_;
    if (n <= 2) {
      for (int x = 0; x < 2 * n; ++x) out[x] = near[x / 2];
      return out;
    }
    const bool sums = how_.down == 2;
    const std::uint8_t* far = sums ? from.row(std::clamp(k + (y & 1 ? 1 : -1), 0, from.height() - 1)) : near;
    std::uint16_t* __restrict s = reinterpret_cast<std::uint16_t*>(sums_.data()) + 32;
    if (sums)
      for (int x = 0; x < n; ++x) s[x] = static_cast<std::uint16_t>(3 * near[x] + far[x]);
    else
      for (int x = 0; x < n; ++x) s[x] = near[x];
    s[-1] = s[0], s[n] = s[n - 1];
    sums ? between<true>(s, n, out) : between<false>(s, n, out);
    return out;
  }
  template <bool sums>
  static void between(const std::uint16_t* s, int n, std::uint8_t* __restrict out) {
    for (int x = 0; x < n; ++x) {
      out[2 * x] = static_cast<std::uint8_t>(upsampled(s[x], s[x - 1], false, sums));
      out[2 * x + 1] = static_cast<std::uint8_t>(upsampled(s[x], s[x + 1], true, sums));
    }
  }

  JpegCoding how_;
  int channels_ = 0, width_ = 0, height_ = 0, columns_ = 0;
  int coded_ = 0;  ///< bands
  std::size_t line_ = 0;
  std::array<JpegPlane, Measured::max_channels> planes_;
  Buffer fetched_, full_, shown_, sums_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
