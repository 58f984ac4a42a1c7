// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/RandomEqualize.hpp>

#include <limits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

std::vector<std::uint8_t> bytes() {
  const std::vector<int> v = uneven();
  return {v.begin(), v.end()};
}
/// Sum, and sum weighted by the place: two numbers that stand for all.
template <class T>
std::pair<double, double> sums(const std::vector<T>& v) {
  std::pair<double, double> out{};
  for (std::size_t k = 0; k < v.size(); ++k) out.first += v[k], out.second += static_cast<double>(k) * v[k];
  return out;
}

TEST(RandomEqualize, has_the_bytes_of_torchvision_and_pillow) {  // torchvision 0.29 and Pillow 13.0 agree
  const auto v = through<std::uint8_t>(picture<std::uint8_t>({20, 30}, 1, bytes()), RandomEqualize{.p = 1});
  const int places[] = {0, 30, 100, 200, 299, 300, 450, 599}, expected[] = {0, 15, 56, 123, 197, 198, 90, 0};
  for (std::size_t k = 0; k < 8; ++k) EXPECT_EQ(v[static_cast<std::size_t>(places[k])], expected[k]) << places[k];
  EXPECT_EQ(sums(v), (std::pair{87500.0, 32669727.0}));
  EXPECT_EQ(through_exactly<std::uint8_t>(picture<std::uint8_t>({20, 30}, 1, bytes()), RandomEqualize{.p = 1}), v);
}
TEST(RandomEqualize, looks_at_each_channel_alone) {
  std::vector<std::uint8_t> both, flat;
  for (const std::uint8_t v : bytes()) both.push_back(v), both.push_back(9);
  const auto out = through<std::uint8_t>(picture<std::uint8_t>({20, 30}, 2, both), RandomEqualize{.p = 1});
  const auto alone = through<std::uint8_t>(picture<std::uint8_t>({20, 30}, 1, bytes()), RandomEqualize{.p = 1});
  for (std::size_t k = 0; k < alone.size(); ++k) {
    EXPECT_EQ(out[2 * k], alone[k]);
    EXPECT_EQ(out[2 * k + 1], 9);  // a constant channel stays
  }
}
TEST(RandomEqualize, takes_floats_as_256_tones) {  // numbers of torchvision 0.29
  std::vector<float> unit;
  for (const int v : uneven()) unit.push_back(static_cast<float>(v) / 255);
  const auto v = through<float>(picture<float>({20, 30}, 1, unit), RandomEqualize{.p = 1});
  const std::size_t places[] = {0, 30, 100, 200, 299, 300, 450, 599};
  const float expected[] = {0, 0.05882353335618973f, 0.2196078598499298f, 0.48235297203063965f, 0.7725490927696228f, 0.7764706611633301f, 0.3529411852359772f, 0};
  for (std::size_t k = 0; k < 8; ++k) EXPECT_EQ(v[places[k]], expected[k]) << places[k];
}
TEST(RandomEqualize, takes_the_upper_byte_of_sixteen_bits) {
  std::vector<std::uint16_t> wide;
  for (const int v : uneven()) wide.push_back(static_cast<std::uint16_t>(256 * v + 77));
  const auto v = through<std::uint16_t>(picture<std::uint16_t>({20, 30}, 1, wide), RandomEqualize{.p = 1});
  const auto narrow = through<std::uint8_t>(picture<std::uint8_t>({20, 30}, 1, bytes()), RandomEqualize{.p = 1});
  for (std::size_t k = 0; k < v.size(); ++k) EXPECT_EQ(v[k], 257 * narrow[k]);
}

TEST(RandomEqualize, has_a_tone_for_every_float) {
  constexpr float far = std::numeric_limits<float>::infinity();
  EXPECT_EQ(RandomEqualize{}.draw(draws(0), {.extent = {}, .lo = 0, .max = 1, .dtype = Dtype::float32}).tones.tone(std::numeric_limits<float>::quiet_NaN()), 0);
  const ToneScale scale = ToneScale::of({0, 1}, false);
  EXPECT_EQ(scale.tone(-far), 0);
  EXPECT_EQ(scale.tone(1), 255);
  EXPECT_EQ(scale.tone(far), 255);
}

}  // namespace
