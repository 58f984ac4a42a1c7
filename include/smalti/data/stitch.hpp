// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/checked.hpp>
#include <smalti/core/fp.hpp>
#include <smalti/core/sample.hpp>
#include <smalti/plan/invert.hpp>
#include <smalti/plan/targets.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <span>
#include <tuple>
#include <vector>

namespace smalti {

/// How predictions of the same object become one: the best suppresses the rest, the best absorbs the rest, or all that
/// are connected through others are one.
enum class StitchMethod : std::uint8_t { nms, greedy_nmm, nmm };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<StitchMethod>{"nms", "greedy_nmm", "nmm"};

/// How much two boxes have in common: intersection over union, or over the smaller area.
enum class StitchMetric : std::uint8_t { iou, ios };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<StitchMetric>{"iou", "ios"};

/// A bitmap (h w 1) u8, 0 or 1, somewhere in a picture.
struct PlacedMask {
  std::shared_ptr<const Image> image;  ///< null: none
  int left = 0, top = 0;               ///< px

  Rect rect() const {
    return image ? Rect{left, top, left + image->extent().width, top + image->extent().height} : Rect{};
  }
};

/// A predicted object.
struct Detection {
  Box box;
  float score = 1;
  int class_id = 0;
  PlacedMask mask{};
};

namespace detail {

/// <0, 0 or >0, by place, extent and bytes.
inline int compare(const PlacedMask& a, const PlacedMask& b) {
  const auto place = [](const Rect& r) { return std::tuple(r.left, r.top, r.right, r.bottom); };
  const auto x = place(a.rect()), y = place(b.rect());
  if (x != y) return x < y ? -1 : 1;
  return a.image ? std::memcmp(a.image->view().data, b.image->view().data, a.image->bytes()) : 0;
}
/// The pixels of masks inside `rect`, each where any of them is set.
inline PlacedMask drawn(std::span<const PlacedMask> masks, Rect rect) {
  const auto image = std::make_shared<Image>(rect.extent(), 1);
  std::memset(image->view().data, 0, image->bytes());
  for (const PlacedMask& m : masks) {
    const Rect common = intersection(m.rect(), rect);
    for (int y = common.top; y < common.bottom; ++y)
      for (int x = common.left; x < common.right; ++x)
        image->view().at<std::uint8_t>(y - rect.top, x - rect.left) |=
            m.image->view().at<std::uint8_t>(y - m.top, x - m.left) != 0;
  }
  return {image, rect.left, rect.top};
}
/// The mask without empty rows and columns around it, values 0 and 1; none if no pixel is set.
inline PlacedMask trimmed(const PlacedMask& mask) {
  if (!mask.image) return {};
  const Box set = box_of_mask(*mask.image);
  if (!(set.area() > 0)) return {};
  const Rect r{mask.left + static_cast<int>(set.x1), mask.top + static_cast<int>(set.y1),
               mask.left + static_cast<int>(set.x2), mask.top + static_cast<int>(set.y2)};
  return drawn({&mask, 1}, r);
}

}  // namespace detail

/// The order in which predictions are merged: score from high to low, then class, coordinates and mask. Total: only
/// equal predictions are equal, so the order of the input cannot matter.
inline bool before(const Detection& a, const Detection& b) {
  if (a.score != b.score) return a.score > b.score;
  const auto rest = [](const Detection& d) { return std::tuple(d.class_id, d.box.x1, d.box.y1, d.box.x2, d.box.y2); };
  if (rest(a) != rest(b)) return rest(a) < rest(b);
  return detail::compare(a.mask, b.mask) < 0;
}

/// What two boxes have in common, 0 to 1; symmetric, and rounded once to the type of a threshold.
inline float overlap(StitchMetric metric, const Box& a, const Box& b) {
  const auto area = [](float x1, float y1, float x2, float y2) {
    return unfused((double{x2} - x1) * (double{y2} - y1));
  };
  const float x1 = std::max(a.x1, b.x1), y1 = std::max(a.y1, b.y1), x2 = std::min(a.x2, b.x2),
              y2 = std::min(a.y2, b.y2);
  if (!(x2 > x1 && y2 > y1)) return 0;
  const double inside = area(x1, y1, x2, y2), of_a = area(a.x1, a.y1, a.x2, a.y2), of_b = area(b.x1, b.y1, b.x2, b.y2);
  return static_cast<float>(inside / (metric == StitchMetric::iou ? of_a + of_b - inside : std::min(of_a, of_b)));
}

/// What was predicted on one tile, in the tile's frame.
struct TilePredictions {
  std::vector<Detection> found;
  std::array<double, 9> map{1, 0, 0, 0, 1, 0, 0, 0, 1};  ///< whole picture to tile, as samples and batches carry it
  std::optional<Rect> tile{};                            ///< in the picture, px; needed for drop_border_px
};

/// Brings the predictions of tiles, or of several views, together: what was seen twice becomes one.
struct Stitch {
  StitchMethod method = StitchMethod::nms;
  StitchMetric metric = StitchMetric::iou;
  float threshold = 0.5f;
  bool class_aware = true;
  int drop_border_px = 0;
  bool refine = false;

  static constexpr auto describe() {
    return about("Merge the predictions of tiles into those of the whole picture", "Akyon et al., Slicing Aided Hyper Inference, ICIP 2022",
        field<&Stitch::method>{.doc = "nms keeps the best of those that overlap, greedy_nmm lets it absorb them, nmm joins all that are connected"},
        field<&Stitch::metric>{.doc = "intersection over union, or over the smaller box"},
        field<&Stitch::threshold>{.doc = "predictions with at least this in common are one", .unit = "fraction", .min = 1e-6, .max = 1},
        field<&Stitch::class_aware>{.doc = "predictions of different classes are never one"},
        field<&Stitch::drop_border_px>{.doc = "drop predictions nearer than this to a side that the tile does not share with the picture", .unit = "px", .min = 0, .max = 65535},
        field<&Stitch::refine>{.doc = "merge what was merged again until nothing changes, so that no two results have the threshold in common"});
  }

  /// Merges the predictions of all tiles, in the frame of the picture.
  std::vector<Detection> operator()(std::span<const TilePredictions> tiles) const {
    Rect picture{};
    for (const TilePredictions& t : tiles) picture = hull(picture, t.tile.value_or(Rect{}));
    std::vector<Detection> all;
    for (const TilePredictions& t : tiles)
      for (Detection d : t.found) {
        check(d);
        d.box = invert(d.box, t.map);
        if (drop_border_px > 0 && at_inner_border(d.box, t, picture)) continue;
        if (d.mask.image) shift(d.mask, t.map);
        all.push_back(std::move(d));
      }
    return merge(std::move(all));
  }
  /// Merges predictions that are in one frame; the result stands in the order of before().
  std::vector<Detection> merge(std::vector<Detection> found) const {
    for (Detection& d : found) {
      check(d);
      d.score += 0.0f;  // -0 is 0
      d.mask = detail::trimmed(d.mask);
    }
    for (bool again = true; again;) {
      std::sort(found.begin(), found.end(), before);
      std::vector<Detection> out;
      for_each_cluster(found, [&](std::span<const int> members) { out.push_back(merged(found, members)); });
      again = refine && out.size() < found.size();
      found.swap(out);
    }
    std::sort(found.begin(), found.end(), before);  // hulls may have changed places among equal scores
    return found;
  }
  /// Calls f(members) for every group of predictions that are one, the best first; `sorted` is in the order of
  /// before(). Cost: n log n and, for each prediction, those whose left sides lie between its own and the widest box's
  /// reach.
  template <class F>
  void for_each_cluster(std::span<const Detection> sorted, F f) const {
    const int n = static_cast<int>(sorted.size());
    struct Left {
      int key;  // the class, where classes are kept apart
      float x1;
      int rank;
    };
    std::vector<Left> by_left;
    float widest = 0;
    const auto key = [&](const Detection& d) { return class_aware ? d.class_id : 0; };
    for (int i = 0; i < n; ++i) {
      const Detection& d = sorted[static_cast<std::size_t>(i)];
      by_left.push_back({key(d), d.box.x1, i});
      widest = std::max(widest, d.box.width());
    }
    const auto less = [](const Left& a, const Left& b) { return std::tie(a.key, a.x1) < std::tie(b.key, b.x1); };
    std::sort(by_left.begin(), by_left.end(), less);
    widest = std::nextafter(widest * 1.000001f, 1e30f);  // differences of float32 round
    std::vector<char> taken(static_cast<std::size_t>(n), 0);
    std::vector<int> members;
    for (int i = 0; i < n; ++i) {
      if (taken[static_cast<std::size_t>(i)]) continue;
      taken[static_cast<std::size_t>(i)] = 1;
      members.assign(1, i);
      const std::size_t asked = method == StitchMethod::nmm ? static_cast<std::size_t>(n) : 1;
      for (std::size_t m = 0; m < std::min(asked, members.size()); ++m) {
        const Detection& a = sorted[static_cast<std::size_t>(members[m])];
        const Left from{key(a), std::nextafter(a.box.x1 - widest, -1e30f), 0};
        for (auto at = std::lower_bound(by_left.begin(), by_left.end(), from, less);
             at != by_left.end() && at->key == from.key && at->x1 < a.box.x2; ++at) {
          char& gone = taken[static_cast<std::size_t>(at->rank)];
          if (gone || !(overlap(metric, a.box, sorted[static_cast<std::size_t>(at->rank)].box) >= threshold)) continue;
          gone = 1;
          members.push_back(at->rank);
        }
      }
      f(std::span<const int>(members));
    }
  }

 private:
  static void check(const Detection& d) {
    const Box& b = d.box;
    if (!std::isfinite(b.x1) || !std::isfinite(b.y1) || !std::isfinite(b.x2) || !std::isfinite(b.y2) ||
        !std::isfinite(d.score))
      raise("box.nan", "Stitch: boxes and scores must be finite");
    if (b.x2 < b.x1 || b.y2 < b.y1)
      raise("box.order", "Stitch: boxes must be (x1, y1, x2, y2), x2 >= x1, y2 >= y1; perhaps they are (x, y, w, h)?");
  }
  /// The best of a group; where boxes are absorbed, with the hull of all boxes and the union of all masks.
  Detection merged(const std::vector<Detection>& found, std::span<const int> members) const {
    Detection out = found[static_cast<std::size_t>(members[0])];
    if (method == StitchMethod::nms || members.size() == 1) return out;
    std::vector<PlacedMask> masks;
    Rect reach{};
    for (const int i : members) {
      const auto& [box, score, class_id, mask] = found[static_cast<std::size_t>(i)];
      out.box = {std::min(out.box.x1, box.x1), std::min(out.box.y1, box.y1), std::max(out.box.x2, box.x2),
                 std::max(out.box.y2, box.y2)};
      if (!mask.image) continue;
      masks.push_back(mask);
      reach = hull(reach, mask.rect());
    }
    if (!masks.empty()) out.mask = detail::drawn(masks, reach);
    return out;
  }
  bool at_inner_border(const Box& b, const TilePredictions& t, Rect picture) const {
    if (!t.tile)
      raise("param.conflict", "Stitch.drop_border_px = " + std::to_string(drop_border_px) +
                                  ": must know the tiles; give their rectangles");
    const Rect& r = *t.tile;
    const auto near = [&](float side, int border, int outer) {
      return border != outer && std::abs(double{side} - border) < drop_border_px;
    };
    return near(b.x1, r.left, picture.left) || near(b.y1, r.top, picture.top) || near(b.x2, r.right, picture.right) ||
           near(b.y2, r.bottom, picture.bottom);
  }
  static void shift(PlacedMask& mask, const std::array<double, 9>& m) {
    const bool moves = m[0] == 1 && m[1] == 0 && m[3] == 0 && m[4] == 1 && !projective(m) && m[2] == std::rint(m[2]) &&
                       m[5] == std::rint(m[5]);
    if (!moves)
      raise("geometry.map", "Stitch: masks must have a map that moves by whole px; resample them to the tile first");
    mask.left -= static_cast<int>(m[2]);
    mask.top -= static_cast<int>(m[5]);
  }
};

}  // namespace smalti
