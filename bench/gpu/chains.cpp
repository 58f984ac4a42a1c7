// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "batch_case.hpp"
#include "support/any_pipeline.hpp"

#include <smalti/ops/ColorJitter.hpp>
#include <smalti/ops/Mosaic.hpp>
#include <smalti/ops/Normalize.hpp>
#include <smalti/ops/RandomHorizontalFlip.hpp>
#include <smalti/ops/RandomResizedCrop.hpp>
#include <smalti/ops/Resize.hpp>

namespace smalti::bench {
namespace {

/// A chain whose operators are a type.
template <class P>
Entry typed(std::string name, std::string kind, P pipeline, BatchSpec spec) {
  return {std::move(name), std::move(kind),
          [pipeline = std::make_shared<P>(std::move(pipeline)), spec = std::move(spec)] {
            return std::make_unique<BatchCase<typename P::StepList, cuda::RgbBytes>>(pipeline, spec,
                                                                                     testing::make_engine());
          }};
}
/// One whose operators are data.
Entry as_data(std::string name, std::vector<Node> ops, BatchSpec spec) {
  return {std::move(name), "chain",
          [pipeline = std::make_shared<Pipeline>(Operators<Node>{std::move(ops)}), spec = std::move(spec)] {
            return std::make_unique<BatchCase<AllSteps, cuda::AnyPictures>>(pipeline, spec, testing::make_engine());
          }};
}
/// From 384 to 1024 pixels a side.
std::vector<Extent> ragged(int n) {
  std::vector<Extent> out;
  for (std::uint32_t k = 0; k < static_cast<std::uint32_t>(n); ++k)
    out.push_back(
        {384 + static_cast<int>(mixed(k, 0, 0, 1) * 640 / 255), 384 + static_cast<int>(mixed(k, 1, 0, 1) * 640 / 255)});
  return out;
}

}  // namespace

std::vector<Entry> chains(const Setting& setting) {
  std::vector<Entry> out;
  const auto spec = [&](int batch, std::vector<Extent> pictures, int group) {
    const int n = setting.dry ? std::min(group, 4) : batch;
    pictures.resize(static_cast<std::size_t>(n));
    BatchSpec s{.pictures = std::move(pictures),
                .group = std::min(group, n),
                .dtype = Dtype::float16,
                .layout = Layout::CHW,
                .turns = setting.dry ? 1 : 5};
    return s;
  };
  const Normalize normalise{.mean = imagenet_mean, .std = imagenet_std};
  for (const auto& [size, text] : {std::pair{Extent{375, 500}, "500x375"}, std::pair{Extent{1080, 1920}, "1920x1080"}})
    for (const bool antialias : {false, true}) {
      const std::string what = std::string(text) + (antialias ? ", antialiased" : ", bilinear");
      const RandomResizedCrop crop{.size = {224, 224}, .antialias = antialias};
      BatchSpec s = spec(256, each(256, size), 1);
      s.graph = true;
      out.push_back(
          typed("crop, flip, normalise " + what, "chain", compose(crop, RandomHorizontalFlip{}, normalise), s));
      out.push_back(
          typed("crop, flip, jitter, normalise " + what, "chain",
                compose(crop, RandomHorizontalFlip{},
                        ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f, .hue = 0.1f}, normalise),
                s));
    }
  BatchSpec mosaic = spec(64, each(64, {375, 500}), 16);
  out.push_back(typed(
      "mosaic 640 of 500x375", "chain",
      compose(Mosaic{.target_size = {640, 640}, .cell_shape = {640, 640}}, RandomHorizontalFlip{}, normalise), mosaic));
  BatchSpec pasted = spec(64, each(64, {512, 512}), 16);
  pasted.objects = true;
  out.push_back(as_data("copy-paste, flip, normalise 512x512",
                        {{.op = CopyAndPaste{}}, {.op = RandomHorizontalFlip{}}, {.op = normalise}}, pasted));
  BatchSpec sizes = spec(32, ragged(32), 1);
  sizes.dtype = Dtype::float32;
  const Resize bicubic{.size = Extent{384, 384}, .interpolation = Interpolation::bicubic};
  out.push_back(typed("ragged to 384, antialiased bicubic, uint8 to float32", "chain", compose(bicubic), sizes));
  sizes.read = Dtype::float32;
  out.push_back(as_data("ragged to 384, antialiased bicubic, float32", {{.op = bicubic}}, sizes));
  return out;
}

}  // namespace smalti::bench
