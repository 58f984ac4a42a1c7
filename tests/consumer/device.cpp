// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// The CPU engine for device.cu: nvcc does not compile its vectors.
#include <smalti/cpu/render.hpp>

namespace sm = smalti;

void render_on_cpu(const sm::Plan& plan, sm::ImageView picture, sm::MutableImageView out);

void render_on_cpu(const sm::Plan& plan, sm::ImageView picture, sm::MutableImageView out) {
  const sm::SourcePixels pixels{picture, sm::Rect::of(picture.extent)};
  sm::cpu::Renderer<sm::TypeList<>>().render(plan, {{&pixels, 1}}, out);
}
