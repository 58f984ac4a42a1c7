// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Stretches and squeezes the columns and the rows of a grid.
struct GridDistortion {
  int num_steps = 5;
  Symmetric distort_limit{0.3};
  bool normalized = true;
  Interpolation interpolation = Interpolation::bilinear;
  Border border_mode = Border::constant;
  Fill fill{0};

  static constexpr auto describe() {
    return about("Stretch and squeeze the columns and rows of a grid", "Albumentations",
        field<&GridDistortion::num_steps>{.doc = "cells an axis; what does not divide makes one more", .min = 1, .max = 30},
        field<&GridDistortion::distort_limit>{.doc = "how much more of the source a cell shows, drawn for each; a number v means [-v, v]", .unit = "fraction", .min = -1, .max = 1},
        field<&GridDistortion::normalized>{.doc = "keep the far borders where they are"},
        field<&GridDistortion::interpolation>{.doc = "nearest, bilinear or bicubic"},
        field<&GridDistortion::border_mode>{.doc = "constant shows the fill, the others repeat the picture"},
        field<&GridDistortion::fill>{.doc = "what shows where there is no source", .unit = "input units", .min = -32768, .max = 65535});
  }
  constexpr const char* refuse() const {
    return warp_conflict(interpolation);
  }

  using Factors = Bounded<float, 32>;
  struct State {
    Factors x, y;
  };
  /// Slots: 1 and 2 the factors of x and y; cell i: sub = i.
  State draw(const Draws& d, const Frame&) const {
    State s;
    for (u32 i = 0; i <= static_cast<u32>(num_steps); ++i) {
      s.x.push_back(static_cast<float>(1 + d.uniform(1, distort_limit, i)));
      s.y.push_back(static_cast<float>(1 + d.uniform(2, distort_limit, i)));
    }
    return s;
  }

  Displacement field_of(const State& s, const Draws&, Extent frame) const {
    Displacement field;
    field.kind = Displacement::Kind::grid;
    field.frame = frame;
    field.cells = {cells(s.x, frame.width), cells(s.y, frame.height)};
    return field;
  }

 private:
  /// Destination borders c, source borders d of the cells of an axis; a remainder of the division is a cell of its own.
  Displacement::Cells cells(const Factors& factors, int length) const {
    Displacement::Cells out;
    const int n = std::clamp(factors.size() - 1, 1, length);
    out.step = length / n;
    out.count = length % n ? n + 1 : n;
    double c[Factors::capacity()]{}, d[Factors::capacity()]{};
    for (int i = 0; i < out.count; ++i) {
      c[i + 1] = i + 1 < out.count ? (i + 1) * out.step : length;
      d[i + 1] = std::fma(double{factors[i]}, c[i + 1] - c[i], d[i]);
    }
    const double end = d[out.count], scale = normalized && end > 0 ? length / end : 1;
    for (int i = 0; i < out.count; ++i) {
      const double slope = normalized && !(end > 0) ? 1 : scale * (d[i + 1] - d[i]) / (c[i + 1] - c[i]);
      const double from = normalized && !(end > 0) ? c[i] : scale * d[i];
      out.slope[static_cast<unsigned>(i)] = static_cast<float>(slope);
      out.offset[static_cast<unsigned>(i)] = static_cast<float>(std::fma(-slope, c[i], from));
    }
    return out;
  }
};

}  // namespace smalti
