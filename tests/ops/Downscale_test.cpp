// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/any_pipeline.hpp"
#include "support/draw.hpp"
#include "support/made.hpp"

#include <smalti/io/json.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::made;
using smalti::testing::noise;
using smalti::testing::read_node;
using smalti::testing::same;

constexpr InterpolationPair camera{Interpolation::area, Interpolation::bilinear};

TEST(Downscale, is_a_resize_down_and_a_resize_up) {
  const Image image = noise({30, 42});
  for (const auto& [down, up] : {InterpolationPair{Interpolation::nearest, Interpolation::nearest}, camera, InterpolationPair{Interpolation::bicubic, Interpolation::lanczos}}) {
    const auto smooth = [](Interpolation i) { return i == Interpolation::bicubic || i == Interpolation::lanczos; };
    const Image small = made(image, Resize{.size = Extent{15, 21}, .interpolation = down, .antialias = smooth(down)});
    const Image back = made(small, Resize{.size = Extent{30, 42}, .interpolation = up, .antialias = smooth(up)});
    EXPECT_TRUE(same(made(image, Downscale{.scale_range = 0.5, .interpolation_pair = {down, up}}), back)) << static_cast<int>(down);
  }
}
TEST(Downscale, shows_blocks_with_its_defaults) {
  Image image({8, 8}, 1);
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 8; ++x) image.view().at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(10 * y + x);
  const Image out = made(image, Downscale{});
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 8; ++x) EXPECT_EQ(out.view().at<const std::uint8_t>(y, x), 10 * (y < 4 ? 2 : 6) + (x < 4 ? 2 : 6));  // pixel floor(4 (j + .5))
}
TEST(Downscale, changes_nothing_at_scale_1_nor_a_constant_picture) {
  const Image image = noise({13, 17});
  EXPECT_TRUE(same(made(image, Downscale{.scale_range = 1}), image));
  Image constant({20, 30}, 3);
  std::fill_n(constant.view().data, constant.bytes(), std::byte{99});
  EXPECT_TRUE(same(made(constant, Downscale{.interpolation_pair = camera}), constant));
}
TEST(Downscale, keeps_a_pixel_on_each_side) {
  EXPECT_EQ(Downscale::reduced({0.25f}, {1, 7}), (Extent{1, 2}));  // 1.75
  EXPECT_EQ(Downscale::reduced({0.001f}, {40, 50}), (Extent{1, 1}));
}
TEST(Downscale, leaves_labels_masks_and_other_rasters_where_they_are) {
  const Image image = noise({24, 36});
  auto ids = std::make_shared<Image>(Extent{24, 36}, 1, Dtype::uint8);
  for (int y = 0; y < 24; ++y)
    for (int x = 0; x < 36; ++x) ids->view().at<std::uint8_t>(y, x) = static_cast<std::uint8_t>((y * 7 + x * 3) % 5);
  Targets t;
  t.segmentation = ids;
  set_box(t.instances.emplace_back(), {3, 4, 17, 19});
  start(t.instances[0]);
  t.rasters.push_back({ids});
  const Applied out = smalti::apply(compose(Downscale{.scale_range = 0.3, .interpolation_pair = camera}), image.view(), 5, {1, 0, 0}, t);
  EXPECT_FALSE(same(out.image, image));
  EXPECT_TRUE(same(*out.targets.segmentation, *ids));
  EXPECT_TRUE(same(*out.targets.rasters[0].image, *ids));
  EXPECT_EQ(out.targets.instances[0].box.x1, 3);
  EXPECT_EQ(out.targets.instances[0].box.y2, 19);
  EXPECT_EQ(out.map, (std::array<double, 9>{1, 0, 0, 0, 1, 0, 0, 0, 1}));
}
TEST(Downscale, stands_between_other_operators) {
  const Image image = noise({24, 36});
  Targets t;
  set_box(t.instances.emplace_back(), {4, 4, 16, 20});
  start(t.instances[0]);
  const Downscale down{.scale_range = 0.5};
  const Applied out = smalti::apply(compose(RandomHorizontalFlip{.p = 1}, down, RandomVerticalFlip{.p = 1}), image.view(), 5, {1, 0, 0}, t);
  EXPECT_TRUE(same(out.image, made(made(made(image, RandomHorizontalFlip{.p = 1}), down), RandomVerticalFlip{.p = 1})));
  EXPECT_EQ(out.targets.instances[0].box.x1, 20);
  EXPECT_EQ(out.targets.instances[0].box.y1, 4);
  EXPECT_EQ(out.targets.instances[0].box.y2, 20);
}
TEST(Downscale, draws_its_scale_from_slot_1) {
  const Downscale op{.scale_range = {0.25, 0.75}};
  for (u64 id = 0; id < 20; ++id) EXPECT_EQ(op.draw(draws(id), frame(9, 9)).scale, static_cast<float>(draws(id).uniform(1, 0.25f, 0.75f)));
}
TEST(Downscale, is_read_from_one_filter_or_from_two) {
  const auto written = [](const char* json) { return to_json(write_operator(read_node(io::parse_json(json, "").value()))); };
  EXPECT_EQ(written(R"({"op": "Downscale", "interpolation_pair": "area"})"),
            R"({"op": "Downscale", "scale_range": [0.25, 0.25], "interpolation_pair": {"downscale": "area", "upscale": "area"}})");
  EXPECT_THROW(written(R"({"op": "Downscale", "interpolation_pair": {"downscale": "area"}})"), ConfigError);
}

}  // namespace
