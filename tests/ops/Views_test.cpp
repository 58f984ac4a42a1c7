// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/any_pipeline.hpp"
#include "support/made.hpp"
#include "support/mix.hpp"

#include <smalti/io/json.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

constexpr Extent size{60, 80};

template <class Pipeline>
std::string drawn(const Pipeline& pipeline, int view, SampleCoord at) {
  return to_json(Value(apply(pipeline, Image(size, 3).view(), 7, at, {}, view).params));
}

TEST(Views, makes_one_picture_a_list_of_operators) {
  const auto pipeline = compose(views(compose(CenterCrop{.size = 20}), compose(CenterCrop{.size = {8, 10}}, RandomHorizontalFlip{.p = 1})));
  EXPECT_EQ(pipeline.views(), 2);
  const Image image = noise(size);
  EXPECT_TRUE(same(apply(pipeline, image.view()).image, made(image, CenterCrop{.size = 20})));
  EXPECT_TRUE(same(apply(pipeline, image.view(), 0, {}, {}, 1).image, made(image, CenterCrop{.size = {8, 10}}, RandomHorizontalFlip{.p = 1})));
}
TEST(Views, view_v_draws_with_the_occurrence_times_the_views_plus_v) {
  const RandomCrop crop{.size = 16};
  const auto three = compose(views(compose(labelled("a", crop)), compose(labelled("b", crop)), compose(labelled("c", crop))));
  const char* labels[] = {"a", "b", "c"};
  for (const u32 occurrence : {0u, 5u})
    for (int v = 0; v < 3; ++v) {
      const Map m = crop.draw(Draws(7, op_id(labels[v]), {4, occurrence * 3 + static_cast<u32>(v), 2}), {.extent = size});
      EXPECT_EQ(apply(three, Image(size, 3).view(), 7, {4, occurrence, 2}, {}, v).map, m.matrix);
    }
}
TEST(Views, equal_children_differ_and_what_stands_before_is_shared) {
  const auto chain = compose(RandomCrop{.size = 20});
  const auto pipeline = compose(labelled("base", RandomCrop{.size = 40}), views(chain, chain), labelled("after", RandomErasing{.p = 1}));
  const auto state = [&](int view, const char* id) {
    const Applied out = apply(pipeline, Image(size, 3).view(), 7, {1, 0, 0}, {}, view);
    for (const Value& entry : out.params)
      if (*entry.find("id")->as<std::string>() == id) return to_json(*entry.find("state"));
    return std::string("not there");
  };
  EXPECT_EQ(state(0, "base"), state(1, "base"));
  EXPECT_NE(state(0, "1/0/0"), state(1, "1/1/0"));
  EXPECT_NE(state(0, "after"), state(1, "after"));
  EXPECT_EQ(state(0, "1/1/0"), "not there");
}
TEST(Views, a_view_may_make_several_pictures_itself) {
  const auto pipeline = compose(views(compose(Resize{.size = Extent{8, 8}}), compose(FiveCrop{.size = 8})), TenCrop{.size = 4});
  ASSERT_EQ(pipeline.views(), 60);
  const Image image = noise(size);
  const Image whole = apply(pipeline, image.view(), 7, {}, {}, 3).image;  // the resized one, bottom right
  EXPECT_TRUE(same(whole, apply(compose(Resize{.size = Extent{8, 8}}, TenCrop{.size = 4}), image.view(), 7, {}, {}, 3).image));
  const Image last = apply(pipeline, image.view(), 7, {}, {}, 59).image;  // the middle window, mirrored, middle
  EXPECT_TRUE(same(last, made(image, CenterCrop{.size = 8}, RandomHorizontalFlip{.p = 1}, CenterCrop{.size = 4})));
}
TEST(Views, the_file_is_decoded_once_at_the_union_of_the_regions) {
  const auto left = compose(CenterCrop{.size = {60, 20}}), wide = compose(CenterCrop{.size = {10, 70}});
  const auto pipeline = compose(views(left, wide));
  std::vector<SampleInput> in(1);
  in[0].picture.extent = size;
  GroupPlan plan;
  pipeline.plan(in, {}, plan);
  ASSERT_EQ(plan.outputs.size(), 2u);
  Rect all{};
  for (const SampleOutput& out : plan.outputs) all = hull(all, needed_rect(out.plan, {SourceRef::Kind::decoded, 0}));
  EXPECT_EQ(all, (Rect{5, 0, 75, 60}));
}
TEST(Views, stands_behind_an_operator_that_mixes_but_not_before) {
  const auto one = compose(RandomCrop{.size = 8});
  const auto behind = compose(Mosaic{.target_size = {32, 32}, .cell_shape = {32, 32}}, views(one, one));
  const auto [images, plan] = run(behind, group(noise({40, 40}), noise({40, 40}), flat(3, {40, 40}), flat(9, {40, 40})));
  ASSERT_EQ(images.size(), 8u);
  EXPECT_FALSE(same(images[0], images[1]));
  EXPECT_EQ(images[7].extent(), (Extent{8, 8}));
  EXPECT_THROW(compose(views(one, one), Mosaic{.target_size = {32, 32}, .cell_shape = {32, 32}}), ConfigError);
}
TEST(Views, reads_pipelines_from_json_and_a_list_in_it_is_a_compose) {
  const auto read = [](const char* text) { return read_pipeline(io::parse_json(text, "p.json").value(), "p.json"); };
  const Pipeline data = read(R"({"ops": [{"op": "Views", "pipelines": [[{"op": "RandomCrop", "size": 16}], {"op": "Compose", "ops": [{"op": "RandomCrop", "size": 16}]}]}]})");
  EXPECT_EQ(data.views(), 2);
  const auto typed = compose(views(compose(RandomCrop{.size = 16}), compose(RandomCrop{.size = 16})));
  EXPECT_EQ(to_json(data.value()), to_json(typed.value()));
  for (const int v : {0, 1}) EXPECT_EQ(drawn(data, v, {1, 0, 0}), drawn(typed, v, {1, 0, 0}));
  EXPECT_THROW(read(R"({"ops": [{"op": "Views", "pipelines": []}]})"), Error);
}
TEST(Views, an_occurrence_too_large_for_the_views_is_refused) {
  const auto pipeline = compose(views(compose(RandomCrop{.size = 16}), compose(RandomCrop{.size = 16})));
  EXPECT_THROW(drawn(pipeline, 0, {1, 32768, 0}), ParamError);
  EXPECT_NO_THROW(drawn(pipeline, 1, {1, 32767, 0}));
}

}  // namespace
