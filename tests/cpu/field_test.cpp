// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// The rows of the CPU engine beside the functions of a pixel, and what a field reads of its source.
#include <smalti/plan/explain.hpp>
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

#include <cstring>

namespace {

using namespace smalti;

Image noise(Extent e, int channels, Dtype dtype) {
  Image image(e, channels, dtype);
  const auto n = static_cast<std::size_t>(e.area()) * static_cast<std::size_t>(channels);
  for (std::size_t i = 0; i < n; ++i) {
    const u32 word = static_cast<u32>(i * 2654435761u) >> 8;
    std::byte* at = image.view().data + i * static_cast<std::size_t>(size_of(dtype));
    if (dtype == Dtype::uint8) *reinterpret_cast<std::uint8_t*>(at) = static_cast<std::uint8_t>(word);
    else if (dtype == Dtype::uint16) *reinterpret_cast<std::uint16_t*>(at) = static_cast<std::uint16_t>(word);
    else if (dtype == Dtype::int16) *reinterpret_cast<std::int16_t*>(at) = static_cast<std::int16_t>(word);
    else *reinterpret_cast<float*>(at) = uniform_f32(word << 8);
  }
  return image;
}
template <class Op>
std::pair<Plan, Displacement> planned(const Op& op, const Image& in, u64 id) {
  std::vector<SampleInput> sample(1);
  sample[0].picture = {in.extent(), in.channels(), in.dtype(), range_of(in.dtype())};
  sample[0].at = {id, 0, 0};
  GroupPlan plan;
  compose(op).plan(sample, {}, plan);
  return {plan.outputs[0].plan, plan.outputs[0].plan.fields.at(0)};
}
Image rendered(const Plan& plan, const SourcePixels& source) {
  Image out(plan.extent, plan.channels, plan.dtype);
  cpu::Renderer<TypeList<>> engine;
  engine.render(plan, {{&source, 1}, {}}, out.view());
  return out;
}

template <class T, class Op>
void expect_pixels(const Op& op, const Image& in) {
  for (u64 id = 0; id < 3; ++id) {
    const auto [plan, field] = planned(op, in, id);
    const Layer& layer = plan.layers[0];
    const Image out = rendered(plan, {in.view(), Rect::of(in.extent())});
    ElasticGrid grid;
    const ElasticView elastic = grid.of(field);
    int wrong = 0;
    for (int y = 0; y < plan.extent.height; ++y)
      for (int x = 0; x < plan.extent.width; ++x) {
        const WarpPoint p = field_point(field, elastic, static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f);
        const WarpPoint at{field_index(p.u, layer.interpolation), field_index(p.v, layer.interpolation), true};
        for (int c = 0; c < plan.channels; ++c) {
          const float v =
              clamp(warp_value(at, layer.interpolation, layer.support, layer.border, value_of(layer.fill, c),
                               [&](int sx, int sy) { return static_cast<float>(in.view().at<const T>(sy, sx, c)); }),
                    range_of(in.dtype()).lo, range_of(in.dtype()).max);
          T expected{};
          if constexpr (std::is_same_v<T, float>) expected = v;
          else expected = to_integer<T>(v);
          wrong += out.view().at<const T>(y, x, c) != expected;
        }
      }
    EXPECT_EQ(wrong, 0) << name_of<Op>;
  }
}
template <class Op>
void expect_all(Op op) {
  for (const Interpolation how : {Interpolation::nearest, Interpolation::bilinear, Interpolation::bicubic})
    for (const Fill& fill :
         {Fill{0.5}, Fill{Fill::Kind::edge}, Fill{Fill::Kind::reflect}, Fill{Fill::Kind::symmetric}}) {
      op.interpolation = how;
      op.fill = fill;
      expect_pixels<std::uint8_t>(op, noise({41, 67}, 3, Dtype::uint8));
      expect_pixels<std::uint8_t>(op, noise({5, 3}, 3, Dtype::uint8));
    }
  op.interpolation = Interpolation::bilinear;
  op.fill = 0;
  expect_pixels<std::uint8_t>(op, noise({33, 40}, 1, Dtype::uint8));
  expect_pixels<std::uint8_t>(op, noise({33, 40}, 10, Dtype::uint8));
  expect_pixels<std::uint16_t>(op, noise({33, 40}, 4, Dtype::uint16));
  expect_pixels<std::int16_t>(op, noise({33, 40}, 3, Dtype::int16));
  expect_pixels<float>(op, noise({33, 40}, 3, Dtype::float32));
}
TEST(FieldReader, gives_the_bytes_of_the_functions_of_a_pixel) {
  expect_all(ElasticTransform{.alpha = {120}});
  expect_all(GridDistortion{.distort_limit = 0.8, .normalized = false});
  expect_all(OpticalDistortion{.distort_limit = {-0.6, 0.9}});
  expect_all(OpticalDistortion{.distort_limit = 0.9, .mode = LensMode::fisheye});
}

/// Renders from the needed part of the source alone; the rest of the memory holds other bytes.
template <class... Op>
void expect_needed(const Image& in, double most, Op... op) {
  for (u64 id = 0; id < 6; ++id) {
    std::vector<SampleInput> sample(1);
    sample[0].picture.extent = in.extent();
    sample[0].at = {id, 0, 0};
    GroupPlan group;
    compose(op...).plan(sample, {}, group);
    const Plan& plan = group.outputs[0].plan;
    const Rect need = needed_rect(plan, {SourceRef::Kind::decoded, 0});
    EXPECT_EQ(plan.passes.size(), 1u);
    EXPECT_LE(static_cast<double>(need.area()), most * static_cast<double>(in.extent().area()));
    Image poisoned(in.extent(), 3);
    std::memset(poisoned.view().data, 0xAB, poisoned.bytes());
    for (int y = need.top; y < need.bottom; ++y)
      std::memcpy(poisoned.view().row(y) + 3 * need.left, in.view().row(y) + 3 * need.left,
                  static_cast<std::size_t>(3 * need.width()));
    const Image all = rendered(plan, {in.view(), Rect::of(in.extent())});
    const Image part = rendered(plan, {std::as_const(poisoned).view().crop(need), need});
    EXPECT_EQ(std::memcmp(all.view().data, part.view().data, all.bytes()), 0);
  }
}
TEST(FieldReader, reads_only_what_the_plan_says) {
  const Image in = noise({120, 160}, 3, Dtype::uint8);
  const CenterCrop corner{.size = {30, 40}};
  const RandomCrop before{.size = {90, 100}};
  const RandomHorizontalFlip flip{.p = 0.5f};
  for (const Fill& fill : {Fill{0}, Fill{Fill::Kind::edge}, Fill{Fill::Kind::reflect}}) {
    const double most = fill.kind == Fill::Kind::reflect ? 1 : 0.4;
    expect_needed(in, most, before, Transpose{}, flip, ElasticTransform{.alpha = {30}, .fill = fill}, corner, flip);
    expect_needed(in, most, flip, GridDistortion{.distort_limit = 0.5, .fill = fill}, flip, corner);
    expect_needed(in, most, before, flip, OpticalDistortion{.distort_limit = 0.9, .fill = fill}, corner);
    expect_needed(
        in, most, Transpose{},
        OpticalDistortion{
            .distort_limit = 0.9, .mode = LensMode::fisheye, .interpolation = Interpolation::bicubic, .fill = fill},
        corner);
  }
}
TEST(FieldReader, is_explained_in_words) {
  const auto [plan, field] = planned(GridDistortion{}, noise({40, 50}, 3, Dtype::uint8), 1);
  EXPECT_NE(explain<TypeList<>>(plan).find("bent by a grid, bilinear"), std::string::npos) << explain<TypeList<>>(plan);
}

}  // namespace
