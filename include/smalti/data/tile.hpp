// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/checked.hpp>
#include <smalti/core/draws.hpp>
#include <smalti/core/sample.hpp>
#include <smalti/plan/targets.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

namespace smalti {

/// What becomes of a tile that would overrun the picture: it moves back inside, or stays and shows the fill.
enum class TileEdge : std::uint8_t { shift_back, pad };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<TileEdge>{"shift_back", "pad"};

/// Which tiles an object is an example for: all that show it, the one whose core holds its centre, or the one that
/// shows most of it.
enum class TileAssign : std::uint8_t { all, center_owner, largest };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<TileAssign>{"all", "center_owner", "largest"};

/// Objects that a tile's border cuts are examples like others, or flagged `ignore`.
enum class BorderObjects : std::uint8_t { keep, ignore };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<BorderObjects>{"keep", "ignore"};

/// The tiles of one picture, row by row: where the columns and the rows begin, and the extent that all of them have.
struct TileGrid {
  std::vector<int> left, top;  ///< px, rising
  Extent tile;
  Extent picture;

  int columns() const { return static_cast<int>(left.size()); }
  int rows() const { return static_cast<int>(top.size()); }
  int size() const { return columns() * rows(); }
  Rect operator[](int k) const {
    const int x = left[static_cast<std::size_t>(k % columns())], y = top[static_cast<std::size_t>(k / columns())];
    return {x, y, x + tile.width, y + tile.height};
  }
  /// Whether the core of tile k holds a point. The cores share the plane: overlaps are split at their middle,
  /// half-open.
  bool owns(int k, Point p) const {
    return in_core(left, tile.width, k % columns(), p.x) && in_core(top, tile.height, k / columns(), p.y);
  }

 private:
  static bool in_core(const std::vector<int>& begin, int side, int k, double at) {
    const auto border = [&](int i) {  // between tiles i - 1 and i
      if (i == 0 || i == static_cast<int>(begin.size()))
        return (i == 0 ? -1 : 1) * std::numeric_limits<double>::infinity();
      return 0.5 * (begin[static_cast<std::size_t>(i)] + begin[static_cast<std::size_t>(i - 1)] + side);
    };
    return at >= border(k) && at < border(k + 1);
  }
};

/// Cuts a large picture and its labels into overlapping tiles of one size: a plan of integer rectangles that needs only
/// the extent and the labels. Stitch brings predictions back.
struct Tile {
  Required<Extent> size;
  double overlap = 0.2;
  std::optional<Extent> overlap_px{};
  TileEdge edge = TileEdge::shift_back;
  int min_tile = 1;
  float min_visible = 0.1f;
  TileAssign assign = TileAssign::all;
  BorderObjects border_objects = BorderObjects::keep;
  float keep_empty = 1;
  Fill fill = padding_grey;
  int offset_jitter = 0;

  static constexpr auto describe() {
    return about("Cut a large picture and its labels into overlapping tiles", "Akyon et al., Slicing Aided Hyper Inference, ICIP 2022",
        field<&Tile::size>{.doc = "height and width of a tile", .unit = "px", .min = 1, .max = 65535, .example = 64},
        field<&Tile::overlap>{.doc = "share of a side that neighbours have in common, rounded down to px", .unit = "fraction", .min = 0, .max = 0.999},
        field<&Tile::overlap_px>{.doc = "the same in px; takes the place of overlap", .unit = "px", .min = 0, .max = 65534},
        field<&Tile::edge>{.doc = "a tile that would overrun the picture moves back inside, or stays and shows the fill"},
        field<&Tile::min_tile>{.doc = "tiles that hold less of the picture along a side are left out", .unit = "px", .min = 1, .max = 65535},
        field<&Tile::min_visible>{.doc = "visible share from which an object is kept; the tile that owns it keeps it in any case", .unit = "fraction", .min = 0, .max = 1},
        field<&Tile::assign>{.doc = "the tiles that own an object: all that show it, the one whose core holds its centre, the one that shows most of it; others flag it ignore"},
        field<&Tile::border_objects>{.doc = "objects that the tile's border cuts: keep, or flag ignore"},
        field<&Tile::keep_empty>{.doc = "share of the tiles without objects that is kept", .unit = "fraction", .min = 0, .max = 1},
        field<&Tile::fill>{.doc = "what shows outside the picture", .unit = "input units", .min = -32768, .max = 65535},
        field<&Tile::offset_jitter>{.doc = "the grid is moved up and left by up to this, drawn once a picture", .unit = "px", .min = 0, .max = 65534});
  }
  constexpr const char* refuse() const {
    const Extent o = shared();
    if (o.height >= size->height || o.width >= size->width) return "overlap_px must be below size";
    if (offset_jitter >= std::min(size->height - o.height, size->width - o.width))
      return "offset_jitter must be below size - overlap";
    return nullptr;
  }

  /// What neighbours have in common, px: trunc(overlap * side), or overlap_px.
  constexpr Extent shared() const {
    return overlap_px.value_or(
        Extent{static_cast<int>(overlap * size->height), static_cast<int>(overlap * size->width)});
  }
  /// The tiles of a picture; along a side of L px that is longer than the tile ceil((L - o) / (s - o)), else one.
  /// Slots: 1 vertical, 2 horizontal offset (offset_jitter).
  TileGrid plan(Extent picture, const Draws& d = {}) const {
    TileGrid grid;
    grid.picture = picture;
    const bool pads = edge == TileEdge::pad;
    grid.tile =
        pads ? size.value : Extent{std::min(size->height, picture.height), std::min(size->width, picture.width)};
    const auto lay = [&](std::vector<int>& begin, int length, int side, int both, u32 slot) {
      const int step = side - both,
                moved = length > side && offset_jitter > 0 ? static_cast<int>(d.between(slot, 0, offset_jitter)) : 0;
      const int count = length > side ? (length + moved - both + step - 1) / step : 1;
      for (int k = 0; k < count; ++k) {
        const int at = k * step - moved;
        if (std::min(at + side, length) - std::max(at, 0) < min_tile && (pads || length < side)) continue;
        begin.push_back(pads || length <= side ? at : std::clamp(at, 0, length - side));
      }
    };
    lay(grid.top, picture.height, size->height, shared().height, 1);
    lay(grid.left, picture.width, size->width, shared().width, 2);
    return grid;
  }
  /// Where tile k lies, for the planner.
  SourceWindow window(const TileGrid& grid, int k) const { return {grid[k], fill}; }

  /// The labels of tile k, still in the frame of the whole picture: instances whose outline the tile shows enough of,
  /// with their flags; masks that nobody needs are left behind.
  void label(const Targets& whole, const TileGrid& grid, int k, Targets& out) const {
    const Rect tile = grid[k];
    out.clear();
    out.keypoints = whole.keypoints;
    out.segmentation = whole.segmentation;
    out.rasters = whole.rasters;
    out.label = whole.label, out.soft_label = whole.soft_label, out.smoothed = whole.smoothed;
    for (const Instance& i : whole.instances) {
      const Rect reach = detail::pixels_of(i.box);
      if (intersection(reach, tile).empty()) continue;
      const double share = covered_share(i, tile);
      const bool owned = owns(grid, k, i, share);
      if (!(share > 0) || !(static_cast<float>(share) >= min_visible || (owned && assign != TileAssign::all))) continue;
      Instance& kept = out.instances.emplace_back(i);
      if (i.mask >= 0) {
        kept.mask = static_cast<int>(out.masks.size());
        out.masks.push_back(whole.masks[static_cast<std::size_t>(i.mask)]);
      }
      const bool cut =
          border_objects == BorderObjects::ignore && share < covered_share(i, Rect::of(grid.picture)) - 1e-9;
      kept.ignore = i.ignore || !owned || cut;
    }
  }
  /// Whether a tile with these labels is kept. Slot 3, sub k: one without objects.
  bool keeps(const Targets& labels, int k, const Draws& d) const {
    return keep_empty >= 1 || !labels.instances.empty() || d.bernoulli(3, keep_empty, static_cast<u32>(k));
  }

 private:
  bool owns(const TileGrid& grid, int k, const Instance& i, double share) const {
    if (assign == TileAssign::all) return true;
    if (assign == TileAssign::center_owner) return grid.owns(k, centre_of(i));
    const Rect reach = detail::pixels_of(i.box);
    for (int other = 0; other < grid.size(); ++other) {  // of equal shares the first tile's counts
      if (other == k || intersection(reach, grid[other]).empty()) continue;
      const double theirs = covered_share(i, grid[other]);
      if (theirs > share || (theirs == share && other < k)) return false;
    }
    return true;
  }
};

}  // namespace smalti
