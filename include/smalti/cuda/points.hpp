// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/polygon.hpp>
#include <smalti/cuda/axis.hpp>
#include <smalti/cuda/quad.hpp>
#include <smalti/pixel/field.hpp>

#include <type_traits>

namespace smalti::cuda {

namespace detail {

/// Calls f with a value of the type that holds a source's numbers.
template <class F>
SMALTI_HD void with_format(Dtype dtype, F f) {
  switch (dtype) {
    case Dtype::uint8: return f(std::uint8_t{});
    case Dtype::uint16: return f(std::uint16_t{});
    case Dtype::int16: return f(std::int16_t{});
    default: return f(float{});
  }
}

/// A fill as numbers of type T hold it.
template <class T>
SMALTI_HD float fill_as(float v) {
  if constexpr (std::is_integral_v<T>) return static_cast<float>(to_integer<T>(v));
  else return v;
}

/// The canvas of an axis-aligned layer: the source with its borders.
template <class T>
struct Canvas {
  const JobLayer& l;
  int channel;  ///< the first of the job's

  /// Source indices of a canvas sample; -1: the fill shows.
  SMALTI_HD int column(int k) const { return border_index(l.x.axis.in(k), l.x.axis.support_begin, l.x.axis.support_end, l.layer.border); }
  SMALTI_HD int row(int k) const { return border_index(l.y.axis.in(k), l.y.axis.support_begin, l.y.axis.support_end, l.layer.border); }
  SMALTI_HD T value(int column, int row, int c) const {
    if (column < 0 || row < 0) return static_cast<T>(fill_as<T>(value_of(l.layer.fill, channel + c)));
    return l.view.template at<T>(row - l.window.top, column - l.window.left, channel + c);
  }
};

/// A pixel of a layer that is copied, or resized without sums.
template <class T, int C>
SMALTI_HD void read_axes(const JobLayer& l, int first, int x, int y, int channels, float (&v)[C]) {
  using Work = JobAxis::Work;
  const AxisTaps across = taps_of(l.x, x), down = taps_of(l.y, y);
  const bool blends = l.x.work == Work::blend || l.y.work == Work::blend;
  const Canvas<T> canvas{l, first};
  const int left = canvas.column(across.first), right = canvas.column(across.first + across.count - 1);
  const int upper = canvas.row(down.first), lower = canvas.row(down.first + down.count - 1);
  for (int c = 0; c < C; ++c) {
    if (c >= channels) break;
    if (across.count == 0 || down.count == 0) {
      const float fill = value_of(l.layer.fill, first + c);
      v[c] = blends ? fill : fill_as<T>(fill);
      continue;
    }
    const auto at = [&](int row) {
      const float a = static_cast<float>(canvas.value(left, row, c));
      return l.x.work == Work::blend ? std::fma(across.share, static_cast<float>(canvas.value(right, row, c)) - a, a) : a;
    };
    const float a = at(upper);
    v[c] = l.y.work == Work::blend ? std::fma(down.share, at(lower) - a, a) : a;
  }
}

/// A pixel of a layer that is seen through a matrix or a field.
template <class T, int C>
SMALTI_HD void read_point(const JobLayer& l, int first, WarpPoint p, int channels, float (&v)[C]) {
  for (int c = 0; c < C; ++c) {
    if (c >= channels) break;
    const float fill = value_of(l.layer.fill, first + c);
    const auto tap = [&](int sx, int sy) { return static_cast<float>(l.view.template at<T>(sy - l.window.top, sx - l.window.left, first + c)); };
    v[c] = p.inside ? warp_value(p, l.layer.interpolation, l.layer.support, l.layer.border, fill, tap) : fill;
  }
}

/// Where an output pixel of such a layer reads.
SMALTI_HD inline WarpPoint source_point(const JobLayer& l, int x, int y) {
  const Layer& layer = l.layer;
  if (layer.sampling == Sampling::field) {
    const WarpPoint p = field_point(*l.field, {}, static_cast<float>(layer.frame_x(x)) + 0.5f, static_cast<float>(layer.frame_y(y)) + 0.5f);
    return {field_index(p.u, layer.interpolation), field_index(p.v, layer.interpolation), true};
  }
  WarpPoint p = warp_point(layer.in, layer.projective, static_cast<float>(x), static_cast<float>(y));
  if (layer.has_region && !contains(layer.region, {x + 0.5, y + 0.5})) p.inside = false;
  return p;
}

}  // namespace detail

/// Reads a quad of a layer whose pixels need nothing of one another. Pixels outside what it shows are undefined.
template <int C>
SMALTI_HD void read_points(const JobLayer& l, int first, Quad<C>& q) {
  detail::with_format(l.view.dtype, [&](auto zero) {
    using T = decltype(zero);
    for (int i = 0; i < 4; ++i) {
      const int x = q.x + i;
      if (!l.shown.contains(x, q.y)) continue;
      if (l.layer.sampling == Sampling::warp || l.layer.sampling == Sampling::field) detail::read_point<T>(l, first, detail::source_point(l, x, q.y), q.channels, q.v[i]);
      else detail::read_axes<T>(l, first, x, q.y, q.channels, q.v[i]);
    }
  });
}

}  // namespace smalti::cuda
