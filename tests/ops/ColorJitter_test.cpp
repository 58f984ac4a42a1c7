// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/ColorJitter.hpp>

#include <map>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(ColorJitter, draws_every_order_equally_often) {
  std::map<std::vector<int>, int> orders;
  const ColorJitter op{.brightness = 0.4, .contrast = 0.4, .saturation = 0.4, .hue = 0.1};
  for (u64 id = 0; id < 24000; ++id) {
    std::vector<int> order;
    for (const auto& step : op.draw(draws(id), frame(8, 8))) order.push_back(step.kind);
    ++orders[order];
  }
  ASSERT_EQ(orders.size(), 24u);
  for (const auto& [order, n] : orders) EXPECT_NEAR(n, 1000, 130);  // 4 sigma
}
TEST(ColorJitter, leaves_out_what_is_not_asked_for) {
  const auto steps = ColorJitter{.contrast = {{0.5, 0.5}}}.draw(draws(0), frame(8, 8));
  ASSERT_EQ(steps.size(), 1);
  EXPECT_EQ(steps[0].kind, 1);
  EXPECT_EQ((ColorJitter{.brightness = 0, .contrast = 0.4, .saturation = 0, .hue = 0}.draw(draws(0), frame(8, 8)).size()), 1);
}
TEST(ColorJitter, contrast_moves_away_from_the_measured_mean) {
  Measured m;
  m.sum = 100 * 256 * 4, m.count = 4, m.unit = 256;
  const Contrast::State s = Contrast::measured({2, 0}, m);
  EXPECT_EQ(Contrast::apply(100, s), 100);
  EXPECT_EQ(Contrast::apply(110, s), 120);
}
TEST(ColorJitter, hue_by_a_third_of_a_turn_makes_red_green) {
  const Rgb green = Hue::apply({255, 0, 0}, {1.0f / 3});
  EXPECT_NEAR(green.r, 0, 1e-3);
  EXPECT_NEAR(green.g, 255, 1e-3);
  EXPECT_NEAR(green.b, 0, 1e-3);
}
TEST(ColorJitter, hue_goes_the_way_of_hsv) {
  for (int k = 0; k < 20000; ++k) {
    const auto level = [k](int of) { return static_cast<float>((k * 7919 + of * 104729 + k / 3 * of) % 256); };
    const Rgb v{level(1), level(2), level(3)};
    const float turn = static_cast<float>(k % 101) / 100 - 0.5f;
    const Rgb there = through_hsv(v, 0, 1.0f / 255, [&](Hsv c) { return Hsv{c.h + turn - std::floor(c.h + turn), c.s, c.v}; }), here = Hue::apply(v, {turn});
    ASSERT_NEAR(here.r, there.r, 2e-3) << k;
    ASSERT_NEAR(here.g, there.g, 2e-3) << k;
    ASSERT_NEAR(here.b, there.b, 2e-3) << k;
  }
}
TEST(ColorJitter, grey_stays_grey_under_any_hue_or_saturation) {
  const Rgb turned = Hue::apply({77, 77, 77}, {0.3f}), flat = Saturation::apply({77, 77, 77}, {1.7f});
  EXPECT_NEAR(turned.r, 77, 1e-4);
  EXPECT_EQ(turned.r, turned.g);
  EXPECT_NEAR(flat.g, 77, 1e-4);
}

}  // namespace
