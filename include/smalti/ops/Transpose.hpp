// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// Exchanges rows and columns: (x, y) becomes (y, x).
struct Transpose {
  static constexpr auto describe() { return about("Exchange rows and columns", "Albumentations"); }

  Map draw(const Draws&, const Frame& in) const { return Map::dihedral(in.extent, true, false, false); }
};

}  // namespace smalti
