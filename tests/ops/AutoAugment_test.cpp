// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/made.hpp"

#include <smalti/ops/AutoAugment.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace {

using namespace smalti;
using enum PolicyOp;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::noise;
using smalti::testing::same;

void expect(const SubPolicy& ours, const SubPolicyStep& first, const SubPolicyStep& second) {
  const std::array theirs{first, second};
  for (std::size_t s = 0; s < 2; ++s) {
    EXPECT_EQ(ours[s].op, theirs[s].op);
    EXPECT_EQ(ours[s].p, theirs[s].p);
    EXPECT_EQ(ours[s].bin, theirs[s].bin);
  }
}
/// Ten times the sum of the probabilities, and the sum of the bins weighted by their place: what stands for a whole list.
std::array<int, 2> sums(AutoAugmentPolicy of) {
  std::array<int, 2> out{};
  int place = 0;
  for (const SubPolicy& pair : sub_policies(of))
    for (const SubPolicyStep& s : pair) out[0] += static_cast<int>(std::lround(10 * s.p)), out[1] += s.bin * ++place;
  return out;
}

TEST(AutoAugment, has_the_lists_of_torchvision) {  // 0.29.2
  const auto& imagenet = sub_policies(AutoAugmentPolicy::imagenet);
  expect(imagenet[0], {posterize, 0.4, 8}, {rotate, 0.6, 9});
  expect(imagenet[12], {equalize, 0}, {equalize, 0.8});
  expect(imagenet[17], {sharpness, 0.4, 7}, {invert, 0.6});
  expect(imagenet[24], {equalize, 0.8}, {equalize, 0.6});
  const auto& cifar10 = sub_policies(AutoAugmentPolicy::cifar10);
  expect(cifar10[0], {invert, 0.1}, {contrast, 0.2, 6});
  expect(cifar10[12], {translate_y, 0.4, 3}, {sharpness, 0.2, 6});
  expect(cifar10[24], {translate_y, 0.7, 9}, {auto_contrast, 0.9});
  const auto& svhn = sub_policies(AutoAugmentPolicy::svhn);
  expect(svhn[0], {shear_x, 0.9, 4}, {invert, 0.2});
  expect(svhn[17], {invert, 0.6}, {rotate, 0.8, 4});
  expect(svhn[24], {shear_x, 0.7, 2}, {invert, 0.1});
  EXPECT_EQ(sums(AutoAugmentPolicy::imagenet), (std::array{310, 3633}));
  EXPECT_EQ(sums(AutoAugmentPolicy::cifar10), (std::array{265, 4316}));
  EXPECT_EQ(sums(AutoAugmentPolicy::svhn), (std::array{329, 3879}));
}
TEST(AutoAugment, applies_each_operation_with_its_probability_and_either_sign) {
  // of svhn ShearX is first in 6 pairs, p .9 .9 .9 .1 .7 .7, and TranslateX second in one, p .9
  int shears = 0, negative = 0, shifts = 0;
  for (u64 id = 0; id < 25000; ++id)
    for (const PolicyStep& s : AutoAugment{.policy = AutoAugmentPolicy::svhn}.draw(draws(id), frame(240, 331))) {
      shears += s.op == shear_x, negative += s.op == shear_x && s.magnitude < 0, shifts += s.op == translate_x;
    }
  EXPECT_NEAR(shears, 4200, 240);  // 1000 samples a pair; 4 sigma
  EXPECT_NEAR(negative, shears / 2, 130);
  EXPECT_NEAR(shifts, 900, 120);
}
TEST(AutoAugment, draws_every_pair_equally_often) {
  // of imagenet Rotate with bin 9 in pairs 0 (p .6) and 11 (p .4), Equalize after Equalize in 2, 12 and 24
  int rotations = 0, alone = 0;
  for (u64 id = 0; id < 25000; ++id) {
    const PolicySteps steps = AutoAugment{}.draw(draws(id), frame(240, 331));
    for (const PolicyStep& s : steps) rotations += s.op == rotate && std::abs(s.magnitude) == 30;
    alone += steps.size() == 2 && steps[0].op == equalize && steps[1].op == equalize;
  }
  EXPECT_NEAR(rotations, 1000, 125);
  EXPECT_NEAR(alone, 960, 122);  // .8 .6, 0 .8, .8 .6
}
TEST(AutoAugment, takes_magnitudes_from_ten_bins) {
  for (u64 id = 0; id < 500; ++id)
    for (const PolicyStep& s : AutoAugment{.policy = AutoAugmentPolicy::cifar10}.draw(draws(id), frame(240, 331))) {
      const float a = std::abs(s.magnitude);
      EXPECT_TRUE(s.op != translate_x || std::abs(a - 150) < 1e-4f || std::abs(a - 133.33333f) < 1e-4f) << a;
      EXPECT_TRUE(s.op != rotate || std::abs(a - 6.6666665f) < 1e-6f) << a;
      EXPECT_TRUE(s.op != posterize || a == 5) << a;
    }
}
TEST(AutoAugment, gives_the_same_bytes_from_what_it_recorded) {
  const auto pipeline = compose(AutoAugment{.policy = AutoAugmentPolicy::svhn});
  for (u64 id = 0; id < 30; ++id) {
    const Applied first = smalti::apply(pipeline, noise({30, 41}).view(), 3, {id, 0, 0});
    EXPECT_TRUE(same(first.image, smalti::apply(pipeline, noise({30, 41}).view(), 99, {id + 1, 0, 0}, {}, 0, &first.params).image));
  }
}

}  // namespace
