// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/gaussian.hpp>
#include <smalti/plan/plan.hpp>
#include <smalti/plan/targets.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

namespace smalti {

namespace detail {

/// The first pixel whose centre lies at or right of x, as far as it lies in [lo, hi].
inline int first_centre(double x, int lo, int hi) { return static_cast<int>(std::ceil(std::clamp(x - 0.5, double(lo), double(hi)))); }

/// A mask as a frame shows it that a map leads to.
class SeenMask {
 public:
  SeenMask(const Image& mask, const std::array<double, 9>& to_frame)
      : view_(mask.view()), shows_(std::abs(determinant(to_frame)) > 1e-12), back_(shows_ ? inverse(to_frame) : to_frame) {}

  bool operator()(int x, int y) const {
    if (!shows_) return false;
    const Point p = apply(back_, {x + 0.5, y + 0.5});
    return p.x >= 0 && p.y >= 0 && p.x < view_.extent.width && p.y < view_.extent.height &&
           view_.at<const std::uint8_t>(static_cast<int>(p.y), static_cast<int>(p.x)) != 0;
  }

 private:
  ImageView view_;
  bool shows_;
  std::array<double, 9> back_;
};
/// Calls f(y, from, to) for the runs of pixels of row y in [first, last) for which set(x, y).
template <class Set, class F>
void for_each_run_in_row(int y, int first, int last, Set set, F f) {
  for (int x = first; x <= last; ++x) {
    if (x < last && set(x, y)) continue;
    if (x > first) f(y, first, x);
    first = x + 1;
  }
}
/// The same for the outline, even-odd over its rings.
template <class F>
void for_each_outline_run(const Instance& i, Rect within, F f) {
  std::vector<double> crossings;
  for (int y = within.top; y < within.bottom; ++y) {
    crossings.clear();
    for_each_ring(i, [&](std::span<const Point> ring) {
      for_each_crossing(ring.data(), static_cast<int>(ring.size()), y + 0.5, [&](double x) { crossings.push_back(x); });
    });
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t k = 0; k + 1 < crossings.size(); k += 2) {
      const int first = first_centre(crossings[k], within.left, within.right), last = first_centre(crossings[k + 1], within.left, within.right);
      if (last > first) f(y, first, last);
    }
  }
}

}  // namespace detail

/// Calls f(y, first, last) for the runs of pixels of `within`, row by row, whose centres an instance shows: its mask if it
/// has one, else its outline but what is hidden, inside what crops and cells left of it.
template <class F>
void for_each_run(const Instance& i, const Targets& t, Rect within, F f) {
  const auto cut = [&](int y, int first, int last) {
    if (i.has_clip) {
      double lo = within.right, hi = within.left;  // a convex polygon has two crossings or none
      detail::for_each_crossing(i.clip.begin(), i.clip.size(), y + 0.5, [&](double x) { lo = std::min(lo, x), hi = std::max(hi, x); });
      first = std::max(first, detail::first_centre(lo, within.left, within.right));
      last = std::min(last, detail::first_centre(hi, within.left, within.right));
    }
    if (last > first) f(y, first, last);
  };
  if (i.mask >= 0) {
    const detail::SeenMask shown(*t.masks[static_cast<std::size_t>(i.mask)], i.mask_map);
    for (int y = within.top; y < within.bottom; ++y) detail::for_each_run_in_row(y, within.left, within.right, shown, cut);
  } else if (i.hidden) {
    const detail::SeenMask hides(*i.hidden, i.hidden_map);
    detail::for_each_outline_run(i, within, [&](int y, int first, int last) {
      detail::for_each_run_in_row(y, first, last, [&](int x, int row) { return !hides(x, row); }, cut);
    });
  } else {
    detail::for_each_outline_run(i, within, cut);
  }
}

/// The pixels of a canvas that an instance shows.
inline Silhouette silhouette_of(const Instance& i, const Targets& t, Extent canvas) {
  Rect within = detail::pixels_of(i.box);
  if (i.mask >= 0) {  // a mask may be larger than its box
    Instance whole;
    set_box(whole, box_of_mask(*t.masks[static_cast<std::size_t>(i.mask)]));
    Bounds b;
    for (const Point p : whole.quad) b.add(apply(i.mask_map, p));
    within = detail::pixels_of({static_cast<float>(b.x1), static_cast<float>(b.y1), static_cast<float>(b.x2), static_cast<float>(b.y2)});
  }
  within = intersection(within, Rect::of(canvas));
  if (within.empty()) return {};
  auto set = std::make_shared<Image>(within.extent(), 1, Dtype::uint8);
  std::memset(set->view().data, 0, set->bytes());
  std::int64_t area = 0;
  for_each_run(i, t, within, [&](int y, int first, int last) {
    std::memset(&set->view().at<std::byte>(y - within.top, first - within.left), 1, static_cast<std::size_t>(last - first));
    area += last - first;
  });
  return area > 0 ? Silhouette{within, std::move(set)} : Silhouette{};
}

/// Number of pixels, and of those that two silhouettes share.
inline std::int64_t area_of(const Silhouette& s) {
  std::int64_t n = 0;
  for (int y = s.bounds.top; y < s.bounds.bottom; ++y)
    for (int x = s.bounds.left; x < s.bounds.right; ++x) n += s.contains(x, y);
  return n;
}
inline std::int64_t overlap(const Silhouette& a, const Silhouette& b) {
  const Rect common = intersection(a.bounds, b.bounds);
  std::int64_t n = 0;
  for (int y = common.top; y < common.bottom; ++y)
    for (int x = common.left; x < common.right; ++x) n += a.contains(x, y) && b.contains(x, y);
  return n;
}

/// Whether two silhouettes share more than `most` of their union.
inline bool overlaps(const Silhouette& a, const Silhouette& b, double most) {
  const std::int64_t both = overlap(a, b);
  return both > 0 && static_cast<double>(both) > most * static_cast<double>(area_of(a) + area_of(b) - both);
}

/// All of them as one, each pixel grown by `margin` px in every direction.
inline Silhouette merged(std::span<const Silhouette> all, int margin, Extent canvas) {
  Rect bounds{};
  for (const Silhouette& s : all) bounds = hull(bounds, s.bounds);
  if (bounds.empty()) return {};
  bounds = intersection({bounds.left - margin, bounds.top - margin, bounds.right + margin, bounds.bottom + margin}, Rect::of(canvas));
  auto set = std::make_shared<Image>(bounds.extent(), 1, Dtype::uint8);
  std::memset(set->view().data, 0, set->bytes());
  for (const Silhouette& s : all)
    for (int y = s.bounds.top; y < s.bounds.bottom; ++y)
      for (int x = s.bounds.left; x < s.bounds.right; ++x) {
        if (!s.contains(x, y)) continue;
        const Rect around = intersection({x - margin, y - margin, x + margin + 1, y + margin + 1}, bounds);
        for (int v = around.top; v < around.bottom; ++v)
          std::memset(&set->view().at<std::byte>(v - bounds.top, around.left - bounds.left), 1, static_cast<std::size_t>(around.width()));
      }
  return {bounds, std::move(set)};
}
/// A silhouette whose edge fades: a Gaussian over it, the edge of the canvas repeated.
inline Silhouette softened(const Silhouette& s, double sigma, Extent canvas) {
  if (s.empty() || !(sigma > 0)) return s;
  const int reach = std::min(127, static_cast<int>(std::ceil(3 * sigma)));
  const KernelWeights w = gaussian_weights(2 * reach + 1, sigma);
  const Rect bounds = intersection({s.bounds.left - reach, s.bounds.top - reach, s.bounds.right + reach, s.bounds.bottom + reach}, Rect::of(canvas));
  Image rows(bounds.extent(), 1, Dtype::float32);
  auto out = std::make_shared<Image>(bounds.extent(), 1, Dtype::float32);
  for (int y = bounds.top; y < bounds.bottom; ++y)
    for (int x = bounds.left; x < bounds.right; ++x) {
      float sum = 0;
      for (int k = -reach; k <= reach; ++k)
        if (s.contains(std::clamp(x + k, 0, canvas.width - 1), y)) sum += static_cast<float>(w[k + reach]);
      rows.view().at<float>(y - bounds.top, x - bounds.left) = sum;
    }
  for (int y = bounds.top; y < bounds.bottom; ++y)
    for (int x = bounds.left; x < bounds.right; ++x) {
      float sum = 0;
      for (int k = -reach; k <= reach; ++k) {
        const int at = std::clamp(y + k, 0, canvas.height - 1);
        if (at >= bounds.top && at < bounds.bottom)
          sum = std::fma(static_cast<float>(w[k + reach]), std::as_const(rows).view().at<const float>(at - bounds.top, x - bounds.left), sum);
      }
      out->view().at<float>(y - bounds.top, x - bounds.left) = std::min(1.0f, sum);
    }
  return {bounds, std::move(out)};
}

namespace detail {

/// Pixels of an instance, and those of them that something left uncovered.
struct Count {
  std::int64_t all = 0, left = 0;
  Rect whole{}, rest{};
};
template <class Covers>
Count count_left(const Instance& i, const Targets& t, Rect bounds, Covers covers) {
  Count n;
  for_each_run(i, t, pixels_of(i.box), [&](int y, int first, int last) {
    n.all += last - first;
    n.whole = hull(n.whole, {first, y, last, y + 1});
    for (int x = first; x < last; ++x) {
      if (bounds.contains(x, y) && covers(x + 0.5, y + 0.5)) continue;
      ++n.left;
      n.rest = hull(n.rest, {x, y, x + 1, y + 1});
    }
  });
  return n;
}
inline double share_left(const Count& n) { return n.all > 0 ? static_cast<double>(n.left) / static_cast<double>(n.all) : 1; }

/// Keypoints under what covers become occluded, or are dropped.
template <class Covers>
void hide_keypoints(std::vector<Keypoint>& points, Rect bounds, Covers covers, bool drop = false) {
  for (Keypoint& k : points) {
    const int x = static_cast<int>(std::floor(k.x)), y = static_cast<int>(std::floor(k.y));
    if (bounds.contains(x, y) && covers(x + 0.5, y + 0.5)) k.v = std::min<unsigned char>(k.v, drop ? 0 : 1);
  }
}
/// The area of what shows of an outline, px^2.
inline double shown_area(const Instance& i) {
  if (!i.has_clip) return outline_area(i);
  double sum = 0;
  Ring ring, spare;
  for_each_ring(i, [&](std::span<const Point> outline) {
    ring.assign(outline.begin(), outline.end());
    clip_to_convex(ring, points_of(i.clip), spare);
    sum += area_of(ring);
  });
  return sum;
}

}  // namespace detail

/// Marks what a hole hides: each instance loses the share of its pixel centres that are covered, keypoints become occluded,
/// or with `drop` unlabelled. `covers(x, y)` is asked at pixel centres inside `bounds`; boxes are never shrunk.
template <class Covers>
void cover(Targets& t, Rect bounds, Covers covers, bool drop = false) {
  if (bounds.empty()) return;
  detail::hide_keypoints(t.keypoints, bounds, covers, drop);
  for (Instance& i : t.instances) {
    if (!intersection(detail::pixels_of(i.box), bounds).empty()) {
      const double left = detail::share_left(detail::count_left(i, t, bounds, covers));
      i.uncovered *= left, i.visible *= left;
    }
    detail::hide_keypoints(i.keypoints, bounds, covers, drop);
  }
}

namespace detail {

/// An instance without a mask remembers its pixels that are covered, so that none is lost twice.
template <class Covers>
void remember_hidden(Instance& i, Rect bounds, Covers covers, Extent canvas) {
  const Rect within = intersection(pixels_of(i.box), Rect::of(canvas));
  auto hidden = std::make_shared<Image>(within.extent(), 1, Dtype::uint8);
  const auto add = [&](auto hides) {
    for (int y = within.top; y < within.bottom; ++y)
      for (int x = within.left; x < within.right; ++x)
        if (hides(x, y)) hidden->view().at<std::uint8_t>(y - within.top, x - within.left) = 1;
  };
  std::memset(hidden->view().data, 0, hidden->bytes());
  if (i.hidden) add(SeenMask(*i.hidden, i.hidden_map));
  add([&](int x, int y) { return bounds.contains(x, y) && covers(x + 0.5, y + 0.5); });
  i.hidden = std::move(hidden);
  i.hidden_map = {1, 0, double(within.left), 0, 1, double(within.top), 0, 0, 1};
}

}  // namespace detail

/// Marks what a pasted picture hides: as cover(), and every instance goes on with what is left of it: its mask, and with
/// `shrink` its box. `done(instance, pixels that are left)` sees those that lost something.
template <class Covers, class Done>
void occlude(Targets& t, Rect bounds, Covers covers, bool shrink, Extent canvas, Done done) {
  if (bounds.empty()) return;
  detail::hide_keypoints(t.keypoints, bounds, covers);
  for (Instance& i : t.instances) {
    detail::hide_keypoints(i.keypoints, bounds, covers);
    if (intersection(detail::pixels_of(i.box), bounds).empty()) continue;
    const detail::Count n = detail::count_left(i, t, bounds, covers);
    if (n.left == n.all) continue;
    if (i.mask >= 0) {
      auto rest = std::make_shared<Image>(canvas, 1, Dtype::uint8);
      std::memset(rest->view().data, 0, rest->bytes());
      for_each_run(i, t, Rect::of(canvas), [&](int y, int first, int last) {
        for (int x = first; x < last; ++x) rest->view().at<std::uint8_t>(y, x) = !(bounds.contains(x, y) && covers(x + 0.5, y + 0.5));
      });
      t.masks[static_cast<std::size_t>(i.mask)] = std::move(rest);
      i.mask_map = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    } else {
      detail::remember_hidden(i, bounds, covers, canvas);
    }
    const double left = detail::share_left(n);
    i.uncovered *= left, i.visible *= left;
    if (shrink && n.left > 0) {
      const auto side = [](bool cut, int at, float before) { return cut ? static_cast<float>(at) : before; };
      const Box b{side(n.rest.left > n.whole.left, n.rest.left, i.box.x1), side(n.rest.top > n.whole.top, n.rest.top, i.box.y1),
                  side(n.rest.right < n.whole.right, n.rest.right, i.box.x2), side(n.rest.bottom < n.whole.bottom, n.rest.bottom, i.box.y2)};
      const double before = detail::shown_area(i);
      ClipPolygon rest = {{b.x1, b.y1}, {b.x2, b.y1}, {b.x2, b.y2}, {b.x1, b.y2}};
      Ring ring(rest.begin(), rest.end()), spare;
      if (i.has_clip) clip_to_convex(ring, points_of(i.clip), spare);
      if (ring.size() >= 3 && ring.size() <= static_cast<std::size_t>(ClipPolygon::capacity())) {  // later maps start from what is left
        i.clip.clear();
        for (const Point p : ring) i.clip.push_back(p);
        i.has_clip = true;
        if (const double after = detail::shown_area(i); after > 0) i.uncovered *= before / after;
        i.box = b;
      }
    }
    done(i, n.left);
  }
}

}  // namespace smalti
