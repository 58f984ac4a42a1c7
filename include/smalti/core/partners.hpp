// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/bounded.hpp>
#include <smalti/core/random.hpp>

#include <array>
#include <utility>

namespace smalti {

inline constexpr int max_group = 256;  ///< places of a mix group
inline constexpr int max_partners = 16;  ///< of one operator: slots 240 to 255
using ValidPlaces = std::array<bool, max_group>;

/// The next valid place after `place`, cyclically in a group of `size`, the own one left out; the own one if there is none.
constexpr int next_valid(int place, int self, int size, const ValidPlaces& valid) {
  for (int step = 0; step < size; ++step, place = (place + 1) % size)
    if (place != self && valid[static_cast<std::size_t>(place)]) return place;
  return self;
}

/// Places of `n` partners of the sample at `self` in a mix group of `size`: partner j by word 0 of slot 240 + j, distinct
/// while they last, then with replacement. An invalid one is replaced by the next valid place.
constexpr Bounded<int, 16> draw_partners(Key key, SampleCoord at, int self, int size, int n, const ValidPlaces& valid) {
  std::array<int, max_group> others{};
  int count = 0;
  for (int place = 0; place < size; ++place)
    if (place != self) others[static_cast<std::size_t>(count++)] = place;
  Bounded<int, 16> partners;
  for (int j = 0; j < n; ++j) {
    if (count == 0) {
      partners.push_back(self);
      continue;
    }
    const int from = j < count ? j : 0;
    const u32 word = draw(key, at, param_block(240 + static_cast<u32>(j)))[0];
    const auto t = static_cast<std::size_t>(from + static_cast<int>(below(word, static_cast<u32>(count - from))));
    partners.push_back(next_valid(others[t], self, size, valid));
    if (j < count) std::swap(others[static_cast<std::size_t>(j)], others[t]);
  }
  return partners;
}

/// The index of partner j where partners come from a whole list of `size`, by words 0 and 1 of slot 240 + j.
constexpr u64 draw_from_list(Key key, SampleCoord at, int j, u64 size) {
  const Words w = draw(key, at, param_block(240 + static_cast<u32>(j)));
  return below_u64(w[0], w[1], size);
}
/// The first of the 64 streams on which such a partner draws, with the coordinates of its primary.
constexpr u32 partner_stream(int j) { return 128 + 64 * static_cast<u32>(j); }

}  // namespace smalti
