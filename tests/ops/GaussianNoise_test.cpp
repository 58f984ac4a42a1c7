// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/GaussianNoise.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

Image grey(Extent e, int channels, float value) { return picture<float>(e, channels, std::vector<float>(static_cast<std::size_t>(e.area() * channels), value)); }

TEST(GaussianNoise, has_the_mean_and_deviation_that_were_asked_for) {
  const auto v = through<float>(grey({400, 500}, 3, 0.5f), GaussianNoise{.mean = 0.02f, .sigma = 0.05f});
  double sum = 0, squares = 0;
  for (const float x : v) sum += x - 0.52, squares += (x - 0.52) * (x - 0.52);
  const double n = static_cast<double>(v.size());
  EXPECT_NEAR(sum / n, 0, 4 * 0.05 / std::sqrt(n));
  EXPECT_NEAR(std::sqrt(squares / n), 0.05, 4 * 0.05 / std::sqrt(2 * n));
}
TEST(GaussianNoise, adds_the_normal_number_of_each_element) {  // of field stream 1, element (y W + x) C + c
  const auto v = through<float>(grey({5, 7}, 3, 0.5f), GaussianNoise{.sigma = 0.01f});
  for (u32 e = 0; e < 105; ++e) {
    const Words w = draw(op_key(7, op_id("0"), 1u << 16), {1, 0, 0}, e / 4);
    EXPECT_NEAR(v[e], 0.5f + 0.01f * normal_f32(w[e % 4]), 1e-7);
  }
}
TEST(GaussianNoise, stays_where_it_was_drawn_when_a_flip_follows) {
  const auto v = through<float>(grey({5, 7}, 1, 0.5f), GaussianNoise{}), flipped = through<float>(grey({5, 7}, 1, 0.5f), GaussianNoise{}, RandomHorizontalFlip{.p = 1});
  for (std::size_t y = 0; y < 5; ++y)
    for (std::size_t x = 0; x < 7; ++x) EXPECT_EQ(v[7 * y + x], flipped[7 * y + 6 - x]);
}
TEST(GaussianNoise, clips_floats_unless_told_otherwise_and_saturates_bytes) {
  const auto ends = [](const std::vector<float>& v) { return std::pair{*std::min_element(v.begin(), v.end()), *std::max_element(v.begin(), v.end())}; };
  EXPECT_EQ(ends(through<float>(grey({40, 50}, 1, 0.5f), GaussianNoise{.sigma = 1})), (std::pair{0.0f, 1.0f}));
  const auto [lo, hi] = ends(through<float>(grey({40, 50}, 1, 0.5f), GaussianNoise{.sigma = 1, .clip = false}));
  EXPECT_LT(lo, -1.5f);
  EXPECT_GT(hi, 2.5f);
  const Image white = picture<std::uint8_t>({40, 50}, 1, std::vector<std::uint8_t>(2000, 250));
  for (const std::uint8_t v : through<std::uint8_t>(white, GaussianNoise{.sigma = 0.02f, .clip = false})) EXPECT_GT(v, 200);  // no wrap
}
TEST(GaussianNoise, cuts_the_noise_to_a_whole_number_in_exact_mode) {
  const GaussianNoise::State s{.field = {}, .mean = -1.7f, .sigma = 0, .least = 0, .most = 255};
  EXPECT_EQ(GaussianNoise::exact(100, s, {}), 99);
  EXPECT_FLOAT_EQ(GaussianNoise::apply(100, s, {}), 98.3f);
}

}  // namespace
