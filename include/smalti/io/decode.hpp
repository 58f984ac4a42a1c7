// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/io/jpeg.hpp>
#include <smalti/io/png.hpp>

#include <string>
#include <utility>

namespace smalti::io {

/// Channels of the pixels that a file decodes to.
constexpr int decoded_channels(const Header& h, const Decode& options) {
  if (options.mode == ColourMode::gray) return 1;
  if (options.mode == ColourMode::unchanged) return h.palette || h.components <= 2 ? 1 : 3;
  const bool alpha = h.format == Format::png && (h.components == 2 || h.components == 4);
  return alpha && options.alpha == Alpha::keep ? 4 : 3;
}

/// Decodes files of any format that was built in; a thread owns one.
class Decoder {
 public:
  /// Reads the header and checks limits and depth: everything that can be refused before a pixel is allocated.
  Result<Header> header(Bytes file, const Decode& options, std::string_view name) const {
    Result<Header> h = read_header(file, options, name);
    if (!h) return h;
    const Dtype want = options.dtype.value_or(Dtype::uint8);
    if (options.mode == ColourMode::unchanged) return h;
    if (want != Dtype::uint8 && want != Dtype::uint16)
      return Fault{"image.depth", std::string(name) + ": dtype is \"" + std::string(name_of_dtype(want)) + "\"; files decode to uint8 or uint16, use ToDtype for others"};
    if (h->bits == 16 && want == Dtype::uint8 && options.scale != Scale::bits8)
      return Fault{"image.depth", std::string(name) + " = 16 bits a channel: dtype is \"uint8\"; dtype=\"uint16\" keeps the values, scale=\"8bit\" divides by 257"};
    if (h->bits <= 8 && want == Dtype::uint16 && options.scale != Scale::bits16)
      return Fault{"image.depth", std::string(name) + " = 8 bits a channel: dtype is \"uint16\"; scale=\"16bit\" multiplies by 257"};
    return h;
  }

  /// Decodes at least `region` (none: all) into `out`; the result says which rectangle `out` holds.
  Result<Decoded> decode(Bytes file, const Header& h, const Decode& options, const std::optional<Rect>& region, Image& out, std::string_view name) {
    Result<Decoded> done = h.format == Format::jpeg ? jpeg_.decode(file, h, options, region, out, name) : png_.decode(file, h, options, out, name);
    if (done && options.mode != ColourMode::unchanged) settle_depth(options.dtype.value_or(Dtype::uint8), out);
    return done;
  }

 private:
  /// 16 bit to 8 (x * 255 / 65535, rounded) or 8 to 16 (x * 257), where header() let it pass.
  static void settle_depth(Dtype want, Image& image) {
    if (image.dtype() == want) return;
    Image other(image.extent(), image.channels(), want);
    const auto n = static_cast<std::size_t>(image.extent().area() * image.channels());
    const ImageView from = std::as_const(image).view();
    if (want == Dtype::uint8)
      for (std::size_t i = 0; i < n; ++i)
        reinterpret_cast<std::uint8_t*>(other.view().data)[i] = static_cast<std::uint8_t>((reinterpret_cast<const std::uint16_t*>(from.data)[i] * 255u + 32767u) / 65535u);
    else
      for (std::size_t i = 0; i < n; ++i)
        reinterpret_cast<std::uint16_t*>(other.view().data)[i] = static_cast<std::uint16_t>(reinterpret_cast<const std::uint8_t*>(from.data)[i] * 257u);
    image = std::move(other);
  }

  JpegDecoder jpeg_;
  PngDecoder png_;
};

/// Which codecs this build has, for `smalti doctor`.
inline std::string codec_versions() {
  return "libjpeg-turbo " + std::to_string(LIBJPEG_TURBO_VERSION_NUMBER / 1000000) + "." + std::to_string(LIBJPEG_TURBO_VERSION_NUMBER / 1000 % 1000) + "." +
         std::to_string(LIBJPEG_TURBO_VERSION_NUMBER % 1000) + ", libpng " + png_get_libpng_ver(nullptr);
}

}  // namespace smalti::io
