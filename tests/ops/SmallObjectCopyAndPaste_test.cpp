// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/made.hpp"

#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace smalti;
using namespace smalti::testing;

constexpr Extent size{120, 160};

/// Noise with bright triangles at the places of the objects.
struct Scene {
  Image image = noise(size);
  Targets targets;

  void triangle(float x, float y, float side) {
    Instance& i = targets.instances.emplace_back();
    i.outline = Outline::polygon;
    i.rings = {{{x, y}, {x + side, y}, {x, y + side}}};
    i.class_id = 3, i.index = static_cast<std::int64_t>(targets.instances.size()) - 1;
    start(i);
  }
  Applied through(const SmallObjectCopyAndPaste& op, u64 id = 0) const { return apply(compose(op), image.view(), 7, {id, 0, 0}, targets); }
};

TEST(SmallObjectCopyAndPaste, bug_21_pixels_outside_the_shape_of_a_copy_stay) {
  Scene s;
  s.triangle(20, 20, 16);
  for (u64 id = 0; id < 20; ++id) {
    const Applied out = s.through({}, id);
    Targets seen = out.targets;
    for (int y = 0; y < size.height; ++y)
      for (int x = 0; x < size.width; ++x) {
        const bool copied = std::any_of(seen.instances.begin() + 1, seen.instances.end(), [&](const Instance& i) { return contains(i.rings[0], {x + 0.5, y + 0.5}); });
        ASSERT_TRUE(copied || std::memcmp(&s.image.view().at<const std::byte>(y, x), &out.image.view().at<const std::byte>(y, x), 3) == 0) << y << " " << x;
      }
  }
}
TEST(SmallObjectCopyAndPaste, bug_21_every_number_of_objects_is_drawn_all_included) {
  Scene s;
  s.triangle(20, 20, 8);
  s.triangle(60, 20, 8);
  s.triangle(100, 20, 8);
  std::set<std::size_t> seen;
  for (u64 id = 0; id < 60; ++id) seen.insert(s.through({.copies = {1, 1}, .objects = CopiedObjects::random}, id).targets.instances.size() - 3);
  EXPECT_EQ(seen, (std::set<std::size_t>{1, 2, 3}));
}
TEST(SmallObjectCopyAndPaste, copies_are_new_annotations_of_the_same_class_and_about_the_same_size) {
  Scene s;
  s.triangle(20, 20, 16);
  for (u64 id = 0; id < 20; ++id) {
    const Targets t = s.through({.copies = {2, 2}}, id).targets;
    ASSERT_EQ(t.instances.size(), 3u);
    EXPECT_EQ(t.instances[0].index, 0);
    for (std::size_t k = 1; k < 3; ++k) {
      EXPECT_EQ(t.instances[k].class_id, 3);
      EXPECT_EQ(t.instances[k].index, -1);
      EXPECT_GE(t.instances[k].ref_area, 0.64 * 128 - 1e-6);
      EXPECT_LE(t.instances[k].ref_area, 1.44 * 128 + 1e-6);
    }
  }
}
TEST(SmallObjectCopyAndPaste, keeps_clear_of_the_border_and_of_all_instances) {
  Scene s;
  s.triangle(20, 20, 16);
  s.triangle(60, 60, 16);
  s.triangle(90, 10, 60);  // too large to be copied
  for (u64 id = 0; id < 30; ++id) {
    const Targets t = s.through({.copies = {3, 3}, .objects = CopiedObjects::all}, id).targets;
    std::vector<Silhouette> shapes;
    for (const Instance& i : t.instances) {
      EXPECT_NEAR(i.visible, 1, 1e-12);
      shapes.push_back(silhouette_of(i, t, size));
      if (i.index >= 0) continue;
      EXPECT_GE(i.box.x1, 4.0f);
      EXPECT_GE(i.box.y1, 4.0f);
      EXPECT_LE(i.box.x2, 156.0f);
      EXPECT_LE(i.box.y2, 116.0f);
    }
    for (std::size_t a = 0; a < shapes.size(); ++a)
      for (std::size_t b = 0; b < a; ++b) EXPECT_EQ(overlap(shapes[a], shapes[b]), 0);
  }
}
TEST(SmallObjectCopyAndPaste, leaves_objects_at_the_border_and_crowds_alone) {
  Scene s;
  s.triangle(0, 20, 16);
  s.triangle(40, 40, 16);
  s.targets.instances[1].crowd = true;
  const Applied out = s.through({.objects = CopiedObjects::all});
  EXPECT_TRUE(same(out.image, s.image));
  EXPECT_EQ(out.targets.instances.size(), 2u);
}
TEST(SmallObjectCopyAndPaste, copies_what_a_resize_before_it_made) {
  Scene s;
  s.triangle(20, 20, 16);
  const Applied out = apply(compose(Resize{.size = Extent{240, 320}}, SmallObjectCopyAndPaste{}), s.image.view(), 7, {1, 0, 0}, s.targets);
  EXPECT_EQ(out.image.extent(), (Extent{240, 320}));
  EXPECT_GE(out.targets.instances.size(), 2u);
}

}  // namespace
