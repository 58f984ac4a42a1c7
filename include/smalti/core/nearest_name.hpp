// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <algorithm>
#include <numeric>
#include <string_view>
#include <vector>

namespace smalti {

/// Edits (insert, delete, replace, swap neighbours not counted apart) that turn `a` into `b`.
inline int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replaced = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

/// The name that was probably meant: at most two edits away, or beginning alike with more; empty if there is none.
inline std::string_view nearest_name(std::string_view wanted, const std::vector<std::string_view>& names) {
  std::string_view best;
  int fewest = 3;
  for (const std::string_view name : names) {
    const int edits = edit_distance(wanted, name);
    if (edits < fewest) fewest = edits, best = name;
  }
  if (best.empty())
    for (const std::string_view name : names)
      if (!name.empty() && wanted.starts_with(name)) return name;
  return best;
}

}  // namespace smalti
