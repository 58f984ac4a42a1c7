// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/io/header.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <memory>
#include <vector>

#include <jpeglib.h>
#include <jerror.h>

namespace smalti::io {

/// What was decoded: `region` of the picture (oriented, if EXIF is applied), and what was noticed on the way.
struct Decoded {
  Rect region;
  int harmless = 0;         ///< warnings that change no pixel
  bool accepted = false;    ///< a truncated or damaged file that the options let pass
};

namespace detail {

/// Everything libjpeg's callbacks touch: plain data, because errors leave by longjmp over it.
struct JpegState {
  jpeg_decompress_struct c;
  jpeg_error_mgr errors;
  jpeg_source_mgr source;
  jpeg_progress_mgr progress;
  std::jmp_buf escape;
  char message[JMSG_LENGTH_MAX];
  int harmless, damaged;
  bool ended, cut;           // the bytes ran out; and a scan wanted more of them
  unsigned cut_row;
  int max_scans;
  bool too_many_scans, too_slow;
  double deadline;           // s of the steady clock
};

/// One decoding job in stored coordinates, plain data as well.
struct JpegJob {
  const unsigned char* data;
  std::size_t size;
  bool whole;                // do not skip: rows before the region are decoded, too
  Rect want;                 // what lands in `out`, tight rows of `channels` bytes a pixel
  int margin_x, margin_y, channels;
  J_COLOR_SPACE colour;
  unsigned char* out;
  unsigned char* lines;      // room for two rows of the widest kind
  bool adobe;                // result: CMYK values are stored inverted
};

inline double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
inline JpegState& state_of(j_common_ptr c) { return *static_cast<JpegState*>(c->client_data); }

extern "C" {
inline void smalti_jpeg_exit(j_common_ptr c) {
  JpegState& s = state_of(c);
  c->err->format_message(c, s.message);
  std::longjmp(s.escape, 1);
}
inline void smalti_jpeg_message(j_common_ptr c, int level) {
  if (level >= 0) return;
  JpegState& s = state_of(c);
  const int code = c->err->msg_code;
  if (code == JWRN_EXTRANEOUS_DATA || code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM || code == JWRN_JPEG_EOF) {
    ++s.harmless;
    return;
  }
  if (s.ended) {
    if (!s.cut) s.cut_row = reinterpret_cast<j_decompress_ptr>(c)->output_scanline;
    s.cut = true;
    return;
  }
  if (s.damaged++ == 0) c->err->format_message(c, s.message);
}
inline void smalti_jpeg_silence(j_common_ptr) {}
inline void smalti_jpeg_nothing(j_decompress_ptr) {}
inline boolean smalti_jpeg_fill(j_decompress_ptr c) {
  static const JOCTET end[] = {0xFF, JPEG_EOI};
  JpegState& s = state_of(reinterpret_cast<j_common_ptr>(c));
  s.ended = true;
  s.source.next_input_byte = end;
  s.source.bytes_in_buffer = 2;
  return TRUE;
}
inline void smalti_jpeg_skip(j_decompress_ptr c, long n) {
  JpegState& s = state_of(reinterpret_cast<j_common_ptr>(c));
  if (n <= 0) return;
  if (static_cast<std::size_t>(n) > s.source.bytes_in_buffer) {
    smalti_jpeg_fill(c);
    return;
  }
  s.source.next_input_byte += n;
  s.source.bytes_in_buffer -= static_cast<std::size_t>(n);
}
inline void smalti_jpeg_progress(j_common_ptr c) {
  JpegState& s = state_of(c);
  s.too_many_scans = reinterpret_cast<j_decompress_ptr>(c)->input_scan_number > s.max_scans;
  if (!s.too_many_scans && s.progress.pass_counter % 16 == 0) s.too_slow = steady_seconds() > s.deadline;
  if (s.too_many_scans || s.too_slow) std::longjmp(s.escape, 1);
}
}

/// Runs a job; false if libjpeg gave up. Holds no object that needs destroying: longjmp passes over this frame.
inline bool run_jpeg(JpegState& s, JpegJob& job) {
  s.harmless = s.damaged = 0;
  s.ended = s.cut = s.too_many_scans = s.too_slow = false;
  s.message[0] = 0;
  s.source = {};
  s.source.next_input_byte = job.data;
  s.source.bytes_in_buffer = job.size;
  s.source.init_source = smalti_jpeg_nothing;
  s.source.fill_input_buffer = smalti_jpeg_fill;
  s.source.skip_input_data = smalti_jpeg_skip;
  s.source.resync_to_restart = jpeg_resync_to_restart;
  s.source.term_source = smalti_jpeg_nothing;
  if (setjmp(s.escape)) {
    jpeg_abort_decompress(&s.c);
    return false;
  }
  jpeg_read_header(&s.c, TRUE);
  job.adobe = s.c.saw_Adobe_marker;
  s.c.out_color_space = job.colour;
  s.c.dct_method = JDCT_ISLOW;
  s.c.do_fancy_upsampling = TRUE;
  jpeg_start_decompress(&s.c);
  JDIMENSION left = 0, width = s.c.output_width;
  if (!job.whole) {
    left = static_cast<JDIMENSION>(std::max(0, job.want.left - job.margin_x));
    width = std::min(s.c.output_width, static_cast<JDIMENSION>(job.want.right + job.margin_x)) - left;
    jpeg_crop_scanline(&s.c, &left, &width);
    const int skipped = (job.want.top / job.margin_y - 1) * job.margin_y;
    if (skipped > 0) jpeg_skip_scanlines(&s.c, static_cast<JDIMENSION>(skipped));
  }
  const std::size_t pixel = static_cast<std::size_t>(s.c.output_components);
  const std::size_t bytes = static_cast<std::size_t>(job.want.width()) * pixel;
  const std::size_t shift = (static_cast<std::size_t>(job.want.left) - left) * pixel;
  const bool exact = shift == 0 && width == static_cast<JDIMENSION>(job.want.width());
  while (s.c.output_scanline < static_cast<JDIMENSION>(job.want.bottom)) {
    const int y = static_cast<int>(s.c.output_scanline);
    unsigned char* const to = job.out + static_cast<std::size_t>(std::max(0, y - job.want.top)) * bytes;
    const bool direct = exact && y >= job.want.top && y + 1 < job.want.bottom;
    JSAMPROW rows[2] = {direct ? to : job.lines, direct ? to + bytes : job.lines + static_cast<std::size_t>(s.c.output_width + 64) * pixel};
    const JDIMENSION ask = std::min<JDIMENSION>(2, static_cast<JDIMENSION>(job.want.bottom - y));
    const JDIMENSION got = jpeg_read_scanlines(&s.c, rows, ask);
    if (direct) continue;
    for (JDIMENSION k = 0; k < got; ++k) {
      const int row = y + static_cast<int>(k) - job.want.top;
      if (row >= 0) std::copy_n(rows[k] + shift, bytes, job.out + static_cast<std::size_t>(row) * bytes);
    }
  }
  jpeg_abort_decompress(&s.c);
  return true;
}

/// Where pixel (x, y) of the stored picture lies in the oriented one.
inline std::pair<int, int> orient(int orientation, int x, int y, Extent stored) {
  const int r = stored.width - 1 - x, d = stored.height - 1 - y;
  switch (orientation) {
    case 2: return {r, y};
    case 3: return {r, d};
    case 4: return {x, d};
    case 5: return {y, x};
    case 6: return {d, x};
    case 7: return {d, r};
    case 8: return {y, r};
    default: return {x, y};
  }
}
/// The same for a rectangle.
inline Rect orient(int orientation, Rect r, Extent stored) {
  const auto [x0, y0] = orient(orientation, r.left, r.top, stored);
  const auto [x1, y1] = orient(orientation, r.right - 1, r.bottom - 1, stored);
  return {std::min(x0, x1), std::min(y0, y1), std::max(x0, x1) + 1, std::max(y0, y1) + 1};
}
/// The orientation that undoes another.
constexpr int undone(int orientation) { return orientation == 6 ? 8 : orientation == 8 ? 6 : orientation; }

/// Copies stored pixels (`from` covers `window` of the stored picture) to their oriented places.
inline void orient_pixels(int orientation, ImageView from, Rect window, Extent stored, MutableImageView to, Rect region) {
  const std::size_t pixel = static_cast<std::size_t>(from.pixel_stride);
  for (int y = window.top; y < window.bottom; ++y)
    for (int x = window.left; x < window.right; ++x) {
      const auto [ox, oy] = orient(orientation, x, y, stored);
      std::memcpy(&to.at<std::byte>(oy - region.top, ox - region.left), &from.at<const std::byte>(y - window.top, x - window.left), pixel);
    }
}

}  // namespace detail

/// Decodes JPEG files by libjpeg-turbo; a thread owns one, whose tables and memory live on from file to file.
class JpegDecoder {
 public:
  JpegDecoder() : state_(std::make_unique<detail::JpegState>()) {
    detail::JpegState& s = *state_;
    std::memset(&s, 0, sizeof s);
    s.c.err = jpeg_std_error(&s.errors);
    s.errors.error_exit = detail::smalti_jpeg_exit;
    s.errors.emit_message = detail::smalti_jpeg_message;
    s.errors.output_message = detail::smalti_jpeg_silence;
    s.c.client_data = &s;
    if (setjmp(s.escape)) throw std::bad_alloc();
    jpeg_create_decompress(&s.c);
    s.c.client_data = &s;
    s.c.src = &s.source;
    s.c.progress = &s.progress;
    s.progress.progress_monitor = detail::smalti_jpeg_progress;
  }
  ~JpegDecoder() {
    if (state_) jpeg_destroy_decompress(&state_->c);
  }
  JpegDecoder(JpegDecoder&&) = default;
  JpegDecoder& operator=(JpegDecoder&&) = delete;

  /// Decodes `region` of the oriented picture (none: all of it) into `out`, (h w 3) or (h w 1) u8, reusing its memory. The
  /// bytes are those of decoding the whole and cropping.
  Result<Decoded> decode(Bytes file, const Header& h, const Decode& options, const std::optional<Rect>& region, Image& out, std::string_view name) {
    detail::JpegState& s = *state_;
    const Rect oriented = region.value_or(Rect::of(h.extent));
    const Rect want = detail::orient(detail::undone(h.orientation), oriented, h.extent);
    const bool cmyk = h.components == 4, grey = options.mode == ColourMode::gray;
    const int channels = grey ? 1 : 3, coded = cmyk ? 4 : channels;
    s.max_scans = options.limits.max_jpeg_scans;
    s.deadline = detail::steady_seconds() + options.limits.max_seconds;
    detail::JpegJob job{};
    job.data = reinterpret_cast<const unsigned char*>(file.data());
    job.size = file.size();
    job.whole = !options.region || !h.regions || !h.complete || want == Rect::of(h.stored);
    job.want = want;
    job.margin_x = h.mcu_width, job.margin_y = h.mcu_height;
    job.channels = coded;
    job.colour = cmyk ? JCS_CMYK : grey ? JCS_GRAYSCALE : JCS_RGB;
    lines_.reserve(static_cast<std::size_t>(h.stored.width + 64) * static_cast<std::size_t>(coded) * 2);
    job.lines = reinterpret_cast<unsigned char*>(lines_.data());
    const bool straight = h.orientation == 1 && !cmyk;
    Image& target = straight ? out : stored_;
    target.reshape(want.extent(), coded, Dtype::uint8);
    job.out = reinterpret_cast<unsigned char*>(target.view().data);
    const bool done = detail::run_jpeg(s, job);
    Decoded result{oriented, s.harmless, false};
    if (auto fault = judge(done, h, options, name, result)) return std::move(*fault);
    if (straight) return result;
    if (cmyk) to_rgb(stored_, job.adobe, channels);
    out.reshape(oriented.extent(), channels, Dtype::uint8);
    detail::orient_pixels(h.orientation, std::as_const(stored_).view(), want, h.stored, out.view(), oriented);
    return result;
  }

 private:
  std::optional<Fault> judge(bool done, const Header& h, const Decode& options, std::string_view name, Decoded& result) const {
    const detail::JpegState& s = *state_;
    const std::string file(name);
    if (s.too_many_scans)
      return Fault{"limit.scans", file + ": must have at most " + std::to_string(s.max_scans) + " scans; raise limits.max_jpeg_scans if the file is right"};
    if (s.too_slow) return Fault{"limit.time", file + ": must decode within " + std::to_string(static_cast<int>(options.limits.max_seconds)) + " s; raise limits.max_seconds if the file is right"};
    const std::string said = s.message;
    if (s.cut || (!done && s.ended)) {
      const int row = static_cast<int>(s.cut_row), rows = h.stored.height;
      const double share = static_cast<double>(row) / rows;
      result.accepted = done && options.truncated == Faults::accept && share >= options.accept_fraction;
      if (result.accepted) return std::nullopt;
      char percent[16];
      std::snprintf(percent, sizeof percent, "%.1f", 100 * share);
      return Fault{"jpeg.truncated", file + ": data ends in row " + std::to_string(row) + " of " + std::to_string(rows) + " (" + percent +
                                         " %)\n  rule truncated=\"error\"; to keep such files: truncated=\"accept\", accept_fraction=" + percent_text(share)};
    }
    if (!done) {
      const int code = s.errors.msg_code;
      const bool tables = code == JERR_NO_HUFF_TABLE || code == JERR_NO_QUANT_TABLE;
      return Fault{tables ? "jpeg.tables" : "jpeg.corrupt", file + ": cannot be decoded, " + lower(said) + (tables ? "; a frame of an MJPEG stream lacks its tables" : "")};
    }
    if (s.damaged > 0) {
      result.accepted = options.corrupt == Faults::accept;
      if (!result.accepted) return Fault{"jpeg.corrupt", file + ": is damaged, " + lower(said) + "\n  rule corrupt=\"error\"; to keep such files: corrupt=\"accept\""};
    }
    return std::nullopt;
  }
  static std::string lower(std::string text) {
    if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    return text;
  }
  static std::string percent_text(double share) {
    char text[16];
    std::snprintf(text, sizeof text, "%.1f", std::max(0.0, std::floor(share * 10) / 10));
    return text;
  }
  /// CMYK to RGB in place, R = C' K' / 255 rounded, where C' is what is left of the paper's white.
  static void to_rgb(Image& image, bool inverted, int channels) {
    Image rgb(image.extent(), channels, Dtype::uint8);
    const auto* in = reinterpret_cast<const unsigned char*>(std::as_const(image).view().data);
    auto* out = reinterpret_cast<unsigned char*>(rgb.view().data);
    const auto white = [&](unsigned v) { return inverted ? v : 255 - v; };
    for (std::int64_t i = 0; i < image.extent().area(); ++i, in += 4) {
      const unsigned k = white(in[3]);
      unsigned c[3];
      for (int j = 0; j < 3; ++j) c[j] = (white(in[j]) * k + 127) / 255;
      if (channels == 1) *out++ = static_cast<unsigned char>((19595 * c[0] + 38470 * c[1] + 7471 * c[2] + 32768) >> 16);
      else
        for (const unsigned v : c) *out++ = static_cast<unsigned char>(v);
    }
    image = std::move(rgb);
  }

  std::unique_ptr<detail::JpegState> state_;
  Image stored_;
  Buffer lines_;
};

}  // namespace smalti::io
