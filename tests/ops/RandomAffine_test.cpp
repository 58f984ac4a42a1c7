// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(RandomAffine, positive_angles_turn_clockwise) {
  const Map m = RandomAffine{.degrees = {90, 90}}.draw(draws(0), frame(10, 10));
  const Point p = smalti::apply(m.matrix, {10, 5});
  EXPECT_NEAR(p.x, 5, 1e-12);
  EXPECT_NEAR(p.y, 10, 1e-12);
}
TEST(RandomAffine, bug_02_half_a_turn_keeps_the_centre_of_the_picture) {
  const Map m = RandomAffine{.degrees = {180, 180}}.draw(draws(0), frame(9, 14));
  EXPECT_NEAR(smalti::apply(m.matrix, {7, 4.5}).x, 7, 1e-12);
  EXPECT_NEAR(smalti::apply(m.matrix, {7, 4.5}).y, 4.5, 1e-12);
}
TEST(RandomAffine, shears_x_by_the_tangent) {
  const Map m = RandomAffine{.degrees = {0, 0}, .shear = {{45.0f, 45.0f}}}.draw(draws(0), frame(10, 10));
  EXPECT_NEAR(smalti::apply(m.matrix, {5, 10}).x, 0, 1e-12);  // 5 below the centre: 5 to the left, as torchvision
}
TEST(RandomAffine, translates_by_whole_pixels_within_the_share) {
  double most = 0;
  for (u64 id = 0; id < 2000; ++id) {
    const Point p = smalti::apply(RandomAffine{.degrees = {0, 0}, .translate = {{0.1f, 0.2f}}}.draw(draws(id), frame(100, 100)).matrix, {50, 50});
    ASSERT_EQ(p.x, std::rint(p.x));
    ASSERT_LE(std::abs(p.x - 50), 10);
    most = std::max(most, std::abs(p.y - 50));
  }
  EXPECT_EQ(most, 20);
}

/// The box of a 40 x 20 object at the middle of a 100 x 100 picture behind an operator.
template <class... Op>
Instance behind(Op... op) {
  Targets t;
  set_box(t.instances.emplace_back(), {30, 40, 70, 60});
  start(t.instances[0]);
  return apply(compose_with({.filter = std::nullopt}, op...), Image({100, 100}, 3).view(), 7, {}, t).targets.instances[0];
}
TEST(RandomAffine, the_hull_of_an_ellipse_is_tighter_than_that_of_the_corners) {
  const RandomAffine corners{.degrees = {45, 45}}, ellipse{.degrees = {45, 45}, .hull = Hull::ellipse};
  const float half = std::sqrt(0.5f * 20 * 20 + 0.5f * 10 * 10), wide = (20 + 10) * std::sqrt(0.5f);
  const Box e = behind(ellipse).box, c = behind(corners).box;
  EXPECT_NEAR(e.x1, 50 - half, 1e-4);
  EXPECT_NEAR(e.y2, 50 + half, 1e-4);
  EXPECT_NEAR(c.x1, 50 - wide, 1e-4);
  EXPECT_NEAR(behind(ellipse).visible, 1, 1e-9);  // visibility goes by the area of the outline
  EXPECT_EQ(behind(ellipse).ref_area, behind(corners).ref_area);
}
TEST(RandomAffine, an_ellipse_under_an_upright_map_is_its_box) {
  EXPECT_EQ(behind(RandomAffine{.degrees = {0, 0}, .scale = {{1.5f, 1.5f}}, .hull = Hull::ellipse}).box, (Box{20, 35, 80, 65}));
}
TEST(RandomAffine, fused_and_separate_steps_give_the_same_ellipse) {
  const RandomAffine turn{.degrees = {30, 30}, .interpolation = Interpolation::bilinear, .hull = Hull::ellipse};
  const Box once = behind(turn, turn).box, apart = behind(turn, GaussianBlur{.kernel_size = 3}, turn).box;
  const Box direct = behind(RandomAffine{.degrees = {60, 60}, .hull = Hull::ellipse}).box;
  for (const auto side : {&Box::x1, &Box::y1, &Box::x2, &Box::y2}) {
    EXPECT_NEAR(once.*side, direct.*side, 1e-4);
    EXPECT_NEAR(apart.*side, direct.*side, 1e-4);
  }
}
TEST(RandomAffine, the_ellipse_of_a_box_that_was_cut_stays_on_the_canvas) {
  const Box b = behind(RandomAffine{.degrees = {45, 45}, .translate = {{0.0f, 0.0f}}, .scale = {{4.0f, 4.0f}}, .hull = Hull::ellipse}).box;
  EXPECT_EQ(b, (Box{0, 0, 100, 100}));
}
TEST(RandomAffine, bug_02_half_a_turn_of_a_square_shows_hardly_any_fill) {
  Image white({100, 100}, 3);
  std::fill_n(white.view().data, white.bytes(), std::byte{255});
  const Applied out = smalti::apply(compose(RandomAffine{.degrees = {180, 180}, .interpolation = Interpolation::bilinear}), white.view());
  EXPECT_LT(std::count(out.image.view().data, out.image.view().data + out.image.bytes(), std::byte{0}), 300);
}
TEST(RandomAffine, a_quarter_turn_of_a_square_gives_the_bytes_of_the_symmetry) {
  Image image({31, 31}, 3);
  for (std::size_t i = 0; i < image.bytes(); ++i) image.view().data[i] = static_cast<std::byte>((i * 2654435761u) >> 13);
  for (const Interpolation filter : {Interpolation::nearest, Interpolation::bilinear}) {
    const Applied turned = smalti::apply(compose(RandomAffine{.degrees = {90, 90}, .interpolation = filter}), image.view());
    const Applied same = smalti::apply(compose(RandomRotation{.degrees = {-90, -90}}), image.view());
    EXPECT_EQ(std::memcmp(turned.image.view().data, same.image.view().data, image.bytes()), 0);
  }
}
TEST(RandomAffine, draws_scales_evenly_on_a_log_scale_where_asked) {
  int below = 0;
  for (u64 id = 0; id < 10000; ++id) {
    const Map m = RandomAffine{.degrees = {0, 0}, .scale = {{0.25, 4}}, .log_scale = true}.draw(draws(id), frame(10, 10));
    ASSERT_TRUE(m.matrix[0] >= 0.25 && m.matrix[0] <= 4);
    below += m.matrix[0] < 1;
  }
  EXPECT_NEAR(below, 5000, 200);  // 4 sigma
}
TEST(RandomAffine, with_out_size_brings_the_centre_to_the_centre_of_the_output) {
  const Map m = RandomAffine{.degrees = {30, 30}, .scale = {{0.5, 0.5}}, .out_size = {{64, 40}}}.draw(draws(0), frame(100, 80));
  EXPECT_EQ(m.extent, (Extent{64, 40}));
  EXPECT_NEAR(smalti::apply(m.matrix, {40, 50}).x, 20, 1e-12);
  EXPECT_NEAR(smalti::apply(m.matrix, {40, 50}).y, 32, 1e-12);
}
TEST(RandomAffine, takes_the_bounds_of_its_parameters_as_written) {
  EXPECT_NO_THROW(checked(RandomAffine{.degrees = 0, .perspective = 0.001f}));  // 0.001f is above 0.001
  EXPECT_THROW(checked(RandomAffine{.degrees = 0, .perspective = 0.0011f}), ParamError);
}
TEST(RandomAffine, draws_a_slight_perspective_that_keeps_the_centre) {
  double most = 0;
  for (u64 id = 0; id < 1000; ++id) {
    const Map m = RandomAffine{.degrees = {0, 0}, .perspective = 0.001f}.draw(draws(id), frame(100, 80));
    ASSERT_NEAR(smalti::apply(m.matrix, {40, 50}).x, 40, 1e-9);
    const double far_off = smalti::apply(m.matrix, {80, 50}).x - 80;
    most = std::max(most, std::abs(far_off));
  }
  EXPECT_GT(most, 1);  // 40 / (1 - .04) - 40 = 1.67
  EXPECT_LT(most, 1.68);
}

TEST(RandomAffine, a_shrinking_warp_shows_the_ids_that_its_map_names) {
  auto ids = std::make_shared<Image>(Extent{400, 600}, 1, Dtype::uint8);
  for (int y = 0; y < 400; ++y)
    for (int x = 0; x < 600; ++x) ids->view().at<std::uint8_t>(y, x) = x < 301 ? 1 : 2;
  Targets t;
  t.segmentation = ids;
  const auto pipeline = compose(RandomAffine{.degrees = {20, 20}, .scale = Range{0.4, 0.4}, .interpolation = Interpolation::bilinear, .antialias = true});
  const Applied out = smalti::apply(pipeline, Image({400, 600}, 3).view(), 7, {1, 0, 0}, t);
  const auto back = inverse(out.map);
  int seen = 0;
  for (int y = 0; y < 400; ++y)
    for (int x = 0; x < 600; ++x) {
      const Point p = smalti::apply(back, {x + 0.5, y + 0.5});
      if (!(p.x > 0.01 && p.y > 0.01 && p.x < 599.99 && p.y < 399.99) || std::abs(p.x - 301) < 1e-3) continue;
      EXPECT_EQ(int{out.targets.segmentation->view().at<const std::uint8_t>(y, x)}, p.x < 301 ? 1 : 2) << x << ' ' << y;
      ++seen;
    }
  EXPECT_GT(seen, 30000);
}

}  // namespace
