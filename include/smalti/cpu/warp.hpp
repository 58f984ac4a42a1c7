// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/program.hpp>
#include <smalti/cpu/warp_avx2.hpp>
#include <smalti/pixel/warp.hpp>
#include <smalti/core/polygon.hpp>

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
    const bool rgb = source.dtype == Dtype::uint8 && source.channels == 3 && source.interleaved();
    runs_ = rgb && !layer.projective && !layer.has_region && layer.interpolation != Interpolation::bicubic &&
            source.row_stride * source.extent.height < (std::int64_t{1} << 31);
  }

  /// Row y of the shown rectangle, float32 planes, unrounded.
  void read(int y, const Row& row) {
    const auto [first, last] = runs_ ? plain_run(y, row.n) : std::pair{0, 0};
    if (last > first) {
      const bool nearest = layer_.interpolation <= Interpolation::nearest_legacy;
      const RgbRun run{layer_.in, source_.data - window_.top * source_.row_stride - window_.left * 3, static_cast<int>(source_.row_stride),
                       static_cast<float>(shown_.left), static_cast<float>(y + shown_.top)};
      const int done = first + (nearest ? run_nearest(run, first, last, row) : run_bilinear(run, first, last, row));
      sample(y, row, 0, first);
      sample(y, row, done, row.n);
    } else {
      sample(y, row, 0, row.n);
    }
  }

 private:
  WarpPoint point(int x, float fy) const { return warp_point(layer_.in, layer_.projective, static_cast<float>(x + shown_.left), fy); }

  /// The pixels [first, last) of row y whose taps, and a byte behind them, lie inside the support. Both coordinates are
  /// monotonous in x (fma rounds once), so that the ends speak for all between them.
  std::pair<int, int> plain_run(int y, int n) const {
    const float fy = static_cast<float>(y + shown_.top);
    const Rect s = layer_.support;
    const auto inside = [&](int x) {
      const WarpPoint p = point(x, fy);
      return p.u >= static_cast<float>(s.left) && p.u < static_cast<float>(s.right - 2) && p.v >= static_cast<float>(s.top) &&
             p.v < static_cast<float>(s.bottom - 1);
    };
    double from = 0, to = n;
    const auto narrow = [&](double slope, double at_zero, double lo, double hi) {  // lo <= slope x + at_zero < hi
      if (slope == 0) return;
      const double a = (lo - at_zero) / slope, b = (hi - at_zero) / slope;
      from = std::max(from, std::min(a, b));
      to = std::min(to, std::max(a, b));
    };
    const auto start = [&](int k) {
      return double{layer_.in[static_cast<unsigned>(k)]} * shown_.left + double{layer_.in[static_cast<unsigned>(k + 1)]} * double{fy} +
             double{layer_.in[static_cast<unsigned>(k + 2)]};
    };
    narrow(double{layer_.in[0]}, start(0), s.left, s.right - 2);
    narrow(double{layer_.in[3]}, start(3), s.top, s.bottom - 1);
    if (!(to > from)) return {0, 0};
    int first = static_cast<int>(std::ceil(from)), last = std::min(n, static_cast<int>(std::floor(to)) + 1);
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
    switch (source_.dtype) {
      case Dtype::uint8: return sample_as<std::uint8_t>(row, begin, end);
      case Dtype::uint16: return sample_as<std::uint16_t>(row, begin, end);
      case Dtype::int16: return sample_as<std::int16_t>(row, begin, end);
      default: return sample_as<float>(row, begin, end);
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
  bool runs_ = false;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
