// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/interpolation_pair.hpp>
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Takes resolution from the picture: makes it smaller, then as large as it was. Labels stay.
struct Downscale {
  Range scale_range{0.25, 0.25};
  InterpolationPair interpolation_pair{Interpolation::nearest, Interpolation::nearest};

  static constexpr auto describe() {
    return about("Shrink the picture and enlarge it again, so that detail is lost", "Albumentations",
        field<&Downscale::scale_range>{.doc = "size on the way, drawn; 0.25 to 0.75 is a useful range", .unit = "fraction", .min = 1e-3, .max = 1},
        field<&Downscale::interpolation_pair>{.doc = "filters down and up; area and bilinear look like a poor camera, nearest like blocks"});
  }

  struct State {
    float scale;
  };
  /// Slot 1: scale.
  State draw(const Draws& d, const Frame&) const { return {static_cast<float>(d.uniform(1, scale_range))}; }

  static Extent reduced(State s, Extent e) {
    const auto side = [&](int n) { return std::max(1, static_cast<int>(std::rint(n * double{s.scale}))); };
    return {side(e.height), side(e.width)};
  }
};

}  // namespace smalti
