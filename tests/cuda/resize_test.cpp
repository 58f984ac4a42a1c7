// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Antialiased resizing on the host through the bodies of the kernels: the bytes of the CPU engine, which are Pillow's.
#include "cuda/parity.hpp"

namespace {

using namespace smalti;
using namespace smalti::testing;

constexpr Interpolation filters[] = {Interpolation::nearest, Interpolation::nearest_legacy, Interpolation::bilinear, Interpolation::bicubic,
                                     Interpolation::box, Interpolation::hamming, Interpolation::lanczos, Interpolation::area};

TEST(Stream, gives_the_bytes_of_the_cpu_engine_for_every_filter_and_number_format) {
  for (const Interpolation filter : filters)
    for (const Dtype in : {Dtype::uint8, Dtype::uint16, Dtype::int16, Dtype::float32})
      expect_parity(*as_data(Resize{.size = Extent{41, 57}, .interpolation = filter}, RandomHorizontalFlip{}), 3, in, {in}, {7});
}
TEST(Stream, gives_them_for_whole_batches_of_the_classification_chain) {
  const auto data = as_data(RandomResizedCrop{.size = Extent{48, 48}}, RandomHorizontalFlip{}, Normalize{.mean = {0.485f, 0.456f, 0.406f}, .std = {0.229f, 0.224f, 0.225f}});
  expect_parity(*data, 3, Dtype::uint8, {Dtype::uint8});
  expect_parity(*data, 3, Dtype::uint8, {Dtype::float32, Layout::CHW});
}
TEST(Stream, gives_them_in_both_orders_of_the_passes) {
  for (const Extent e : {Extent{20, 90}, Extent{90, 20}, Extent{9, 9}, Extent{150, 33}, Extent{1, 1}})
    for (const Dtype in : {Dtype::uint8, Dtype::float32}) expect_parity(*as_data(Resize{.size = e}, Transpose{}, CenterCrop{.size = {9, 5}}), 3, in, {in}, {7});
}
TEST(Stream, gives_them_without_antialiasing_and_for_other_numbers_of_channels) {
  for (const int channels : {1, 2, 3, 4, 7}) {
    expect_parity(*as_data(Resize{.size = Extent{41, 57}, .antialias = false}), channels, Dtype::uint8, {Dtype::float32}, {7});
    expect_parity(*as_data(Resize{.size = Extent{41, 57}, .interpolation = Interpolation::bicubic}), channels, Dtype::uint8, {Dtype::float32}, {7});
    expect_parity(*as_data(Resize{.size = Extent{41, 57}}), channels, Dtype::uint16, {Dtype::float32, Layout::CHW}, {7});
  }
}
TEST(Stream, shrinks_by_any_factor) {
  std::vector<Image> large;
  large.push_back(textured({700, 3000}, 3, Dtype::uint8));
  large.push_back(textured({3000, 500}, 3, Dtype::uint8));
  Parity<AllSteps>(*as_data(Resize{.size = Extent{13, 11}, .interpolation = Interpolation::lanczos}), large, {Dtype::uint8}).expect_equal();
}

TEST(FlatBatch, takes_two_launches_for_the_plain_classification_chain_whatever_the_batch) {
  const auto data = as_data(RandomResizedCrop{.size = Extent{48, 48}}, RandomHorizontalFlip{}, Normalize{.mean = {0.485f, 0.456f, 0.406f}, .std = {0.229f, 0.224f, 0.225f}});
  for (const int n : batch_sizes) {
    const std::vector<Image> images = ragged(n, 3, Dtype::uint8);
    Parity<AllSteps> batch(*data, images, {Dtype::float32, Layout::CHW});
    batch.expect_equal();
    EXPECT_EQ(batch.launches(), 2);
  }
}

}  // namespace
