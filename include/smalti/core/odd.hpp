// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/draws.hpp>
#include <smalti/core/params.hpp>

namespace smalti {

/// Whether the ends of an interval are other than odd whole numbers.
template <int least>
constexpr bool refuse_odd(UpTo<least> sides) {
  const auto odd = [](float v) { return v == static_cast<float>(static_cast<int>(v)) && static_cast<int>(v) % 2 == 1; };
  return !odd(sides.lo) || !odd(sides.hi);
}
/// One of the odd numbers of an interval.
template <int least>
constexpr int odd_between(const Draws& d, u32 slot, UpTo<least> sides) {
  return 2 * static_cast<int>(d.between(slot, static_cast<int>(sides.lo) / 2, static_cast<int>(sides.hi) / 2)) + 1;
}

}  // namespace smalti
