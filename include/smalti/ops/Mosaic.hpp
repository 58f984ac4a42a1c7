// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/affine.hpp>
#include <smalti/core/mosaic_grid.hpp>
#include <smalti/core/op.hpp>

namespace smalti {

/// Shows a window onto a grid of samples, straight at the output size: no canvas in between, and the zoom, turn, shift and
/// shear that detection recipes apply after a mosaic are part of the same resampling.
struct Mosaic {
  Extent grid_yx{2, 2};
  Extent target_size{512, 512};
  Extent cell_shape{512, 512};
  Range center_range{0.3, 0.7};
  FitMode fit_mode = FitMode::cover;
  Interpolation interpolation = Interpolation::bilinear;
  Fill fill = padding_grey;
  Range zoom{1, 1};
  Symmetric degrees{0};
  float translate = 0;
  Symmetric shear{0};
  PrimarySlot primary_slot = PrimarySlot::random;
  SeamPolicy seam_policy = SeamPolicy::none;
  bool antialias = true;
  std::optional<int> fill_mask{};
  Interpolation mask_interpolation = Interpolation::nearest;

  static constexpr bool mixes = true;
  static constexpr bool folds = true;  ///< reads members through their own geometry, unrendered
  static constexpr auto describe() {
    return about("Show a window onto a grid of samples of the mix group", "Albumentations; Bochkovskiy et al., YOLOv4, 2020",
        field<&Mosaic::grid_yx>{.doc = "rows and columns of the grid", .min = 1, .max = 4},
        field<&Mosaic::target_size>{.doc = "height and width of the output; a LetterBox of this size behind Mosaic fits the pictures that it leaves alone", .unit = "px", .min = 1, .max = 65535},
        field<&Mosaic::cell_shape>{.doc = "height and width of a cell", .unit = "px", .min = 1, .max = 65535},
        field<&Mosaic::center_range>{.doc = "where the window's centre lies between its extreme places", .unit = "fraction", .min = 0, .max = 1},
        field<&Mosaic::fit_mode>{.doc = "samples cover their cell, or are contained in it"},
        field<&Mosaic::interpolation>{.doc = "filter of the fit; nearest, bilinear or bicubic where degrees or shear are not 0"},
        field<&Mosaic::fill>{.doc = "what shows beside a contained sample", .unit = "input units", .min = -32768, .max = 65535},
        field<&Mosaic::zoom>{.doc = "factor about the window's centre", .min = 1e-3, .max = 1e3},
        field<&Mosaic::degrees>{.doc = "turn about the window's centre, clockwise; a number v means [-v, v]", .unit = "deg", .min = -360, .max = 360},
        field<&Mosaic::translate>{.doc = "largest shift as a share of width and height", .unit = "fraction", .min = 0, .max = 0.5},
        field<&Mosaic::shear>{.doc = "shear along x and along y; a number v means [-v, v]", .unit = "deg", .min = -89, .max = 89},
        field<&Mosaic::primary_slot>{.doc = "cell of the primary: drawn among the visible ones, the first, or the one that shows most"},
        field<&Mosaic::seam_policy>{.doc = "avoid_boxes tries eight windows and takes the one that shows most of the instances"},
        field<&Mosaic::antialias>{.doc = "shrink without aliasing"},
        field<&Mosaic::fill_mask>{.doc = "id that the segmentation shows beside the samples; none takes the ignore index", .min = 0, .max = 65535},
        field<&Mosaic::mask_interpolation>{.doc = "filter of masks, which is nearest: between two ids there is none"});
  }
  constexpr const char* refuse() const {
    if (mask_interpolation != Interpolation::nearest) return "mask_interpolation must be nearest";
    const bool fits = grid_yx.height * cell_shape.height >= target_size.height && grid_yx.width * cell_shape.width >= target_size.width;
    const bool warps = degrees.lo != 0 || degrees.hi != 0 || shear.lo != 0 || shear.hi != 0;
    return !fits ? "target_size must fit grid_yx times cell_shape" : warps ? warp_conflict(interpolation) : nullptr;
  }

  struct State {
    int cy, cx;                ///< centre of the window on the grid, px
    std::array<double, 9> a;   ///< the affine map of the output frame
    int primary;               ///< cell of the primary, row-major
    Places partners;           ///< of the other cells that show, row-major
  };
  /// Slots: 1 cy, 2 cx, 3 the primary's cell, 4 angle, 5 zoom, 6 and 7 translation, 8 and 9 shear, 240 + j the partners;
  /// window t of seam_policy on sub t.
  template <class Mixer>
  State draw(const Draws& d, const Mixer& m) const {
    State best = candidate(d, m, 0);
    if (seam_policy == SeamPolicy::none) return best;
    double most = shown_area(best, m);
    for (u32 t = 1; t < 8; ++t) {
      const State next = candidate(d, m, t);
      if (const double area = shown_area(next, m); area > most) most = area, best = next;
    }
    return best;
  }

  template <class Mixer>
  void lay(const State& s, Mixer& m) const {
    const MosaicGrid g = grid(s);
    Places places;
    Weights weights;
    const double all = g.shown_area();
    g.for_each_cell(s.primary, m.self(), s.partners, [&](int cell, int place) {
      m.tile(place, g.fit(cell, m.extent(place)), g.shown(cell, m.extent(place)), *this);
      places.push_back(place);
      weights.push_back(static_cast<float>(g.shown(cell).area() / all));
    });
    m.mix_labels(places, weights, std::nullopt);
    m.finish(target_size, false);
  }

 private:
  MosaicGrid grid(const State& s) const { return {grid_yx, cell_shape, target_size, fit_mode, s.cy, s.cx, s.a}; }

  template <class Mixer>
  State candidate(const Draws& d, const Mixer& m, u32 t) const {
    const double w = target_size.width, h = target_size.height;
    const Affine turn{d.uniform(4, degrees, t), d.uniform(5, zoom, t), d.uniform(8, shear, t), d.uniform(9, shear, t)};
    const double tx = std::rint(d.uniform(6, -translate * w, translate * w, t)), ty = std::rint(d.uniform(7, -translate * h, translate * h, t));
    State s{MosaicGrid::centre(d.uniform(1, center_range, t), grid_yx.height * cell_shape.height, target_size.height),
            MosaicGrid::centre(d.uniform(2, center_range, t), grid_yx.width * cell_shape.width, target_size.width),
            turn.about({0.5 * w, 0.5 * h}, {0.5 * w + tx, 0.5 * h + ty}), 0, {}};
    const MosaicGrid g = grid(s);
    const Places shown = g.visible();
    const int drawn = static_cast<int>(d.between(3, 0, shown.size() - 1, t));
    s.primary = primary_slot == PrimarySlot::largest ? g.largest() : shown[primary_slot == PrimarySlot::random ? drawn : 0];
    if (shown.size() > 1) s.partners = m.partners(d, shown.size() - 1);
    return s;
  }
  template <class Mixer>
  double shown_area(const State& s, const Mixer& m) const {
    const MosaicGrid g = grid(s);
    double sum = 0;
    g.for_each_cell(s.primary, m.self(), s.partners, [&](int cell, int place) { sum += m.shown_area(place, g.fit(cell, m.extent(place)), g.shown(cell, m.extent(place))); });
    return sum;
  }
};

}  // namespace smalti
