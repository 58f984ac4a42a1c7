// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// The bytes are those of the libjpeg-turbo that is linked: method islow, fancy upsampling.
#include "support/draw.hpp"
#include "support/made.hpp"

#include <smalti/io/encode.hpp>

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::made;
using smalti::testing::same;

/// Slow waves with noise, or bits: blocks that are smooth, and blocks as rough as can be.
Image picture(Extent e, int channels, bool rough, Dtype dtype = Dtype::uint8) {
  Image image(e, channels, dtype);
  std::mt19937 bits(static_cast<unsigned>(e.height * 1000 + e.width));
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x)
      for (int c = 0; c < channels; ++c) {
        const int v = rough ? static_cast<int>(bits() & 1) * 255 : (x * (3 + c) + y * 5 + static_cast<int>(bits() & 31)) & 255;
        if (dtype == Dtype::uint8) image.view().at<std::uint8_t>(y, x, c) = static_cast<std::uint8_t>(v);
        else if (dtype == Dtype::uint16) image.view().at<std::uint16_t>(y, x, c) = static_cast<std::uint16_t>(v * 257);
        else image.view().at<float>(y, x, c) = static_cast<float>(v) / 255;
      }
  return image;
}
/// The picture as it comes back from a file.
Image through_file(const Image& image, int quality, Subsampling s) {
  io::JpegSettings settings{.quality = quality};
  settings.horizontal = s == Subsampling::s444 ? 1 : 2;
  settings.vertical = s == Subsampling::s420 ? 2 : 1;
  if (image.channels() == 1) settings.horizontal = settings.vertical = 1;
  const std::vector<std::byte> file = io::encode_jpeg(image.view(), settings);
  jpeg_decompress_struct c{};
  jpeg_error_mgr errors{};
  c.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&c);
  jpeg_mem_src(&c, reinterpret_cast<const unsigned char*>(file.data()), static_cast<unsigned long>(file.size()));
  jpeg_read_header(&c, TRUE);
  c.dct_method = JDCT_ISLOW;
  c.do_fancy_upsampling = TRUE;
  jpeg_start_decompress(&c);
  Image out(image.extent(), image.channels());
  while (c.output_scanline < c.output_height) {
    JSAMPROW row = reinterpret_cast<JSAMPROW>(out.view().row(static_cast<int>(c.output_scanline)));
    jpeg_read_scanlines(&c, &row, 1);
  }
  jpeg_finish_decompress(&c);
  jpeg_destroy_decompress(&c);
  return out;
}
JPEG of(int quality, Subsampling s) { return {.quality = quality, .subsampling = s}; }
double rmse(const Image& a, const Image& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.bytes(); ++i) {
    const double d = std::to_integer<int>(a.view().data[i]) - std::to_integer<int>(b.view().data[i]);
    sum += d * d;
  }
  return std::sqrt(sum / static_cast<double>(a.bytes()));
}

constexpr Subsampling all[] = {Subsampling::s420, Subsampling::s422, Subsampling::s444};
constexpr Extent extents[] = {{1, 1}, {1, 2}, {2, 1}, {1, 7}, {3, 3}, {4, 4}, {5, 6}, {7, 5}, {8, 8}, {9, 17}, {15, 16},
                              {16, 15}, {17, 31}, {2, 40}, {40, 3}, {33, 34}, {23, 64}, {31, 65}, {48, 130}, {79, 71}};

TEST(JPEG, gives_the_bytes_of_an_encoder_and_a_decoder) {
  for (const Extent e : extents)
    for (const bool rough : {false, true}) {
      const Image image = picture(e, 3, rough);
      for (const Subsampling s : all)
        for (int quality = 1; quality <= 100; ++quality)
          ASSERT_TRUE(same(made(image, of(quality, s)), through_file(image, quality, s)))
              << e.height << "x" << e.width << " quality " << quality << " " << enum_names<Subsampling>[static_cast<std::size_t>(s)];
    }
}
TEST(JPEG, gives_the_bytes_of_a_grey_file) {
  for (const Extent e : extents)
    for (int quality = 1; quality <= 100; quality += 3) {
      const Image image = picture(e, 1, quality & 1);
      ASSERT_TRUE(same(made(image, of(quality, Subsampling::s420)), through_file(image, quality, Subsampling::s420))) << e.height << "x" << e.width;
    }
}
TEST(JPEG, codes_a_fourth_channel_like_a_grey_picture) {
  const Extent e{21, 38};
  const Image image = picture(e, 4, false);
  Image colour(e, 3), rest(e, 1);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x) {
      for (int c = 0; c < 3; ++c) colour.view().at<std::uint8_t>(y, x, c) = image.view().at<const std::uint8_t>(y, x, c);
      rest.view().at<std::uint8_t>(y, x) = image.view().at<const std::uint8_t>(y, x, 3);
    }
  for (const Subsampling s : all) {
    const Image out = made(image, of(40, s)), rgb = through_file(colour, 40, s), grey = through_file(rest, 40, s);
    for (int y = 0; y < e.height; ++y)
      for (int x = 0; x < e.width; ++x)
        for (int c = 0; c < 4; ++c)
          ASSERT_EQ(out.view().at<const std::uint8_t>(y, x, c), c < 3 ? rgb.view().at<const std::uint8_t>(y, x, c) : grey.view().at<const std::uint8_t>(y, x));
  }
}
TEST(JPEG, can_code_each_channel_by_itself) {
  const Image image = picture({19, 26}, 3, false);
  const Image out = made(image, JPEG{.quality = 30, .channel_groups = ChannelGroups::none});
  for (int c = 0; c < 3; ++c) {
    Image one({19, 26}, 1);
    for (int y = 0; y < 19; ++y)
      for (int x = 0; x < 26; ++x) one.view().at<std::uint8_t>(y, x) = image.view().at<const std::uint8_t>(y, x, c);
    const Image grey = through_file(one, 30, Subsampling::s444);
    for (int y = 0; y < 19; ++y)
      for (int x = 0; x < 26; ++x) ASSERT_EQ(out.view().at<const std::uint8_t>(y, x, c), grey.view().at<const std::uint8_t>(y, x));
  }
}
TEST(JPEG, codes_wider_numbers_on_256_steps_of_their_range) {
  const Image bytes = through_file(picture({30, 41}, 3, false), 60, Subsampling::s420);
  for (const Dtype dtype : {Dtype::uint16, Dtype::float32}) {
    const Image out = made(picture({30, 41}, 3, false, dtype), of(60, Subsampling::s420));
    for (int y = 0; y < 30; ++y)
      for (int x = 0; x < 41; ++x)
        for (int c = 0; c < 3; ++c) {
          const int v = bytes.view().at<const std::uint8_t>(y, x, c);
          if (dtype == Dtype::uint16) ASSERT_EQ(out.view().at<const std::uint16_t>(y, x, c), v * 257);
          else ASSERT_NEAR(out.view().at<const float>(y, x, c), v / 255.0, 1e-7);
        }
  }
}
TEST(JPEG, shifts_its_blocks_as_a_crop_does) {
  const Image image = picture({40, 53}, 3, false);
  for (const Subsampling s : all)
    for (u64 seed = 0; seed < 12; ++seed) {
      const auto pipeline = compose(JPEG{.quality = 20, .subsampling = s, .grid_offset = GridOffset::random});
      const auto state = JPEG{.quality = 20, .subsampling = s, .grid_offset = GridOffset::random}.draw(Draws(seed, op_id("0"), {0, 0, 0}), frame(40, 53));
      Image padded({40 + state.top, 53 + state.left}, 3);
      for (int y = 0; y < padded.extent().height; ++y)
        for (int x = 0; x < padded.extent().width; ++x)
          for (int c = 0; c < 3; ++c)
            padded.view().at<std::uint8_t>(y, x, c) = image.view().at<const std::uint8_t>(std::max(0, y - state.top), std::max(0, x - state.left), c);
      const Image whole = through_file(padded, 20, s), out = apply(pipeline, image.view(), seed, {0, 0, 0}).image;
      for (int y = 0; y < 40; ++y)
        ASSERT_EQ(std::memcmp(out.view().row(y), whole.view().row(y + state.top) + 3 * state.left, 3 * 53), 0) << seed << " row " << y;
    }
}
TEST(JPEG, keeps_its_bytes_before_other_operators) {  // which read planes of float32, not bytes
  const Image image = picture({37, 50}, 3, false), coded = through_file(image, 35, Subsampling::s420);
  Image mirrored(coded.extent(), 3);
  for (int y = 0; y < 37; ++y)
    for (int x = 0; x < 50; ++x)
      for (int c = 0; c < 3; ++c) mirrored.view().at<std::uint8_t>(y, x, c) = static_cast<std::uint8_t>(255 - coded.view().at<const std::uint8_t>(y, x, c));
  EXPECT_TRUE(same(made(image, of(35, Subsampling::s420), RandomSolarize{.threshold = 0, .p = 1.0f}), mirrored));
}
TEST(JPEG, hardly_changes_at_quality_100_nor_when_repeated) {
  const Image image = picture({64, 64}, 3, false);
  EXPECT_LT(rmse(made(image, of(100, Subsampling::s444)), image), 1);
  const Image once = made(image, of(50, Subsampling::s444)), twice = made(once, of(50, Subsampling::s444));
  EXPECT_LT(rmse(once, twice), 0.5 * rmse(image, once));
  Image constant({20, 30}, 3);
  std::fill_n(constant.view().data, constant.bytes(), std::byte{77});
  const Image coded = made(constant, of(10, Subsampling::s420));
  for (std::size_t i = 0; i < coded.bytes(); ++i) EXPECT_NEAR(std::to_integer<int>(coded.view().data[i]), 77, 1);
}
TEST(JPEG, draws_from_its_slots) {
  const JPEG op{.quality = {30, 60}, .subsampling = Subsampling::random, .grid_offset = GridOffset::random};
  int seen[3]{}, offsets[8]{};
  for (u64 id = 0; id < 3000; ++id) {
    const auto s = op.draw(draws(id), frame(10, 10));
    EXPECT_EQ(s.quality, draws(id).between(1, 30, 60));
    ++seen[static_cast<int>(s.subsampling)];
    ++offsets[s.left];
  }
  for (const int n : seen) EXPECT_NEAR(n, 1000, 110);
  for (const int n : offsets) EXPECT_NEAR(n, 375, 80);
  EXPECT_EQ(JPEG{.quality = 50}.draw(draws(1), frame(10, 10)).left, 0);
}
TEST(JPEG, must_come_before_normalize) {
  try {
    made(picture({8, 8}, 3, false), Normalize{.mean = {0.5f}, .std = {0.5f}}, of(50, Subsampling::s420));
    FAIL();
  } catch (const ConfigError& e) {
    EXPECT_EQ(e.message(), "JPEG: must come before Normalize, whose numbers have no range that could be cut into 256 steps");
  }
}
TEST(JPEG, refuses_qualities_that_are_not_whole) { EXPECT_STREQ((JPEG{.quality = {10.5, 20}}.refuse()), "quality must be a whole number"); }

}  // namespace
