// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/draws.hpp>

#include <algorithm>

namespace smalti {

/// Where each cell of a grid goes: cell i to place order[i].
using CellOrder = Bounded<int, 256>;

/// A permutation of n cells that leaves none in place: attempt t on sub 1024 t, after 64 of them a cyclic shift.
inline CellOrder derangement(const Draws& d, u32 slot, int n) {
  for (u32 t = 0; t < 64; ++t) {
    const CellOrder order = d.permutation<256>(slot, n, 1024 * t);
    int fixed = 0;
    for (int i = 0; i < n; ++i) fixed += order[i] == i;
    if (fixed == 0) return order;
  }
  CellOrder shifted;
  for (int i = 0; i < n; ++i) shifted.push_back((i + 1) % n);
  return shifted;
}

/// Parallel lines of cells: place k of a line has the number line * line_step + k * step.
struct CellLines {
  int lines, length, line_step, step;
};

/// Sorts each line by index plus U(-reach, reach), so that no cell moves by 2 reach or more. `order` says where the cells
/// have come to so far.
inline void jitter(const Draws& d, u32 slot, double reach, CellOrder& order, CellLines at) {
  CellOrder moved = order;
  for (int line = 0; line < at.lines; ++line) {
    const auto place = [&](int k) { return line * at.line_step + k * at.step; };
    Bounded<double, 16> key;
    Bounded<int, 16> sorted;
    for (int k = 0; k < at.length; ++k) {
      key.push_back(k + d.uniform(slot, -reach, reach, static_cast<u32>(place(k))));
      sorted.push_back(k);
    }
    std::stable_sort(sorted.begin(), sorted.end(), [&](int a, int b) { return key[a] < key[b]; });
    for (int k = 0; k < at.length; ++k)
      for (int i = 0; i < order.size(); ++i)
        if (order[i] == place(sorted[k])) moved[i] = place(k);
  }
  order = moved;
}

}  // namespace smalti
