// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/made.hpp"
#include "support/mix.hpp"
#include "support/values.hpp"

#include <smalti/ops/AugMix.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <vector>

namespace {

using namespace smalti;
using namespace smalti::testing;
using enum PolicyOp;

/// What AugMix in a pipeline would have drawn.
Value::Array drawn(const PolicyMixture& mixture) {
  Value entry = Value::Object{};
  entry.set("op", "AugMix").set("id", "0").set("applied", true).set("state", write_state(mixture));
  return {entry};
}
Image blended(const Image& image, const PolicyMixture& mixture, Mode mode) {
  const Value::Array params = drawn(mixture);
  return smalti::apply(compose_with({.mode = mode}, AugMix{}), image.view(), 7, {1, 0, 0}, {}, 0, &params).image;
}
constexpr Mode modes[] = {Mode::fused, Mode::exact};

TEST(AugMix, draws_weights_that_sum_to_one) {
  double sum_m = 0, sum_first = 0;
  for (u64 id = 0; id < 5000; ++id) {
    const PolicyMixture x = AugMix{.mixture_width = 4}.draw(draws(id), frame(40, 50));
    ASSERT_EQ(x.chains.size(), 4);
    double sum = 0;
    for (const auto& chain : x.chains) sum += double{chain.weight};
    EXPECT_NEAR(sum, 1, 1e-6);
    sum_m += double{x.m}, sum_first += double{x.chains[0].weight};
  }
  EXPECT_NEAR(sum_m / 5000, 0.5, 0.017);       // variance 1 / 12; 4 sigma
  EXPECT_NEAR(sum_first / 5000, 0.25, 0.011);  // 3 / 80
}
TEST(AugMix, draws_thirteen_operations_or_nine_in_the_first_bins) {
  std::array<int, 15> all{}, some{};
  std::array<int, 4> depths{};
  for (u64 id = 0; id < 3000; ++id) {
    for (const auto& chain : AugMix{}.draw(draws(id), frame(240, 331)).chains) {
      ++depths[static_cast<std::size_t>(chain.steps.size())];
      for (const PolicyStep& s : chain.steps) {
        ++all[static_cast<std::size_t>(s.op)];
        EXPECT_TRUE(s.op != shear_x || std::abs(s.magnitude) < 0.0667f);  // bins 0, 1, 2 of 0 .. 0.3
        EXPECT_TRUE(s.op != posterize || s.magnitude >= 3);
      }
    }
    for (const auto& chain : AugMix{.all_ops = false}.draw(draws(id), frame(240, 331)).chains)
      for (const PolicyStep& s : chain.steps) ++some[static_cast<std::size_t>(s.op)];
  }
  for (std::size_t depth = 1; depth < 4; ++depth) EXPECT_NEAR(depths[depth], 3000, 180);
  const std::set<PolicyOp> colour{brightness, color, contrast, sharpness};
  for (std::size_t op = 1; op < 14; ++op) {
    EXPECT_NEAR(all[op], 18000 / 13, 145) << op;
    EXPECT_NEAR(some[op], colour.contains(static_cast<PolicyOp>(op)) ? 0 : 2000, colour.contains(static_cast<PolicyOp>(op)) ? 0 : 170) << op;
  }
  EXPECT_EQ(all[0] + all[14], 0);  // neither Identity nor Invert
}
TEST(AugMix, leaves_the_geometry_alone_where_something_lies_at_a_place) {
  Targets boxed = boxes({{1, 1, 9, 9}}), pointed, segmented, labelled;
  pointed.keypoints = {{3, 3, 2}};
  segmented.segmentation = std::make_shared<Image>(Extent{40, 50}, 1);
  labelled.label = 3;
  const auto moves = [](const Targets& t) {
    Frame in = frame(40, 50);
    in.targets = &t;
    for (u64 id = 0; id < 100; ++id)
      for (const auto& chain : AugMix{}.draw(draws(id), in).chains)
        for (const PolicyStep& s : chain.steps)
          if (s.op <= rotate) return true;
    return false;
  };
  EXPECT_FALSE(moves(boxed));
  EXPECT_FALSE(moves(pointed));
  EXPECT_FALSE(moves(segmented));
  EXPECT_TRUE(moves(labelled));
}
TEST(AugMix, with_all_the_weight_on_the_picture_leaves_the_bytes_alone) {
  const PolicyMixture x{.m = 1, .chains = {{0.5f, {{invert, 0}}}, {0.5f, {{rotate, 20}, {solarize, 0.5f}}}}};
  for (const Mode mode : modes) EXPECT_TRUE(same(blended(noise({13, 42}), x, mode), noise({13, 42})));
}
TEST(AugMix, sums_the_picture_and_its_chains_by_weight) {
  // 0.5 v + 0.375 (255 - v) + 0.125 (v shifted by one): of 10, 20, 41 -> 96.875, 99.375, 103.25
  const PolicyMixture x{.m = 0.5f, .chains = {{0.75f, {{invert, 0}}}, {0.25f, {{translate_x, 1}}}}};
  const Image image = row_of<std::uint8_t>({10, 20, 41});
  EXPECT_EQ(values_of<std::uint8_t>(blended(image, x, Mode::fused)), (std::vector<std::uint8_t>{97, 99, 103}));
  EXPECT_EQ(values_of<std::uint8_t>(blended(image, x, Mode::exact)), (std::vector<std::uint8_t>{96, 99, 103}));  // torchvision cuts off
}
TEST(AugMix, rounds_each_step_of_a_chain_to_bytes_in_both_modes) {
  // trunc(1.27 * 102) = 129, trunc(1.27 * 129) = 163; without rounding 164.5
  const PolicyMixture x{.m = 0, .chains = {{1, {{brightness, 0.27f}, {brightness, 0.27f}}}}};
  for (const Mode mode : modes) EXPECT_EQ(values_of<std::uint8_t>(blended(row_of<std::uint8_t>({102}), x, mode))[0], 163);
}
TEST(AugMix, stays_between_the_darkest_and_the_brightest_of_its_chains) {
  const Image image = noise({23, 31});
  for (u64 id = 0; id < 30; ++id) {
    const PolicyMixture x = AugMix{.severity = 10, .mixture_width = 2}.draw(draws(id), frame(23, 31));
    std::vector<Image> parts;
    parts.push_back(noise({23, 31}));
    for (const auto& chain : x.chains) parts.push_back(blended(image, {.m = 0, .chains = {{1, chain.steps}}}, Mode::fused));
    const Image out = blended(image, x, Mode::fused);
    for (std::size_t i = 0; i < out.bytes(); ++i) {
      const auto value = [i](const Image& from) { return std::to_integer<int>(from.view().data[i]); };
      const auto [least, most] = std::minmax_element(parts.begin(), parts.end(), [&](const Image& a, const Image& b) { return value(a) < value(b); });
      ASSERT_GE(value(out), value(*least)) << id;
      ASSERT_LE(value(out), value(*most)) << id;
    }
  }
}
TEST(AugMix, gives_the_same_bytes_from_what_it_recorded) {
  const auto pipeline = compose(RandomHorizontalFlip{.p = 1}, AugMix{}, RandomInvert{.p = 1});
  for (u64 id = 0; id < 30; ++id) {
    const Applied first = smalti::apply(pipeline, noise({30, 41}).view(), 3, {id, 0, 0});
    EXPECT_TRUE(same(first.image, smalti::apply(pipeline, noise({30, 41}).view(), 99, {id + 1, 0, 0}, {}, 0, &first.params).image));
  }
  EXPECT_EQ(to_json(write_state(PolicyMixture{.m = 0.25f, .chains = {{1, {{rotate, -3}}}}})),
            R"({"m": 0.25, "chains": [{"weight": 1, "steps": [{"op": "Rotate", "magnitude": -3}]}]})");
}
TEST(AugMix, keeps_boxes_and_masks_once) {
  Targets t;
  set_box(t.instances.emplace_back(), {4, 4, 20, 20});
  start(t.instances[0]);
  auto mask = std::make_shared<Image>(Extent{30, 41}, 1);
  std::fill_n(mask->view().data, mask->bytes(), std::byte{1});
  t.masks = {mask};
  t.instances[0].mask = 0;
  for (u64 id = 0; id < 10; ++id) {
    const Applied out = smalti::apply(compose(AugMix{}), noise({30, 41}).view(), 3, {id, 0, 0}, t);
    ASSERT_EQ(out.targets.instances.size(), 1u);
    EXPECT_EQ(out.targets.instances[0].box.x2, 20);
    ASSERT_EQ(out.targets.masks.size(), 1u);
    EXPECT_EQ(std::to_integer<int>(out.targets.masks[0]->view().data[17]), 1);
  }
}
TEST(AugMix, is_finished_before_samples_are_mixed_and_normalised_after) {
  const Images images = group(noise({20, 30}), noise({20, 30}));
  const auto mixed = run(compose(AugMix{}, MixUp{.weight = 1.0f}), images).first;
  for (u64 id = 0; id < 2; ++id)
    EXPECT_TRUE(same(mixed[id], smalti::apply(compose(AugMix{}), images[id].view(), 7, {id, 0, 0}).image));
  const Normalize half{.mean = {0.5f}, .std = {0.5f}};
  const PolicyMixture x{.m = 0.5f, .chains = {{1, {{invert, 0}}}}};  // grey everywhere
  const Value::Array params = drawn(x);
  const Applied out = smalti::apply(compose(AugMix{}, half), images[0].view(), 7, {1, 0, 0}, {}, 0, &params);
  EXPECT_NEAR(values_of<float>(out.image)[11], 0, 1e-6);
}
TEST(AugMix, of_three_views_the_first_is_the_picture_and_the_others_are_blends_of_their_own) {
  const auto one = compose(AugMix{}), three = compose(AugMix{.views = 3});
  EXPECT_EQ(one.views(), 1);
  ASSERT_EQ(three.views(), 3);
  const Image image = noise({30, 41});
  for (u32 id = 0; id < 10; ++id) {
    const auto view = [&](int v) { return smalti::apply(three, image.view(), 3, {id, 5, 2}, {}, v).image; };
    EXPECT_TRUE(same(view(0), image));
    EXPECT_FALSE(same(view(1), view(2)));
    for (const u32 v : {1u, 2u}) {
      EXPECT_FALSE(same(view(static_cast<int>(v)), image));
      EXPECT_TRUE(same(view(static_cast<int>(v)), smalti::apply(one, image.view(), 3, {id, 5 * 3 + v, 2}).image));
    }
  }
}
TEST(AugMix, each_view_is_what_its_record_says_and_carries_the_targets) {
  const auto pipeline = compose(RandomHorizontalFlip{.p = 1}, AugMix{.views = 3}, RandomErasing{.p = 1});
  const Image image = noise({30, 41});
  Targets t;
  set_box(t.instances.emplace_back(), {4, 4, 20, 20});
  start(t.instances[0]);
  for (int v = 0; v < 3; ++v) {
    const Applied first = smalti::apply(pipeline, image.view(), 3, {1, 0, 0}, t, v);
    EXPECT_EQ(first.targets.instances[0].box, (Box{21, 4, 37, 20})) << v;
    EXPECT_TRUE(same(first.image, smalti::apply(pipeline, image.view(), 99, {2, 0, 0}, t, v, &first.params).image)) << v;
    EXPECT_EQ(first.params.size(), v == 0 ? 2u : 3u);  // the first was not blended
  }
}
TEST(AugMix, makes_no_two_views_and_none_before_samples_are_mixed) {
  EXPECT_STREQ(AugMix{.views = 2}.refuse(), "views must be 1, or 3 for the picture as it is and two blends");
  EXPECT_THROW(compose(AugMix{.views = 3}, MixUp{}), ConfigError);
  const auto images = run(compose(MixUp{}, AugMix{.views = 3}), group(noise({20, 30}), noise({20, 30}))).first;
  ASSERT_EQ(images.size(), 6u);
  EXPECT_FALSE(same(images[3], images[4]));
}
TEST(AugMix, works_on_floats_and_sixteen_bits) {
  const PolicyMixture x{.m = 0.5f, .chains = {{1, {{invert, 0}}}}};
  EXPECT_NEAR(values_of<float>(blended(row_of<float>({0.2f, 0.9f}), x, Mode::fused))[0], 0.5, 1e-6);
  EXPECT_EQ(values_of<std::uint16_t>(blended(row_of<std::uint16_t>({1000, 65535}), x, Mode::fused))[1], 32768);  // 32767.5 to even
}

}  // namespace
