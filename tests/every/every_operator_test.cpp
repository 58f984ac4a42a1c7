// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// What must hold of every operator, once, over the list.
#include "support/any_pipeline.hpp"

#include <smalti/core/example.hpp>
#include <smalti/smalti.hpp>
#ifdef SMALTI_WITH_YAML
#include <smalti/io/yaml.hpp>
#endif

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace {

using namespace smalti;
using smalti::testing::read_node;
using smalti::testing::read_pipeline;

constexpr Extent odd[] = {{1, 1}, {1, 7}, {13, 42}, {40, 33}};

Image picture(Extent e, int channels = 3) {
  Image image(e, channels);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x)
      for (int c = 0; c < channels; ++c)
        image.view().at<std::uint8_t>(y, x, c) = static_cast<std::uint8_t>((x * 5 + y * (3 + c) + ((x ^ y) & 7) * 9) & 255);
  return image;
}
/// Number format, extent and an FNV-1a hash of the bytes.
std::string bytes_of(const Image& image) {
  u64 h = 0xcbf29ce484222325ull;
  for (std::size_t i = 0; i < image.bytes(); ++i) h = (h ^ std::to_integer<u64>(image.view().data[i])) * 0x100000001b3ull;
  return std::to_string(static_cast<int>(image.dtype())) + ' ' + std::to_string(image.extent().height) + 'x' + std::to_string(image.extent().width) + ' ' + std::to_string(h);
}

/// The operator with its example parameters, always applied.
template <class Op>
Op always() {
  Op op = example<Op>();
  if constexpr (requires { op.p; } && !Op::describe().traits.own_p) op.p = 1.0f;
  return op;
}
/// A picture through a pipeline; the bytes, or the code of the typed error.
template <class Pipeline>
std::string outcome(const Pipeline& pipeline, const Image& image, u64 id) {
  try {
    return bytes_of(apply(pipeline, image.view(), 7, {id, 0, 0}).image);
  } catch (const Error& e) {
    return e.code();
  }
}

template <class Op>
class EveryOperator : public ::testing::Test {};
#ifdef SMALTI_WITH_SECOND_HALF
constexpr std::size_t half = 1;
#else
constexpr std::size_t half = 0;
#endif
/// Every second operator of a list, from `half` on.
template <class>
struct as_test_types;
template <class... Op>
struct as_test_types<TypeList<Op...>> {
  template <std::size_t... I>
  static ::testing::Types<std::tuple_element_t<2 * I + half, std::tuple<Op...>>...> every_second(std::index_sequence<I...>);
  using type = decltype(every_second(std::make_index_sequence<(sizeof...(Op) + 1 - half) / 2>{}));
};
struct Names {
  template <class Op>
  static std::string GetName(int) { return std::string(name_of<Op>); }
};
TYPED_TEST_SUITE(EveryOperator, as_test_types<AllOperators>::type, Names);

TYPED_TEST(EveryOperator, has_valid_defaults_and_describes_every_parameter) {
  const TypeParam op = checked(example<TypeParam>());
  EXPECT_GT(std::string(TypeParam::describe().doc).size(), 10u);
  for_each_field(op, [](const auto& field, const auto&) {
    const std::string doc = field.doc;
    EXPECT_FALSE(doc.empty()) << field.name;
    EXPECT_FALSE(doc.ends_with('.')) << field.name;
    EXPECT_LE(field.min, field.max) << field.name;
  });
}
TYPED_TEST(EveryOperator, survives_a_round_trip_through_json) {
  const Value written = write_operator(placed(example<TypeParam>()));
  const Node read = read_node(written);
  EXPECT_EQ(to_json(write_operator(read)), to_json(written));
  EXPECT_EQ(read.op.index(), AnyOperator(example<TypeParam>()).index());
}
#ifdef SMALTI_WITH_YAML
TYPED_TEST(EveryOperator, survives_a_round_trip_through_yaml) {
  const Value written = write_operator(placed(example<TypeParam>()));
  const Value read = io::parse_yaml(io::to_yaml(written), "").value();
  EXPECT_EQ(to_json(write_operator(read_node(read))), to_json(written));
}
#endif
TYPED_TEST(EveryOperator, refuses_a_parameter_it_does_not_have) {
  Value written = write_operator(placed(example<TypeParam>()));
  written.set("colour_of_the_sky", 1);
  try {
    read_node(written);
    FAIL();
  } catch (const ParamError& e) {
    EXPECT_NE(std::string(e.what()).find("no parameter 'colour_of_the_sky'"), std::string::npos) << e.what();
  }
}
TYPED_TEST(EveryOperator, draws_the_same_for_the_same_key) {
  if constexpr (!Mix<TypeParam> && !SelfMix<TypeParam> && Drawing<TypeParam>) {
    const Frame frame{.extent = {70, 90}};
    const TypeParam op = always<TypeParam>();
    for (u64 id = 0; id < 20; ++id) {
      const auto once = [&] { return to_json(write_state(op.draw(Draws(3, op_id("0"), {id, 0, 1}), frame))); };
      EXPECT_EQ(once(), once());
    }
  }
}
TYPED_TEST(EveryOperator, is_the_same_as_a_type_and_as_data) {
  if constexpr (!Mix<TypeParam>) {
    const auto typed = compose(always<TypeParam>());
    const Pipeline data = read_pipeline(typed.value());
    for (const Extent e : odd)
      for (u64 id = 0; id < 4; ++id) EXPECT_EQ(outcome(typed, picture(e), id), outcome(data, picture(e), id)) << e.height << "x" << e.width;
  }
}
TYPED_TEST(EveryOperator, reads_padded_rows_and_leaves_its_input_alone) {
  if constexpr (!Mix<TypeParam>) {
    const auto pipeline = compose(always<TypeParam>());
    const Image image = picture({13, 42});
    std::vector<std::byte> padded(13 * 160 + 64, std::byte{0xAB});
    for (int y = 0; y < 13; ++y) std::memcpy(padded.data() + 160 * y, image.view().row(y), 126);
    const auto before = padded;
    try {
      const Applied tight = apply(pipeline, image.view(), 7, {5, 0, 0});
      const Applied loose = apply(pipeline, view_of<const std::byte>(padded.data(), Dtype::uint8, {13, 42}, 3, Layout::HWC, 160), 7, {5, 0, 0});
      EXPECT_EQ(bytes_of(tight.image), bytes_of(loose.image));
    } catch (const ParamError& e) {
      EXPECT_NE(std::string(e.what()).find("must fit the image"), std::string::npos);  // a crop larger than the picture
    }
    EXPECT_EQ(before, padded);
  }
}
TYPED_TEST(EveryOperator, does_nothing_where_its_probability_is_zero) {
  if constexpr (!Mix<TypeParam> && !Delivery<TypeParam> && !ManyViews<TypeParam> && !TypeParam::describe().traits.own_p) {
    const Image image = picture({13, 42});
    const auto never = [] {
      TypeParam op = example<TypeParam>();
      if constexpr (requires { op.p; }) {
        op.p = 0.0f;
        return compose(op);
      } else {
        return compose(with_p(0.0f, op));
      }
    }();
    EXPECT_EQ(outcome(never, image, 1), bytes_of(image));
  }
}
TYPED_TEST(EveryOperator, stays_within_its_bound_between_fused_and_exact) {
  if constexpr (!Mix<TypeParam> && !ManyViews<TypeParam>) {
    const TypeParam op = always<TypeParam>();
    const auto fused = compose(op);
    const auto exact = compose_with({.mode = Mode::exact}, op);
    double worst = 0;
    for (u64 id = 0; id < 8; ++id) {
      const Image image = picture({61, 83});
      const Applied a = apply(fused, image.view(), 7, {id, 0, 0});
      const Applied b = apply(exact, image.view(), 7, {id, 0, 0}, {}, 0, &a.params);  // some draw from torchvision's ranges there
      ASSERT_EQ(a.image.bytes(), b.image.bytes());
      if (a.image.dtype() != Dtype::uint8) continue;
      for (std::size_t i = 0; i < a.image.bytes(); ++i)
        worst = std::max(worst, std::abs(double(std::to_integer<int>(a.image.view().data[i])) - double(std::to_integer<int>(b.image.view().data[i]))));
    }
    EXPECT_LE(worst, TypeParam::describe().traits.exact_bound);
  }
}
TYPED_TEST(EveryOperator, moves_boxes_by_the_map_of_the_pixels) {
  if constexpr (Geometry<TypeParam>) {
    const auto pipeline = compose_with({.filter = std::nullopt}, always<TypeParam>());
    for (u64 id = 0; id < 8; ++id) {
      Targets targets;
      set_box(targets.instances.emplace_back(), {20, 30, 61, 77});
      start(targets.instances[0]);
      const Applied out = apply(pipeline, picture({300, 320}).view(), 7, {id, 0, 0}, targets);
      const auto [h, w] = out.image.extent();
      if (out.targets.instances.empty()) continue;  // RandomIoUCrop drops what it cuts through
      const Instance& moved = out.targets.instances[0];
      const Point* outline = moved.rings.empty() ? moved.quad.data() : moved.rings[0].data();  // a homography makes a polygon
      const Point corners[] = {{20, 30}, {61, 30}, {61, 77}, {20, 77}};
      for (std::size_t k = 0; k < 4; ++k) {  // the outline keeps its corners, wherever they fall
        const Point p = smalti::apply(out.map, corners[k]);
        EXPECT_NEAR(outline[k].x, p.x, 1e-3);
        EXPECT_NEAR(outline[k].y, p.y, 1e-3);
      }
      if (moved.visible <= 0) continue;  // the box is what the canvas shows of it
      EXPECT_GE(moved.box.x1, 0);
      EXPECT_GE(moved.box.y1, 0);
      EXPECT_LE(moved.box.x2, w);
      EXPECT_LE(moved.box.y2, h);
    }
  }
}
TYPED_TEST(EveryOperator, keeps_the_ids_of_a_segmentation) {
  if constexpr (!Mix<TypeParam> && !Delivery<TypeParam>) {
    const auto pipeline = compose(always<TypeParam>());
    auto ids = std::make_shared<Image>(Extent{300, 320}, 1, Dtype::uint8);
    for (int y = 0; y < 300; ++y)
      for (int x = 0; x < 320; ++x) ids->view().at<std::uint8_t>(y, x) = (x / 40 + y / 40) % 2 ? 3 : 90;
    Targets targets;
    targets.segmentation = ids;
    for (u64 id = 0; id < 4; ++id) {
      const Applied out = apply(pipeline, picture({300, 320}).view(), 7, {id, 0, 0}, targets);
      ASSERT_TRUE(out.targets.segmentation);
      const Image& moved = *out.targets.segmentation;
      EXPECT_EQ(moved.extent(), out.image.extent());
      std::set<int> seen;
      for (std::size_t i = 0; i < moved.bytes(); ++i) seen.insert(std::to_integer<int>(moved.view().data[i]));
      for (const int v : seen) EXPECT_TRUE(v == 3 || v == 90 || v == 255) << v;
    }
  }
}

}  // namespace
