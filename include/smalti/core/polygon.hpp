// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/map.hpp>
#include <smalti/core/sample.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace smalti {

/// Twice the signed area of a closed ring, by the shoelace about its first vertex.
inline double twice_area(std::span<const Point> ring) {
  double sum = 0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i)
    sum += difference_of_products(ring[i].x - ring[0].x, ring[i + 1].y - ring[0].y, ring[i + 1].x - ring[0].x, ring[i].y - ring[0].y);
  return sum;
}
inline double area_of(std::span<const Point> ring) { return 0.5 * std::abs(twice_area(ring)); }
/// The whole of a canvas.
inline ClipPolygon canvas_polygon(Extent e) {
  const double w = e.width, h = e.height;
  return {{0, 0}, {w, 0}, {w, h}, {0, h}};
}
inline std::span<const Point> points_of(const ClipPolygon& p) { return {p.items, static_cast<std::size_t>(p.count)}; }

namespace detail {
/// Calls f(x) for every edge of a ring that crosses the height y, edges half-open in y. An edge gives the same x to both
/// polygons that share it.
template <class F>
SMALTI_HD void for_each_crossing(const Point* ring, int n, double y, F f) {
  for (int i = 0, j = n - 1; i < n; j = i++) {
    const Point a = ring[i].y < ring[j].y ? ring[i] : ring[j], b = ring[i].y < ring[j].y ? ring[j] : ring[i];
    if ((a.y > y) != (b.y > y)) f(std::fma((y - a.y) / (b.y - a.y), b.x - a.x, a.x));
  }
}
SMALTI_HD inline bool inside_ring(const Point* ring, int n, Point p) {
  bool inside = false;
  for_each_crossing(ring, n, p.y, [&](double x) { inside = inside != (p.x < x); });
  return inside;
}
}  // namespace detail

/// Whether a point lies inside, even-odd, edges half-open in y.
inline bool contains(std::span<const Point> ring, Point p) { return detail::inside_ring(ring.data(), static_cast<int>(ring.size()), p); }
SMALTI_HD inline bool contains(const ClipPolygon& polygon, Point p) {
  return polygon.size() > 0 && detail::inside_ring(polygon.begin(), polygon.size(), p);
}

namespace detail {

/// The part of a closed ring with side(p) >= 0 (Sutherland-Hodgman); side is linear. emit(p) receives the vertices.
template <class Side, class Emit>
void clip_half_plane(std::span<const Point> ring, Side side, Emit emit) {
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Point a = ring[i], b = ring[(i + 1) % ring.size()];
    const double sa = side(a), sb = side(b);
    if (sa >= 0) emit(a);
    if ((sa > 0 && sb < 0) || (sa < 0 && sb > 0)) {
      const double t = sa / (sa - sb);
      emit(Point{std::fma(t, b.x - a.x, a.x), std::fma(t, b.y - a.y, a.y)});
    }
  }
}

/// The four sides of a rectangle as a number that tells which, and a point's distance inside.
inline double inside_of(int side, const std::array<double, 4>& rect, Point p) {
  switch (side) {
    case 0: return p.x - rect[0];
    case 1: return p.y - rect[1];
    case 2: return rect[2] - p.x;
    default: return rect[3] - p.y;
  }
}

}  // namespace detail

/// Cuts a convex polygon to a rectangle; false, and unchanged, if more than 12 vertices would be left.
inline bool clip_to_rect(ClipPolygon& polygon, Rect r) {
  const std::array<double, 4> rect{double(r.left), double(r.top), double(r.right), double(r.bottom)};
  ClipPolygon now = polygon;
  for (int side = 0; side < 4; ++side) {
    ClipPolygon next;
    bool fits = true;
    detail::clip_half_plane(points_of(now), [&](Point p) { return detail::inside_of(side, rect, p); }, [&](Point p) {
      if (next.size() < ClipPolygon::capacity()) next.push_back(p);
      else fits = false;
    });
    if (!fits) return false;
    now = next;
  }
  polygon = now;
  return true;
}
inline bool clip_to_canvas(ClipPolygon& polygon, Extent e) { return clip_to_rect(polygon, Rect::of(e)); }

/// The part of a ring inside a convex polygon.
inline void clip_to_convex(Ring& ring, std::span<const Point> convex, Ring& spare) {
  if (convex.size() < 3) return ring.clear();  // nothing lies in an empty region
  const double sign = twice_area(convex) < 0 ? -1 : 1;
  for (std::size_t i = 0; i < convex.size() && !ring.empty(); ++i) {
    const Point a = convex[i], b = convex[(i + 1) % convex.size()];
    if (std::abs(b.x - a.x) < 1e-6 && std::abs(b.y - a.y) < 1e-6) continue;  // where two vertices meet the direction is noise
    spare.clear();
    detail::clip_half_plane(ring, [&](Point p) { return sign * difference_of_products(b.x - a.x, p.y - a.y, b.y - a.y, p.x - a.x); },
                            [&](Point p) { spare.push_back(p); });
    ring.swap(spare);
  }
}

inline bool projective(const std::array<double, 9>& m) { return m[6] != 0 || m[7] != 0 || m[8] != 1; }

/// The part of a ring in front of the horizon (w > 1e-6 of the map), so that nothing behind it is mirrored.
inline void clip_to_horizon(Ring& ring, const std::array<double, 9>& m, Ring& spare) {
  if (!projective(m)) return;
  spare.clear();
  detail::clip_half_plane(ring, [&](Point p) { return std::fma(m[6], p.x, std::fma(m[7], p.y, m[8])) - 1e-6; },
                          [&](Point p) { spare.push_back(p); });
  ring.swap(spare);
}

/// Maps a convex polygon; false if the map has no inverse or more than 12 vertices would be left.
inline bool map_polygon(ClipPolygon& polygon, const std::array<double, 9>& m) {
  if (!(std::abs(determinant(m)) > 1e-12)) return false;
  Ring ring(polygon.begin(), polygon.end()), spare;
  clip_to_horizon(ring, m, spare);
  if (ring.size() > static_cast<std::size_t>(ClipPolygon::capacity())) return false;
  polygon.clear();
  for (const Point p : ring) polygon.push_back(apply(m, p));
  return true;
}

struct Bounds {
  double x1 = std::numeric_limits<double>::infinity(), y1 = x1, x2 = -x1, y2 = -x1;

  bool empty() const { return !(x2 > x1 && y2 > y1); }
  void add(Point p) {
    x1 = std::min(x1, p.x), y1 = std::min(y1, p.y);
    x2 = std::max(x2, p.x), y2 = std::max(y2, p.y);
  }
};

/// An oriented box: centre and sides in px, angle of its width in degrees, clockwise on screen.
struct OrientedBox {
  float cx = 0, cy = 0, width = 0, height = 0, angle = 0;
};

/// Angle of a vector in degrees, (-180, 180]; accurate to 1e-12. No libm: the same bits everywhere.
inline double angle_degrees(double x, double y) {
  if (x == 0 && y == 0) return 0;
  const double ax = std::abs(x), ay = std::abs(y);
  const bool steep = ay > ax;
  double t = steep ? ax / ay : ay / ax, turned = 0;
  if (t > 0.41421356237309503) turned = 45, t = (t - 1) / (t + 1);  // tan(a - 45) by the addition theorem
  const double s = t * t;
  double sum = 0;
  for (int k = 41; k >= 1; k -= 2) sum = std::fma(-s, sum, 1.0 / k);  // t - t^3/3 + t^5/5 - ...
  double angle = std::fma(t * sum, 57.295779513082323, turned);
  if (steep) angle = 90 - angle;
  if (x < 0) angle = 180 - angle;
  return y < 0 ? -angle : angle;
}

/// The rectangle of smallest area around points, as four corners: one of its sides lies on an edge of their hull.
inline std::array<Point, 4> smallest_rectangle(std::span<const Point> ring) {
  std::array<Point, 4> best{};
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Point a = ring[i], b = ring[(i + 1) % ring.size()];
    const double length = std::sqrt(std::fma(b.x - a.x, b.x - a.x, (b.y - a.y) * (b.y - a.y)));
    if (!(length > 0)) continue;
    const double c = (b.x - a.x) / length, s = (b.y - a.y) / length;
    Bounds turned;
    for (const Point p : ring) turned.add({std::fma(c, p.x, s * p.y), std::fma(c, p.y, -(s * p.x))});
    const double size = (turned.x2 - turned.x1) * (turned.y2 - turned.y1);
    if (size >= least) continue;
    least = size;
    const auto back = [&](double u, double v) { return Point{std::fma(c, u, -(s * v)), std::fma(s, u, c * v)}; };
    best = {back(turned.x1, turned.y1), back(turned.x2, turned.y1), back(turned.x2, turned.y2), back(turned.x1, turned.y2)};
  }
  return best;
}

}  // namespace smalti
