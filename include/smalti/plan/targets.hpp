// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/fixed.hpp>
#include <smalti/core/polygon.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace smalti {

namespace detail {

/// Calls f(ring) for every ring of an outline; several rings add up.
template <class F>
void for_each_ring(const Instance& i, F f) {
  if (i.rings.empty()) f(std::span<const Point>(i.quad));
  else
    for (const Ring& ring : i.rings) f(std::span<const Point>(ring));
}
inline double outline_area(const Instance& instance) {
  double sum = 0;
  for_each_ring(instance, [&](std::span<const Point> ring) { sum += area_of(ring); });
  return sum;
}
inline Rect pixels_of(const Box& b) {  // those whose centre may lie inside
  const auto whole = [](double v) { return static_cast<int>(std::clamp(v, -1e9, 1e9)); };
  return {whole(std::floor(b.x1)), whole(std::floor(b.y1)), whole(std::ceil(b.x2)), whole(std::ceil(b.y2))};
}

}  // namespace detail

inline void set_box(Instance& i, Box b) {
  i.outline = Outline::box;
  i.quad = {Point{b.x1, b.y1}, Point{b.x2, b.y1}, Point{b.x2, b.y2}, Point{b.x1, b.y2}};
  i.box = b;
}
inline void set_oriented_box(Instance& i, OrientedBox b) {
  i.outline = Outline::oriented;
  const auto [s, c] = fixed_sincos_degrees(b.angle);
  const double u = 0.5 * b.width, v = 0.5 * b.height;
  const auto corner = [&](double x, double y) { return Point{std::fma(c, x, std::fma(-s, y, b.cx)), std::fma(s, x, std::fma(c, y, b.cy))}; };
  i.quad = {corner(-u, -v), corner(u, -v), corner(u, v), corner(-u, v)};
}
/// Centre, sides and angle of an instance's four corners.
inline OrientedBox oriented_box(const Instance& i) {
  const auto& q = i.quad;
  const auto side = [](Point a, Point b) { return std::sqrt(std::fma(b.x - a.x, b.x - a.x, (b.y - a.y) * (b.y - a.y))); };
  return {static_cast<float>(0.25 * (q[0].x + q[1].x + q[2].x + q[3].x)), static_cast<float>(0.25 * (q[0].y + q[1].y + q[2].y + q[3].y)),
          static_cast<float>(side(q[0], q[1])), static_cast<float>(side(q[1], q[2])), static_cast<float>(angle_degrees(q[1].x - q[0].x, q[1].y - q[0].y))};
}
/// [min x, min y, max x + 1, max y + 1] of the pixels that are set.
inline Box box_of_mask(const Image& mask) {
  const ImageView v = mask.view();
  Rect r{v.extent.width, v.extent.height, 0, 0};
  for (int y = 0; y < v.extent.height; ++y)
    for (int x = 0; x < v.extent.width; ++x)
      if (v.at<const std::uint8_t>(y, x)) r = {std::min(r.left, x), std::min(r.top, y), std::max(r.right, x + 1), std::max(r.bottom, y + 1)};
  if (r.empty()) return {};
  return {static_cast<float>(r.left), static_cast<float>(r.top), static_cast<float>(r.right), static_cast<float>(r.bottom)};
}

/// The bounds of the ellipse in a parallelogram: its half axes are those of a box that was moved by an affine map.
inline Bounds ellipse_bounds(const std::array<Point, 4>& q) {
  const double ux = 0.5 * (q[1].x - q[0].x), uy = 0.5 * (q[1].y - q[0].y), vx = 0.5 * (q[3].x - q[0].x), vy = 0.5 * (q[3].y - q[0].y);
  const double w = std::sqrt(std::fma(ux, ux, vx * vx)), h = std::sqrt(std::fma(uy, uy, vy * vy));
  const double x = 0.25 * (q[0].x + q[1].x + q[2].x + q[3].x), y = 0.25 * (q[0].y + q[1].y + q[2].y + q[3].y);
  Bounds b;
  b.add({x - w, y - h}), b.add({x + w, y + h});
  return b;
}

/// The middle of the unclipped outline's bounds.
inline Point centre_of(const Instance& i) {
  Bounds whole;
  detail::for_each_ring(i, [&](std::span<const Point> ring) {
    for (const Point p : ring) whole.add(p);
  });
  return {0.5 * (whole.x1 + whole.x2), 0.5 * (whole.y1 + whole.y2)};
}

/// Completes an instance whose outline was just set: reference area, box, full visibility.
inline void start(Instance& i) {
  i.ref_area = detail::outline_area(i);
  i.uncovered = i.visible = 1;
  i.has_clip = false;
  if (i.outline == Outline::box) return;
  Bounds b;
  detail::for_each_ring(i, [&](std::span<const Point> ring) {
    for (const Point p : ring) b.add(p);
  });
  if (!b.empty()) i.box = {static_cast<float>(b.x1), static_cast<float>(b.y1), static_cast<float>(b.x2), static_cast<float>(b.y2)};
}

/// A rectangle's corners in the order in which `like` names its own, so that sides and angle keep their meaning.
inline std::array<Point, 4> in_order_of(const std::array<Point, 4>& like, const std::array<Point, 4>& rectangle) {
  std::array<Point, 4> best = rectangle;
  double least = std::numeric_limits<double>::infinity();
  for (const std::size_t step : {std::size_t{1}, std::size_t{3}})  // either way round
    for (std::size_t first = 0; first < 4; ++first) {
      std::array<Point, 4> named;
      double off = 0;
      for (std::size_t k = 0; k < 4; ++k) {
        named[k] = rectangle[(first + step * k) % 4];
        const double dx = named[k].x - like[k].x, dy = named[k].y - like[k].y;
        off += std::fma(dx, dx, dy * dy);
      }
      if (off < least) least = off, best = named;
    }
  return best;
}

/// Follows the visible part of an outline after a step: box, visibility, and an oriented box that was cut is fitted anew.
/// `visible` is the region of the canvas that still shows content.
inline void refresh(Instance& i, Extent canvas, bool refit, Ring& ring, Ring& spare) {
  ClipPolygon shown;
  const double w = canvas.width, h = canvas.height;
  if (i.has_clip) shown = i.clip;
  else shown = canvas_polygon(canvas);
  double area = 0;
  bool cut = false;
  Bounds b;
  Ring all;
  detail::for_each_ring(i, [&](std::span<const Point> outline) {
    ring.assign(outline.begin(), outline.end());
    clip_to_convex(ring, points_of(shown), spare);
    for (int side = 0; side < 4; ++side) {
      spare.clear();
      detail::clip_half_plane(ring, [&](Point p) { return detail::inside_of(side, {0, 0, w, h}, p); }, [&](Point p) { spare.push_back(p); });
      ring.swap(spare);
    }
    const double part = area_of(ring);
    cut = cut || part < area_of(outline) * (1 - 1e-9);
    area += part;
    for (const Point p : ring) b.add(p);
    all.insert(all.end(), ring.begin(), ring.end());
  });
  const auto least = [](double v) { return v < 1e-9 ? 0.0 : v; };  // a cut at the border leaves 1e-14
  b = {least(b.x1), least(b.y1), std::min(b.x2, w), std::min(b.y2, h)};
  const bool upright = (i.quad[0].y == i.quad[1].y && i.quad[0].x == i.quad[3].x) || (i.quad[0].x == i.quad[1].x && i.quad[0].y == i.quad[3].y);
  if (i.ellipse && i.outline == Outline::box && i.rings.empty() && !upright) {
    const Bounds e = ellipse_bounds(i.quad);
    b = {std::max(b.x1, e.x1), std::max(b.y1, e.y1), std::min(b.x2, e.x2), std::min(b.y2, e.y2)};
  }
  i.visible = i.ref_area > 0 ? std::min(1.0, area / i.ref_area) * i.uncovered : 0;
  i.box = b.empty() ? Box{} : Box{static_cast<float>(b.x1), static_cast<float>(b.y1), static_cast<float>(b.x2), static_cast<float>(b.y2)};
  if (i.outline != Outline::oriented) return;
  if (all.size() < 3 && !i.rings.empty()) all = i.rings[0];  // a homography left the corners to the ring; nothing shows
  if ((refit || cut || !i.rings.empty()) && all.size() >= 3) i.quad = in_order_of(i.quad, smallest_rectangle(all));
}

/// An outline that nothing moved may stick out of the picture, as annotations do: its box is what the canvas shows of it.
inline void show_on(Instance& i, Extent canvas) {
  const auto w = static_cast<float>(canvas.width), h = static_cast<float>(canvas.height);
  if (i.box.x1 >= 0 && i.box.y1 >= 0 && i.box.x2 <= w && i.box.y2 <= h) return;
  const std::array<Point, 4> given = i.quad;
  Ring ring, spare;
  refresh(i, canvas, false, ring, spare);
  i.quad = given;
}

/// Whether a map keeps angles: turns, mirrorings, one scale and shifts.
inline bool similarity(const std::array<double, 9>& m) {
  const double det = std::abs(difference_of_products(m[0], m[4], m[1], m[3]));
  return !projective(m) && std::abs(std::fma(m[0], m[1], m[3] * m[4])) < 1e-9 * det &&
         std::abs(std::fma(m[0], m[0], m[3] * m[3]) - std::fma(m[1], m[1], m[4] * m[4])) < 1e-9 * det;
}

/// Moves all targets through a map. `region` is what the group left visible, in the output's frame; outlines stay
/// unclipped, boxes follow from what is visible.
inline void map_targets(Targets& t, const std::array<double, 9>& m, const ClipPolygon& region, Extent canvas) {
  const double det = std::abs(difference_of_products(m[0], m[4], m[1], m[3]));
  const bool similar = similarity(m);
  ClipPolygon shown = region;
  const bool fits = clip_to_canvas(shown, canvas);
  Ring ring, spare;
  const auto move = [&](Keypoint& k) {
    if (projective(m) && !(std::fma(m[6], double{k.x}, std::fma(m[7], double{k.y}, m[8])) > 1e-6)) {
      k.v = 0;
      return;
    }
    const Point p = apply(m, {k.x, k.y});
    k.x = static_cast<float>(p.x), k.y = static_cast<float>(p.y);
    const bool on_canvas = p.x >= -1e-9 && p.y >= -1e-9 && p.x <= canvas.width + 1e-9 && p.y <= canvas.height + 1e-9;
    bool visible = on_canvas;
    const double sign = twice_area(points_of(shown)) < 0 ? -1 : 1;
    for (int i = 0; visible && i < shown.size(); ++i) {  // closed on its edges: a corner keypoint stays with its box
      const Point a = shown[i], b = shown[(i + 1) % shown.size()];
      visible = sign * difference_of_products(b.x - a.x, p.y - a.y, b.y - a.y, p.x - a.x) >= -1e-9;
    }
    if (!visible || shown.empty()) k.v = 0;
    if (k.v == 0) return;  // what shows lies on the canvas, to the last bit
    k.x = std::clamp(k.x, 0.0f, static_cast<float>(canvas.width)), k.y = std::clamp(k.y, 0.0f, static_cast<float>(canvas.height));
  };
  for (Keypoint& k : t.keypoints) move(k);
  if (t.chirality) t.chirality->reorder(std::span(t.keypoints), m);
  for (Instance& i : t.instances) {
    const double before = detail::outline_area(i);
    const auto map_ring = [&](std::span<Point> points) {
      for (Point& p : points) p = apply(m, p);
    };
    if (projective(m)) {  // what lies behind the horizon is cut off, not mirrored
      if (i.rings.empty()) i.rings.emplace_back(i.quad.begin(), i.quad.end());
      for (Ring& r : i.rings) clip_to_horizon(r, m, spare);
    }
    if (i.rings.empty() || i.outline == Outline::oriented) map_ring(i.quad);
    for (Ring& r : i.rings) map_ring(r);
    if (i.mask >= 0) i.mask_map = product(m, i.mask_map);
    if (i.hidden) i.hidden_map = product(m, i.hidden_map);
    const double after = detail::outline_area(i);
    i.ref_area = projective(m) ? (before > 0 ? i.ref_area * after / before : after) : i.ref_area * det;
    if (i.has_clip) {
      Ring clip(i.clip.begin(), i.clip.end());
      clip_to_horizon(clip, m, spare);
      for (Point& p : clip) p = apply(m, p);
      clip_to_convex(clip, points_of(shown), spare);
      i.clip.clear();
      if (clip.size() <= static_cast<std::size_t>(ClipPolygon::capacity()))
        for (const Point p : clip) i.clip.push_back(p);
      else i.clip = shown;
    } else if (fits) {
      i.has_clip = true;
      i.clip = shown;
    }
    for (Keypoint& k : i.keypoints) move(k);
    if (t.chirality) {
      t.chirality->reorder(std::span(i.keypoints), m);
      i.class_id = t.chirality->class_of(i.class_id, m);
    }
    refresh(i, canvas, !similar, ring, spare);
  }
}

/// Share of an instance's outline that lies in a rectangle.
inline double covered_share(const Instance& i, Rect r) {
  const double x1 = r.left, y1 = r.top, x2 = r.right, y2 = r.bottom;
  double inside = 0;
  const double area = detail::outline_area(i);
  Ring ring, spare;
  detail::for_each_ring(i, [&](std::span<const Point> outline) {
    ring.assign(outline.begin(), outline.end());
    for (int side = 0; side < 4; ++side) {
      spare.clear();
      detail::clip_half_plane(ring, [&](Point p) { return detail::inside_of(side, {x1, y1, x2, y2}, p); }, [&](Point p) { spare.push_back(p); });
      ring.swap(spare);
    }
    inside += area_of(ring);
  });
  return area > 0 ? inside / area : 0;
}

/// Adds the instances, masks and keypoints of another sample; `source` says whose they are.
inline void append(Targets& to, const Targets& from, int source) {
  const int masks = static_cast<int>(to.masks.size());
  for (Instance i : from.instances) {
    i.source = source;
    if (i.mask >= 0) i.mask += masks;
    to.instances.push_back(std::move(i));
  }
  to.masks.insert(to.masks.end(), from.masks.begin(), from.masks.end());
  to.keypoints.insert(to.keypoints.end(), from.keypoints.begin(), from.keypoints.end());
  if (!to.segmentation) to.segmentation = from.segmentation;
  if (!to.chirality) to.chirality = from.chirality;
}

/// The image label becomes sum w_i y_i; index labels count as one-hot of `classes`. Nothing happens if no sample has one.
inline void mix_soft_labels(Targets& to, std::span<const Targets* const> from, std::span<const float> weights, int classes) {
  std::size_t k = static_cast<std::size_t>(std::max(0, classes));
  bool any = false;
  for (const Targets* t : from) {
    k = std::max(k, t->soft_label.size());
    any = any || t->label >= 0 || !t->soft_label.empty();
  }
  if (!any) return;
  for (const Targets* t : from)
    if (t->soft_label.empty() && t->label >= static_cast<int>(k))
      raise("label.type", "label = " + std::to_string(t->label) + ": must be below the number of classes, " + std::to_string(k) + "; set num_classes where the operator has it, or give soft labels");
  to.soft_label.assign(k, 0.0f);
  for (std::size_t i = 0; i < from.size(); ++i) {
    const Targets& t = *from[i];
    if (!t.soft_label.empty())
      for (std::size_t c = 0; c < t.soft_label.size(); ++c) to.soft_label[c] = std::fma(weights[i], t.soft_label[c], to.soft_label[c]);
    else if (t.label >= 0) to.soft_label[static_cast<std::size_t>(t.label)] += weights[i];
  }
}

/// Holds labels against the picture: finite, ordered, inside. Boxes that stick out by at most 1e-3 px are clipped.
inline void check_targets(Targets& t, Extent e, std::string_view name) {
  const auto text = [](const Box& b) {
    char out[96];
    std::snprintf(out, sizeof out, "(%g, %g, %g, %g)", double{b.x1}, double{b.y1}, double{b.x2}, double{b.y2});
    return std::string(out);
  };
  for (std::size_t k = 0; k < t.instances.size(); ++k) {
    Instance& i = t.instances[k];
    const Box b = i.box;
    const std::string where = std::string(name) + ", box " + std::to_string(k) + " = " + text(b) + " xyxy px: ";
    if (!std::isfinite(b.x1) || !std::isfinite(b.y1) || !std::isfinite(b.x2) || !std::isfinite(b.y2)) raise("box.nan", where + "must be finite");
    if (i.outline != Outline::box) continue;
    if (b.x2 < b.x1 || b.y2 < b.y1) raise("box.order", where + (b.x2 < b.x1 ? "x_max must exceed x_min" : "y_max must exceed y_min") + "\n  perhaps they are coco (x, y, w, h)?");
    if (!(b.x2 > b.x1 && b.y2 > b.y1)) raise("box.degenerate", where + "must have an area; drop it");
    const float w = static_cast<float>(e.width), h = static_cast<float>(e.height), slack = 1e-3f;
    if (b.x1 < -slack || b.y1 < -slack || b.x2 > w + slack || b.y2 > h + slack)
      raise("box.outside", where + "must lie in the image, " + std::to_string(e.width) + "x" + std::to_string(e.height) + " px; clip or drop it");
    const Box clipped{std::max(0.0f, b.x1), std::max(0.0f, b.y1), std::min(w, b.x2), std::min(h, b.y2)};
    if (!(clipped == b)) set_box(i, clipped), start(i);
  }
  const auto check = [&](const Keypoint& k) {
    if (k.v > 2) raise("keypoint.visibility", std::string(name) + ", keypoint visibility = " + std::to_string(k.v) + ": must be 0, 1 or 2");
  };
  for (const Keypoint& k : t.keypoints) check(k);
  for (const Instance& i : t.instances)
    for (const Keypoint& k : i.keypoints) check(k);
}

}  // namespace smalti
