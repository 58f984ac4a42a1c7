// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Statistics on the host through the bodies of the kernels: the bytes of the CPU engine.
#include "cuda/parity.hpp"

namespace {

using namespace smalti;
using namespace smalti::testing;

/// One statistic between steps, measured behind a warp or a resize.
void expect_for_all_sources(auto... op) {
  for (const Dtype in : {Dtype::uint8, Dtype::uint16, Dtype::int16, Dtype::float32})
    for (const int channels : {1, 3, 4}) {
      expect_parity(*as_data(Resize{.size = Extent{45, 61}}, op...), channels, in, {}, {7});
      expect_parity(*as_data(RandomAffine{.degrees = 40, .interpolation = Interpolation::bicubic}, op...), channels, in, {}, {7});
    }
}

TEST(Measure, gives_the_bytes_of_the_cpu_engine_for_extremes) {
  expect_for_all_sources(RandomAutocontrast{.p = 1});
  expect_for_all_sources(MinMax{.per_channel = true});
}
TEST(Measure, gives_them_for_histograms_of_tones) { expect_for_all_sources(RandomEqualize{.p = 1}); }
TEST(Measure, gives_them_for_moments) {
  expect_for_all_sources(ZScore{.scope = ZScope::image});
  expect_for_all_sources(ZScore{.scope = ZScope::masked, .per_channel = false});
  expect_for_all_sources(RandomBrightnessContrast{.brightness_by_max = false});
}
TEST(Measure, gives_them_for_ranks) {
  expect_for_all_sources(PercentileClip{.lower = 3, .upper = 91.5f});
  expect_for_all_sources(PercentileClip{.lower = 0, .upper = 100, .per_channel = false});
  expect_for_all_sources(PercentileClip{.nodata = 0.0f, .mask = PixelMask::nonzero});
  expect_for_all_sources(ZScore{.scope = ZScope::image, .clip_percentiles = Range{2, 97}});
  expect_for_all_sources(ZScore{.scope = ZScope::image, .per_channel = false, .clip_percentiles = Range{0.5f, 99}});
  for (const Dtype in : {Dtype::uint8, Dtype::uint16, Dtype::float32})
    for (const bool alone : {false, true}) {
      expect_parity(*as_data(RandomAffine{.degrees = 40}, PercentileClip{.per_channel = alone}), 7, in, {}, {7});
      expect_parity(*as_data(Resize{.size = Extent{45, 61}}, PercentileClip{}, ZScore{.scope = ZScope::image, .per_channel = alone, .clip_percentiles = Range{5, 90}}), 11, in, {}, {7});
    }
}
TEST(Measure, gives_them_for_ranks_of_few_values_and_of_none) {
  const auto expect = [](auto op, auto value) {
    for (const Extent e : {Extent{1, 1}, Extent{1, 2}, Extent{7, 40}}) {
      std::vector<Image> images;
      images.push_back(Image(e, 1, Dtype::float32));
      for (int k = 0; k < e.area(); ++k) reinterpret_cast<float*>(images[0].view().data)[k] = value(k);
      Parity<AllSteps>(*as_data(op), images, {}).expect_equal();
    }
  };
  const auto both = [&](auto value) {
    expect(PercentileClip{.lower = 25, .upper = 99.75f}, value);
    expect(ZScore{.scope = ZScope::image, .clip_percentiles = Range{1, 60}}, value);
  };
  both([](int k) { return k % 2 ? -0.0f : 0.0f; });
  both([](int k) { return k % 3 ? -1e30f : 3e38f; });
  both([](int k) { return static_cast<float>(k) * 1e-40f - 5e-39f; });
  both([](int k) { return std::ldexp(k % 2 ? -1.0f : 1.0f, k % 250 - 125); });
  both([](int k) { return k % 5 ? std::numeric_limits<float>::quiet_NaN() : std::numeric_limits<float>::infinity(); });
}
TEST(Measure, gives_them_for_the_training_chain) {
  const auto chain = as_data(RandomResizedCrop{.size = Extent{48, 48}}, RandomHorizontalFlip{}, ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f, .hue = 0.1f},
                                 RandomErasing{}, Normalize{.mean = {0.485f, 0.456f, 0.406f}, .std = {0.229f, 0.224f, 0.225f}});
  expect_parity(*chain, 3, Dtype::uint8, {Dtype::uint8});
  expect_parity(*chain, 3, Dtype::uint8, {Dtype::float32, Layout::CHW});
  const std::vector<Image> images = ragged(64, 3, Dtype::uint8);
  Parity<AllSteps> batch(*chain, images, {Dtype::float16, Layout::CHW});
  batch.expect_equal();
  EXPECT_EQ(batch.launches(), 3);  // weights, the mean luma, the pixels
}
TEST(Measure, gives_them_for_one_statistic_after_another_and_for_many_channels) {
  const auto both = as_data(Resize{.size = Extent{45, 61}}, RandomAutocontrast{.p = 1}, ColorJitter{.contrast = 0.4f}, RandomEqualize{.p = 1});
  expect_parity(*both, 3, Dtype::uint8, {Dtype::uint8});
  for (const Dtype in : {Dtype::uint8, Dtype::float32}) {
    expect_parity(*as_data(Resize{.size = Extent{45, 61}}, ZScore{.scope = ZScope::image}), 11, in, {}, {7});
    expect_parity(*as_data(Resize{.size = Extent{45, 61}}, MinMax{}), 7, in, {}, {7});
    expect_parity(*as_data(Resize{.size = Extent{45, 61}}, RandomEqualize{.p = 1}, GaussianNoise{}, RandomErasing{.p = 1, .value = Fill::Kind::random}), 9, in, {}, {7});
  }
}
TEST(Measure, looks_at_objects_alone_where_a_step_does) {
  auto ids = std::make_shared<Image>(Extent{75, 101}, 1);
  for (int y = 0; y < 75; ++y)
    for (int x = 0; x < 101; ++x) ids->view().at<std::uint8_t>(y, x) = x + y < 60 ? 0 : x > 80 ? 255 : 3;
  Targets targets;
  targets.segmentation = ids;
  for (const Dtype in : {Dtype::uint8, Dtype::float32}) {
    std::vector<Image> images;
    images.push_back(textured({75, 101}, 3, in));
    Parity<AllSteps>(*as_data(RandomAffine{.degrees = 40}, ZScore{.scope = ZScope::masked, .mask = PixelMask::segmentation}), images, {}, targets).expect_equal();
  }
}
TEST(Measure, gives_them_in_exact_mode) {
  std::vector<Node> ops;
  ops.push_back({.op = Resize{.size = Extent{45, 61}}});
  ops.push_back({.op = ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f, .hue = 0.1f}});
  ops.push_back({.op = RandomAutocontrast{.p = 1}});
  ops.push_back({.op = Normalize{.mean = {0.485f}, .std = {0.229f}}});
  const auto exact = as_data(ops, {.mode = Mode::exact});
  expect_parity(*exact, 3, Dtype::uint8, {Dtype::uint8}, {7});
  expect_parity(*exact, 3, Dtype::uint8, {Dtype::float32}, {7});
}

}  // namespace
