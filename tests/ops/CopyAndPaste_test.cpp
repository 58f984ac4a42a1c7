// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/mix.hpp"

#include <smalti/ops/CopyAndPaste.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

/// An object with a mask that is its box.
void add(Targets& t, Box b, Extent e, int class_id = 0) {
  Instance& i = t.instances.emplace_back();
  set_box(i, b);
  start(i);
  i.class_id = class_id;
  auto mask = std::make_shared<Image>(e, 1, Dtype::uint8);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x)
      mask->view().at<std::uint8_t>(y, x) = static_cast<float>(x) >= b.x1 && static_cast<float>(x) < b.x2 && static_cast<float>(y) >= b.y1 && static_cast<float>(y) < b.y2;
  i.mask = static_cast<int>(t.masks.size());
  t.masks.push_back(std::move(mask));
}
constexpr Extent size{40, 60};

struct Scene {
  std::vector<Targets> targets{2};
  Images images = group(flat(10, size), flat(90, size));
};

TEST(CopyAndPaste, takes_each_pixel_from_one_picture_along_the_masks) {
  Scene s;
  add(s.targets[1], {5, 6, 25, 16}, size, 7);
  const auto [images, plan] = run(compose(CopyAndPaste{.fraction = 1}), s.images, s.targets);
  for (int y = 0; y < 40; ++y)
    for (int x = 0; x < 60; ++x) ASSERT_EQ(at(images[0], y, x), x >= 5 && x < 25 && y >= 6 && y < 16 ? 90 : 10);
  ASSERT_EQ(plan.outputs[0].targets.instances.size(), 1u);
  EXPECT_EQ(plan.outputs[0].targets.instances[0].class_id, 7);
  EXPECT_EQ(plan.outputs[0].targets.instances[0].source, 2);
  EXPECT_EQ(plan.outputs[0].targets.instances[0].box, (Box{5, 6, 25, 16}));
}
TEST(CopyAndPaste, what_is_hidden_keeps_what_is_left_of_its_mask_and_box) {
  Scene s;
  add(s.targets[0], {10, 10, 30, 30}, size);
  add(s.targets[1], {0, 0, 60, 20}, size);
  const auto [images, plan] = run(compose(CopyAndPaste{.fraction = 1}), s.images, s.targets);
  const Instance& hidden = plan.outputs[0].targets.instances[0];
  EXPECT_EQ(hidden.box, (Box{10, 20, 30, 30}));
  EXPECT_DOUBLE_EQ(hidden.visible, 0.5);
  const auto amodal = run(compose(CopyAndPaste{.fraction = 1, .update_boxes = UpdateBoxes::amodal}), s.images, s.targets).second;
  EXPECT_EQ(amodal.outputs[0].targets.instances[0].box, (Box{10, 10, 30, 30}));
  EXPECT_DOUBLE_EQ(amodal.outputs[0].targets.instances[0].visible, 0.5);
}
TEST(CopyAndPaste, later_steps_start_from_what_is_left) {
  Scene s;
  add(s.targets[0], {10, 10, 30, 30}, size);
  add(s.targets[1], {0, 0, 60, 20}, size);
  const auto plan = run(compose(CopyAndPaste{.fraction = 1}, RandomVerticalFlip{.p = 1}, CenterCrop{.size = {40, 40}}), s.images, s.targets).second;
  const Instance& hidden = plan.outputs[0].targets.instances[0];
  EXPECT_EQ(hidden.box, (Box{0, 10, 20, 20}));
  EXPECT_NEAR(hidden.visible, 0.5, 1e-12);
}
TEST(CopyAndPaste, a_pixel_that_is_hidden_twice_is_lost_once) {
  Scene s;
  const auto plain = [](Targets& t, Box b, int class_id) {
    Instance& i = t.instances.emplace_back();
    set_box(i, b);
    start(i);
    i.class_id = class_id;
  };
  // three boxes of one partner, pasted in an order that is drawn: of the one behind, 10 of 20 columns, then 6 of them again
  plain(s.targets[1], {0, 0, 20, 20}, 0);
  plain(s.targets[1], {10, 0, 30, 20}, 1);
  plain(s.targets[1], {4, 0, 14, 20}, 2);
  int orders = 0;
  for (int round = 0; round < 60; ++round) {
    const CopyAndPaste op{.fraction = 1, .allow_boxes = true};
    const auto plan = run(compose(labelled("order " + std::to_string(round), op), RandomHorizontalFlip{.p = 1}), s.images, s.targets).second;
    const auto& all = plan.outputs[0].targets.instances;
    if (all.size() < 3 || all[0].class_id != 0) continue;  // something else lies behind
    ++orders;  // columns 0..3 show, on whose right the others lie: mirrored, 56..59
    EXPECT_EQ(all[0].box, (Box{56, 0, 60, 20}));
    EXPECT_NEAR(all[0].visible, 0.2, 1e-12);
  }
  EXPECT_GT(orders, 5);
}
TEST(CopyAndPaste, bug_09_an_object_that_is_not_hidden_keeps_its_box_and_its_small_area) {
  Scene s;
  add(s.targets[0], {2, 2, 5, 5}, size);
  add(s.targets[0], {10, 10, 30, 30}, size);
  add(s.targets[1], {9, 9, 40, 31}, size);
  const auto plan = run(compose(CopyAndPaste{.fraction = 1, .min_area = 0.1f}), s.images, s.targets).second;
  ASSERT_EQ(plan.outputs[0].targets.instances.size(), 2u);  // the hidden one is gone, the small one stays
  EXPECT_EQ(plan.outputs[0].targets.instances[0].box, (Box{2, 2, 5, 5}));
  EXPECT_EQ(plan.outputs[0].targets.instances[0].visible, 1);
}
TEST(CopyAndPaste, bug_10_half_of_ten_objects_are_five) {
  Scene s;
  for (int k = 0; k < 10; ++k) add(s.targets[1], {static_cast<float>(5 * k), 3, static_cast<float>(5 * k + 4), 9}, size, k);
  int applied = 0;
  for (int round = 0; round < 200; ++round) {
    const auto plan = run(compose(with_p(0.5, labelled(std::to_string(round), CopyAndPaste{.fraction = 0.5f}))), s.images, s.targets).second;
    const std::size_t n = plan.outputs[0].targets.instances.size();
    EXPECT_TRUE(n == 0 || n == 5) << n;
    applied += n == 5;
  }
  EXPECT_NEAR(applied, 100, 4 * 7.1);  // the gate is a draw of its own
}
TEST(CopyAndPaste, draws_every_number_of_objects_from_none_to_all) {
  Scene s;
  for (int k = 0; k < 3; ++k) add(s.targets[1], {static_cast<float>(8 * k), 3, static_cast<float>(8 * k + 6), 9}, size);
  int seen[4]{};
  for (int round = 0; round < 200; ++round)
    ++seen[run(compose(labelled(std::to_string(round), CopyAndPaste{})), s.images, s.targets).second.outputs[0].targets.instances.size()];
  for (const int n : seen) EXPECT_NEAR(n, 50, 4 * 6.2);
}
TEST(CopyAndPaste, moves_objects_anywhere_inside_the_picture) {
  Scene s;
  add(s.targets[1], {5, 6, 25, 16}, size);
  float least = 60, most = 0;
  for (int round = 0; round < 300; ++round) {
    const auto [images, plan] = run(compose(labelled(std::to_string(round), CopyAndPaste{.fraction = 1, .translate = true})), s.images, s.targets);
    const Box b = plan.outputs[0].targets.instances.at(0).box;
    EXPECT_EQ(b.width(), 20);
    EXPECT_EQ(b.height(), 10);
    EXPECT_EQ(at(images[0], static_cast<int>(b.y1), static_cast<int>(b.x1)), 90);
    EXPECT_EQ(at(images[0], static_cast<int>(b.y2) - 1, static_cast<int>(b.x2) - 1), 90);
    least = std::min(least, b.x1), most = std::max(most, b.x2);
  }
  EXPECT_EQ(least, 0);
  EXPECT_EQ(most, 60);
}
TEST(CopyAndPaste, skips_what_would_hide_too_much) {
  Scene s;
  add(s.targets[0], {10, 10, 30, 30}, size);
  add(s.targets[1], {0, 0, 60, 20}, size);
  add(s.targets[1], {40, 20, 50, 30}, size, 3);
  const auto plan = run(compose(CopyAndPaste{.fraction = 1, .max_new_overlap = 0.4f}), s.images, s.targets).second;
  ASSERT_EQ(plan.outputs[0].targets.instances.size(), 2u);
  EXPECT_EQ(plan.outputs[0].targets.instances[0].visible, 1);
  EXPECT_EQ(plan.outputs[0].targets.instances[1].class_id, 3);
}
TEST(CopyAndPaste, softens_the_edge_with_a_gaussian) {
  Scene s;
  add(s.targets[1], {20, 0, 60, 40}, size);
  const auto images = run(compose(CopyAndPaste{.fraction = 1, .blend_sigma = 3}), s.images, s.targets).first;
  EXPECT_EQ(at(images[0], 20, 5), 10);
  EXPECT_EQ(at(images[0], 20, 55), 90);
  EXPECT_EQ(at(images[0], 20, 19) + at(images[0], 20, 20), 100);  // half way, on either side of the edge
  for (int x = 12; x < 29; ++x) EXPECT_LE(at(images[0], 20, x), at(images[0], 20, x + 1));
}
TEST(CopyAndPaste, pastes_the_pictures_own_objects_mirrored) {
  Scene s;
  add(s.targets[0], {0, 0, 10, 10}, size);
  const auto plan = run(compose(CopyAndPaste{.fraction = 1, .source = PasteSource::flip_self}), s.images, s.targets).second;
  ASSERT_EQ(plan.outputs[0].targets.instances.size(), 2u);
  EXPECT_EQ(plan.outputs[0].targets.instances[1].box, (Box{50, 0, 60, 10}));
}
TEST(CopyAndPaste, leaves_the_bytes_alone_where_nobody_has_objects) {
  Scene s;
  const auto [images, plan] = run(compose(CopyAndPaste{.fraction = 1}), s.images, s.targets);
  EXPECT_EQ(std::count(images[0].view().data, images[0].view().data + images[0].bytes(), std::byte{10}), std::ptrdiff_t(images[0].bytes()));
}
TEST(CopyAndPaste, asks_before_it_pastes_whole_boxes) {
  Scene s;
  set_box(s.targets[1].instances.emplace_back(), {5, 6, 25, 16});
  start(s.targets[1].instances[0]);
  try {
    run(compose(CopyAndPaste{}), s.images, s.targets);
    FAIL();
  } catch (const LabelError& e) {
    EXPECT_STREQ(e.what(), "LabelError [label.missing] CopyAndPaste: objects must have masks or polygons; set allow_boxes to paste whole boxes");
  }
  EXPECT_EQ(at(run(compose(CopyAndPaste{.fraction = 1, .allow_boxes = true}), s.images, s.targets).first[0], 10, 10), 90);
}
TEST(CopyAndPaste, visible_masks_stay_disjoint) {
  Scene s;
  for (int k = 0; k < 3; ++k) add(s.targets[0], {static_cast<float>(20 * k), 0, static_cast<float>(20 * k + 20), 40}, size);
  for (int k = 0; k < 4; ++k) add(s.targets[1], {static_cast<float>(15 * k), 10, static_cast<float>(15 * k + 15), 30}, size);
  auto [images, plan] = run(compose(CopyAndPaste{.translate = true}), s.images, s.targets);
  const std::vector<Rasters> finished{{nullptr, s.targets[0].masks}, {nullptr, s.targets[1].masks}};
  const Rasters out = cpu::Renderer<TypeList<>>().render_rasters(plan.outputs[0].plan, {.finished_labels = finished});
  for (int y = 0; y < 40; ++y)
    for (int x = 0; x < 60; ++x) {
      int owners = 0;
      bool pasted = false;
      for (const Instance& i : plan.outputs[0].targets.instances)
        if (out.masks.at(static_cast<std::size_t>(i.mask))->view().at<const std::uint8_t>(y, x)) ++owners, pasted = i.source > 0;
      ASSERT_LE(owners, 1);
      ASSERT_EQ(at(images[0], y, x), pasted ? 90 : 10);
    }
}

}  // namespace
