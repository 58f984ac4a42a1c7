// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/core/policy.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using namespace smalti;

constexpr Extent picture{240, 331};

/// Magnitudes in these bins of `bins`.
std::vector<float> magnitudes(const PolicyStrength& s, PolicyOp op, int bins, std::initializer_list<int> which, bool negative = false) {
  std::vector<float> out;
  for (const int bin : which) out.push_back(s.step(op, bin, bins, negative, picture).magnitude);
  return out;
}
void expect(const std::vector<float>& ours, const std::vector<double>& theirs) {
  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t k = 0; k < ours.size(); ++k) EXPECT_NEAR(double{ours[k]}, theirs[k], 4e-7 * std::abs(theirs[k]) + 1e-12) << k;
}

// the tables of torchvision 0.29.2 for a picture of 240 x 331 px; its linspace is off by single last bits
TEST(Policy, has_the_magnitudes_of_torchvision_in_31_bins) {
  const PolicyStrength s{};
  expect(magnitudes(s, PolicyOp::shear_x, 31, {0, 1, 2, 9, 15, 30}),
         {0, 0.010000000707805157, 0.020000001415610313, 0.09000000357627869, 0.15000000596046448, 0.30000001192092896});
  expect(magnitudes(s, PolicyOp::translate_x, 31, {0, 1, 2, 9, 15, 30}), {0, 5, 10, 45, 75, 150});
  expect(magnitudes(s, PolicyOp::translate_y, 31, {1, 2, 9, 15, 30}),
         {3.625377655029297, 7.250755310058594, 32.62839889526367, 54.38066482543945, 108.7613296508789});
  expect(magnitudes(s, PolicyOp::rotate, 31, {1, 9, 15, 30}), {1, 9, 15, 30});
  expect(magnitudes(s, PolicyOp::sharpness, 31, {1, 9, 15, 30}), {0.029999999329447746, 0.26999998092651367, 0.44999998807907104, 0.8999999761581421});
  expect(magnitudes(s, PolicyOp::solarize, 31, {0, 1, 9, 15, 30}), {1, 0.9666666388511658, 0.699999988079071, 0.5, 0});
}
TEST(Policy, counts_bits_down_as_torchvision) {
  const auto bits = [](const PolicyStrength& s, int bins) {
    std::vector<int> out;
    for (int bin = 0; bin < bins; ++bin) out.push_back(static_cast<int>(s.step(PolicyOp::posterize, bin, bins, true, picture).magnitude));
    return out;
  };
  EXPECT_EQ(bits({}, 10), (std::vector{8, 8, 7, 7, 6, 6, 5, 5, 4, 4}));
  EXPECT_EQ(bits({}, 31), (std::vector{8, 8, 8, 8, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 6, 6, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4}));
  EXPECT_EQ(bits({.fewest_bits = 2}, 31),
            (std::vector{8, 8, 8, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 2, 2, 2}));
  EXPECT_EQ(bits({.most_bits = 4, .fewest_bits = 0}, 10), (std::vector{4, 4, 3, 3, 2, 2, 1, 1, 0, 0}));
}
TEST(Policy, turns_the_sign_of_what_has_one) {
  using enum PolicyOp;
  for (const PolicyOp op : {shear_x, shear_y, translate_x, translate_y, rotate, brightness, color, contrast, sharpness})
    EXPECT_EQ(magnitudes({}, op, 31, {9}, true)[0], -magnitudes({}, op, 31, {9})[0]) << static_cast<int>(op);
  for (const PolicyOp op : {identity, posterize, solarize, auto_contrast, equalize, invert})
    EXPECT_EQ(magnitudes({}, op, 31, {9}, true), magnitudes({}, op, 31, {9})) << static_cast<int>(op);
}

}  // namespace
