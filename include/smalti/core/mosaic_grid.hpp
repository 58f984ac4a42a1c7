// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/coverage.hpp>
#include <smalti/core/extent.hpp>
#include <smalti/core/map.hpp>
#include <smalti/core/params.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace smalti {

/// How a sample fits its cell: covering it, cut about its centre, or contained, with fill around it.
enum class FitMode : std::uint8_t { cover, contain };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<FitMode>{"cover", "contain"};
/// Which cell the primary sample takes.
enum class PrimarySlot : std::uint8_t { random, first, largest };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<PrimarySlot>{"random", "first", "largest"};
/// Whether the window's centre is one draw, or the one of eight that shows most of the instances.
enum class SeamPolicy : std::uint8_t { none, avoid_boxes };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<SeamPolicy>{"none", "avoid_boxes"};

/// A grid of cells, the window that looks at it, and the affine map of the window that is applied on the way.
struct MosaicGrid {
  Extent grid, cell, target;
  FitMode fit_mode = FitMode::cover;
  int cy = 0, cx = 0;  ///< centre of the window on the grid, px
  std::array<double, 9> affine{1, 0, 0, 0, 1, 0, 0, 0, 1};  ///< of the output frame

  int cells() const { return grid.height * grid.width; }
  /// Zoom and translation keep the axes: cells and samples then land on whole pixels, and are resized instead of warped.
  bool upright() const { return affine[1] == 0 && affine[3] == 0; }

  /// Where a cell shows on the output.
  Coverage shown(int k) const { return covered(unmoved(k)); }
  /// Where the sample of extent e shows that the cell holds.
  Coverage shown(int k, Extent e) const { return covered(intersection(unmoved(k), sample(k, e))); }

  /// The cells that show on the output, row-major, and the first of those that show most.
  Bounded<int, 16> visible() const {
    Bounded<int, 16> shows;
    for (int k = 0; k < cells(); ++k)
      if (!shown(k).empty()) shows.push_back(k);
    return shows;
  }
  int largest() const {
    const auto shows = visible();
    return *std::max_element(shows.begin(), shows.end(), [this](int a, int b) { return shown(a).area() < shown(b).area(); });
  }
  /// What all of them show, px^2.
  double shown_area() const {
    double sum = 0;
    for (const int k : visible()) sum += shown(k).area();
    return sum;
  }
  /// Calls f(cell, place) for the cells that show, row-major: `primary` holds the sample at `self`, the others its partners in
  /// their order.
  template <class Partners, class F>
  void for_each_cell(int primary, int self, const Partners& partners, F f) const {
    int next = 0;
    for (const int k : visible()) f(k, k == primary ? self : partners[next++]);
  }
  /// The centre of a window `target` long, at a share of the way that it is free to go on a grid `whole` long; px.
  static int centre(double share, int whole, int target) {
    const int free = whole - (target + 1) / 2 - target / 2;
    return target / 2 + std::min(free, static_cast<int>(std::floor((free + 1) * share)));
  }

  /// The size at which a sample of extent e is shown in its cell, before the affine, and where: its place on the output.
  Rect sample(int k, Extent e) const {
    const auto scaled = [](int side, std::int64_t to, std::int64_t from) {  // rint(side * to / from), ties to even
      return std::max(1, static_cast<int>(std::rint(static_cast<double>(side * to) / static_cast<double>(from))));
    };
    const Rect at = unmoved(k);
    const bool by_width = std::int64_t{cell.width} * e.height >= std::int64_t{cell.height} * e.width;
    const bool cover = fit_mode == FitMode::cover;
    Extent to = cell;  // of the whole sample, resized
    if (by_width == cover) to.height = scaled(e.height, cell.width, e.width);
    else to.width = scaled(e.width, cell.height, e.height);
    int left = at.left + (cell.width - to.width) / 2, top = at.top + (cell.height - to.height) / 2;
    if (!cover) {  // towards the crossing of the grid's centre
      left = k % grid.width < grid.width / 2 ? at.right - to.width : at.left;
      top = k / grid.width < grid.height / 2 ? at.bottom - to.height : at.top;
    }
    return {left, top, left + to.width, top + to.height};
  }
  /// The maps of a sample of extent e to the output, to be followed one after the other.
  Bounded<Map, 2> fit(int k, Extent e) const {
    const Rect at = upright() ? rounded(sample(k, e)) : sample(k, e);
    if (!upright()) {
      const double sx = static_cast<double>(at.width()) / e.width, sy = static_cast<double>(at.height()) / e.height;
      const std::array<double, 9> fitted{sx, 0, double(at.left), 0, sy, double(at.top), 0, 0, 1};
      return {Map{product(affine, fitted), target}};
    }
    return {Map::crop_resize(Rect::of(e), at.extent()), Map::crop({-at.left, -at.top, target.width - at.left, target.height - at.top})};
  }

 private:
  /// A cell on the output, were there no affine.
  Rect unmoved(int k) const {
    const int left = (k % grid.width) * cell.width - (cx - target.width / 2), top = (k / grid.width) * cell.height - (cy - target.height / 2);
    return {left, top, left + cell.width, top + cell.height};
  }
  Coverage covered(Rect r) const {
    if (upright()) return Coverage::of(intersection(rounded(r), Rect::of(target)));
    const std::array<Point, 4> c = mapped(r);
    return Coverage::of({c[0], c[1], c[2], c[3]}, target);
  }
  std::array<Point, 4> mapped(Rect r) const {
    const double x1 = r.left, y1 = r.top, x2 = r.right, y2 = r.bottom;
    return {smalti::apply(affine, {x1, y1}), smalti::apply(affine, {x2, y1}), smalti::apply(affine, {x2, y2}), smalti::apply(affine, {x1, y2})};
  }
  Rect rounded(Rect r) const {
    const auto whole = [](double v) { return static_cast<int>(std::rint(v)); };
    const std::array<Point, 4> c = mapped(r);
    const Rect at{whole(c[0].x), whole(c[0].y), whole(c[2].x), whole(c[2].y)};
    return {at.left, at.top, std::max(at.right, at.left + 1), std::max(at.bottom, at.top + 1)};
  }
};

}  // namespace smalti
