// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/program.hpp>
#include <smalti/cpu/warp_avx2.hpp>
#include <smalti/pixel/warp.hpp>
#include <smalti/core/polygon.hpp>

#include <algorithm>
#include <cstring>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// A source that is seen through a matrix, row by row. Where every tap of a run of pixels lies inside the support, border
/// rules are not asked.
class WarpReader {
 public:
  /// `window` is the part of the source that `source` covers; columns and rows count from the corner of `shown`.
  WarpReader(const Layer& layer, ImageView source, Rect window, Rect shown)
      : layer_(layer), source_(source), window_(window), shown_(shown), points_(static_cast<std::size_t>(shown.width())) {
    runs_ = !layer.projective && layer.interpolation != Interpolation::bicubic;
    gives_bytes_ = nearest() && source.dtype == Dtype::uint8 && source.interleaved() && is_bytes(layer.fill);
    rgb_ = source.dtype == Dtype::uint8 && source.channels == 3 && source.interleaved() &&
           source.row_stride * source.extent.height < (std::int64_t{1} << 31);
  }

  /// Row y of the shown rectangle, float32 planes, unrounded.
  void read(int y, const Row& row) {
    const auto [begin, end, all] = seen_run(y, row.n);
    for (int c = 0; c < row.channels; ++c) {
      float* const line = row.plane[static_cast<std::size_t>(c)];
      std::fill(line, line + begin, value_of(layer_.fill, c));
      std::fill(line + end, line + row.n, value_of(layer_.fill, c));
    }
    const auto [first, last] = runs_ && all ? plain_run(y, begin, end) : std::pair{0, 0};
    if (last <= first) return sample(y, row, begin, end);
    int done = first;
    if (rgb_) done += nearest() ? run_nearest(rgb_run(y), first, last, row) : run_bilinear(rgb_run(y), first, last, row);
    sample(y, row, begin, first);
    sample_inside(y, row, done, last);
    sample(y, row, last, end);
  }

  /// Rows are whole pixels of the source or of the fill, and come as bytes() too.
  bool gives_bytes() const { return gives_bytes_; }
  /// The same row as interleaved bytes.
  const std::byte* bytes(int y) {
    const auto [begin, end, all] = seen_run(y, shown_.width());
    const int size = source_.channels, n = shown_.width();
    line_.resize(static_cast<std::size_t>(n * size + 4));
    const auto [first, last] = runs_ && all ? plain_run(y, begin, end) : std::pair{0, 0};
    const bool plain = last > first;
    const float fy = static_cast<float>(y + shown_.top);
    if (plain) copy_inside(y, first, last);
    const auto place = [&](int x, const std::byte* from) {
      for (int c = 0; c < size; ++c) line_[static_cast<std::size_t>(x * size + c)] = from ? from[c] : static_cast<std::byte>(value_of(layer_.fill, c));
    };
    for (int x = 0; x < n; ++x) {
      if (plain && x == first) x = last;
      if (x >= n) break;
      place(x, x < begin || x >= end ? nullptr : seen(x, fy));
    }
    return line_.data();
  }

 private:
  static bool is_bytes(const ChannelValues& fill) {
    return std::all_of(fill.begin(), fill.end(), [](float v) { return v >= 0 && v <= 255 && v == std::floor(v); });
  }
  /// The source pixel that the pixel x of a row shows; nullptr: the fill.
  const std::byte* seen(int x, float fy) const {
    if (layer_.has_region && !contains(layer_.region, {x + shown_.left + 0.5, fy + 0.5})) return nullptr;
    const std::byte* found = nullptr;
    warp_value(point(x, fy), layer_.interpolation, layer_.support, layer_.border, 0, [&](int u, int v) {
      found = pixel(u, v);
      return 0.0f;
    });
    return found;
  }
  const std::byte* pixel(int u, int v) const { return source_.row(v - window_.top) + (u - window_.left) * source_.pixel_stride; }
  /// The pixels [first, last) of a plain_run() as bytes: a piece of a source row where the map only shifts, else one by one.
  void copy_inside(int y, int first, int last) {
    const int size = source_.channels;
    const float fy = static_cast<float>(y + shown_.top);
    const WarpPoint from = point(first, fy), to = point(last - 1, fy);
    std::byte* const out = line_.data();
    if (layer_.in[0] == 1 && layer_.in[3] == 0 && steady(from.u) && steady(to.u)) {
      std::memcpy(out + first * size, pixel(static_cast<int>(std::floor(from.u)), static_cast<int>(std::floor(from.v))), static_cast<std::size_t>((last - first) * size));
      return;
    }
    for (int x = rgb_ ? first + run_nearest(rgb_run(y), first, last, out) : first; x < last; ++x) {
      const WarpPoint p = point(x, fy);
      std::memcpy(out + x * size, pixel(static_cast<int>(std::floor(p.u)), static_cast<int>(std::floor(p.v))), static_cast<std::size_t>(size));
    }
  }
  /// The rounding of a sum of at most 4096 cannot lead over a whole number from here.
  static bool steady(float u) {
    const float fraction = u - std::floor(u);
    return u < 4096 && (fraction == 0 || (fraction > 1.0f / 1024 && fraction < 1 - 1.0f / 1024));
  }
  RgbRun rgb_run(int y) const {
    return {layer_.in, source_.data - window_.top * source_.row_stride - window_.left * 3, static_cast<int>(source_.row_stride),
            static_cast<float>(shown_.left), static_cast<float>(y + shown_.top)};
  }
  bool nearest() const { return layer_.interpolation <= Interpolation::nearest_legacy; }
  WarpPoint point(int x, float fy) const { return warp_point(layer_.in, layer_.projective, static_cast<float>(x + shown_.left), fy); }

  /// Pixels of a row outside of which the fill shows. `all`: each of them lies in the region.
  struct Seen {
    int begin, end;
    bool all;
  };
  /// Those of row y: what lies in the region and, where the border shows nothing but the fill, near the support.
  Seen seen_run(int y, int n) const {
    int begin = 0, end = n, crossings = 2;
    if (layer_.has_region) {  // convex: two crossings or none, unless corners that should be level differ by a rounding
      double lo = 0, hi = 0;
      crossings = 0;
      smalti::detail::for_each_crossing(layer_.region.begin(), layer_.region.size(), y + shown_.top + 0.5, [&](double x) {
        lo = crossings == 0 ? x : std::min(lo, x), hi = crossings == 0 ? x : std::max(hi, x);
        ++crossings;
      });
      const auto first_from = [&](double x) { return static_cast<int>(std::ceil(std::clamp(x - shown_.left - 0.5, 0.0, double(n)))); };
      begin = first_from(lo), end = std::max(begin, first_from(hi));  // lo <= x + .5 < hi
    }
    const bool all = crossings <= 2;
    if (layer_.projective || layer_.border != Border::constant) return {begin, end, all};
    const Rect s = layer_.support;
    const double reach = 3;  // a tap or two, and what the rounding of coordinates may hide
    const auto [from, to] = run_within(y, {s.left - reach, s.right + reach}, {s.top - reach, s.bottom + reach}, begin, end);
    if (!(to > from)) return {begin, begin, all};
    return {std::max(begin, static_cast<int>(std::floor(from))), std::min(end, static_cast<int>(std::ceil(to)) + 1), all};
  }
  /// Where a row runs between these source columns and rows, in pixels of the row.
  std::pair<double, double> run_within(int y, std::array<double, 2> columns, std::array<double, 2> rows, double from, double to) const {
    const auto narrow = [&](std::size_t k, std::array<double, 2> ends) {
      const double slope = layer_.in[k];
      const double start = slope * shown_.left + double{layer_.in[k + 1]} * (y + shown_.top) + double{layer_.in[k + 2]};
      if (slope == 0) {
        if (start < ends[0] || start >= ends[1]) to = from;
        return;
      }
      const double a = (ends[0] - start) / slope, b = (ends[1] - start) / slope;
      from = std::max(from, std::min(a, b));
      to = std::min(to, std::max(a, b));
    };
    narrow(0, columns), narrow(3, rows);
    return {from, to};
  }
  /// The pixels [first, last) of row y whose taps, and a byte behind them, lie inside the support. Both coordinates are
  /// monotonous in x (fma rounds once), so that the ends speak for all between them.
  std::pair<int, int> plain_run(int y, int begin, int end) const {
    const float fy = static_cast<float>(y + shown_.top);
    const Rect s = layer_.support;
    const auto inside = [&](int x) {
      const WarpPoint p = point(x, fy);
      return p.u >= static_cast<float>(s.left) && p.u < static_cast<float>(s.right - 2) && p.v >= static_cast<float>(s.top) &&
             p.v < static_cast<float>(s.bottom - 1);
    };
    const auto [from, to] = run_within(y, {double(s.left), s.right - 2.0}, {double(s.top), s.bottom - 1.0}, begin, end);
    if (!(to > from)) return {0, 0};
    int first = static_cast<int>(std::ceil(from)), last = std::min(end, static_cast<int>(std::floor(to)) + 1);
    while (first < last && !inside(first)) ++first;
    while (last > first && !inside(last - 1)) --last;
    return {first, last};
  }

  void sample(int y, const Row& row, int begin, int end) {
    if (begin >= end) return;
    const float fy = static_cast<float>(y + shown_.top);
    for (int x = begin; x < end; ++x) {
      WarpPoint& p = points_[static_cast<std::size_t>(x)];
      p = point(x, fy);
      if (layer_.has_region && !contains(layer_.region, {x + shown_.left + 0.5, y + shown_.top + 0.5})) p.inside = false;
    }
    with_format([&]<class T>(T) { sample_as<T>(row, begin, end); });
  }
  /// Pixels of a plain_run().
  void sample_inside(int y, const Row& row, int begin, int end) const {
    with_format([&]<class T>(T) { inside_as<T>(y, row, begin, end); });
  }
  template <class F>
  void with_format(F f) const {
    switch (source_.dtype) {
      case Dtype::uint8: return f(std::uint8_t{});
      case Dtype::uint16: return f(std::uint16_t{});
      case Dtype::int16: return f(std::int16_t{});
      default: return f(float{});
    }
  }
  template <class T>
  void inside_as(int y, const Row& row, int begin, int end) const {
    const float fy = static_cast<float>(y + shown_.top);
    const std::ptrdiff_t right = source_.pixel_stride, below = source_.row_stride;
    for (int x = begin; x < end; ++x) {
      const WarpPoint p = point(x, fy);
      const float u = std::floor(p.u), v = std::floor(p.v);
      const std::byte* at = source_.data + (static_cast<int>(v) - window_.top) * below + (static_cast<int>(u) - window_.left) * right;
      for (int c = 0; c < row.channels; ++c, at += source_.channel_stride) {
        const auto tap = [at](std::ptrdiff_t to) { return static_cast<float>(*reinterpret_cast<const T*>(at + to)); };
        row.plane[static_cast<std::size_t>(c)][x] =
            nearest() ? tap(0) : bilinear(p.u - u, p.v - v, tap(0), tap(right), tap(below), tap(below + right));
      }
    }
  }
  template <class T>
  void sample_as(const Row& row, int begin, int end) const {
    for (int c = 0; c < row.channels; ++c) {
      float* __restrict out = row.plane[static_cast<std::size_t>(c)];
      const float fill = value_of(layer_.fill, c);
      const auto tap = [&](int sx, int sy) {
        return static_cast<float>(source_.template at<const T>(sy - window_.top, sx - window_.left, c));
      };
      for (int x = begin; x < end; ++x) {
        const WarpPoint p = points_[static_cast<std::size_t>(x)];
        out[x] = p.inside ? warp_value(p, layer_.interpolation, layer_.support, layer_.border, fill, tap) : fill;
      }
    }
  }

  const Layer& layer_;
  ImageView source_;
  Rect window_, shown_;
  std::vector<WarpPoint> points_;
  bool runs_ = false;  ///< the map is affine, of one tap or four
  bool rgb_ = false;   ///< ... and its runs can be gathered
  bool gives_bytes_ = false;
  std::vector<std::byte> line_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
