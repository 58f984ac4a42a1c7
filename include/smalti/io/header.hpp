// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/io/limits.hpp>

#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace smalti::io {

using Bytes = std::span<const std::byte>;

enum class Format : std::uint8_t { jpeg, png, webp, tiff, bmp };

/// What the first bytes of a file say, read by our own parser before any library is asked.
struct Header {
  Format format = Format::jpeg;
  Extent stored;          ///< as coded
  Extent extent;          ///< after EXIF orientation, if that is applied
  int components = 3;     ///< as coded: 1 grey, 3 colour, 4 CMYK or RGBA, 2 grey and alpha
  int bits = 8;           ///< a component
  int orientation = 1;    ///< EXIF, 1..8
  bool progressive = false, palette = false;
  bool regions = false;   ///< JPEG: sampling for which rows and columns can be skipped
  int mcu_height = 8, mcu_width = 8;
  bool complete = false;  ///< JPEG: an end-of-image marker closes the file
  bool coded_rgb = false; ///< JPEG: Adobe's marker says that the components are red, green and blue
};

namespace detail {

inline unsigned byte_at(Bytes b, std::size_t i) { return std::to_integer<unsigned>(b[i]); }
inline unsigned big16(Bytes b, std::size_t i) { return byte_at(b, i) << 8 | byte_at(b, i + 1); }
inline std::uint32_t big32(Bytes b, std::size_t i) { return static_cast<std::uint32_t>(big16(b, i)) << 16 | big16(b, i + 2); }
inline bool has(Bytes b, std::size_t at, std::string_view text) {
  return b.size() >= at + text.size() && std::memcmp(b.data() + at, text.data(), text.size()) == 0;
}

/// The orientation in a TIFF block of EXIF data; 1 if there is none or the block is damaged.
inline int exif_orientation(Bytes tiff) {
  if (tiff.size() < 14) return 1;
  const bool little = has(tiff, 0, "II*"), big = has(tiff, 0, std::string_view("MM\0*", 4));
  if (!little && !big) return 1;
  const auto u16 = [&](std::size_t i) { return little ? byte_at(tiff, i) | byte_at(tiff, i + 1) << 8 : big16(tiff, i); };
  const auto u32 = [&](std::size_t i) { return little ? u16(i) | std::uint32_t{u16(i + 2)} << 16 : big32(tiff, i); };
  const std::size_t ifd = u32(4);
  if (ifd + 2 > tiff.size()) return 1;
  const unsigned entries = u16(ifd);
  for (unsigned k = 0; k < entries; ++k) {
    const std::size_t at = ifd + 2 + 12 * std::size_t{k};
    if (at + 12 > tiff.size()) return 1;
    if (u16(at) != 0x0112) continue;
    const unsigned type = u16(at + 2), value = type == 3 ? u16(at + 8) : type == 4 ? u32(at + 8) : 0;
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

inline Fault damaged(std::string_view name, const char* code, const std::string& what) { return {code, std::string(name) + ": " + what}; }

inline Result<Header> jpeg_header(Bytes b, const Limits& limits, std::string_view name) {
  Header h;
  std::size_t at = 2;
  std::int64_t metadata = 0;
  bool framed = false;
  while (at + 4 <= b.size()) {
    if (byte_at(b, at) != 0xFF) {
      ++at;
      continue;
    }
    const unsigned marker = byte_at(b, at + 1);
    if (marker == 0xFF || marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
      at += marker == 0xFF ? 1 : 2;
      continue;
    }
    if (marker == 0xD9 || marker == 0xDA) break;
    const std::size_t length = big16(b, at + 2);
    if (length < 2) return damaged(name, "jpeg.corrupt", "a marker segment of " + std::to_string(length) + " bytes at byte " + std::to_string(at));
    const std::size_t body = at + 4, end = at + 2 + length;
    if ((marker >= 0xE0 && marker <= 0xEF) || marker == 0xFE) {
      metadata += static_cast<std::int64_t>(length);
      if (metadata > limits.max_metadata_bytes)
        return damaged(name, "limit.metadata", "more than " + std::to_string(limits.max_metadata_bytes) + " bytes of metadata; raise limits.max_metadata_bytes if the file is right");
      if (marker == 0xE1 && end <= b.size() && has(b, body, std::string_view("Exif\0\0", 6))) h.orientation = exif_orientation(b.subspan(body + 6, end - body - 6));
      if (marker == 0xEE && length >= 14 && end <= b.size() && has(b, body, "Adobe")) h.coded_rgb = byte_at(b, body + 11) == 0;
    } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
      if (marker == 0xC3 || marker == 0xC7 || marker == 0xCB || marker == 0xCF) return damaged(name, "jpeg.lossless", "is a lossless JPEG; convert it to baseline or PNG");
      if (marker >= 0xC9) return damaged(name, "jpeg.arithmetic", "is an arithmetic-coded JPEG; convert it to Huffman coding");
      if (marker > 0xC2) return damaged(name, "decode.unsupported", "is a hierarchical JPEG; convert it to baseline");
      if (end > b.size() || length < 11) return damaged(name, "jpeg.truncated", "data ends inside the frame header");
      if (framed) return damaged(name, "jpeg.corrupt", "has two frame headers");
      framed = true;
      h.progressive = marker == 0xC2;
      h.bits = static_cast<int>(byte_at(b, body));
      h.stored = {static_cast<int>(big16(b, body + 1)), static_cast<int>(big16(b, body + 3))};
      h.components = static_cast<int>(byte_at(b, body + 5));
      if (h.bits != 8) return damaged(name, "jpeg.precision", std::to_string(h.bits) + " bits a component: must be 8");
      if (h.components != 1 && h.components != 3 && h.components != 4) return damaged(name, "decode.unsupported", std::to_string(h.components) + " components: must be 1, 3 or 4");
      if (length < 8 + 3 * static_cast<std::size_t>(h.components)) return damaged(name, "jpeg.corrupt", "the frame header is too short for its components");
      unsigned hs = 1, vs = 1;
      bool plain = true;
      for (int c = 0; c < h.components; ++c) {
        const unsigned s = byte_at(b, body + 7 + 3 * static_cast<std::size_t>(c)), sh = s >> 4, sv = s & 15;
        if (sh < 1 || sh > 4 || sv < 1 || sv > 4) return damaged(name, "jpeg.sampling", "a sampling factor outside 1 to 4");
        if (c == 0) hs = sh, vs = sv;
        else plain = plain && sh == 1 && sv == 1;
      }
      if (h.components == 1) hs = vs = 1;
      h.regions = plain && h.components != 4 && !h.progressive && (vs == 1 || (hs == 2 && vs == 2)) && hs <= 2;
      h.mcu_width = static_cast<int>(8 * hs), h.mcu_height = static_cast<int>(8 * vs);
    }
    at = end;
  }
  if (!framed) return damaged(name, b.size() < 64 ? "jpeg.truncated" : "decode.failed", "has no frame header");
  std::size_t last = b.size();
  while (last > 2 && byte_at(b, last - 1) != 0xD9) --last;
  h.complete = last > 2 && byte_at(b, last - 2) == 0xFF;
  return h;
}

inline Result<Header> png_header(Bytes b, std::string_view name) {
  if (b.size() < 33) return damaged(name, "png.truncated", "data ends inside the header");
  Header h;
  h.format = Format::png;
  if (!has(b, 12, "IHDR") || big32(b, 8) != 13) return damaged(name, "decode.failed", "does not begin with IHDR");
  const std::uint32_t w = big32(b, 16), hh = big32(b, 20);
  if (w > 0x7FFFFFFF || hh > 0x7FFFFFFF) return damaged(name, "image.size", "a side above 2^31");
  h.stored = {static_cast<int>(hh), static_cast<int>(w)};
  h.bits = static_cast<int>(byte_at(b, 24));
  const unsigned colour = byte_at(b, 25);
  h.palette = colour == 3;
  h.components = colour == 0 ? 1 : colour == 4 ? 2 : colour == 6 ? 4 : 3;
  for (std::size_t at = 33; at + 12 <= b.size();) {
    const std::size_t length = big32(b, at);
    if (length > b.size() - at - 12 || has(b, at + 4, "IDAT")) break;
    if (has(b, at + 4, "eXIf")) h.orientation = exif_orientation(b.subspan(at + 8, length));
    at += 12 + length;
  }
  return h;
}

inline Fault unknown_format(Bytes b, std::string_view name) {
  if (b.empty()) return {"decode.empty", std::string(name) + ": is an empty file"};
  const auto no = [&](const char* what) { return Fault{"decode.unsupported", std::string(name) + ": is " + what + ", which is not read; convert it to JPEG or PNG"}; };
  if (has(b, 0, "GIF8")) return no("a GIF");
  if (has(b, 0, "\xFF\x0A") || has(b, 4, "JXL ")) return no("a JPEG XL");
  if (has(b, 4, "ftypavif")) return no("an AVIF");
  if (has(b, 4, "ftyphei") || has(b, 4, "ftypmif1")) return no("a HEIC");
  if (b.size() > 2 && byte_at(b, 0) == 'P' && byte_at(b, 1) >= '1' && byte_at(b, 1) <= '6') return no("a PNM");
  std::string shown;
  for (std::size_t i = 0; i < b.size() && i < 16; ++i) {
    const unsigned c = byte_at(b, i);
    constexpr char hex[] = "0123456789abcdef";
    if (c >= 32 && c < 127) shown += static_cast<char>(c);
    else (((shown += "\\x") += hex[c >> 4]) += hex[c & 15]);
  }
  return {"decode.magic", std::string(name) + ": must begin as a JPEG or PNG, but begins with '" + shown + "'"};
}

}  // namespace detail

/// Whether an orientation swaps width and height.
constexpr bool swaps(int orientation) { return orientation >= 5; }

/// Parses the header and holds it against the limits: nothing is allocated. `name` stands in messages.
inline Result<Header> read_header(Bytes b, const Decode& options, std::string_view name) {
  using detail::has;
  const Limits& limits = options.limits;
  const bool jpeg = b.size() > 2 && has(b, 0, "\xFF\xD8") && detail::byte_at(b, 2) == 0xFF;
  const bool png = has(b, 0, "\x89PNG\r\n\x1A\n");
  if (!jpeg && !png) {
    const char* kind = has(b, 0, "RIFF") && has(b, 8, "WEBP") ? "webp" : has(b, 0, "II*") || has(b, 0, std::string_view("MM\0*", 4)) ? "tiff" : has(b, 0, "BM") ? "bmp" : nullptr;
    if (kind)
      return Fault{"decode.not_built", std::string(name) + ": this build reads jpeg and png only, the file is a " + kind + "; convert it"};
    return detail::unknown_format(b, name);
  }
  Result<Header> read = jpeg ? detail::jpeg_header(b, limits, name) : detail::png_header(b, name);
  if (!read) return read;
  Header& h = *read;
  const auto [height, width] = h.stored;
  const std::string size = std::string(name) + " = " + std::to_string(width) + "x" + std::to_string(height);
  if (height < 1 || width < 1) return Fault{"image.size", size + ": must have at least 1 px a side"};
  const int side = jpeg ? std::min(limits.max_side, 65500) : limits.max_side;
  if (height > side || width > side) return Fault{"limit.side", size + ": must be at most " + std::to_string(side) + " px a side; nothing was allocated"};
  const std::int64_t px = h.stored.area();
  const std::string remedy = "; nothing was allocated\n  if the file is right: raise limits.";
  if (px > limits.max_pixels)
    return Fault{"limit.pixels", size + ", " + std::to_string(px) + " px: must be at most " + std::to_string(limits.max_pixels) + " px" + remedy + "max_pixels"};
  if (px * 4 * (h.bits > 8 ? 2 : 1) > limits.max_decoded_bytes * 4 / 3)
    return Fault{"limit.decoded_bytes", size + ": must decode to at most " + std::to_string(limits.max_decoded_bytes) + " bytes" + remedy + "max_decoded_bytes"};
  if (options.exif == Exif::ignore) h.orientation = 1;
  h.extent = swaps(h.orientation) ? Extent{width, height} : h.stored;
  return read;
}

}  // namespace smalti::io
