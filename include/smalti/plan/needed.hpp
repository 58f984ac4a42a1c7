// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/pixel/field.hpp>
#include <smalti/plan/fold.hpp>
#include <smalti/plan/plan.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// How far a filter reaches, in source samples at scale 1.
constexpr double reach_of(Interpolation i) {
  switch (i) {
    case Interpolation::bicubic: return 2;
    case Interpolation::lanczos: return 3;
    default: return 1;
  }
}

/// The part of the output that a layer fills.
inline Rect shown_rect(const Layer& layer, Extent out) {
  return layer.coverage.kind == Coverage::Kind::everything ? Rect::of(out) : intersection(layer.coverage.rect, Rect::of(out));
}

namespace detail {

/// A rectangle moved into another, which is not empty: beyond it the outermost pixels are read.
inline Rect clamped_into(Rect box, Rect s) {
  return {std::clamp(box.left, s.left, s.right - 1), std::clamp(box.top, s.top, s.bottom - 1), std::clamp(box.right, s.left + 1, s.right),
          std::clamp(box.bottom, s.top + 1, s.bottom)};
}
/// The source pixels behind a rectangle of a field's frame.
inline Rect behind_frame(const Layer& layer, Rect r) {
  const auto [left, right] = image_of(source_walk(layer.x), r.left, r.right);
  const auto [top, bottom] = image_of(source_walk(layer.y), r.top, r.bottom);
  const Rect read{left, top, right, bottom};
  return layer.transposed ? read.transposed() : read;
}
/// The part of the source that a field may read when it shows the rectangle `shown` of the output.
inline Rect needed_rect(const Layer& layer, const Displacement& field, Rect shown) {
  if (layer.support.empty()) return {};
  const auto [left, right] = image_of(layer.frame_x, shown.left, shown.right);
  const auto [top, bottom] = image_of(layer.frame_y, shown.top, shown.bottom);
  const FieldBounds b = field_bounds(field, {left, top, right, bottom});
  const double margin = reach_of(layer.interpolation) + 2;
  const auto whole = [](double v) { return static_cast<int>(std::clamp(v, -1e9, 1e9)); };
  const Rect box{whole(std::floor(b.u0 - margin)), whole(std::floor(b.v0 - margin)), whole(std::ceil(b.u1 + margin)),
                 whole(std::ceil(b.v1 + margin))};
  const Rect s = layer.support;
  if (layer.border == Border::constant) return behind_frame(layer, intersection(box, s));
  if (layer.border != Border::edge) return behind_frame(layer, s);
  return behind_frame(layer, clamped_into(box, s));
}

}  // namespace detail

/// The part of its source that a layer may read; empty if it shows nothing of it. `field` is the one that a layer of
/// Sampling::field is seen through.
inline Rect needed_rect(const Layer& layer, Extent out, const Displacement* field) {
  const Rect shown = shown_rect(layer, out);
  if (shown.empty()) return {};
  if (layer.sampling == Sampling::field) return detail::needed_rect(layer, *field, shown);
  if (layer.sampling != Sampling::warp) {
    Axis x = layer.x, y = layer.y;
    read_only(x, shown.left, shown.right);
    read_only(y, shown.top, shown.bottom);
    const double reach = reach_of(layer.interpolation);
    const auto [left, right] = needed(x, reach);
    const auto [top, bottom] = needed(y, reach);
    if (layer.border != Border::constant) return layer.support;
    const Rect read{left, top, right, bottom};
    return layer.transposed ? read.transposed() : read;
  }
  if (layer.projective || (layer.border != Border::constant && layer.border != Border::edge)) return layer.support;
  double lo_u = 1e30, hi_u = -1e30, lo_v = 1e30, hi_v = -1e30;
  for (const double x : {shown.left - 1.0, shown.right + 1.0})
    for (const double y : {shown.top - 1.0, shown.bottom + 1.0}) {
      const auto& n = layer.in;
      const double u = std::fma(n[0], x, std::fma(n[1], y, double{n[2]}));
      const double v = std::fma(n[3], x, std::fma(n[4], y, double{n[5]}));
      lo_u = std::min(lo_u, u), hi_u = std::max(hi_u, u);
      lo_v = std::min(lo_v, v), hi_v = std::max(hi_v, v);
    }
  const auto whole = [](double v) { return static_cast<int>(std::clamp(v, -1e9, 1e9)); };
  const Rect box{whole(std::floor(lo_u)) - 3, whole(std::floor(lo_v)) - 3, whole(std::ceil(hi_u)) + 4, whole(std::ceil(hi_v)) + 4};
  if (layer.border != Border::edge) return intersection(box, layer.support);
  return detail::clamped_into(box, layer.support);
}

/// The part of a source that the whole plan may read: what must be decoded of it.
inline Rect needed_rect(const Plan& plan, SourceRef source) {
  Rect all{};
  for (const Pass& pass : plan.passes)
    for (int k = 0; k < pass.layers.count; ++k) {
      const Layer& layer = plan.layers[static_cast<std::size_t>(pass.layers.first + k)];
      if (layer.source == source) all = hull(all, needed_rect(layer, pass.extent, plan.field_of(layer)));
    }
  return all;
}

}  // namespace smalti
