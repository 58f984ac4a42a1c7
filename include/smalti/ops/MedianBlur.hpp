// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/odd.hpp>
#include <smalti/core/op.hpp>

namespace smalti {

/// Replaces every value by the median of a square around it.
struct MedianBlur {
  UpTo<3> blur_limit{3, 7};

  static constexpr auto describe() {
    return about("Take the median of a square around each pixel, channel by channel", "Albumentations",
        field<&MedianBlur::blur_limit>{.doc = "odd side of the square, drawn; a number v means [3, v]", .unit = "px", .min = 3, .max = 99});
  }
  constexpr const char* refuse() const { return refuse_odd(blur_limit) ? "blur_limit must be odd whole numbers" : nullptr; }

  struct State {
    int side;
  };
  /// Slot 1: side.
  State draw(const Draws& d, const Frame&) const { return {odd_between(d, 1, blur_limit)}; }

  static WindowFunction window(State s, std::vector<float>&) { return MedianWindow{s.side}; }
};

}  // namespace smalti
