// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/made.hpp"

#include <smalti/plan/from_value.hpp>

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace {

using namespace smalti;
using smalti::testing::noise;
using smalti::testing::same;

TEST(RandomQuality, is_the_chain_of_its_children) {
  const Image image = noise({40, 56});
  const RandomQuality op{.blur_sigma = Range(0.5, 1.5)};
  const auto scale = labelled("q/0/0", Downscale{.scale_range = {0.5, 1}, .interpolation_pair = {Interpolation::area, Interpolation::bilinear}});
  const auto blur = labelled("q/1/0", GaussianBlur{.kernel_size = 11, .sigma = {0.5, 1.5}});  // 2 ceil(3 1.5) + 1
  const auto jpeg = labelled("q/2/0", JPEG{.quality = {30, 95}});
  std::map<std::string, int> applied;
  for (u64 id = 0; id < 60; ++id) {
    const Applied made = smalti::apply(compose(labelled("q", op)), image.view(), 5, {id, 0, 0});
    std::map<std::string, bool> on;
    for (const Value& entry : made.params) on[*entry.find("id")->as<std::string>()] = *entry.find("applied")->as<bool>();
    EXPECT_TRUE(on["q/1/0"]);
    const auto part = [&](bool with, auto child) { return with_p(with ? 1.0 : 0.0, child); };
    const Image expected = smalti::apply(compose(part(on["q/0"], scale), blur, part(on["q/2"], jpeg)), image.view(), 5, {id, 0, 0}).image;
    ASSERT_TRUE(same(made.image, expected)) << id;
    applied["scale"] += on["q/0"], applied["jpeg"] += on["q/2"];
  }
  EXPECT_NEAR(applied["scale"], 30, 14);
  EXPECT_NEAR(applied["jpeg"], 30, 14);
}
TEST(RandomQuality, does_nothing_where_every_part_is_left_out) {
  const Image image = noise({20, 24});
  EXPECT_TRUE(same(smalti::apply(compose(RandomQuality{.p_scale = 0, .p_jpeg = 0}), image.view(), 5, {1, 0, 0}).image, image));
}
TEST(RandomQuality, refuses_what_its_children_refuse) { EXPECT_STREQ((RandomQuality{.quality = {30.5, 95}}.refuse()), "quality must be a whole number"); }

}  // namespace
