// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// Turns the picture by a random number of quarter turns, counter-clockwise; a quarter turn exchanges height and width.
struct RandomRotate90 {
  static constexpr auto describe() { return about("Turn by 0, 90, 180 or 270 degrees", "Albumentations"); }

  /// Slot 1: the number of quarter turns.
  Map draw(const Draws& d, const Frame& in) const { return Map::quarter_turns(in.extent, static_cast<int>(d.between(1, 0, 3))); }
};

}  // namespace smalti
