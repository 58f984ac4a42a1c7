// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/RandomPhotometricDistort.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(RandomPhotometricDistort, applies_each_change_with_its_own_probability) {
  std::array<int, 5> applied{};
  int contrast_first = 0, both = 0;
  for (u64 id = 0; id < 4000; ++id) {
    std::vector<int> kinds;
    for (const auto& step : RandomPhotometricDistort{.p = 0.3f}.draw(draws(id), frame(4, 4))) ++applied[static_cast<std::size_t>(kinds.emplace_back(step.kind))];
    const auto contrast = std::find(kinds.begin(), kinds.end(), 1), hue = std::find(kinds.begin(), kinds.end(), 3);
    if (contrast == kinds.end() || hue == kinds.end()) continue;
    ++both;
    contrast_first += contrast < hue;
  }
  for (const int n : applied) EXPECT_NEAR(n, 1200, 4 * 29);  // 4 sigma
  EXPECT_NEAR(both, 360, 4 * 18.1);
  EXPECT_NEAR(contrast_first, 0.5 * both, 4 * 9.5);
}
TEST(RandomPhotometricDistort, goes_from_brightness_to_the_order_of_the_channels) {
  for (u64 id = 0; id < 50; ++id) {
    const auto steps = RandomPhotometricDistort{.p = 1}.draw(draws(id), frame(4, 4));
    ASSERT_EQ(steps.size(), 5);
    EXPECT_EQ(steps[0].kind, 0);
    EXPECT_TRUE(steps[1].kind == 1 || steps[3].kind == 1);
    EXPECT_EQ(steps[steps[1].kind == 1 ? 2 : 1].kind, 2);
    EXPECT_EQ(steps[steps[1].kind == 1 ? 3 : 2].kind, 3);
    EXPECT_EQ(steps[4].kind, 4);
  }
}
TEST(RandomPhotometricDistort, draws_an_amount_the_same_whatever_else_applies) {
  const auto all = RandomPhotometricDistort{.p = 1}.draw(draws(3), frame(4, 4));
  for (float p = 0.2f; p < 1; p += 0.2f)
    for (const auto& step : RandomPhotometricDistort{.p = p}.draw(draws(3), frame(4, 4))) {
      const auto same = std::find_if(all.begin(), all.end(), [&](const auto& other) { return other.kind == step.kind; });
      EXPECT_EQ(std::memcmp(same->bytes, step.bytes, sizeof step.bytes), 0);
    }
}
TEST(RandomPhotometricDistort, does_nothing_at_p_0) {
  const auto v = through<std::uint8_t>(picture<std::uint8_t>({1, 2}, 3, {1, 2, 3, 200, 100, 0}), RandomPhotometricDistort{.p = 0});
  EXPECT_EQ(v, (std::vector<std::uint8_t>{1, 2, 3, 200, 100, 0}));
}

}  // namespace
