// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/displacement.hpp>
#include <smalti/core/interpolation.hpp>
#include <smalti/pixel/warp.hpp>

#include <cmath>

namespace smalti {

/// The displacements of an elastic field at the pixel centres of its frame, px, row by row: (h w) f32 each. Null for
/// the other kinds.
struct ElasticView {
  const float *x = nullptr, *y = nullptr;
};

/// What an axis of a grid reads at x, a point of [0, length].
SMALTI_HD inline float cell_point(const Displacement::Cells& cells, float x) {
  const int cell = static_cast<int>(x) / cells.step;
  const auto i = static_cast<unsigned>(cell < cells.count ? cell : cells.count - 1);
  return std::fma(cells.slope[i], x, cells.offset[i]);
}

/// What a lens reads at (x, y).
SMALTI_HD inline WarpPoint optical_point(const Displacement::Optical& lens, float x, float y) {
  const float qx = x - lens.centre[0], qy = y - lens.centre[1], a = qx / lens.scale[0], b = qy / lens.scale[1];
  const float r2 = std::fma(a, a, b * b), g = std::fma(lens.k, lens.fisheye ? r2 : std::fma(r2, r2, r2), 1.0f);
  return {std::fma(g, qx, lens.centre[0]), std::fma(g, qy, lens.centre[1]), true};
}

/// An elastic component at any point: bilinear between pixel centres, constant beyond the outermost.
SMALTI_HD inline float elastic_offset(const float* grid, Extent e, float x, float y) {
  const auto inside = [](float v, int n) {
    return v > 0 ? (v < static_cast<float>(n - 1) ? v : static_cast<float>(n - 1)) : 0.0f;
  };
  const float u = inside(x - 0.5f, e.width), v = inside(y - 0.5f, e.height), fu = std::floor(u), fv = std::floor(v);
  const int x0 = static_cast<int>(fu), y0 = static_cast<int>(fv), x1 = x0 + 1 < e.width ? x0 + 1 : x0;
  const float *upper = grid + static_cast<std::ptrdiff_t>(y0) * e.width,
              *lower = y0 + 1 < e.height ? upper + e.width : upper;
  const float top = std::fma(u - fu, upper[x1] - upper[x0], upper[x0]),
              bottom = std::fma(u - fu, lower[x1] - lower[x0], lower[x0]);
  return std::fma(v - fv, bottom - top, top);
}

/// The source point that a field shows at the point (x, y) of its frame; both in px, pixel centres at .5. A grid is
/// only asked inside the frame.
SMALTI_HD inline WarpPoint field_point(const Displacement& field, ElasticView elastic, float x, float y) {
  switch (field.kind) {
    case Displacement::Kind::elastic:
      return {x + elastic_offset(elastic.x, field.frame, x, y), y + elastic_offset(elastic.y, field.frame, x, y), true};
    case Displacement::Kind::grid:
      return {cell_point(field.cells[0], x), cell_point(field.cells[1], y), true};
    case Displacement::Kind::optical:
      break;
  }
  return optical_point(field.optical, x, y);
}

/// Bounds of what a field reads, px.
struct FieldBounds {
  double u0, v0, u1, v1;
};
/// Where a field may read when it shows the pixels of a rectangle of its frame. Host.
inline FieldBounds field_bounds(const Displacement& field, Rect r) {
  const double x0 = r.left, y0 = r.top, x1 = r.right, y1 = r.bottom;
  if (field.kind == Displacement::Kind::elastic) {  // blurred noise stays within [-1, 1]
    const double dx = 0.5 * double{field.elastic.alpha[0]}, dy = 0.5 * double{field.elastic.alpha[1]};
    return {x0 - dx, y0 - dy, x1 + dx, y1 + dy};
  }
  if (field.kind == Displacement::Kind::grid) {  // monotone
    const auto at = [&](int axis, int x) {
      return double{cell_point(field.cells[static_cast<unsigned>(axis)], static_cast<float>(x) + 0.5f)};
    };
    return {at(0, r.left), at(1, r.top), at(0, r.right - 1), at(1, r.bottom - 1)};
  }
  const Displacement::Optical& lens = field.optical;
  struct Interval {
    double lo, hi;
  };
  const auto side = [&](double from, double to, unsigned axis) {
    return Interval{from - double{lens.centre[axis]}, to - double{lens.centre[axis]}};
  };
  const auto squares = [](Interval q, double scale) {  // of q / scale
    const double a = q.lo / scale, b = q.hi / scale;
    return Interval{a <= 0 && b >= 0 ? 0 : std::fmin(a * a, b * b), std::fmax(a * a, b * b)};
  };
  const Interval qx = side(x0, x1, 0), qy = side(y0, y1, 1), sx = squares(qx, double{lens.scale[0]}),
                 sy = squares(qy, double{lens.scale[1]});
  const auto gain = [&](double r2) { return std::fma(double{lens.k}, lens.fisheye ? r2 : std::fma(r2, r2, r2), 1.0); };
  const double g0 = gain(sx.lo + sy.lo), g1 = gain(sx.hi + sy.hi);  // between them, as it is monotone in r2
  const auto reach = [&](Interval q, unsigned axis) {
    const double a = g0 * q.lo, b = g0 * q.hi, c = g1 * q.lo, d = g1 * q.hi, centre = double{lens.centre[axis]};
    return Interval{centre + std::fmin(std::fmin(a, b), std::fmin(c, d)),
                    centre + std::fmax(std::fmax(a, b), std::fmax(c, d))};
  };
  const Interval u = reach(qx, 0), v = reach(qy, 1);
  return {u.lo, v.lo, u.hi, v.hi};
}

/// A point as warp_value() takes it: source indices for bilinear and bicubic, the point itself for nearest.
SMALTI_HD constexpr float field_index(float point, Interpolation filter) {
  return filter <= Interpolation::nearest_legacy ? point : point - 0.5f;
}

}  // namespace smalti
