// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fp.hpp>
#include <smalti/core/type_list.hpp>
#include <smalti/cuda/block.hpp>
#include <smalti/pixel/rounding.hpp>
#include <smalti/pixel/warp.hpp>
#include <smalti/plan/plan.hpp>
#include <smalti/core/polygon.hpp>

#include <cstring>

namespace smalti::cuda {

/// One pass of one sample, as a kernel sees it: records, source and output lie in memory of the device.
struct TileJob {
  const Pass* pass = nullptr;
  const Layer* layer = nullptr;  ///< a warp that covers the whole output
  const StepRecord* steps = nullptr;
  const HoleRecord* holes = nullptr;
  const float* tables = nullptr;  ///< of the steps, measured
  ImageView source;
  Rect window;  ///< the part of the source picture that `source` holds
  MutableImageView out;
  const std::uint8_t* objects = nullptr;  ///< (h w) 1 where a pixel of `out` shows one; nullptr: no step asks

  SMALTI_HD int tiles_across() const;
  SMALTI_HD int tiles() const;
};

/// The steps of a pass, fetched once a tile.
struct TileShared {
  static constexpr int max_steps = 32;
  StepRecord steps[max_steps];
};

inline constexpr int tile_side = 32;      ///< output pixels
inline constexpr int tile_threads = 256;  ///< four pixels of a column each

SMALTI_HD inline int TileJob::tiles_across() const { return (out.extent.width + tile_side - 1) / tile_side; }
SMALTI_HD inline int TileJob::tiles() const { return tiles_across() * ((out.extent.height + tile_side - 1) / tile_side); }

namespace detail {

/// A pixel while its program runs: the channels that there are at the moment, of C at most.
template <int C>
struct Pixel {
  float v[C];
  int channels, x, y;
};

template <class S, class... Given>
concept QuantisesItself = requires(Given... given) { S::exact(given...); };

/// The step S of one value, in the mode of the pass.
template <class S, class... Given>
SMALTI_HD float step_value(bool exact, Given... given) {
  if constexpr (QuantisesItself<S, Given...>) return exact ? S::exact(given...) : S::apply(given...);
  else return S::apply(given...);
}

/// Runs the step S on a pixel; what Program does to a row.
template <class S, int C>
SMALTI_HD void run_step(const TileJob& job, const StepRecord& record, Pixel<C>& p) {
  using State = typename S::State;
  State s;
  memcpy(static_cast<void*>(&s), record.state, sizeof s);
  const bool exact = job.pass->exact;
  const auto settle = [&](float x) {
    if constexpr (requires { S::clamps_itself; }) return x;
    const float inside = clamp(x, record.range.lo, record.range.max);
    return exact ? round_even(inside) : inside;
  };
  if constexpr (Picking<S, State>) {
    const Pixel<C> old = p;
    p.channels = S::count(s);
    for (int c = 0; c < C; ++c)  // C x C selects: an index that is not a constant would send the pixel to local memory
      for (int k = 0; k < C; ++k)
        if (c < p.channels && S::from(s, c) == k) p.v[c] = old.v[k];
  } else if constexpr (ByTriple<S, State>) {
    if constexpr (C >= 3) {
      Rgb rgb{p.v[0], p.v[1], p.v[2]};
      if constexpr (requires { S::exact(rgb, s); }) rgb = exact ? S::exact(rgb, s) : S::apply(rgb, s);
      else rgb = S::apply(rgb, s);
      p.v[0] = settle(rgb.r), p.v[1] = settle(rgb.g), p.v[2] = settle(rgb.b);
    }
  } else {
    for (int c = 0; c < C; ++c) {
      if (c >= p.channels) break;
      float x = p.v[c];
      if constexpr (ByPlace<S, State>) {
        Place at{c, 0, nullptr};
        if constexpr (Noisy<S>) {
          const u64 element = (static_cast<u64>(p.y) * static_cast<u64>(job.out.extent.width) + static_cast<u64>(p.x)) * static_cast<u64>(p.channels) + static_cast<u64>(c);
          const Words four = S::words(s).four(element / 4);
          at.word = element & 2 ? (element & 1 ? four[3] : four[2]) : (element & 1 ? four[1] : four[0]);
        }
        if constexpr (Tabled<S>) at.table = job.tables + record.table + c * S::table_size;
        if constexpr (Masked<S>) at.inside = !job.objects || job.objects[static_cast<std::ptrdiff_t>(p.y) * job.out.extent.width + p.x] != 0;
        x = step_value<S>(exact, x, s, at);
      } else if constexpr (ByChannel<S, State>) {
        x = step_value<S>(exact, x, s, c);
      } else {
        x = step_value<S>(exact, x, s);
      }
      p.v[c] = settle(x);
    }
  }
}

template <int C, class... S>
SMALTI_HD void interpret(TypeList<S...>, const TileJob& job, const StepRecord& step, Pixel<C>& p) {
  int code = 0;
  (void)((code++ == step.code ? (run_step<S, C>(job, step, p), true) : false) || ...);
}

template <class T, int C>
SMALTI_HD void read_warp(const TileJob& job, int x, int y, float (&v)[C]) {
  const Layer& layer = *job.layer;
  WarpPoint p = warp_point(layer.in, layer.projective, static_cast<float>(x), static_cast<float>(y));
  if (layer.has_region && !contains(layer.region, {x + 0.5, y + 0.5})) p.inside = false;
  for (int c = 0; c < C; ++c) {
    if (c >= job.pass->channels) break;
    const float fill = value_of(layer.fill, c);
    const auto tap = [&](int sx, int sy) {
      return static_cast<float>(job.source.template at<const T>(sy - job.window.top, sx - job.window.left, c));
    };
    v[c] = p.inside ? warp_value(p, layer.interpolation, layer.support, layer.border, fill, tap) : fill;
    if (layer.interpolation == Interpolation::bicubic) v[c] = clamp(v[c], job.pass->range.lo, job.pass->range.max);
  }
}

template <int C>
SMALTI_HD void read_pixel(const TileJob& job, int x, int y, float (&v)[C]) {
  switch (job.source.dtype) {
    case Dtype::uint8: return read_warp<std::uint8_t, C>(job, x, y, v);
    case Dtype::uint16: return read_warp<std::uint16_t, C>(job, x, y, v);
    case Dtype::int16: return read_warp<std::int16_t, C>(job, x, y, v);
    default: return read_warp<float, C>(job, x, y, v);
  }
}

template <int C>
SMALTI_HD void punch(const TileJob& job, bool delivered, int x, int y, float (&v)[C]) {
  for (int k = 0; k < job.pass->holes.count; ++k) {
    const HoleRecord& hole = job.holes[k];
    if (hole.delivered != delivered || !hole.rect.contains(x, y) || !hole.covers(x, y)) continue;
    for (int c = 0; c < C; ++c) v[c] = hole.value(x, y, c, job.out.extent.width, C);
  }
}

template <int C>
SMALTI_HD void deliver(const Numbers& n, float (&v)[C]) {
  if (n.kind == Numbers::Kind::none) return;
  for (int c = 0; c < C; ++c)
    v[c] = n.kind == Numbers::Kind::fused ? std::fma(v[c], value_of(n.scale, c), value_of(n.offset, c))
                                          : (unfused(v[c] * n.unit) - value_of(n.mean, c)) / value_of(n.deviation, c);
}

template <int C>
SMALTI_HD void store_pixel(MutableImageView out, int x, int y, const float (&v)[C]) {
  for (int c = 0; c < C; ++c) switch (out.dtype) {
      case Dtype::uint8: out.at<std::uint8_t>(y, x, c) = to_integer<std::uint8_t>(v[c]); break;
      case Dtype::uint16: out.at<std::uint16_t>(y, x, c) = to_integer<std::uint16_t>(v[c]); break;
      case Dtype::int16: out.at<std::int16_t>(y, x, c) = to_integer<std::int16_t>(v[c]); break;
      case Dtype::float16: out.at<std::uint16_t>(y, x, c) = to_float16(v[c]); break;
      case Dtype::bfloat16: out.at<std::uint16_t>(y, x, c) = to_bfloat16(v[c]); break;
      default: out.at<float>(y, x, c) = v[c]; break;
    }
}

/// Holes, numbers and the store of a pixel that ends with C channels.
template <int C>
SMALTI_HD void leave(const TileJob& job, int x, int y, float (&v)[C]) {
  punch<C>(job, false, x, y, v);
  deliver<C>(job.pass->numbers, v);
  punch<C>(job, true, x, y, v);
  store_pixel<C>(job.out, x, y, v);
}

}  // namespace detail

/// Renders tile number `tile` of a pass whose one layer is a warp: taps, program, holes, numbers, store, with the bytes of
/// the CPU engine. Statistic steps come measured; at most TileShared::max_steps of them. `Steps` as in the plan; C = Pass::planes.
template <class Steps, int C, class Block>
SMALTI_HD void render_tile(Block block, const TileJob& job, int tile) {
  const Pass& pass = *job.pass;
  const int left = tile % job.tiles_across() * tile_side, top = tile / job.tiles_across() * tile_side;
  block.threads([&](int t) {
    for (int k = t; k < pass.steps.count; k += Block::size) block.shared.steps[k] = job.steps[k];
  });
  block.threads([&](int t) {
    const int x = left + t % tile_side;
    for (int y = top + t / tile_side; y < top + tile_side; y += Block::size / tile_side) {
      if (x >= job.out.extent.width || y >= job.out.extent.height) continue;
      detail::Pixel<C> p{{}, pass.channels, x, y};
      detail::read_pixel<C>(job, x, y, p.v);
      for (int k = 0; k < pass.steps.count; ++k) detail::interpret<C>(Steps{}, job, block.shared.steps[k], p);
      if (pass.channels_out == C) {
        detail::leave<C>(job, x, y, p.v);
      } else if (pass.channels_out == 1) {
        float grey[1] = {p.v[0]};
        detail::leave<1>(job, x, y, grey);
      }
    }
  });
}

}  // namespace smalti::cuda
