// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/Grayscale.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

using Bytes = std::vector<std::uint8_t>;
const Image colours = picture<std::uint8_t>({1, 2}, 3, {200, 120, 40, 10, 20, 30});

TEST(Grayscale, leaves_one_channel_of_luma) {  // .299 200 + .587 120 + .114 40 = 134.8; .299 10 + .587 20 + .114 30 = 18.15
  const Applied done = smalti::apply(compose(Grayscale{}), colours.view());
  EXPECT_EQ(done.image.channels(), 1);
  EXPECT_EQ(values_of<std::uint8_t>(done.image), (Bytes{135, 18}));
}
TEST(Grayscale, cuts_the_luma_in_exact_mode) {  // torchvision 0.29
  EXPECT_EQ(through_exactly<std::uint8_t>(colours, Grayscale{}), (Bytes{134, 18}));
}
TEST(Grayscale, leaves_three_equal_channels_if_asked) {
  EXPECT_EQ(through<std::uint8_t>(colours, Grayscale{.num_output_channels = 3}), (Bytes{135, 135, 135, 18, 18, 18}));
  EXPECT_EQ(through<std::uint8_t>(row_of<std::uint8_t>({7, 9}), Grayscale{.num_output_channels = 3}), (Bytes{7, 7, 7, 9, 9, 9}));
}
TEST(Grayscale, lets_later_operators_see_one_channel) {
  const auto pipeline = compose(Grayscale{}, RandomHorizontalFlip{.p = 1}, RandomInvert{.p = 1}, Normalize{.mean = {0.5f}, .std = {0.25f}});
  const Applied done = smalti::apply(pipeline, colours.view());
  EXPECT_EQ(done.image.channels(), 1);
  const auto v = values_of<float>(done.image);  // ((255 - 18.15) / 255 - .5) / .25
  EXPECT_NEAR(v[0], 1.71529, 1e-4);
  EXPECT_NEAR(v[1], -0.11451, 1e-4);
}
TEST(Grayscale, needs_no_surface_of_its_own) {
  std::vector<SampleInput> in(1);
  in[0].picture.extent = {40, 60};
  GroupPlan out;
  compose(RandomResizedCrop{.size = 24}, Grayscale{}, RandomInvert{.p = 1}, Normalize{.mean = {0.5f}, .std = {0.25f}}).plan(in, {}, out);
  EXPECT_EQ(out.outputs[0].plan.passes.size(), 1u);
  EXPECT_EQ(out.outputs[0].plan.channels, 1);
}
TEST(Grayscale, can_be_undone_in_the_number_of_channels) {
  EXPECT_EQ(through<std::uint8_t>(colours, Grayscale{}, RGB{}, Resize{.size = Extent{1, 2}}), (Bytes{135, 135, 135, 18, 18, 18}));
}
TEST(Grayscale, refuses_two_channels) {
  EXPECT_STREQ((Grayscale{.num_output_channels = 2}.refuse()), "num_output_channels must be 1 or 3");
}

}  // namespace
