// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/cpu/weighted_sum.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using smalti::cpu::WeightedRow;

TEST(weighted_sum, adds_any_number_of_rows_from_the_first_to_the_last) {
  constexpr int n = 37;
  for (std::size_t count = 1; count <= 26; ++count) {
    std::vector<std::vector<float>> values(count, std::vector<float>(n));
    std::vector<WeightedRow> rows;
    for (std::size_t k = 0; k < count; ++k) {
      for (int x = 0; x < n; ++x) values[k][static_cast<std::size_t>(x)] = std::sin(static_cast<float>(x) + 3.7f * static_cast<float>(k));
      rows.push_back({values[k].data(), 0.1f + 0.3f * static_cast<float>(k % 5)});
    }
    std::vector<float> out(n + 1, -7.0f);
    smalti::cpu::weighted_sum(rows, n, out.data());
    for (std::size_t x = 0; x < n; ++x) {
      float sum = rows[0].weight * values[0][x];
      for (std::size_t k = 1; k < count; ++k) sum = std::fma(rows[k].weight, values[k][x], sum);
      EXPECT_EQ(out[x], sum) << count << " rows, at " << x;
    }
    EXPECT_EQ(out[n], -7.0f);
  }
}

}  // namespace
