// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/io/bytes.hpp>
#include <smalti/io/decode.hpp>
#include <smalti/io/encode.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>

namespace {

using namespace smalti;
using io::Decode;

/// The folder of real pictures; tests that need it skip without it.
std::filesystem::path data(const char* folder) {
  const char* root = std::getenv("SMALTI_DATA");
  return std::filesystem::path(root ? root : "../shared/data") / folder;
}
std::vector<std::string> files_of(const char* folder) {
  std::vector<std::string> files;
  if (std::filesystem::is_directory(data(folder)))
    for (const auto& entry : std::filesystem::directory_iterator(data(folder)))
      if (entry.is_regular_file()) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

Image picture(Extent e, int channels) {
  Image image(e, channels);
  std::mt19937 g(5);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x)
      for (int c = 0; c < channels; ++c)
        image.view().at<std::uint8_t>(y, x, c) = static_cast<std::uint8_t>((x * 3 + y * (2 + c) + static_cast<int>(g() % 25)) & 255);
  return image;
}

struct Opened {
  io::Header header;
  Result<io::Decoded> result;
};
Opened decode(std::span<const std::byte> file, Image& out, const Decode& options = {}, std::optional<Rect> region = {}, std::string_view name = "x.jpg") {
  static io::Decoder decoder;
  auto header = decoder.header(file, options, name);
  if (!header) return {{}, header.error()};
  return {*header, decoder.decode(file, *header, options, region, out, name)};
}
std::string code_of(std::span<const std::byte> file, const Decode& options = {}) {
  Image out;
  const auto opened = decode(file, out, options);
  return opened.result ? "ok" : opened.result.error().code;
}

/// Random regions of a file: differing bytes against the whole, cropped.
int differing_regions(std::span<const std::byte> file, int count, std::mt19937& g, const std::string& name) {
  Image whole, part;
  const auto opened = decode(file, whole, {}, {}, name);
  EXPECT_TRUE(opened.result) << name << ": " << (opened.result ? "" : opened.result.error().message);
  if (!opened.result) return 1;
  const auto [height, width] = whole.extent();
  int differing = 0;
  for (int k = 0; k < count; ++k) {
    const int w = 1 + static_cast<int>(g() % static_cast<unsigned>(width)), h = 1 + static_cast<int>(g() % static_cast<unsigned>(height));
    const int x = static_cast<int>(g() % static_cast<unsigned>(width - w + 1)), y = static_cast<int>(g() % static_cast<unsigned>(height - h + 1));
    const Rect region{x, y, x + w, y + h};
    if (!decode(file, part, {}, region, name).result) return differing + 1;
    const ImageView a = std::as_const(whole).view().crop(region), b = std::as_const(part).view();
    bool same = b.extent == a.extent;
    for (int row = 0; same && row < h; ++row) same = std::memcmp(a.row(row), b.row(row), static_cast<std::size_t>(w * 3)) == 0;
    differing += !same;
  }
  return differing;
}

TEST(JpegRegion, has_the_bytes_of_the_whole_on_real_photographs) {
  std::vector<std::string> files = files_of("imagenet_sample");
  if (files.empty()) GTEST_SKIP() << "no pictures in " << data("imagenet_sample") << "; set SMALTI_DATA";
  std::mt19937 g(1);
  std::vector<std::byte> memory;
  int differing = 0;
  for (const std::string& file : files) differing += differing_regions(*io::read_file(file, memory, {}), 8, g, file);
  EXPECT_EQ(differing, 0);  // 2,000 regions
  for (const std::string& file : files_of("photos_large")) differing += differing_regions(*io::read_file(file, memory, {}), 6, g, file);
  EXPECT_EQ(differing, 0);
}

TEST(JpegRegion, has_the_bytes_of_the_whole_for_every_sampling) {
  std::mt19937 g(2);
  const std::pair<int, int> samplings[] = {{1, 1}, {2, 1}, {2, 2}, {1, 2}, {4, 1}, {4, 2}};
  for (const Extent e : {Extent{97, 131}, Extent{16, 16}, Extent{1, 7}, Extent{64, 33}})
    for (const auto& [hs, vs] : samplings)
      for (const bool progressive : {false, true})
        for (const int restart : {0, 1}) {
          const auto file = io::encode_jpeg(std::as_const(*std::make_unique<Image>(picture(e, 3))).view(),
                                            {.quality = 85, .horizontal = hs, .vertical = vs, .progressive = progressive, .restart_rows = restart});
          EXPECT_EQ(differing_regions(file, 25, g, "generated"), 0) << hs << "x" << vs << (progressive ? " progressive" : "");
        }
}

TEST(Jpeg, grey_cmyk_and_ycck_decode_to_rgb) {
  const Image grey = picture({20, 30}, 1), ink = picture({20, 30}, 4);
  Image out;
  ASSERT_TRUE(decode(io::encode_jpeg(grey.view(), {.quality = 100, .horizontal = 1, .vertical = 1}), out).result);
  EXPECT_EQ(out.channels(), 3);
  EXPECT_NEAR(out.view().at<std::uint8_t>(5, 5, 0), grey.view().at<std::uint8_t>(5, 5), 3);
  EXPECT_EQ(out.view().at<std::uint8_t>(5, 5, 0), out.view().at<std::uint8_t>(5, 5, 2));
  for (const bool ycck : {false, true}) {
    ASSERT_TRUE(decode(io::encode_jpeg(ink.view(), {.quality = 100, .horizontal = 1, .vertical = 1, .ycck = ycck}), out).result);
    const auto v = [&](int c) { return static_cast<int>(ink.view().at<std::uint8_t>(5, 5, c)); };
    EXPECT_NEAR(out.view().at<std::uint8_t>(5, 5, 0), v(0) * v(3) / 255, 6);  // libjpeg writes an Adobe marker: inverted
  }
}

/// A JPEG with an EXIF block that holds only the orientation.
std::vector<std::byte> with_orientation(std::vector<std::byte> file, int orientation, bool big) {
  std::vector<unsigned char> exif = {0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0};
  if (big) exif.insert(exif.end(), {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, static_cast<unsigned char>(orientation), 0, 0, 0, 0, 0, 0});
  else exif.insert(exif.end(), {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, static_cast<unsigned char>(orientation), 0, 0, 0, 0, 0, 0, 0});
  const auto* bytes = reinterpret_cast<const std::byte*>(exif.data());
  file.insert(file.begin() + 2, bytes, bytes + exif.size());
  return file;
}

TEST(JpegExif, turns_pixels_by_all_eight_orientations) {
  const auto file = io::encode_jpeg(std::as_const(*std::make_unique<Image>(picture({24, 40}, 3))).view(), {.horizontal = 1, .vertical = 1});
  Image upright, turned, part;
  ASSERT_TRUE(decode(file, upright).result);
  // where the stored pixel (x, y) of 40x24 goes, by the EXIF standard
  const auto place = [](int o, int x, int y) -> std::pair<int, int> {
    switch (o) {
      case 2: return {39 - x, y};
      case 3: return {39 - x, 23 - y};
      case 4: return {x, 23 - y};
      case 5: return {y, x};
      case 6: return {23 - y, x};
      case 7: return {23 - y, 39 - x};
      case 8: return {y, 39 - x};
      default: return {x, y};
    }
  };
  for (int o = 1; o <= 8; ++o)
    for (const bool big : {false, true}) {
      const auto exif = with_orientation(file, o, big);
      const auto opened = decode(exif, turned);
      ASSERT_TRUE(opened.result);
      ASSERT_EQ(turned.extent(), (o < 5 ? Extent{24, 40} : Extent{40, 24}));
      for (int y = 0; y < 24; ++y)
        for (int x = 0; x < 40; ++x) {
          const auto [tx, ty] = place(o, x, y);
          ASSERT_EQ(turned.view().at<std::uint8_t>(ty, tx, 1), upright.view().at<std::uint8_t>(y, x, 1)) << o;
        }
      const Rect region{3, 5, 17, 21};
      ASSERT_TRUE(decode(exif, part, {}, region).result);
      for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 14; ++x) ASSERT_EQ(part.view().at<std::uint8_t>(y, x, 2), turned.view().at<std::uint8_t>(y + 5, x + 3, 2)) << o;
    }
  ASSERT_TRUE(decode(with_orientation(file, 6, false), turned, {.exif = io::Exif::ignore}).result);
  EXPECT_EQ(turned.extent(), (Extent{24, 40}));
  for (const int damaged : {0, 9}) ASSERT_EQ(decode(with_orientation(file, damaged, false), turned).header.orientation, 1);
}

TEST(BadInput, gets_a_code_of_its_own) {
  const auto file = io::encode_jpeg(std::as_const(*std::make_unique<Image>(picture({80, 60}, 3))).view());
  const auto bytes = [](std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); };
  EXPECT_EQ(code_of({}), "decode.empty");
  EXPECT_EQ(code_of(bytes("x")), "decode.magic");
  EXPECT_EQ(code_of(bytes("<!doctype html><p>no picture here</p>")), "decode.magic");
  EXPECT_EQ(code_of(bytes("GIF89a..........")), "decode.unsupported");
  EXPECT_EQ(code_of(bytes("RIFF....WEBPVP8 ")), "decode.not_built");
  EXPECT_EQ(code_of(std::span(file).first(file.size() / 2)), "jpeg.truncated");
  auto trailing = file;
  trailing.resize(file.size() + 100, std::byte{7});
  EXPECT_EQ(code_of(trailing), "ok");
  EXPECT_EQ(code_of(std::span(file).first(file.size() - 2)), "ok");  // no end marker, but every row
  const auto patched = [&](std::size_t offset, int value) {  // in the frame header
    auto copy = file;
    for (std::size_t i = 2; i + 9 < copy.size(); ++i)
      if (copy[i] == std::byte{0xFF} && copy[i + 1] == std::byte{0xC0}) {
        copy[i + offset] = static_cast<std::byte>(value);
        break;
      }
    return copy;
  };
  EXPECT_EQ(code_of(patched(1, 0xC9)), "jpeg.arithmetic");
  EXPECT_EQ(code_of(patched(1, 0xC3)), "jpeg.lossless");
  EXPECT_EQ(code_of(patched(4, 12)), "jpeg.precision");
  EXPECT_EQ(code_of(patched(11, 0x51)), "jpeg.sampling");
  auto bomb = patched(5, 0xFF);
  bomb = [&] {
    auto copy = file;
    for (std::size_t i = 2; i + 9 < copy.size(); ++i)
      if (copy[i] == std::byte{0xFF} && copy[i + 1] == std::byte{0xC0}) {
        copy[i + 5] = copy[i + 7] = std::byte{0xF0};
        break;
      }
    return copy;
  }();
  EXPECT_EQ(code_of(bomb), "limit.pixels");
  EXPECT_EQ(code_of(patched(5, 0), {.limits = {.max_side = 50}}), "limit.side");
}

TEST(BadInput, a_cut_file_says_where_it_ends_and_how_to_keep_it) {
  const auto file = io::encode_jpeg(std::as_const(*std::make_unique<Image>(picture({160, 60}, 3))).view());
  Image out;
  const auto opened = decode(std::span(file).first(file.size() * 9 / 10), out, {}, {}, "train/x.jpg");
  ASSERT_FALSE(opened.result);
  const std::string& text = opened.result.error().message;
  EXPECT_EQ(text.rfind("train/x.jpg: data ends in row ", 0), 0u) << text;
  EXPECT_NE(text.find("of 160"), std::string::npos);
  EXPECT_NE(text.find("rule truncated=\"error\"; to keep such files: truncated=\"accept\", accept_fraction="), std::string::npos);
  EXPECT_EQ(code_of(std::span(file).first(file.size() * 9 / 10), {.truncated = io::Faults::accept, .accept_fraction = 0.5}), "ok");
}

TEST(BadInput, every_prefix_and_every_flipped_bit_is_a_picture_or_a_code) {
  const auto file = io::encode_jpeg(std::as_const(*std::make_unique<Image>(picture({17, 19}, 3))).view(), {.quality = 40});
  for (std::size_t n = 0; n < file.size(); ++n) EXPECT_FALSE(code_of(std::span(file).first(n)).empty());
  for (std::size_t bit = 0; bit < 8 * file.size(); bit += 3) {
    auto copy = file;
    copy[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
    EXPECT_FALSE(code_of(copy, {.limits = {.max_pixels = 1 << 20}}).empty());
  }
}

TEST(BadInput, odd_files_of_the_wild_are_decoded_or_refused_by_name) {
  const std::vector<std::string> files = files_of("jpeg_seeds");
  if (files.empty()) GTEST_SKIP() << "no files in " << data("jpeg_seeds") << "; set SMALTI_DATA";
  std::map<std::string, int> codes;
  std::vector<std::byte> memory;
  Image out;
  for (const std::string& file : files) {
    const auto bytes = io::read_file(file, memory, {});
    ASSERT_TRUE(bytes);
    const Decode options{.limits = {.max_pixels = 1 << 24}};
    const auto opened = decode(*bytes, out, options, {}, file);
    ++codes[opened.result ? "ok" : opened.result.error().code];
    if (!opened.result) {
      EXPECT_NE(opened.result.error().message.find(file), std::string::npos);
    }
    if (opened.header.extent.empty()) continue;
    const auto [h, w] = opened.header.extent;
    const Rect region{w / 3, h / 3, w / 3 + std::max(1, w / 4), h / 3 + std::max(1, h / 4)};
    (void)decode(*bytes, out, options, region, file);
    if (!out.empty()) {  // touch what was written
      EXPECT_GE(std::count(out.view().data, out.view().data + out.bytes(), std::byte{0}), 0);
    }
  }
  int sum = 0;
  for (const auto& [code, n] : codes) sum += n;
  EXPECT_EQ(sum, static_cast<int>(files.size()));
}

TEST(Png, palettes_grey_and_16_bit_follow_the_options) {
  const Image rgb = picture({9, 11}, 3), grey = picture({9, 11}, 1);
  Image deep({4, 5}, 1, Dtype::uint16), out;
  for (int i = 0; i < 20; ++i) deep.view().at<std::uint16_t>(i / 5, i % 5) = static_cast<std::uint16_t>(i * 3277);
  ASSERT_TRUE(decode(io::encode_png(rgb.view()), out).result);
  EXPECT_EQ(std::memcmp(out.view().data, rgb.view().data, rgb.bytes()), 0);
  ASSERT_TRUE(decode(io::encode_png(grey.view()), out, {.mode = io::ColourMode::unchanged}).result);
  EXPECT_EQ(std::memcmp(out.view().data, grey.view().data, grey.bytes()), 0);
  const auto file = io::encode_png(deep.view());
  EXPECT_EQ(code_of(file), "image.depth");
  ASSERT_TRUE(decode(file, out, {.dtype = Dtype::uint16}).result);
  EXPECT_EQ(out.view().at<std::uint16_t>(3, 4, 1), 19 * 3277);
  ASSERT_TRUE(decode(file, out, {.scale = io::Scale::bits8}).result);
  EXPECT_EQ(out.view().at<std::uint8_t>(3, 4, 0), (19 * 3277 * 255 + 32767) / 65535);
  for (std::size_t n = 0; n + 12 < file.size(); ++n) EXPECT_NE(code_of(std::span(file).first(n), {.dtype = Dtype::uint16}), "ok") << n;
}

TEST(Files, that_cannot_be_read_are_named_with_a_code) {
  std::vector<std::byte> memory;
  EXPECT_EQ(io::read_file("no/such/file.jpg", memory, {}).error().code, "io.not_found");
  EXPECT_EQ(io::read_file("/", memory, {}).error().code, "io.directory");
  EXPECT_EQ(io::read_file("/dev/null", memory, {}).error().code, "io.not_regular");
  EXPECT_EQ(io::read_file(std::string(5000, 'x'), memory, {}).error().code, "io.name");
}

}  // namespace
