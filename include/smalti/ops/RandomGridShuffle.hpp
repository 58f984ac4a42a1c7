// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/cell_order.hpp>
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>

#include <algorithm>

namespace smalti {

/// How the cells change places: any order, an order that leaves none in place, or each at most 2 reach cells away.
enum class ShuffleMethod : std::uint8_t { uniform, derangement, neighbour };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<ShuffleMethod>{"uniform", "derangement", "neighbour"};
/// What happens where the sides are no multiple of the grid: cells of equal shape change places among themselves, a strip
/// at the right and bottom stays as it is, or the middle is cut out.
enum class Remainder : std::uint8_t { equal_shape_groups, keep_strip, crop_centre };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<Remainder>{"equal_shape_groups", "keep_strip", "crop_centre"};
/// What happens to instances, which the cells cut: samples with instances are refused, the fragment that shows most is kept, or all.
enum class BoxPolicy : std::uint8_t { reject, largest, all };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<BoxPolicy>{"reject", "largest", "all"};

/// Cuts the picture into a grid of cells and lets them change places, pixel by pixel.
struct RandomGridShuffle {
  std::array<int, 2> grid{3, 3};
  ShuffleMethod method = ShuffleMethod::uniform;
  float reach = 2;
  Remainder remainder = Remainder::equal_shape_groups;
  BoxPolicy box_policy = BoxPolicy::reject;

  static constexpr bool mixes_itself = true;
  static constexpr auto describe() {
    return about("Let the cells of a grid change places", "Albumentations; Chen et al., CVPR 2019; Du et al., ECCV 2020",
        field<&RandomGridShuffle::grid>{.doc = "rows and columns", .min = 1, .max = 16},
        field<&RandomGridShuffle::method>{.doc = "any order, none in place, or neighbours"},
        field<&RandomGridShuffle::reach>{.doc = "jitter of the indices for neighbour; cells move by less than twice as many", .unit = "cells", .min = 0, .max = 16},
        field<&RandomGridShuffle::remainder>{.doc = "where the sides are no multiple of the grid: equal_shape_groups, keep_strip or crop_centre"},
        field<&RandomGridShuffle::box_policy>{.doc = "samples with instances are refused, or the largest fragment is kept, or all", .example = 2});
  }
  constexpr const char* refuse() const {
    return method == ShuffleMethod::neighbour && remainder == Remainder::equal_shape_groups
               ? "remainder must be keep_strip or crop_centre for method neighbour" : nullptr;
  }

  struct State {
    Bounded<int, 17> rows, columns;  ///< cuts, px; one more than there are cells
    CellOrder perm;          ///< cell i, row-major, goes to place perm[i]
  };
  /// Slots: 1 and 2 order of the parts of rows and columns, 3 + g permutation of shape group g (2 if the row is a shorter one,
  /// plus 1 if the column is), 7 and 8 jitter.
  template <class Mixer>
  State draw(const Draws& d, const Mixer& m) const {
    const Extent e = m.extent(m.self());
    State s{cuts(d, 1, e.height, grid[0]), cuts(d, 2, e.width, grid[1]), {}};
    const int rows = s.rows.size() - 1, columns = s.columns.size() - 1;
    for (int i = 0; i < rows * columns; ++i) s.perm.push_back(i);
    if (method == ShuffleMethod::neighbour) {
      jitter(d, 7, reach, s.perm, {rows, columns, columns, 1});
      jitter(d, 8, reach, s.perm, {columns, rows, 1, columns});
      return s;
    }
    const auto shorter = [](const Bounded<int, 17>& at, int k) { return at[k + 1] - at[k] < (at[at.size() - 1] - at[0] + at.size() - 2) / (at.size() - 1); };
    const auto group = [&](int i) { return 2u * shorter(s.rows, i / columns) + shorter(s.columns, i % columns); };
    for (u32 g = 0; g < 4; ++g) {
      CellOrder cells;
      for (int i = 0; i < rows * columns; ++i)
        if (group(i) == g) cells.push_back(i);
      const CellOrder order = method == ShuffleMethod::derangement ? derangement(d, 3 + g, cells.size()) : d.permutation<256>(3 + g, cells.size());
      for (int k = 0; k < cells.size(); ++k) s.perm[cells[k]] = cells[order[k]];
    }
    return s;
  }

  template <class Mixer>
  void lay(const State& s, Mixer& m) const {
    if (box_policy == BoxPolicy::reject && m.has_instances())
      raise("label.unsupported", "RandomGridShuffle: samples must have no instances, which the cells would cut; set box_policy to largest or all");
    const Extent e = m.extent(m.self());
    const int columns = s.columns.size() - 1;
    const Rect whole{s.columns[0], s.rows[0], s.columns[columns], s.rows[s.rows.size() - 1]};
    const bool strips = remainder == Remainder::keep_strip;
    const Extent canvas = strips ? e : whole.extent();
    const int dx = strips ? 0 : whole.left, dy = strips ? 0 : whole.top;
    const auto cell = [&](int i) { return Rect{s.columns[i % columns], s.rows[i / columns], s.columns[i % columns + 1], s.rows[i / columns + 1]}; };
    m.keep_shape();
    for (int i = 0; i < s.perm.size(); ++i) {
      const Rect to = cell(s.perm[i]);
      m.move(cell(i), {to.left - dx, to.top - dy, to.right - dx, to.bottom - dy}, canvas);
    }
    if (strips && whole.right < e.width) m.move({whole.right, 0, e.width, e.height}, {whole.right, 0, e.width, e.height}, canvas);
    if (strips && whole.bottom < e.height) m.move({0, whole.bottom, whole.right, e.height}, {0, whole.bottom, whole.right, e.height}, canvas);
    m.join_fragments(box_policy == BoxPolicy::largest);
    m.finish(canvas, false);
  }

 private:
  Bounded<int, 17> cuts(const Draws& d, u32 slot, int side, int wanted) const {
    const int n = std::min(wanted, side), base = side / n, longer = side % n;
    const bool equal = remainder != Remainder::equal_shape_groups;
    const auto order = d.permutation<16>(slot, n);
    Bounded<int, 17> at;
    at.push_back(remainder == Remainder::crop_centre ? longer / 2 : 0);
    for (int k = 0; k < n; ++k) at.push_back(at[k] + base + (!equal && order[k] < longer));
    return at;
  }
};

}  // namespace smalti
