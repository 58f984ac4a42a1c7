// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fp.hpp>
#include <smalti/cuda/equalize.hpp>
#include <smalti/cuda/jpeg.hpp>
#include <smalti/cuda/product.hpp>
#include <smalti/cuda/stream.hpp>
#include <smalti/cuda/window.hpp>

namespace smalti::cuda {

namespace detail {

/// Lays a quad of a layer over what is there, as far as it shows.
template <int C>
SMALTI_HD void lay(const JobLayer& l, const Quad<C>& from, Quad<C>& to) {
  const Shown shown = shown_in_row(l, to.y);
  const ImageView& s = l.silhouette;
  unrolled<4>([&](auto i) {
    const int x = to.x + i;
    if (!shown.contains(x)) return;
    const Rect bounds = l.layer.coverage.rect;
    if (s.data && s.dtype == Dtype::float32) {
      const float alpha = s.at<float>(to.y - bounds.top, x - bounds.left);
      for (int c = 0; c < C; ++c) to.v[i][c] = std::fma(alpha, from.v[i][c], (1 - alpha) * to.v[i][c]);
    } else if (!s.data || s.at<std::uint8_t>(to.y - bounds.top, x - bounds.left) != 0) {
      for (int c = 0; c < C; ++c) to.v[i][c] = from.v[i][c];
    }
  });
}

/// Adds the share of a layer to a blend; the last layer, which comes first, begins it.
template <int C>
SMALTI_HD void share(const Pass& pass, int k, float w, const Quad<C>& from, Quad<C>& to) {
  const bool begins = k + 1 == pass.layers.count;
  for (int i = 0; i < 4; ++i)
    for (int c = 0; c < C; ++c) {
      const float v = from.v[i][c], sum = to.v[i][c];
      const float more = begins ? w * v : pass.truncates ? unfused(w * v) + sum : std::fma(w, v, sum);
      to.v[i][c] = pass.truncates && k == 0 ? whole_below(more) : more;
    }
}

}  // namespace detail

/// Puts the layers of a pass together in the quads of a tile: laid over one another and over the background, or blended.
/// A layer that streams takes the whole block. `layers`: what they may be.
template <int C, int layers, class Block, class Quads>
[[gnu::always_inline]] SMALTI_HD inline void gather(Block block, const Job& job, Rect tile, Quads& quads) {
  const Pass& pass = *job.pass;
  typename Block::template Own<Quad<C>> parts;
  block.threads([&](int t) {
    Quad<C>& q = quads[t];
    for (int i = 0; i < 4; ++i)
      for (int c = 0; c < C; ++c) q.v[i][c] = value_of(pass.background, job.first + c);
    parts[t].channels = q.channels, parts[t].x = q.x, parts[t].y = q.y;
  });
  for (int n = 0; n < pass.layers.count; ++n) {
    const int k = pass.blend ? pass.layers.count - 1 - n : n;
    const JobLayer& l = job.layers[k];
    if (!pass.blend && intersection(l.shown, tile).empty()) continue;
    if (l.streams) {
      if (l.x.fixed || l.y.fixed) stream<std::uint8_t, true, C>(block, l, job.first, parts);
      else if constexpr (layers != byte_layers) detail::with_format(l.view.dtype, [&](auto zero) { stream<decltype(zero), false, C>(block, l, job.first, parts); });
    }
    block.threads([&](int t) {
      Quad<C>& part = parts[t];
      if (!l.streams && l.around.kind == JobWindow::Kind::none) read_points<layers>(l, job.first, part);
      if constexpr (layers == any_layers) {
        if (l.around.kind == JobWindow::Kind::separable) {
          for (int i = 0; i < 4; ++i)
            for (int c = 0; c < C; ++c) part.v[i][c] = detail::settle(pass, part.v[i][c]);
        } else if (l.around.kind == JobWindow::Kind::product) {
          multiply(l, job.first, part);
        } else if (l.around.kind == JobWindow::Kind::coded) {
          read_coded(l, job.first, part);
        } else if (l.around.kind == JobWindow::Kind::equalized) {
          read_equalized(l, job.first, part);
        } else if (l.around.kind != JobWindow::Kind::none) {
          read_window(pass, l, job.first, part);
        }
      }
      if (l.layer.interpolation == Interpolation::bicubic || l.layer.interpolation == Interpolation::lanczos)
        for (int i = 0; i < 4; ++i)
          for (int c = 0; c < C; ++c) part.v[i][c] = clamp(part.v[i][c], pass.range.lo, pass.range.max);
      if (pass.blend) detail::share(pass, k, l.layer.weight, part, quads[t]);
      else detail::lay(l, part, quads[t]);
    });
  }
}

}  // namespace smalti::cuda
