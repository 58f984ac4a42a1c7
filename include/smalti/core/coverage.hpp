// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/polygon.hpp>

#include <cmath>

namespace smalti {

/// Where a layer shows.
struct Coverage {
  enum class Kind : std::uint8_t { everything, rectangle, polygon };
  Kind kind = Kind::everything;
  Rect rect;            ///< of the output; also bounds the polygon
  ClipPolygon polygon;  ///< convex; pixel centres, even-odd

  /// A rectangle of the output.
  static Coverage of(Rect r) { return {Kind::rectangle, r, {}}; }
  /// A convex polygon, as far as it lies on the output.
  static Coverage of(const ClipPolygon& p, Extent out) {
    ClipPolygon cut = p;
    Bounds b;
    if (clip_to_canvas(cut, out))
      for (const Point q : cut) b.add(q);
    if (b.empty()) return of(Rect{});
    const auto whole = [](double v) { return static_cast<int>(v); };
    return {Kind::polygon, {whole(std::floor(b.x1)), whole(std::floor(b.y1)), whole(std::ceil(b.x2)), whole(std::ceil(b.y2))}, p};
  }
  bool empty() const { return kind != Kind::everything && rect.empty(); }
  /// px^2; of everything 0.
  double area() const {
    ClipPolygon cut = polygon;
    return kind == Kind::polygon && clip_to_rect(cut, rect) ? area_of(points_of(cut)) : static_cast<double>(rect.area());
  }
};

/// Cuts a convex region to where a layer shows; false if more than 12 vertices would be left.
inline bool clip_to(ClipPolygon& region, const Coverage& coverage) {
  if (coverage.kind == Coverage::Kind::everything) return true;
  if (coverage.kind == Coverage::Kind::rectangle) return clip_to_rect(region, coverage.rect);
  Ring ring(region.begin(), region.end()), spare;
  clip_to_convex(ring, points_of(coverage.polygon), spare);
  if (ring.size() > static_cast<std::size_t>(ClipPolygon::capacity())) return false;
  region.clear();
  for (const Point p : ring) region.push_back(p);
  return true;
}

}  // namespace smalti
