// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// One of the eight symmetries of the square: turns by 0, 90, 180 and 270 degrees, the mirrorings top to bottom, across
/// the anti-diagonal, left to right and across the main diagonal. Half of them exchange height and width.
struct D4 {
  static constexpr auto describe() { return about("Apply one of the eight symmetries of the square", "Albumentations"); }

  /// Slot 1: the element, in the order above.
  Map draw(const Draws& d, const Frame& in) const {
    const int element = static_cast<int>(d.between(1, 0, 7));
    if (element < 4) return Map::quarter_turns(in.extent, element);
    const bool diagonal = element == 5 || element == 7;
    return Map::dihedral(in.extent, diagonal, element == 5 || element == 6, element == 4 || element == 5);
  }
};

}  // namespace smalti
