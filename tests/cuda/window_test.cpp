// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Windows on the host through the bodies of the kernels: the bytes of the CPU engine.
#include "cuda/parity.hpp"

namespace {

using namespace smalti;
using namespace smalti::testing;

/// A window behind a resize, before a statistic.
void expect_for_all_sources(auto op) {
  for (const Dtype in : {Dtype::uint8, Dtype::uint16, Dtype::int16, Dtype::float32})
    for (const int channels : {1, 3, 7}) expect_parity(*as_data(Resize{.size = Extent{45, 61}}, op, RandomHorizontalFlip{}, MinMax{}), channels, in, {}, {3});
  expect_parity(*as_data(op), 3, Dtype::uint8, {Dtype::uint8});
  expect_parity(*as_data(op), 3, Dtype::uint8, {Dtype::float32});
  std::vector<Image> tiny;
  for (const Extent e : {Extent{1, 1}, Extent{1, 7}, Extent{2, 2}, Extent{13, 42}}) tiny.push_back(textured(e, 3, Dtype::uint8));
  Parity<AllSteps>(*as_data(op), tiny, {}).expect_equal();
}

TEST(Window, gives_the_bytes_of_the_cpu_engine_for_a_gaussian) {
  expect_for_all_sources(GaussianBlur{.kernel_size = Sides{5, 9}});
  expect_for_all_sources(GaussianBlur{.kernel_size = std::nullopt, .sigma = 12});
}
TEST(Window, gives_them_for_motion) { expect_for_all_sources(MotionBlur{}); }
TEST(Window, gives_them_for_medians) { expect_for_all_sources(MedianBlur{.blur_limit = {3, 9}}); }
TEST(Window, gives_them_for_sharpening) {
  expect_for_all_sources(RandomAdjustSharpness{.sharpness_factor = 2.5f, .p = 1});
  expect_for_all_sources(RandomAdjustSharpness{.sharpness_factor = 0.2f, .p = 1});
}

TEST(Window, gives_them_for_jpeg_coding) {
  for (const Subsampling how : {Subsampling::s444, Subsampling::s422, Subsampling::s420}) {
    expect_for_all_sources(JPEG{.quality = Range{5, 95}, .subsampling = how});
    expect_for_all_sources(JPEG{.quality = Range{40}, .subsampling = how, .grid_offset = GridOffset::random});
  }
  expect_for_all_sources(JPEG{.quality = Range{30}, .channel_groups = ChannelGroups::none});
}
TEST(Window, codes_ragged_batches_in_two_launches) {
  const auto data = as_data(JPEG{.quality = Range{5, 95}, .subsampling = Subsampling::random, .grid_offset = GridOffset::random}, RandomHorizontalFlip{});
  expect_parity(*data, 3, Dtype::uint8, {Dtype::uint8});
  expect_parity(*data, 4, Dtype::uint8, {Dtype::float32, Layout::CHW});
  const std::vector<Image> images = ragged(7, 3, Dtype::uint8);
  Parity<AllSteps> batch(*as_data(Resize{.size = Extent{40, 51}}, JPEG{.quality = Range{5, 95}}), images, {});
  batch.expect_equal();
  EXPECT_EQ(batch.launches(), 4);  // weights, the resize, the blocks, the pixels
}
TEST(Window, gives_them_for_local_equalisation) {
  for (const Dtype in : {Dtype::uint8, Dtype::uint16, Dtype::int16, Dtype::float32})
    for (const int channels : {1, 3}) {
      expect_parity(*as_data(CLAHE{.clip_limit = {1, 40}}), channels, in, {}, {7});
      expect_parity(*as_data(Resize{.size = Extent{45, 61}}, CLAHE{.tile_grid_size = {3, 5}}, RandomHorizontalFlip{}, MinMax{}), channels, in, {}, {7});
    }
  expect_parity(*as_data(CLAHE{}), 3, Dtype::uint8, {Dtype::uint8});
  std::vector<Image> tiny;
  for (const Extent e : {Extent{1, 1}, Extent{1, 7}, Extent{2, 2}, Extent{13, 42}}) tiny.push_back(textured(e, 3, Dtype::uint8));
  Parity<AllSteps>(*as_data(CLAHE{}), tiny, {}).expect_equal();
}

/// A matrix of any numbers for pictures of so many values.
SquareMatrix some_matrix(int n) {
  std::vector<float> numbers;
  for (int k = 0; k < n * n; ++k) numbers.push_back(static_cast<float>(k * 37 % 101 - 50) / 64);
  return {n, std::move(numbers)};
}
TEST(Window, gives_them_for_products_with_a_matrix) {
  for (const Dtype in : {Dtype::uint8, Dtype::uint16, Dtype::int16, Dtype::float32})
    for (const int channels : {1, 3, 7}) {
      const int n = 9 * 13 * channels;
      std::vector<float> mean;
      for (int k = 0; k < n; ++k) mean.push_back(static_cast<float>(k % 29) / 7);
      const LinearTransformation op{.transformation_matrix = some_matrix(n), .mean_vector = mean};
      expect_parity(*as_data(Resize{.size = Extent{9, 13}}, op), channels, in, {}, {3});
      expect_parity(*as_data(Resize{.size = Extent{9, 13}}, ColorJitter{}, op, MinMax{}), channels, in, {}, {3});
    }
  expect_parity(*as_data(LinearTransformation{.transformation_matrix = some_matrix(1), .mean_vector = {0.5f}}), 3, Dtype::uint8, {}, {7});
}

}  // namespace
