// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/io/png.hpp>

#include <string>
#include <vector>

namespace smalti::io {

/// How a JPEG is written: for tests, previews and tools.
struct JpegSettings {
  int quality = 95;
  int horizontal = 2, vertical = 2;  ///< luma sampling factors: 2, 2 is 4:2:0
  bool progressive = false;
  int restart_rows = 0;              ///< restart marker every so many rows of blocks; 0 none
  bool cmyk = false;                 ///< a 4-channel image is written as CMYK (YCCK with `ycck`)
  bool ycck = false;
};

/// Encodes (h w 1), (h w 3) or, as CMYK, (h w 4) u8 pixels.
inline std::vector<std::byte> encode_jpeg(ImageView image, const JpegSettings& settings = {}) {
  jpeg_compress_struct c{};
  jpeg_error_mgr errors{};
  c.err = jpeg_std_error(&errors);
  errors.error_exit = [](j_common_ptr p) {
    char text[JMSG_LENGTH_MAX];
    p->err->format_message(p, text);
    raise("decode.failed", std::string("encode_jpeg: ") + text);
  };
  jpeg_create_compress(&c);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&c, &memory, &size);
  c.image_width = static_cast<JDIMENSION>(image.extent.width);
  c.image_height = static_cast<JDIMENSION>(image.extent.height);
  c.input_components = image.channels;
  c.in_color_space = image.channels == 1 ? JCS_GRAYSCALE : image.channels == 4 ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults(&c);
  if (settings.ycck) jpeg_set_colorspace(&c, JCS_YCCK);
  jpeg_set_quality(&c, settings.quality, TRUE);
  c.comp_info[0].h_samp_factor = settings.horizontal;
  c.comp_info[0].v_samp_factor = settings.vertical;
  c.restart_in_rows = settings.restart_rows;
  if (settings.progressive) jpeg_simple_progression(&c);
  jpeg_start_compress(&c, TRUE);
  std::vector<unsigned char> line(static_cast<std::size_t>(image.extent.width * image.channels));
  while (c.next_scanline < c.image_height) {
    for (int x = 0; x < image.extent.width; ++x)
      for (int k = 0; k < image.channels; ++k)
        line[static_cast<std::size_t>(x * image.channels + k)] = image.at<const std::uint8_t>(static_cast<int>(c.next_scanline), x, k);
    JSAMPROW row = line.data();
    jpeg_write_scanlines(&c, &row, 1);
  }
  jpeg_finish_compress(&c);
  jpeg_destroy_compress(&c);
  const auto* bytes = reinterpret_cast<const std::byte*>(memory);
  std::vector<std::byte> out(bytes, bytes + size);
  std::free(memory);
  return out;
}

/// Encodes u8 or u16 pixels of 1, 3 or 4 channels.
inline std::vector<std::byte> encode_png(ImageView image) {
  std::vector<std::byte> out;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &out, [](png_structp p, png_bytep data, std::size_t n) {
    auto& to = *static_cast<std::vector<std::byte>*>(png_get_io_ptr(p));
    to.insert(to.end(), reinterpret_cast<std::byte*>(data), reinterpret_cast<std::byte*>(data) + n);
  }, nullptr);
  const int size = size_of(image.dtype);
  const int colour = image.channels == 1 ? PNG_COLOR_TYPE_GRAY : image.channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGBA;
  png_set_IHDR(png, info, static_cast<png_uint_32>(image.extent.width), static_cast<png_uint_32>(image.extent.height), 8 * size, colour,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  if (size == 2) png_set_swap(png);
  std::vector<std::byte> line(static_cast<std::size_t>(image.extent.width * image.channels * size));
  for (int y = 0; y < image.extent.height; ++y) {
    for (int x = 0; x < image.extent.width; ++x)
      for (int c = 0; c < image.channels; ++c)
        std::memcpy(line.data() + (x * image.channels + c) * size, &image.at<const std::byte>(y, x, c), static_cast<std::size_t>(size));
    png_write_row(png, reinterpret_cast<png_const_bytep>(line.data()));
  }
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return out;
}

}  // namespace smalti::io
