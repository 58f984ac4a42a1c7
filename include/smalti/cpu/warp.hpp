// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/program.hpp>
#include <smalti/pixel/warp.hpp>
#include <smalti/plan/polygon.hpp>

#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// A source that is seen through a matrix, row by row.
class WarpReader {
 public:
  /// `window` is the part of the source that `source` covers; columns and rows count from the corner of `shown`.
  WarpReader(const Layer& layer, ImageView source, Rect window, Rect shown)
      : layer_(layer), source_(source), window_(window), shown_(shown), points_(static_cast<std::size_t>(shown.width())) {}

  /// Row y of the shown rectangle, float32 planes, unrounded.
  void read(int y, const Row& row) {
    const float fy = static_cast<float>(y + shown_.top);
    for (int x = 0; x < row.n; ++x) {
      WarpPoint& p = points_[static_cast<std::size_t>(x)];
      p = warp_point(layer_.in, layer_.projective, static_cast<float>(x + shown_.left), fy);
      if (layer_.has_region && !contains(layer_.region, {x + shown_.left + 0.5, y + shown_.top + 0.5})) p.inside = false;
    }
    switch (source_.dtype) {
      case Dtype::uint8: return sample<std::uint8_t>(row);
      case Dtype::uint16: return sample<std::uint16_t>(row);
      case Dtype::int16: return sample<std::int16_t>(row);
      default: return sample<float>(row);
    }
  }

 private:
  template <class T>
  void sample(const Row& row) const {
    for (int c = 0; c < row.channels; ++c) {
      float* __restrict out = row.plane[static_cast<std::size_t>(c)];
      const float fill = value_of(layer_.fill, c);
      const auto tap = [&](int sx, int sy) {
        return static_cast<float>(source_.template at<const T>(sy - window_.top, sx - window_.left, c));
      };
      for (int x = 0; x < row.n; ++x) {
        const WarpPoint p = points_[static_cast<std::size_t>(x)];
        out[x] = p.inside ? warp_value(p, layer_.interpolation, layer_.support, layer_.border, fill, tap) : fill;
      }
    }
  }

  const Layer& layer_;
  ImageView source_;
  Rect window_, shown_;
  std::vector<WarpPoint> points_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
