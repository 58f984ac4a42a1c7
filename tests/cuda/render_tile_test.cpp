// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Kernel bodies run here on the host and must give the bytes of the CPU engine.
#include "cuda/parity.hpp"

namespace {

using namespace smalti;
using namespace smalti::testing;

const auto colours = compose(RandomAffine{.degrees = 40, .translate = {{0.2f, 0.2f}}, .scale = {{0.6, 1.5}}, .shear = {{12.0f}},
                                          .interpolation = Interpolation::bilinear, .fill = 0.3f},
                             ColorJitter{.brightness = 0.4f, .saturation = 0.4f, .hue = 0.2f}, RandomSolarize{.threshold = 0.6f},
                             RandomErasing{.p = 1, .value = Fill::Kind::random}, GridMask{.unit = {5, 30}},
                             Normalize{.mean = {0.4f, 0.5f, 0.6f}, .std = {0.2f, 0.3f, 0.4f}});
using Colours = decltype(colours)::StepList;
constexpr Delivered bytes{Dtype::uint8}, floats{Dtype::float32}, planes{Dtype::float32, Layout::CHW};

TEST(RenderTile, gives_the_bytes_of_the_cpu_engine_for_ragged_batches) {
  expect_parity<Colours>(colours, 3, Dtype::uint8, bytes);
  expect_parity<Colours>(colours, 3, Dtype::uint8, planes);
}
TEST(RenderTile, gives_them_for_tiny_pictures) {
  std::vector<Image> tiny;
  for (const Extent e : {Extent{1, 1}, Extent{1, 7}, Extent{13, 42}, Extent{33, 32}}) tiny.push_back(textured(e, 3, Dtype::uint8));
  Parity<Colours>(colours, tiny, floats).expect_equal();
}
TEST(RenderTile, gives_them_in_every_number_format_and_layout) {
  const auto data = as_data(RandomAffine{.degrees = 40, .interpolation = Interpolation::bilinear}, ColorJitter{.hue = 0.2f}, Normalize{.mean = {0.4f}, .std = {0.2f}});
  for (const Dtype in : {Dtype::uint8, Dtype::uint16, Dtype::int16, Dtype::float32})
    for (const Dtype to : {Dtype::uint8, Dtype::uint16, Dtype::int16, Dtype::float16, Dtype::bfloat16, Dtype::float32})
      for (const Layout layout : {Layout::HWC, Layout::CHW}) expect_parity(*data, 3, in, {to, layout}, {3});
}
TEST(RenderTile, gives_them_for_crops_flips_and_turns) {
  const auto data = as_data(RandomCrop{.size = {50, 61}, .padding = Padding{7}, .pad_if_needed = true}, RandomHorizontalFlip{}, RandomRotate90{});
  for (const Dtype in : {Dtype::uint8, Dtype::uint16, Dtype::float32})
    for (const int channels : {1, 2, 3, 4, 7}) expect_parity(*data, channels, in, {in}, {7});
}
TEST(RenderTile, gives_them_for_elastic_fields) {
  for (const Interpolation filter : {Interpolation::nearest, Interpolation::bilinear, Interpolation::bicubic})
    for (const Dtype in : {Dtype::uint8, Dtype::uint16, Dtype::int16, Dtype::float32})
      for (const int channels : {1, 3, 5})
        expect_parity(*as_data(ElasticTransform{.alpha = {50, 80}, .sigma = {5, 3}, .interpolation = filter}, RandomHorizontalFlip{}), channels, in, {in}, {3});
  expect_parity(*as_data(ElasticTransform{.alpha = {100}, .sigma = {31}}, ElasticTransform{.alpha = {20}, .sigma = {0}}, MinMax{}), 3, Dtype::uint8, {});
  std::vector<Image> tiny;
  for (const Extent e : {Extent{1, 1}, Extent{1, 7}, Extent{2, 2}, Extent{13, 42}}) tiny.push_back(textured(e, 3, Dtype::uint8));
  Parity<AllSteps>(*as_data(ElasticTransform{}), tiny, {}).expect_equal();
  const std::vector<Image> images = ragged(7, 3, Dtype::uint8);
  Parity<AllSteps> batch(*as_data(ElasticTransform{}), images, {});
  batch.expect_equal();
  EXPECT_EQ(batch.launches(), 3);  // noise along x, along y, the pixels
}

TEST(RenderTile, gives_them_for_pasted_objects_with_soft_edges) {
  const Targets targets = an_object({64, 64}, [](int x, int y) { return (x - 30) * (x - 30) + (y - 33) * (y - 33) < 300; });
  for (const Dtype in : {Dtype::uint8, Dtype::float32}) {
    std::vector<Image> images;
    for (int k = 0; k < 4; ++k) images.push_back(textured({64, 64}, 3, in, k));
    Parity<AllSteps>(*as_data(CopyAndPaste{.blend_sigma = 2}), images, {}, targets).expect_equal();
  }
}

}  // namespace
