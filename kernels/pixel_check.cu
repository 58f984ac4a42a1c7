// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Lets nvcc compile every pixel function that both engines share. No logic of its own.
#include <smalti/core/lattice.hpp>
#include <smalti/core/random.hpp>
#include <smalti/pixel/colour.hpp>
#include <smalti/pixel/rounding.hpp>
#include <smalti/pixel/warp.hpp>

namespace sm = smalti;

__global__ void pixels(const float* in, float* out, int n, sm::Key key, sm::Lattice lattice, sm::Hue::State hue, std::array<float, 9> map) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= n) return;
  sm::Rgb v{in[i], in[i + n], in[i + 2 * n]};
  v = sm::Saturation::apply(v, {0.8f});
  v = sm::Hue::apply(v, hue);
  v.r = sm::Contrast::apply(sm::Brightness::apply(v.r, {1.1f}), {1.2f, -3});
  if (lattice.covers(static_cast<float>(i), 0.5f)) v.g = sm::normal_f32(sm::draw(key, {}, static_cast<sm::u32>(i))[0]);
  const sm::WarpPoint p = sm::warp_point(map, true, static_cast<float>(i), 0);
  v.b = sm::warp_value(p, sm::Interpolation::bicubic, {0, 0, n, 1}, sm::Border::reflect, 0.0f, [&](int x, int) { return in[x]; });
  out[i] = sm::round_even(v.r) + static_cast<float>(sm::to_float16(v.g)) + v.b;
}
