// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/pixel/rescale.hpp>

namespace smalti {

/// Maps one fixed range of values onto another.
struct ScaleRange {
  Required<float> a_min, a_max;
  float b_min = 0, b_max = 1;
  bool clip = true;

  static constexpr auto describe() {
    return about("Map [a_min, a_max] linearly onto [b_min, b_max]; equal ends only shift the values", "MONAI",
        field<&ScaleRange::a_min>{.doc = "value that becomes b_min", .unit = "input units", .min = -1e9, .max = 1e9},
        field<&ScaleRange::a_max>{.doc = "value that becomes b_max", .unit = "input units", .min = -1e9, .max = 1e9, .example = 10000},
        field<&ScaleRange::b_min>{.doc = "start of the output range", .min = -1e9, .max = 1e9},
        field<&ScaleRange::b_max>{.doc = "end of the output range", .min = -1e9, .max = 1e9},
        field<&ScaleRange::clip>{.doc = "clip to the output range"});
  }
  constexpr const char* refuse() const { return b_min < b_max ? nullptr : "must have b_min < b_max"; }

  using Steps = TypeList<Rescale>;
  Bounded<OneOf<Rescale::State>, 1> draw(const Draws&, const Frame&) const {
    const bool constant = a_min == a_max;
    const double scale = constant ? 1 : (double{b_max} - b_min) / (double{a_max} - double{a_min});
    const ValueRange to{b_min, b_max};
    return {Rescale::State{a_min, static_cast<float>(scale), b_min, clip && !constant ? to : unbounded, to}};
  }
};

}  // namespace smalti
