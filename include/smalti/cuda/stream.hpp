// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/points.hpp>

#include <type_traits>

namespace smalti::cuda {

/// Lines of a resize on their way from one pass to the other: `lines` canvas rows (columns, where the pass along y is the
/// first) as far as a tile sees them.
struct StreamShared {
  static constexpr int lines = 16, most_channels = 4;
  float values[lines * tile_side * most_channels];  ///< or bytes
  static constexpr int beyond = 1 << 20;            ///< what line 0 counts as: kernels reach over the border
  u32 end, not_begin;                               ///< of the lines that the tile needs; the complement of the first
};

namespace detail {

/// A sum on its way: Pillow's integers with 22 fraction bits, or floats.
template <bool fixed>
struct Sum {
  using Number = std::conditional_t<fixed, std::int32_t, float>;
  using Sample = std::conditional_t<fixed, std::uint8_t, float>;
  static constexpr Number begin = fixed ? static_cast<Number>(1 << (weight_bits - 1)) : Number{0};

  SMALTI_HD static void add(Number& sum, const AxisTaps& taps, int k, Sample v) {
    if (!taps.weights) {  // the axis is not resized
      if constexpr (fixed) sum = static_cast<Number>(v) << weight_bits;
      else sum = v;
    } else {
      if constexpr (fixed) sum += taps.fixed(k) * v;
      else sum = std::fma(taps.real(k), v, sum);
    }
  }
  SMALTI_HD static Sample sample(Number sum) {
    if constexpr (fixed) return fixed_sample(sum);
    else return sum;
  }
};

}  // namespace detail

/// Resizes what a tile shows of a layer that filters. Lines of the canvas go through the first pass into shared memory as
/// they arrive; the sums of the second are the threads' own, so that neither scale nor filter has a bound. Integers of u8,
/// each pass rounded; floats of all others, in the order of the CPU's sums.
template <class T, bool fixed, int C, class Block, class Quads>
[[gnu::always_inline]] SMALTI_HD inline void stream(Block block, const JobLayer& l, int first, Quads& quads) {
  using S = detail::Sum<fixed>;
  using Sample = typename S::Sample;
  constexpr int lines = StreamShared::lines;
  struct Sums {
    typename S::Number v[4][C];
  };
  typename Block::template Own<Sums> sums;
  const bool columns = l.columns_first;
  const JobAxis &arriving = columns ? l.y : l.x, &summed = columns ? l.x : l.y;
  const auto shared_line = [&](int line, int place) { return reinterpret_cast<Sample*>(block.shared.stream.values) + (line * tile_side + place) * C; };

  block.threads([&](int t) {
    if (t == 0) block.shared.stream.end = block.shared.stream.not_begin = 0;
  });
  block.threads([&](int t) {
    const Quad<C>& q = quads[t];
    for (int i = 0; i < 4; ++i)
      for (int c = 0; c < C; ++c) sums[t].v[i][c] = S::begin;
    for (int i = 0; i < 4; ++i) {
      if (!l.shown.contains(q.x + i, q.y)) continue;
      const AxisTaps taps = taps_of(summed, columns ? q.x + i : q.y);
      if (taps.count == 0) continue;
      block.raise(block.shared.stream.end, static_cast<u32>(taps.first + taps.count + StreamShared::beyond));
      block.raise(block.shared.stream.not_begin, ~static_cast<u32>(taps.first + StreamShared::beyond));
    }
  });
  const bool any = block.shared.stream.end > 0;
  const int end = any ? static_cast<int>(block.shared.stream.end) - StreamShared::beyond : 0;
  const int begin = any ? static_cast<int>(~block.shared.stream.not_begin) - StreamShared::beyond : 0;
  for (int base = begin; base < end; base += lines) {
    const int some = end - base < lines ? end - base : lines;
    block.threads([&](int t) {
      const detail::Canvas<T> canvas{l, first};
      const int left = quads[t].x - 4 * (t % (tile_side / 4)), top = quads[t].y - t / (tile_side / 4);
      for (int k = t; k < lines * tile_side; k += Block::size) {
        const int line = columns ? k % lines : k / tile_side, place = columns ? k / lines : k % tile_side;
        const int j = (columns ? top : left) + place;
        if (line >= some || j < (columns ? l.shown.top : l.shown.left) || j >= (columns ? l.shown.bottom : l.shown.right)) continue;
        const AxisTaps taps = taps_of(arriving, j);
        const int along = columns ? canvas.column(base + line) : canvas.row(base + line);
        typename S::Number sum[C];
        for (int c = 0; c < C; ++c) sum[c] = S::begin;
        for (int n = 0; n < taps.count; ++n) {
          const int across = columns ? canvas.row(taps.first + n) : canvas.column(taps.first + n);
          for (int c = 0; c < C; ++c)
            if (c < quads[t].channels) S::add(sum[c], taps, n, static_cast<Sample>(columns ? canvas.value(along, across, c) : canvas.value(across, along, c)));
        }
        for (int c = 0; c < C; ++c) shared_line(line, place)[c] = S::sample(sum[c]);
      }
    });
    block.threads([&](int t) {
      const Quad<C>& q = quads[t];
      unrolled<4>([&](auto i) {
        if (!l.shown.contains(q.x + i, q.y)) return;
        const AxisTaps taps = taps_of(summed, columns ? q.x + i : q.y);
        const int place = columns ? t / (tile_side / 4) : 4 * (t % (tile_side / 4)) + i;
        const int from = taps.first > base ? taps.first : base;
        const int to = taps.first + taps.count < base + some ? taps.first + taps.count : base + some;
        for (int k = from; k < to; ++k)
          for (int c = 0; c < C; ++c) S::add(sums[t].v[i][c], taps, k - taps.first, shared_line(k - base, place)[c]);
      });
    });
  }
  block.threads([&](int t) {
    Quad<C>& q = quads[t];
    unrolled<4>([&](auto i) {
      const bool shows = l.x.shows(q.x + i) && l.y.shows(q.y);
      for (int c = 0; c < C; ++c) {
        const float fill = value_of(l.layer.fill, first + c);
        q.v[i][c] = shows ? static_cast<float>(S::sample(sums[t].v[i][c])) : fixed ? detail::fill_as(Dtype::uint8, fill) : fill;
      }
    });
  });
}

}  // namespace smalti::cuda
