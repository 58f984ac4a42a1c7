// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/params.hpp>
#include <smalti/core/polygon.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace smalti {

/// Where a layer shows.
struct Coverage {
  enum class Kind : std::uint8_t { everything, rectangle, polygon, silhouette };
  Kind kind = Kind::everything;
  Rect rect;            ///< of the output; also bounds the polygon and the silhouette
  ClipPolygon polygon;  ///< convex; pixel centres, even-odd
  int silhouette = -1;  ///< which of the plan's silhouettes

  /// A rectangle of the output.
  static Coverage of(Rect r) { return {Kind::rectangle, r, {}, -1}; }
  /// A convex polygon, as far as it lies on the output.
  static Coverage of(const ClipPolygon& p, Extent out) {
    ClipPolygon cut = p;
    Bounds b;
    if (clip_to_canvas(cut, out))
      for (const Point q : cut) b.add(q);
    if (b.empty()) return of(Rect{});
    const auto whole = [](double v) { return static_cast<int>(v); };
    return {Kind::polygon, {whole(std::floor(b.x1)), whole(std::floor(b.y1)), whole(std::ceil(b.x2)), whole(std::ceil(b.y2))}, p, -1};
  }
  /// Silhouette number `k` of the plan, which has these bounds.
  static Coverage of_silhouette(int k, Rect bounds) { return {Kind::silhouette, bounds, {}, k}; }
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
  if (coverage.kind != Coverage::Kind::polygon) return clip_to_rect(region, coverage.rect);
  Ring ring(region.begin(), region.end()), spare;
  clip_to_convex(ring, points_of(coverage.polygon), spare);
  if (ring.size() > static_cast<std::size_t>(ClipPolygon::capacity())) return false;
  region.clear();
  for (const Point p : ring) region.push_back(p);
  return true;
}

/// Whose objects are pasted: those of a member of the mix group, or the picture's own, mirrored.
enum class PasteSource : std::uint8_t { partner, flip_self };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<PasteSource>{"partner", "flip_self"};
/// Whether the boxes of objects that were partly hidden shrink to what still shows, or stay.
enum class UpdateBoxes : std::uint8_t { visible, amodal };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<UpdateBoxes>{"visible", "amodal"};

/// How objects are pasted over what is there.
struct Pasting {
  double blend_sigma = 0;    ///< px; of the Gaussian that softens their edge
  int context = 0;           ///< px of their surroundings that come along
  bool shrink_boxes = true;  ///< the boxes of what they hide shrink to what still shows
  double min_visible = 0;    ///< what they hide and then shows less, as a share of itself or in px, shows nothing any more
  double min_pixels = 0;
  bool renewed = false;      ///< they are new annotations: their index is -1
};

}  // namespace smalti
