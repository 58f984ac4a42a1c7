// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/smalti.hpp>

#include <cstring>

namespace smalti::testing {

/// The picture that a pipeline makes of `image`.
template <class... Op>
Image made(const Image& image, Op... op) {
  const auto pipeline = compose(op...);
  SampleInput in[1];
  in[0].picture = {image.extent(), image.channels(), image.dtype(), range_of(image.dtype()), 0};
  GroupPlan plan;
  pipeline.plan(in, {}, plan);
  cpu::Renderer<typename decltype(pipeline)::StepList> engine;
  const SourcePixels pixels[] = {{image.view(), Rect::of(image.extent())}};
  Image out(plan.outputs[0].plan.extent, image.channels(), image.dtype());
  engine.render(plan.outputs[0].plan, {pixels, {}}, out.view());
  return out;
}
/// Bytes without a pattern.
inline Image noise(Extent e, int channels = 3) {
  Image image(e, channels);
  for (std::size_t i = 0; i < image.bytes(); ++i) image.view().data[i] = static_cast<std::byte>((i * 2654435761u) >> 13);
  return image;
}
inline bool same(const Image& a, const Image& b) {
  return a.extent() == b.extent() && std::memcmp(a.view().data, b.view().data, a.bytes()) == 0;
}

}  // namespace smalti::testing
