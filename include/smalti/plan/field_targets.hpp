// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/pixel/elastic_grid.hpp>
#include <smalti/plan/targets.hpp>

#include <cmath>
#include <optional>
#include <vector>

namespace smalti {

/// A displacement field as labels see it, with the float32 values that the pixels see: what a point of the output reads,
/// and the way back: which point of the output shows a point of the input.
class FieldInverse {
 public:
  explicit FieldInverse(const Displacement& field) : field_(field), elastic_(grid_.of(field)) {}
  FieldInverse(const FieldInverse&) = delete;

  Point reads(Point p) const {
    const WarpPoint at = field_point(field_, elastic_, static_cast<float>(p.x), static_cast<float>(p.y));
    return {at.u, at.v};
  }
  /// Where q shows; none where the search does not settle, or where the whole neighbourhood of q shows nothing of it.
  std::optional<Point> operator()(Point q) const {
    if (field_.kind != Displacement::Kind::grid) return settle(q);
    const auto x = place(field_.cells[0], field_.frame.width, q.x),
               y = place(field_.cells[1], field_.frame.height, q.y);
    return x && y ? std::optional(Point{*x, *y}) : std::nullopt;
  }

 private:
  /// p <- q - D(p) from p = q, at most 20 steps, until one is below 1e-3 px. Two steps in a row foretell the next
  /// (Anderson, 1965), so that strong lenses settle as well.
  std::optional<Point> settle(Point q) const {
    Point p = q, step_p{}, last{};  // `last`: what was left to go before the step
    for (int step = 0; step < 20; ++step) {
      const WarpPoint at = field_point(field_, elastic_, static_cast<float>(p.x), static_cast<float>(p.y));
      const Point rest{q.x - double{at.u}, q.y - double{at.v}};
      const double off = std::fma(rest.x, rest.x, rest.y * rest.y);
      if (!(off < 1e18)) return std::nullopt;
      if (off < 1e-6) return Point{p.x + rest.x, p.y + rest.y};
      const double gain_x = rest.x - last.x, gain_y = rest.y - last.y, gain = std::fma(gain_x, gain_x, gain_y * gain_y);
      const double share = step > 0 && gain > 0 ? std::fma(rest.x, gain_x, rest.y * gain_y) / gain : 0;
      step_p = {std::fma(-share, step_p.x + gain_x, rest.x), std::fma(-share, step_p.y + gain_y, rest.y)};
      p = {p.x + step_p.x, p.y + step_p.y};
      last = rest;
    }
    return std::nullopt;
  }
  /// A grid's axis is piecewise linear: exactly inverted. Beyond its ends points keep their distance to them.
  static std::optional<double> place(const Displacement::Cells& cells, int length, double q) {
    if (q < 0) return q;
    double end = 0;
    for (int i = 0; i < cells.count; ++i) {
      const auto k = static_cast<unsigned>(i);
      const double slope = double{cells.slope[k]}, offset = double{cells.offset[k]};
      end = std::fma(slope, i + 1 < cells.count ? (i + 1) * cells.step : length, offset);
      if (!(slope > 0) && q == end) return std::nullopt;  // every point of the cell shows it
      if (slope > 0 && q < end) return (q - offset) / slope;
    }
    return length + (q - end);
  }

  const Displacement& field_;
  ElasticGrid grid_;
  ElasticView elastic_;
};

namespace detail {

/// A ring with points between its vertices, about 64 in all: an edge that a field bends.
inline void subdivide(Ring& ring, Ring& spare) {
  const std::size_t each = ring.empty() ? 1 : std::max<std::size_t>(1, 64 / ring.size());
  spare.clear();
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Point a = ring[i], b = ring[(i + 1) % ring.size()];
    for (std::size_t k = 0; k < each; ++k) {
      const double t = static_cast<double>(k) / static_cast<double>(each);
      spare.push_back({std::fma(t, b.x - a.x, a.x), std::fma(t, b.y - a.y, a.y)});
    }
  }
  ring.swap(spare);
}
inline bool upright(std::span<const Point> ring) {
  bool all = ring.size() == 4;
  for (std::size_t i = 0; all && i < 4; ++i) all = ring[i].x == ring[(i + 1) % 4].x || ring[i].y == ring[(i + 1) % 4].y;
  return all;
}

}  // namespace detail

namespace detail {

/// An instance's mask as its frame shows it behind a field, pixel by pixel.
inline std::shared_ptr<const Image> seen_through(const FieldInverse& field, const Image& mask, const Instance& i, Extent frame) {
  auto out = std::make_shared<Image>(frame, 1, Dtype::uint8);
  const std::array<double, 9> back = inverse(i.mask_map);
  const ImageView v = mask.view();
  for (int y = 0; y < frame.height; ++y)
    for (int x = 0; x < frame.width; ++x) {
      const Point from = field.reads({x + 0.5, y + 0.5}), p = apply(back, from);
      const bool inside = (!i.has_clip || contains(i.clip, from)) && p.x >= 0 && p.y >= 0 && p.x < v.extent.width && p.y < v.extent.height;
      out->view().at<std::uint8_t>(y, x) = inside ? v.at<const std::uint8_t>(static_cast<int>(p.y), static_cast<int>(p.x)) : std::uint8_t{0};
    }
  return out;
}

}  // namespace detail

/// Moves all targets through a displacement field of their frame: keypoints point by point, outlines by about 64
/// points in all (upright ones by their corners through a grid, which keeps them upright), oriented boxes are fitted
/// anew. What an earlier crop cut off an outline is left behind here, as it cannot show again.
inline void map_targets(Targets& t, const Displacement& field) {
  if (t.instances.empty() && t.keypoints.empty()) return;
  const FieldInverse shown_at(field);
  const double w = field.frame.width, h = field.frame.height;
  const ClipPolygon canvas = canvas_polygon(field.frame);
  const auto move = [&](Keypoint& k) {
    const auto on_canvas = [&] { return k.x >= 0 && k.y >= 0 && double{k.x} <= w && double{k.y} <= h; };
    const bool existed = on_canvas();
    const auto p = shown_at({k.x, k.y});
    if (p) k.x = static_cast<float>(p->x), k.y = static_cast<float>(p->y);
    if (!p || !existed || !on_canvas()) k.v = 0;
  };
  const auto map_ring = [&](Ring& ring) {
    std::size_t kept = 0;
    for (const Point q : ring)
      if (const auto p = shown_at(q)) ring[kept++] = *p;
    ring.resize(kept);
  };
  for (Keypoint& k : t.keypoints) move(k);
  Ring whole, spare;
  for (Instance& i : t.instances) {
    double before = 0, after = 0;
    std::vector<Ring> left;
    detail::for_each_ring(i, [&](std::span<const Point> outline) {
      whole.assign(outline.begin(), outline.end());
      Ring ring = whole;
      clip_to_convex(ring, points_of(i.has_clip ? i.clip : canvas), spare);
      clip_to_convex(ring, points_of(canvas), spare);
      const auto bend = [&](Ring& r) {
        const bool corners_do = field.kind == Displacement::Kind::grid && detail::upright(r);
        if (!corners_do) detail::subdivide(r, spare);
        map_ring(r);
      };
      before += area_of(whole);
      bend(whole), bend(ring);
      after += area_of(whole);
      left.push_back(std::move(ring));
    });
    if (before > 0) i.ref_area *= after / before;
    if (i.outline == Outline::oriented && left[0].size() >= 3) {
      for (Point& corner : i.quad) corner = shown_at(corner).value_or(corner);
      i.quad = in_order_of(i.quad, smallest_rectangle(left[0]));
      i.rings.clear();
    } else if (i.outline == Outline::box && left.size() == 1 && left[0].size() == 4) {
      std::copy(left[0].begin(), left[0].end(), i.quad.begin());
      i.rings.clear();
    } else {
      i.rings = std::move(left);
    }
    if (i.mask >= 0) {
      auto& mask = t.masks[static_cast<std::size_t>(i.mask)];
      mask = detail::seen_through(shown_at, *mask, i, field.frame);
      i.mask_map = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    }
    i.hidden.reset();  // the share of it that is hidden stays in `uncovered`
    i.has_clip = false;
    for (Keypoint& k : i.keypoints) move(k);
    refresh(i, field.frame, false, whole, spare);
  }
}

}  // namespace smalti
