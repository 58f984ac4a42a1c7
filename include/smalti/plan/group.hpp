// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/plan/fold.hpp>
#include <smalti/plan/plan.hpp>
#include <smalti/core/polygon.hpp>

#include <array>
#include <optional>

namespace smalti {

/// How an operator's geometry reads pixels; what an operator has no opinion on is left out.
struct Resampling {
  std::optional<Interpolation> interpolation{};
  bool antialias = false;
  Border border = Border::constant;
  std::optional<ChannelValues> fill{};  ///< set if the operator has a fill
  int fill_mask = -1;  ///< what the segmentation shows there; -1: the ignore index
};

/// Consecutive geometry that becomes one map: integers per axis as long as it is axis-aligned, a matrix beside them for
/// labels and warps, and the convex region that earlier crops left.
class GeometryGroup {
 public:
  GeometryGroup() = default;
  GeometryGroup(SourceRef source, Extent e)
      : source_(source), source_extent_(e), extent_(e), x_(Axis::whole(e.width)), y_(Axis::whole(e.height)), region_(canvas_polygon(e)) {}

  Extent extent() const { return extent_; }
  const std::array<double, 9>& matrix() const { return matrix_; }
  bool identity() const { return steps_ == 0; }
  /// What is still visible of the source, in the current frame, not yet cut by the current canvas.
  const ClipPolygon& region() const { return region_; }

  /// Whether the step becomes part of this group: resampling operators need equal interpolation, borders equal fill, and
  /// a matrix after a resized pad needs a surface of its own.
  bool takes(const Map& map, const Resampling& how) const {
    if (field_) return map.exact && !map.transposed && !map.x.resizes() && !map.y.resizes() && !exposes(map);
    if (shows_border_ && border_ != Border::constant) return false;  // what it repeats is found by the edges as they were
    const bool resamples = !map.exact || map.x.resizes() || map.y.resizes();
    if (resamples && interpolation_ && how.interpolation && *interpolation_ != *how.interpolation) return false;
    if (exposes(map) && shows_border_ && !(fill_ == how.fill.value_or(ChannelValues{0.0f}) && border_ == how.border && fill_mask_ == how.fill_mask))
      return false;
    if (map.exact && aligned_)
      return (!map.x.resizes() || resize_folds(map.transposed ? y_ : x_)) && (!map.y.resizes() || resize_folds(map.transposed ? x_ : y_));
    if (!map.exact && aligned_ && x_.resizes() + y_.resizes() > 0) return border_ == Border::constant;
    return true;
  }

  /// Follows the group by one step; false if the region would need more than 12 corners (nothing is changed then).
  bool follow(const Map& map, const Resampling& how) {
    ClipPolygon next = region_, cut = has_cut_ ? cut_ : canvas_polygon(extent_);
    if (!clip_to_canvas(next, extent_) || !clip_to_canvas(cut, extent_)) return false;
    // what a canvas cuts off behind a resize or a warp is unknown to the support: the centre of the pixel decides
    const bool behind = !aligned_ || x_.resizes() || y_.resizes();
    const bool cuts = behind && (has_cut_ || !inside(region_, extent_));
    if (!map_polygon(next, map.matrix) || !map_polygon(cut, map.matrix)) return false;
    region_ = next, cut_ = cut;
    has_cut_ = cuts;  // even where it holds the whole canvas: a pad may follow
    if (exposes(map)) {
      shows_border_ = true;
      border_ = how.border;
      fill_ = how.fill.value_or(ChannelValues{0.0f});
      fill_mask_ = how.fill_mask;
    }
    if (!map.exact || map.x.resizes() || map.y.resizes()) {
      if (how.interpolation) interpolation_ = how.interpolation;
      antialias_ = antialias_ || how.antialias;
    }
    if (map.exact && aligned_) {
      if (map.transposed) {
        std::swap(x_, y_);
        transposed_ = !transposed_, swapped_late_ = !swapped_late_;
      }
      if (map.x.resizes() || map.y.resizes()) swapped_late_ = false;
      fold(x_, map.x);
      fold(y_, map.y);
    } else {
      if (aligned_) cut_for_good(x_), cut_for_good(y_);
      aligned_ = false;
    }
    matrix_ = product(map.matrix, matrix_);
    extent_ = map.extent;
    ++steps_;
    return true;
  }

  /// Whether a field can follow: whole pixels only were moved, and what a pad shows is what the field's border shows.
  bool takes_field(const Resampling& how) const {
    if (field_ || !aligned_ || x_.resizes() || y_.resizes()) return false;
    const bool constant = border_ == Border::constant && how.border == Border::constant;
    return !shows_border_ || (constant && fill_ == how.fill.value_or(ChannelValues{0.0f}));
  }
  /// Bends the picture as it is now, which becomes the frame of the field. Labels have gone through the field already:
  /// matrix() and region() begin anew.
  void displace(const Displacement& field, const Resampling& how) {
    field_ = field;
    frame_x_ = x_, frame_y_ = y_;
    x_ = Axis::whole(extent_.width), y_ = Axis::whole(extent_.height);
    matrix_ = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    region_ = canvas_polygon(extent_);
    interpolation_ = how.interpolation;
    border_ = how.border;
    fill_ = how.fill.value_or(ChannelValues{0.0f});
    shows_border_ = true;
    ++steps_;
  }
  const std::optional<Displacement>& field() const { return field_; }

  /// The layer that shows the source through this group.
  Layer layer() const;

  /// Whether the group is a warp that must shrink its source first (2.3): antialias, and a way back that stretches.
  bool shrinks() const { return !aligned_ && antialias_ && stretch() > 1; }
  /// The shrinking resize of the surviving source, and the warp that is left to do on its result.
  std::pair<GeometryGroup, GeometryGroup> shrunk() const;

  void read(SourceRef from) { source_ = from; }
  SourceRef source() const { return source_; }
  Extent source_extent() const { return source_extent_; }
  bool aligned() const { return aligned_; }

 private:
  bool exposes(const Map& m) const {
    if (!m.exact) return true;
    const Extent in = m.transposed ? extent_.transposed() : extent_;
    return m.x.begin < 0 || m.y.begin < 0 || m.x.end > in.width || m.y.end > in.height;
  }
  static bool inside(const ClipPolygon& p, Extent e) {
    return std::all_of(p.begin(), p.end(), [e](Point q) {
      return q.x >= -1e-6 && q.y >= -1e-6 && q.x <= e.width + 1e-6 && q.y <= e.height + 1e-6;
    });
  }
  /// Whether a convex polygon holds the whole canvas.
  static bool covers(const ClipPolygon& p, Extent e) {
    const double sign = twice_area(points_of(p)) < 0 ? -1 : 1;
    for (const Point q : canvas_polygon(e))
      for (int i = 0; i < p.size(); ++i) {
        const Point a = p[i], b = p[(i + 1) % p.size()];
        if (sign * difference_of_products(b.x - a.x, q.y - a.y, b.y - a.y, q.x - a.x) < -1e-6) return false;
      }
    return p.size() > 2;
  }
  /// Largest singular value of the linear part, output to source, at the output's centre.
  double stretch() const {
    const std::array<double, 9> n = inverse(matrix_);
    const double cx = 0.5 * extent_.width, cy = 0.5 * extent_.height;
    const double w = std::fma(n[6], cx, std::fma(n[7], cy, n[8]));
    const Point at = smalti::apply(n, {cx, cy});
    const double a = std::fma(-at.x, n[6], n[0]) / w, b = std::fma(-at.x, n[7], n[1]) / w;
    const double c = std::fma(-at.y, n[6], n[3]) / w, d = std::fma(-at.y, n[7], n[4]) / w;
    const double sum = std::fma(a, a, std::fma(b, b, std::fma(c, c, d * d))), det = difference_of_products(a, d, b, c);
    return std::sqrt(0.5 * (sum + std::sqrt(std::max(0.0, std::fma(sum, sum, -4 * det * det)))));
  }

  SourceRef source_;
  Extent source_extent_, extent_;
  Axis x_, y_;
  bool aligned_ = true;
  bool transposed_ = false;    ///< the source's axes changed places: x_ walks its rows
  bool swapped_late_ = false;  ///< ... and they did so after the resize, whose order of passes is that of the upright picture
  std::array<double, 9> matrix_{1, 0, 0, 0, 1, 0, 0, 0, 1};
  ClipPolygon region_;     ///< what is visible of the source, for labels
  ClipPolygon cut_;        ///< what crops behind a resize or warp left of the frame, for pixels
  bool has_cut_ = false;
  std::optional<Displacement> field_;
  Axis frame_x_, frame_y_;  ///< of the field's frame; x_ and y_ then lead from the output to it
  std::optional<Interpolation> interpolation_;
  bool antialias_ = false, shows_border_ = false;
  Border border_ = Border::constant;
  ChannelValues fill_{0.0f};
  int fill_mask_ = -1;
  int steps_ = 0;
};

/// The matrix from output indices to source indices of a warp, rounded to float32: pixel centres are folded in. `nearest`
/// keeps source coordinates, whose floor is the pixel. Projective matrices are divided by w at the output's centre.
inline std::array<float, 9> index_matrix(const std::array<double, 9>& out_to_in, Extent out, bool nearest) {
  const std::array<double, 9> plus{1, 0, 0.5, 0, 1, 0.5, 0, 0, 1}, minus{1, 0, -0.5, 0, 1, -0.5, 0, 0, 1};
  std::array<double, 9> n = product(out_to_in, plus);
  if (!nearest) n = product(minus, n);
  if (n[6] != 0 || n[7] != 0 || n[8] != 1) {
    const double w = std::fma(n[6], 0.5 * out.width, std::fma(n[7], 0.5 * out.height, n[8]));
    for (double& v : n) v /= w;
  }
  std::array<float, 9> f{};
  for (std::size_t i = 0; i < 9; ++i) f[i] = static_cast<float>(n[i]);
  return f;
}

inline Layer GeometryGroup::layer() const {
  Layer l;
  l.source = source_;
  l.source_extent = source_extent_;
  l.interpolation = interpolation_.value_or(Interpolation::nearest);
  l.antialias = antialias_;
  l.border = border_;
  l.fill = fill_;
  l.fill_mask = fill_mask_;
  l.x = x_, l.y = y_;
  if (field_) {
    l.sampling = Sampling::field;
    l.antialias = false;
    l.x = frame_x_, l.y = frame_y_;
    l.transposed = transposed_;
    l.frame_x = detail::source_walk(x_), l.frame_y = detail::source_walk(y_);
    const auto [left, right] = detail::kept(frame_x_);
    const auto [top, bottom] = detail::kept(frame_y_);
    l.support = {left, top, right, bottom};
    return l;
  }
  const auto cut = [](const Axis& a) {
    if (a.resizes()) return std::pair{a.support_begin, a.support_end};
    std::pair kept = detail::image_of(a.in, a.keep_begin, a.keep_end);
    return std::pair{std::max(kept.first, a.support_begin), std::min(kept.second, a.support_end)};
  };
  const auto [left, right] = cut(x_);
  const auto [top, bottom] = cut(y_);
  l.support = {left, top, right, bottom};
  if (transposed_) l.support = l.support.transposed();
  l.transposed = transposed_, l.swapped_late = swapped_late_;
  if (aligned_) {
    l.sampling = x_.resizes() || y_.resizes() ? Sampling::resize : Sampling::copy;
    return l;
  }
  l.sampling = Sampling::warp;
  const std::array<double, 9> back = inverse(matrix_);
  const bool nearest = l.interpolation <= Interpolation::nearest_legacy;
  l.in = index_matrix(back, extent_, nearest);
  l.projective = back[6] != 0 || back[7] != 0;
  l.has_region = has_cut_ && !covers(cut_, extent_);
  l.region = cut_;
  return l;
}

inline std::pair<GeometryGroup, GeometryGroup> GeometryGroup::shrunk() const {
  const Layer now = layer();
  const Rect cut = now.support;
  const double g = stretch();
  const auto side = [g](int n) { return std::max(1, static_cast<int>(std::rint(n / g))); };
  const Extent to{side(cut.height()), side(cut.width())};
  const Map down = Map::crop_resize(cut, to);
  GeometryGroup smaller(source_, source_extent_);
  smaller.follow(down, {Interpolation::bilinear, true, border_, fill_, fill_mask_});
  GeometryGroup rest = *this;
  rest.source_extent_ = to;
  rest.x_ = Axis::whole(to.width), rest.y_ = Axis::whole(to.height);
  rest.transposed_ = false;
  rest.matrix_ = product(matrix_, inverse(down.matrix));
  rest.antialias_ = false;
  return {smaller, rest};
}

}  // namespace smalti
