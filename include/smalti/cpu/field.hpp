// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/field_avx2.hpp>
#include <smalti/cpu/program.hpp>
#include <smalti/pixel/field.hpp>
#include <smalti/plan/fold.hpp>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// A source that is seen through a displacement field, row by row: first the points of a row, then their pixels.
class FieldReader {
 public:
  /// `window` is the part of the source that `source` covers; `elastic` belongs to `field`.
  FieldReader(const Layer& layer, const Displacement& field, ElasticView elastic, ImageView source, Rect window,
              int width)
      : layer_(layer),
        field_(field),
        elastic_(elastic),
        frame_(frame_view(layer, source, window)),
        u_(static_cast<std::size_t>(width)),
        v_(u_.size()) {
    const Walk walk = layer.frame_x;
    if (field.kind == Displacement::Kind::grid)  // the same in every row
      for (int x = 0; x < width; ++x)
        u_[static_cast<std::size_t>(x)] = cell_point(field.cells[0], static_cast<float>(walk(x)) + 0.5f) - shift();
    const auto reach = [](std::ptrdiff_t stride, int n) { return std::abs(stride) * n; };
    const auto farthest = reach(frame_.row_stride, field.frame.height) + reach(frame_.pixel_stride, field.frame.width);
    runs_ = source.dtype == Dtype::uint8 && source.channels == 3 && source.channel_stride == 1 &&
            layer.interpolation != Interpolation::bicubic && farthest < (std::int64_t{1} << 31);
  }

  /// Row y of the output, float32 planes, unrounded.
  void read(int y, const Row& row) {
    place(layer_.frame_y(y), row.n);
    int done = 0;
    if (runs_) {
      const RgbFrame frame{frame_.data, static_cast<int>(frame_.row_stride), static_cast<int>(frame_.pixel_stride),
                           layer_.support};
      done = bend_row(frame, u_.data(), v_.data(), row.n, nearest(), row,
                      [&](int x) { sample<std::uint8_t>(row, x, x + 1); });
    }
    switch (frame_.dtype) {
      case Dtype::uint8:
        return sample<std::uint8_t>(row, done, row.n);
      case Dtype::uint16:
        return sample<std::uint16_t>(row, done, row.n);
      case Dtype::int16:
        return sample<std::int16_t>(row, done, row.n);
      default:
        return sample<float>(row, done, row.n);
    }
  }

 private:
  bool nearest() const { return layer_.interpolation <= Interpolation::nearest_legacy; }
  float shift() const { return nearest() ? 0.0f : 0.5f; }

  /// The source as the frame sees it: mirrored and transposed by its strides, pixel (0, 0) of the frame first.
  static ImageView frame_view(const Layer& layer, ImageView source, Rect window) {
    ImageView v = layer.transposed ? source.transposed() : source;
    const Rect w = layer.transposed ? window.transposed() : window;
    const Walk x = smalti::detail::source_walk(layer.x), y = smalti::detail::source_walk(layer.y);
    v.data += (y(0) - w.top) * v.row_stride + (x(0) - w.left) * v.pixel_stride;
    if (x.reversed) v.pixel_stride = -v.pixel_stride;
    if (y.reversed) v.row_stride = -v.row_stride;
    v.extent = {layer.y.length, layer.x.length};
    return v;
  }
  /// Sets u and v of the columns [0, n) to point(x, index of the column in the frame).
  template <class PointAt>
  void along(int n, PointAt point) {
    const Walk walk = layer_.frame_x;
    float* __restrict u = u_.data();
    float* __restrict v = v_.data();
    const auto set = [&, less = shift()](int x, int column) {
      const WarpPoint p = point(column);
      u[x] = p.u - less, v[x] = p.v - less;
    };
    if (walk.reversed)
      for (int x = 0; x < n; ++x) set(x, walk.origin - x);
    else
      for (int x = 0; x < n; ++x) set(x, walk.origin + x);
  }
  /// The points of row y of the frame: what field_point() gives at the pixel centres.
  void place(int y, int n) {
    const float fy = static_cast<float>(y) + 0.5f;
    switch (field_.kind) {
      case Displacement::Kind::elastic: {
        const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(y) * field_.frame.width;
        const float *dx = elastic_.x + at, *dy = elastic_.y + at;
        return along(n, [=](int x) { return WarpPoint{static_cast<float>(x) + 0.5f + dx[x], fy + dy[x], true}; });
      }
      case Displacement::Kind::grid:
        std::fill_n(v_.data(), n, cell_point(field_.cells[1], fy) - shift());
        return;
      case Displacement::Kind::optical: {
        const Displacement::Optical lens = field_.optical;  // a copy, which the stores cannot change
        return along(n, [=](int x) { return optical_point(lens, static_cast<float>(x) + 0.5f, fy); });
      }
    }
  }
  template <class T>
  void sample(const Row& row, int begin, int end) const {
    for (int c = 0; c < row.channels; ++c) {
      float* __restrict out = row.plane[static_cast<std::size_t>(c)];
      const float fill = value_of(layer_.fill, c);
      const auto tap = [&](int x, int y) { return static_cast<float>(frame_.template at<const T>(y, x, c)); };
      for (int x = begin; x < end; ++x) {
        const auto k = static_cast<std::size_t>(x);
        out[x] = warp_value({u_[k], v_[k], true}, layer_.interpolation, layer_.support, layer_.border, fill, tap);
      }
    }
  }

  const Layer& layer_;
  const Displacement& field_;
  ElasticView elastic_;
  ImageView frame_;
  std::vector<float> u_, v_;
  bool runs_ = false;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
