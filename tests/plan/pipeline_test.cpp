// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// What fuses, what does not, and what a pipeline refuses.
#include "support/any_pipeline.hpp"

#include <smalti/io/json.hpp>
#include <smalti/plan/explain.hpp>
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace smalti;

template <class Pipeline>
Plan plan_of(const Pipeline& pipeline, Extent e = {375, 500}, u64 id = 1) {
  std::vector<SampleInput> in(1);
  in[0].picture.extent = e;
  in[0].at = {id, 0, 0};
  GroupPlan out;
  pipeline.plan(in, {.seed = 7}, out);
  return out.outputs[0].plan;
}
template <class F>
std::string refusal(F f) {
  try {
    f();
  } catch (const Error& e) {
    return std::string(e.code()) + " " + std::string(e.message());
  }
  return "nothing";
}

TEST(Pipeline, renders_the_training_chain_in_one_pass_of_one_layer) {
  const Plan p = plan_of(compose(RandomResizedCrop{.size = 224}, RandomHorizontalFlip{}, ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f},
                                 RandomErasing{}, Normalize{.mean = imagenet_mean, .std = imagenet_std}));
  EXPECT_EQ(p.passes.size(), 1u);
  EXPECT_EQ(p.layers.size(), 1u);
  EXPECT_EQ(p.steps.size(), 3u);
  EXPECT_EQ(p.dtype, Dtype::float32);
}
TEST(Pipeline, folds_crops_flips_and_pads_into_a_copy) {
  const Plan p = plan_of(compose(CenterCrop{.size = {300, 400}}, RandomHorizontalFlip{.p = 1}, Pad{.padding = 8}, RandomVerticalFlip{.p = 1}));
  ASSERT_EQ(p.passes.size(), 1u);
  EXPECT_EQ(p.layers[0].sampling, Sampling::copy);
  EXPECT_EQ(p.extent, (Extent{316, 416}));
}
TEST(Pipeline, resamples_once_for_two_warps_and_a_crop_between_them) {
  const auto turn = RandomRotation{.degrees = 20, .interpolation = Interpolation::bilinear};
  EXPECT_EQ(plan_of(compose(turn, CenterCrop{.size = {200, 200}}, turn)).passes.size(), 1u);
  const auto other = RandomRotation{.degrees = 20, .interpolation = Interpolation::nearest};
  EXPECT_EQ(plan_of(compose(turn, other)).passes.size(), 2u);  // another filter
  const auto white = RandomRotation{.degrees = 20, .interpolation = Interpolation::bilinear, .fill = 255};
  EXPECT_EQ(plan_of(compose(turn, white)).passes.size(), 2u);  // another fill
}
TEST(Pipeline, leaves_colour_before_geometry_where_it_was_put) {
  EXPECT_EQ(plan_of(compose(RandomSolarize{.threshold = 100, .p = 1}, RandomHorizontalFlip{.p = 1})).passes.size(), 1u);  // a flip moves pixels whole
  EXPECT_EQ(plan_of(compose(RandomSolarize{.threshold = 100, .p = 1}, Resize{.size = 64})).passes.size(), 2u);
}
TEST(Pipeline, an_operator_keeps_its_draws_by_its_label) {
  const auto named = [](auto... before) {
    return compose(before..., labelled("cut", RandomCrop{.size = 64}));
  };
  const Plan plain = plan_of(named()), behind = plan_of(named(RandomGrayscale{.p = 0}));
  EXPECT_EQ(plain.layers[0].support.left, behind.layers[0].support.left);
  EXPECT_EQ(plain.layers[0].support.top, behind.layers[0].support.top);
}
TEST(Pipeline, explains_itself_in_words) {
  const auto pipeline = compose(CenterCrop{.size = {200, 300}}, RandomHorizontalFlip{.p = 1});
  EXPECT_EQ(explain<decltype(pipeline)::StepList>(plan_of(pipeline)),
            "pass 0: 300x200x3 uint8\n  picture 0 500x375, reads [100, 88, 400, 288], copied, mirrored left to right\nbytes moved: 360000\n");
}
TEST(Pipeline, refuses_two_operators_of_one_label) {
  EXPECT_EQ(refusal([] { compose(labelled("a", RandomHorizontalFlip{}), labelled("a", RandomVerticalFlip{})); }),
            "config.duplicate label = 'a': must be unique in the pipeline, as the operator's draws follow from it");
}
TEST(Pipeline, refuses_an_extra_p_beside_the_operators_own) {
  EXPECT_EQ(refusal([] { compose(with_p(0.5f, RandomHorizontalFlip{})); }), "param.conflict RandomHorizontalFlip.p: has a p of its own; set that one");
}
TEST(Pipeline, refuses_parameters_out_of_their_range) {
  EXPECT_EQ(refusal([] { compose(RandomRotation{.degrees = 400}); }), "param.range RandomRotation.degrees = [-400, 400]: must be in [-180, 180] deg");
}
TEST(Pipeline, mixing_needs_the_group) {
  EXPECT_EQ(refusal([] { smalti::apply(compose(MixUp{.num_classes = 3}), Image({8, 8}, 3).view()); }),
            "group.split apply: one picture has nobody to mix with; use a Loader, or plan() with a group");
}
TEST(ValueReader, names_the_file_line_and_column_of_what_is_wrong) {
  const auto read = [](const char* text) {
    return refusal([&] { smalti::testing::read_pipeline(io::parse_json(text, "p.json").value(), "p.json"); });
  };
  EXPECT_EQ(read("{\"ops\": [\n  {\"op\": \"RandomRotaton\", \"degrees\": 5}]}"), "config.op p.json:2:10: no operator 'RandomRotaton'; did you mean RandomRotation?");
  EXPECT_EQ(read("{\"smalti\": 1\n, \"ops\": [{\"op\": \"Flip\"}]}").substr(0, 22), "config.op p.json:2:18:");  // a number ends the line before
  EXPECT_EQ(read("{\"ops\": [\n  {\"op\": \"RandomRotation\", \"degree\": 5}]}"),
            "config.key p.json:2:38: RandomRotation: no parameter 'degree'; it takes degrees, interpolation, expand, center, fill (did you mean degrees?)");
}

TEST(Fill, the_grey_of_detection_recipes_is_the_same_tone_on_float_pictures) {
  Image bright({10, 20}, 3, Dtype::float32);
  for (int y = 0; y < 10; ++y)
    for (int x = 0; x < 20; ++x)
      for (int c = 0; c < 3; ++c) bright.view().at<float>(y, x, c) = 1;
  const Applied boxed = smalti::apply(compose(LetterBox{.size = {20, 20}}), bright.view());
  EXPECT_FLOAT_EQ(boxed.image.view().at<const float>(0, 0, 0), 114.0f / 255);
  EXPECT_EQ(boxed.image.view().at<const float>(10, 10, 0), 1);
}

}  // namespace
