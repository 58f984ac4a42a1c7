// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/erase.hpp>
#include <smalti/core/op.hpp>

#include <algorithm>

namespace smalti {

/// Erases a rotated lattice of squares.
struct GridMask {
  Range unit{96, 223};
  float ratio = 0.6f;
  Range rotate{0, 360};
  bool invert = false;
  Fill fill{Fill::Kind::neutral};
  MaskPolicy mask_policy = MaskPolicy::keep;
  OnCover on_cover = OnCover::occlude;

  static constexpr auto describe() {
    return about("Erase a rotated lattice of squares", "Chen et al., GridMask, 2020",
        field<&GridMask::unit>{.doc = "side of a cell, whole px; below 1 a share of the shorter side", .unit = "px", .min = 1e-3, .max = 65535},
        field<&GridMask::ratio>{.doc = "width of the bars that stay over the cell: more keeps more", .unit = "fraction", .min = 0, .max = 1},
        field<&GridMask::rotate>{.doc = "angle of the lattice", .unit = "deg", .min = -360, .max = 360},
        field<&GridMask::invert>{.doc = "erase the bars and keep the squares"},
        field<&GridMask::fill>{.doc = "what erased pixels show; neutral is the mean of Normalize, or the middle of the range", .unit = "units where it stands", .min = -32768, .max = 65535},
        field<&GridMask::mask_policy>{.doc = "masks in the holes: keep them, take the ignore index (instance masks: 0), or 0"},
        field<&GridMask::on_cover>{.doc = "keypoints in the holes are occluded, or dropped"});
  }

  /// Slots: 1 cell, 2 and 3 offsets, 4 angle.
  Lattice draw(const Draws& d, const Frame& in) const {
    const double side = std::min(in.extent.width, in.extent.height);
    const bool share = unit.hi <= 1;
    const double cell = share ? std::max(1.0, side * d.uniform(1, unit)) : static_cast<double>(d.between(1, static_cast<int>(unit.lo), static_cast<int>(unit.hi)));
    const double ox = d.uniform(2, 0.0, cell), oy = d.uniform(3, 0.0, cell);
    const auto [sin, cos] = fixed_sincos_degrees(d.uniform(4, rotate));
    const double cx = 0.5 * in.extent.width, cy = 0.5 * in.extent.height;
    const double ou = std::fma(-cos, cx, std::fma(-sin, cy, ox)) / cell, ov = std::fma(sin, cx, std::fma(-cos, cy, oy)) / cell;
    return {static_cast<float>(cos / cell), static_cast<float>(sin / cell), static_cast<float>(ou), static_cast<float>(ov), ratio, invert};
  }
};

}  // namespace smalti
