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

/// Calls f with a byte for sources of u8, and with a float for all others, whose numbers are floats as soon as they are
/// read: code for each format would be four times as much.
template <class F>
SMALTI_HD void with_format(Dtype dtype, F f) {
  if (dtype == Dtype::uint8) f(std::uint8_t{});
  else f(float{});
}
template <class T>
SMALTI_HD T number(const ImageView& v, int y, int x, int c) {
  if constexpr (std::is_same_v<T, std::uint8_t>) return v.at<std::uint8_t>(y, x, c);
  else if (v.dtype == Dtype::float32) return v.at<float>(y, x, c);
  else return v.dtype == Dtype::uint16 ? static_cast<float>(v.at<std::uint16_t>(y, x, c)) : static_cast<float>(v.at<std::int16_t>(y, x, c));
}
/// A fill as numbers of a format hold it.
SMALTI_HD inline float fill_as(Dtype dtype, float v) {
  switch (dtype) {
    case Dtype::uint8: return static_cast<float>(to_integer<std::uint8_t>(v));
    case Dtype::uint16: return static_cast<float>(to_integer<std::uint16_t>(v));
    case Dtype::int16: return static_cast<float>(to_integer<std::int16_t>(v));
    default: return v;
  }
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
    if (column < 0 || row < 0) return static_cast<T>(fill_as(l.view.dtype, value_of(l.layer.fill, channel + c)));
    return number<T>(l.view, row - l.window.top, column - l.window.left, channel + c);
  }
};

/// The pixels of the row of a quad where a layer shows, as a bound on either side.
struct Shown {
  int begin, end;
  SMALTI_HD bool contains(int x) const { return x >= begin && x < end; }
};
SMALTI_HD inline Shown shown_in_row(const JobLayer& l, int y) {
  const Rect r = l.shown;
  if (y < r.top || y >= r.bottom) return {0, 0};
  if (l.layer.coverage.kind != Coverage::Kind::polygon) return {r.left, r.right};
  double lo = r.right, hi = r.left;  // a convex polygon has two crossings or none
  const ClipPolygon& polygon = l.layer.coverage.polygon;
  smalti::detail::for_each_crossing(polygon.begin(), polygon.size(), y + 0.5, [&](double x) { lo = x < lo ? x : lo, hi = x > hi ? x : hi; });
  const auto first_from = [&](double x) {
    const double inside = x < r.left ? r.left : x > r.right ? r.right : x;
    return static_cast<int>(std::ceil(inside - 0.5));
  };
  const int begin = first_from(lo), end = first_from(hi);
  return {begin > r.left ? begin : r.left, end < r.right ? end : r.right};
}

/// A pixel of a layer that is copied, or resized without sums.
template <class T, int C>
SMALTI_HD void read_axes(const JobLayer& l, int first, Pixel<C>& p) {
  using Work = JobAxis::Work;
  const AxisTaps across = taps_of(l.x, p.x), down = taps_of(l.y, p.y);
  const bool blends = l.x.work == Work::blend || l.y.work == Work::blend;
  const Canvas<T> canvas{l, first};
  const int left = canvas.column(across.first), right = canvas.column(across.first + across.count - 1);
  const int upper = canvas.row(down.first), lower = canvas.row(down.first + down.count - 1);
  for (int c = 0; c < C; ++c) {
    if (c >= p.channels) break;
    if (across.count == 0 || down.count == 0) {
      const float fill = value_of(l.layer.fill, first + c);
      p.v[c] = blends ? fill : fill_as(l.view.dtype, fill);
      continue;
    }
    const auto at = [&](int row) {
      const float a = static_cast<float>(canvas.value(left, row, c));
      return l.x.work == Work::blend ? std::fma(across.share, static_cast<float>(canvas.value(right, row, c)) - a, a) : a;
    };
    const float a = at(upper);
    p.v[c] = l.y.work == Work::blend ? std::fma(down.share, at(lower) - a, a) : a;
  }
}

/// A pixel of a layer that is seen through a matrix or a field.
template <class T, int C>
SMALTI_HD void read_point(const JobLayer& l, int first, WarpPoint at, Pixel<C>& p) {
  for (int c = 0; c < C; ++c) {
    if (c >= p.channels) break;
    const float fill = value_of(l.layer.fill, first + c);
    const auto tap = [&](int sx, int sy) { return static_cast<float>(number<T>(l.view, sy - l.window.top, sx - l.window.left, first + c)); };
    p.v[c] = at.inside ? warp_value(at, l.layer.interpolation, l.layer.support, l.layer.border, fill, tap) : fill;
  }
}

/// Where an output pixel of such a layer reads.
SMALTI_HD inline WarpPoint source_point(const JobLayer& l, int x, int y) {
  const Layer& layer = l.layer;
  if (layer.sampling == Sampling::field) {
    const int column = layer.frame_x(x), row = layer.frame_y(y);
    const float fx = static_cast<float>(column) + 0.5f, fy = static_cast<float>(row) + 0.5f;
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(row) * l.field->frame.width + column;
    const WarpPoint p = l.bent.x ? WarpPoint{fx + l.bent.x[at], fy + l.bent.y[at], true} : field_point(*l.field, {}, fx, fy);
    return {field_index(p.u, layer.interpolation), field_index(p.v, layer.interpolation), true};
  }
  WarpPoint p = warp_point(layer.in, layer.projective, static_cast<float>(x), static_cast<float>(y));
  if (layer.has_region && !contains(layer.region, {x + 0.5, y + 0.5})) p.inside = false;
  return p;
}

}  // namespace detail

/// Reads a quad of a layer whose pixels need nothing of one another. Pixels outside what it shows are undefined.
/// `layers`: what the layer may be.
template <int layers, int C>
SMALTI_HD void read_points(const JobLayer& l, int first, Quad<C>& q) {
  const auto read = [&](auto zero) {
    using T = decltype(zero);
    each_pixel(q, [&](Pixel<C>& p) {
      if (!l.shown.contains(p.x, p.y)) return;
      if constexpr (layers == any_layers) {
        if (l.layer.sampling == Sampling::warp || l.layer.sampling == Sampling::field) return detail::read_point<T>(l, first, detail::source_point(l, p.x, p.y), p);
      }
      detail::read_axes<T>(l, first, p);
    });
  };
  if constexpr (layers == byte_layers) read(std::uint8_t{});
  else detail::with_format(l.view.dtype, read);
}

}  // namespace smalti::cuda
