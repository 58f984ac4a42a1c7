// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/io/jpeg.hpp>

#include <csetjmp>
#include <cstring>

#include <png.h>

namespace smalti::io {

namespace detail {

struct PngState {
  const unsigned char* data;
  std::size_t size, at;
  char message[128];
  int warnings;
  bool ended;
};

inline void png_read(png_structp png, png_bytep out, std::size_t n) {
  auto* s = static_cast<PngState*>(png_get_io_ptr(png));
  if (n > s->size - s->at) {
    s->ended = true;
    png_error(png, "data ends early");
  }
  std::memcpy(out, s->data + s->at, n);
  s->at += n;
}
inline void png_fail(png_structp png, png_const_charp text) {
  auto* s = static_cast<PngState*>(png_get_error_ptr(png));
  std::snprintf(s->message, sizeof s->message, "%s", text);
  png_longjmp(png, 1);
}
inline void png_warn(png_structp png, png_const_charp) { ++static_cast<PngState*>(png_get_error_ptr(png))->warnings; }

struct PngJob {
  bool expand;         // palette and low bit depths become values
  bool strip_alpha, to_rgb, to_grey;
  unsigned char* out;  // tight rows
  std::size_t row_bytes;
  png_bytep* rows;
  int height;
};

/// Reads all rows; false if libpng gave up. Plain data only: errors leave by longjmp.
inline bool run_png(png_structp png, png_infop info, PngJob& job) {
  if (setjmp(png_jmpbuf(png))) return false;
  png_read_info(png, info);
  if (job.expand) png_set_expand(png);
  else png_set_packing(png);
  if (job.strip_alpha) png_set_strip_alpha(png);
  if (job.to_rgb) png_set_gray_to_rgb(png);
  if (job.to_grey) png_set_rgb_to_gray_fixed(png, PNG_ERROR_ACTION_NONE, 29900, 58700);
  if (png_get_bit_depth(png, info) == 16) png_set_swap(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != job.row_bytes) png_error(png, "rows of another size than the header says");
  for (int y = 0; y < job.height; ++y) job.rows[y] = job.out + static_cast<std::size_t>(y) * job.row_bytes;
  png_read_image(png, job.rows);
  png_read_end(png, nullptr);
  return true;
}

}  // namespace detail

/// Decodes PNG files by libpng's row API.
class PngDecoder {
 public:
  /// Decodes the whole file into `out`, u8 or u16 as stored; palette and low depths expand, unless mode is unchanged.
  Result<Decoded> decode(Bytes file, const Header& h, const Decode& options, Image& out, std::string_view name) {
    const bool raw = options.mode == ColourMode::unchanged;
    const bool alpha = h.components == 2 || (h.components == 4) || transparent(file);
    if (alpha && options.alpha == Alpha::error && !raw)
      return Fault{"image.alpha", std::string(name) + ": has transparency; set alpha=\"drop\" or alpha=\"keep\""};
    const bool keep = alpha && options.alpha == Alpha::keep && !raw;
    const bool grey_file = !h.palette && h.components <= 2;
    const int colour = raw ? (h.palette || grey_file ? 1 : 3) : options.mode == ColourMode::gray ? 1 : 3;
    const int channels = colour + (keep ? 1 : 0);
    const Dtype dtype = h.bits == 16 ? Dtype::uint16 : Dtype::uint8;
    detail::PngState state{reinterpret_cast<const unsigned char*>(file.data()), file.size(), 0, {}, 0, false};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &state, detail::png_fail, detail::png_warn);
    png_infop info = png ? png_create_info_struct(png) : nullptr;
    if (!info) throw std::bad_alloc();
    png_set_read_fn(png, &state, detail::png_read);
    png_set_user_limits(png, static_cast<png_uint_32>(options.limits.max_side), static_cast<png_uint_32>(options.limits.max_side));
    png_set_chunk_malloc_max(png, static_cast<png_alloc_size_t>(options.limits.max_metadata_bytes));
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
    Image& target = h.orientation == 1 ? out : stored_;
    target.reshape(h.stored, channels, dtype);
    rows_.resize(static_cast<std::size_t>(h.stored.height));
    detail::PngJob job{};
    job.expand = !raw;
    job.strip_alpha = alpha && !keep;
    job.to_rgb = !raw && grey_file && colour == 3;
    job.to_grey = !raw && !grey_file && colour == 1;
    job.out = reinterpret_cast<unsigned char*>(target.view().data);
    job.row_bytes = static_cast<std::size_t>(h.stored.width) * static_cast<std::size_t>(channels * size_of(dtype));
    job.rows = rows_.data();
    job.height = h.stored.height;
    const bool done = detail::run_png(png, info, job);
    png_destroy_read_struct(&png, &info, nullptr);
    if (!done) return fault(state, name);
    if (h.orientation != 1) {
      out.reshape(h.extent, channels, dtype);
      detail::orient_pixels(h.orientation, std::as_const(stored_).view(), Rect::of(h.stored), h.stored, out.view(), Rect::of(h.extent));
    }
    return Decoded{Rect::of(h.extent), state.warnings, false};
  }

 private:
  /// Whether a tRNS chunk stands before the data.
  static bool transparent(Bytes b) {
    for (std::size_t at = 33; at + 12 <= b.size();) {
      const std::size_t length = detail::big32(b, at);
      if (detail::has(b, at + 4, "tRNS")) return true;
      if (length > b.size() - at - 12 || detail::has(b, at + 4, "IDAT")) return false;
      at += 12 + length;
    }
    return false;
  }
  static Fault fault(const detail::PngState& s, std::string_view name) {
    const std::string_view said = s.message;
    const auto speaks_of = [&](std::string_view word) { return said.find(word) != said.npos; };
    const char* code = s.ended || speaks_of("Not enough") || speaks_of("Missing IDAT") || speaks_of("Read Error") ? "png.truncated"
                       : speaks_of("CRC")                                                                      ? "png.crc"
                       : speaks_of("palette") || speaks_of("PLTE")                                             ? "png.palette"
                       : speaks_of("exceeds") || speaks_of("limit")                                            ? "limit.metadata"
                       : speaks_of("IDAT") || speaks_of("zlib") || speaks_of("invalid") || speaks_of("incorrect") ? "png.zlib"
                                                                                                               : "decode.failed";
    return {code, std::string(name) + ": cannot be decoded, " + std::string(said)};
  }

  Image stored_;
  std::vector<png_bytep> rows_;
};

}  // namespace smalti::io
