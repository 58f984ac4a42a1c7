// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// How a sample fits its cell: covering it, cut about its centre, or contained, with fill around it.
enum class FitMode : std::uint8_t { cover, contain };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<FitMode>{"cover", "contain"};
/// Which cell the primary sample takes.
enum class PrimarySlot : std::uint8_t { random, first, largest };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<PrimarySlot>{"random", "first", "largest"};

/// Shows a window onto a grid of samples, straight at the output size: no canvas in between.
struct Mosaic {
  Extent grid_yx{2, 2};
  Extent target_size{512, 512};
  Extent cell_shape{512, 512};
  Range center_range{0.3, 0.7};
  FitMode fit_mode = FitMode::cover;
  Interpolation interpolation = Interpolation::bilinear;
  Fill fill{114};
  bool antialias = true;
  PrimarySlot primary_slot = PrimarySlot::random;

  static constexpr bool mixes = true;
  static constexpr bool folds = true;  ///< reads members through their own geometry, unrendered
  static constexpr auto describe() {
    return about("Show a window onto a grid of samples of the mix group", "Albumentations; Bochkovskiy et al., YOLOv4, 2020",
        field<&Mosaic::grid_yx>{.doc = "rows and columns of the grid", .min = 1, .max = 4},
        field<&Mosaic::target_size>{.doc = "height and width of the output", .unit = "px", .min = 1, .max = 65535},
        field<&Mosaic::cell_shape>{.doc = "height and width of a cell", .unit = "px", .min = 1, .max = 65535},
        field<&Mosaic::center_range>{.doc = "where the window's centre lies between its extreme places", .unit = "fraction", .min = 0, .max = 1},
        field<&Mosaic::fit_mode>{.doc = "samples cover their cell, or are contained in it"},
        field<&Mosaic::interpolation>{.doc = "filter of the fit"},
        field<&Mosaic::fill>{.doc = "what shows beside a contained sample", .unit = "input units", .min = -32768, .max = 65535},
        field<&Mosaic::antialias>{.doc = "shrink without aliasing"},
        field<&Mosaic::primary_slot>{.doc = "cell of the primary: drawn among the visible ones, the first, or the one that shows most"});
  }
  constexpr const char* refuse() const {
    const bool fits = grid_yx.height * cell_shape.height >= target_size.height && grid_yx.width * cell_shape.width >= target_size.width;
    return fits ? nullptr : "target_size must fit grid_yx times cell_shape";
  }

  struct State {
    int cy, cx;          ///< centre of the window on the grid, px
    int primary;         ///< cell of the primary, row-major
    Places partners;     ///< of the other cells that show, row-major
  };
  /// Slots: 1 cy, 2 cx, 3 the primary's cell, 240 + j the partners.
  template <class Mixer>
  State draw(const Draws& d, const Mixer& m) const {
    State s{centre(d.unit(1), grid_yx.height * cell_shape.height, target_size.height),
            centre(d.unit(2), grid_yx.width * cell_shape.width, target_size.width), 0, {}};
    Places shown;
    int largest = 0;
    for (int cell = 0; cell < grid_yx.height * grid_yx.width; ++cell) {
      if (visible(s, cell).empty()) continue;
      if (!shown.empty() && visible(s, cell).area() > visible(s, shown[largest]).area()) largest = shown.size();
      shown.push_back(cell);
    }
    const int drawn = static_cast<int>(d.between(3, 0, shown.size() - 1));
    s.primary = shown[primary_slot == PrimarySlot::random ? drawn : primary_slot == PrimarySlot::first ? 0 : largest];
    if (shown.size() > 1) s.partners = m.partners(d, shown.size() - 1);
    return s;
  }

  template <class Mixer>
  void lay(const State& s, Mixer& m) const {
    Places places;
    Weights weights;
    int next = 0;
    for (int cell = 0; cell < grid_yx.height * grid_yx.width; ++cell) {
      const Rect shown = visible(s, cell);
      if (shown.empty()) continue;
      const int place = cell == s.primary ? m.self() : s.partners[next++];
      m.tile(place, fit(s, cell, m.extent(place)), shown, *this);
      places.push_back(place);
      weights.push_back(static_cast<float>(static_cast<double>(shown.area()) / static_cast<double>(target_size.area())));
    }
    m.mix_labels(places, weights, std::nullopt);
    m.finish(target_size, false);
  }

 private:
  /// Centre of a window of `target` px on a grid of `whole` px.
  int centre(double u, int whole, int target) const {
    const int free = whole - (target + 1) / 2 - target / 2;
    const double at = smalti::uniform(u, double{center_range.lo}, double{center_range.hi});
    return target / 2 + std::min(free, static_cast<int>(std::floor((free + 1) * at)));
  }
  /// A cell on the output.
  Rect on_output(const State& s, int cell) const {
    const int left = (cell % grid_yx.width) * cell_shape.width - (s.cx - target_size.width / 2);
    const int top = (cell / grid_yx.width) * cell_shape.height - (s.cy - target_size.height / 2);
    return {left, top, left + cell_shape.width, top + cell_shape.height};
  }
  Rect visible(const State& s, int cell) const { return intersection(on_output(s, cell), Rect::of(target_size)); }
  /// The fit of a sample into its cell, then the place of the cell on the output.
  Bounded<Map, 2> fit(const State& s, int cell, Extent e) const {
    const Rect at = on_output(s, cell);
    const auto scaled = [](int side, std::int64_t to, std::int64_t from) {  // rint(side * to / from), ties to even
      return std::max(1, static_cast<int>(std::rint(static_cast<double>(side * to) / static_cast<double>(from))));
    };
    const bool by_width = std::int64_t{cell_shape.width} * e.height >= std::int64_t{cell_shape.height} * e.width;
    const bool cover = fit_mode == FitMode::cover;
    Extent to = cell_shape;  // of the whole sample, resized
    if (by_width == cover) to.height = scaled(e.height, cell_shape.width, e.width);
    else to.width = scaled(e.width, cell_shape.height, e.height);
    int left = at.left + (cell_shape.width - to.width) / 2, top = at.top + (cell_shape.height - to.height) / 2;
    if (!cover) {  // towards the crossing of the grid's centre
      if (cell % grid_yx.width < grid_yx.width / 2) left = at.right - to.width;
      else left = at.left;
      if (cell / grid_yx.width < grid_yx.height / 2) top = at.bottom - to.height;
      else top = at.top;
    }
    return {Map::crop_resize(Rect::of(e), to), Map::crop({-left, -top, target_size.width - left, target_size.height - top})};
  }
};

}  // namespace smalti
