// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Probabilities that follow the epochs, as the planner applies them.
#include "support/any_pipeline.hpp"

#include <smalti/io/json.hpp>
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace {

using namespace smalti;

/// What a pipeline makes of a group of four pictures in an epoch; the record of each.
template <class Pipeline>
GroupPlan planned(const Pipeline& pipeline, u32 epoch, int total = 0, u64 first = 0) {
  std::vector<SampleInput> in(4);
  for (std::size_t i = 0; i < 4; ++i) {
    in[i].picture = {{60 + 10 * static_cast<int>(i), 100}, 3, Dtype::uint8, {0, 255}, 3};
    in[i].at = {first + i, 0, epoch};
  }
  GroupPlan out;
  pipeline.plan(in, {.seed = 7, .total_epochs = total, .record = true}, out);
  return out;
}
bool applied(const SampleOutput& out, std::string_view op) {
  for (const Value& entry : out.record)
    if (*entry.find("op")->as<std::string>() == op) return *entry.find("applied")->as<bool>();
  ADD_FAILURE() << op;
  return false;
}
/// Share of samples that an operator is applied to.
template <class Pipeline>
double share(const Pipeline& pipeline, std::string_view op, u32 epoch, int total = 0) {
  int count = 0;
  for (u64 first = 0; first < 4000; first += 4)
    for (const SampleOutput& out : planned(pipeline, epoch, total, first).outputs) count += applied(out, op);
  return count / 4000.0;
}
std::string refusal(auto f) {
  try {
    f();
  } catch (const Error& e) {
    return e.code() + " " + e.message();
  }
  return "nothing";
}

const Mosaic mosaic{.target_size = {32, 32}, .cell_shape = {32, 32}};

TEST(SchedulesInAPipeline, apply_with_the_probability_of_the_epoch) {
  const auto pipeline = compose(RandomHorizontalFlip{.p = Schedule{.p0 = 0.2f, .p1 = 0.8f, .ramp = 10, .close = 5, .total = 50}});
  const auto near = [](double p) { return 4 * std::sqrt(p * (1 - p) / 4000); };
  EXPECT_NEAR(share(pipeline, "RandomHorizontalFlip", 0), 0.2, near(0.2));
  EXPECT_NEAR(share(pipeline, "RandomHorizontalFlip", 5), 0.5, near(0.5));
  EXPECT_NEAR(share(pipeline, "RandomHorizontalFlip", 10), 0.8, near(0.8));
  EXPECT_NEAR(share(pipeline, "RandomHorizontalFlip", 44), 0.8, near(0.8));
  EXPECT_EQ(share(pipeline, "RandomHorizontalFlip", 45), 0);
}
TEST(SchedulesInAPipeline, bug_22_close_from_an_epoch_on_where_the_loader_tells_the_total) {
  const auto pipeline = compose(with_p(Schedule{.close = 10}, mosaic), LetterBox{.size = {32, 32}});
  for (const u32 epoch : {0u, 4u, 5u}) EXPECT_EQ(share(pipeline, "Mosaic", epoch, 5), 0);
  EXPECT_EQ(share(pipeline, "Mosaic", 289, 300), 1);
  EXPECT_EQ(share(pipeline, "Mosaic", 290, 300), 0);
  EXPECT_EQ(share(pipeline, "Mosaic", 299, 300), 0);
}
TEST(SchedulesInAPipeline, must_know_the_total_where_they_close) {
  const auto pipeline = compose(with_p(Schedule{.close = 10}, mosaic));
  EXPECT_TRUE(pipeline.needs_epochs());
  EXPECT_EQ(refusal([&] { planned(pipeline, 0); }),
            "config.conflict Mosaic.p: must know the number of epochs to close at their end; give its Schedule a total, or the Loader epochs");
  EXPECT_FALSE(compose(with_p(Schedule{.close = 10, .total = 20}, mosaic)).needs_epochs());
  EXPECT_FALSE(compose(with_p(Schedule{.ramp = 10}, mosaic)).needs_epochs());
}
TEST(SchedulesInAPipeline, keep_the_size_by_a_letterbox_that_leaves_mosaics_alone) {
  const auto open = compose(mosaic);
  const auto either = compose_with({.close_mosaic = 10}, mosaic, LetterBox{.size = {32, 32}});
  const auto closed = compose(LetterBox{.size = {32, 32}});
  const GroupPlan now = planned(either, 0, 20), before = planned(open, 0), late = planned(either, 10, 20), alone = planned(closed, 10);
  for (std::size_t i = 0; i < 4; ++i) {
    ASSERT_EQ(now.outputs[i].plan.layers.size(), before.outputs[i].plan.layers.size());
    EXPECT_EQ(now.outputs[i].plan.passes.size(), before.outputs[i].plan.passes.size());
    EXPECT_EQ(now.outputs[i].map, before.outputs[i].map);
    EXPECT_EQ(late.outputs[i].map, alone.outputs[i].map);
    EXPECT_EQ(late.outputs[i].plan.extent, (Extent{32, 32}));
    EXPECT_EQ(late.outputs[i].plan.layers.size(), 1u);
  }
}
TEST(SchedulesInAPipeline, closing_changes_no_draw_of_another_operator) {
  const auto with = [](int close) {
    return compose_with({.close_mosaic = close}, Resize{.size = Extent{32, 32}}, RandomHorizontalFlip{}, mosaic, LetterBox{.size = {32, 32}}, MixUp{.num_classes = 3},
                        ColorJitter{.brightness = 0.4f}, RandomErasing{});
  };
  const GroupPlan open = planned(with(0), 15, 20), closed = planned(with(10), 15, 20);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t k = 0; k < open.outputs[i].record.size(); ++k) {
      const Value &a = open.outputs[i].record[k], &b = closed.outputs[i].record[k];
      const std::string op = *a.find("op")->as<std::string>();
      if (op == "Mosaic" || op == "MixUp") {
        EXPECT_TRUE(*a.find("applied")->as<bool>());
        EXPECT_FALSE(*b.find("applied")->as<bool>());
      } else {
        EXPECT_EQ(to_json(a), to_json(b));
      }
    }
}
TEST(CloseMosaic, is_short_for_the_schedules_of_mosaic_and_mixup) {
  const auto brief = compose_with({.close_mosaic = 10}, with_p(0.5, mosaic), random_choice(MixUp{}, CutMix{}), RandomHorizontalFlip{});
  const auto full = compose(with_p(Schedule{.p1 = 0.5f, .close = 10}, mosaic), random_choice(with_p(Schedule{.close = 10}, MixUp{}), CutMix{}), RandomHorizontalFlip{});
  EXPECT_EQ(to_json(brief.value()), to_json(full.value()));
  const auto own = compose_with({.close_mosaic = 10}, with_p(Schedule{.close = 3, .total = 9}, mosaic));
  EXPECT_EQ(to_json(own.value()), to_json(compose(with_p(Schedule{.close = 3, .total = 9}, mosaic)).value()));
  EXPECT_EQ(to_json(compose_with({.close_mosaic = 0}, mosaic).value()), to_json(compose(mosaic).value()));
  EXPECT_EQ(refusal([] { compose_with({.close_mosaic = -1}, mosaic); }), "param.range Compose.close_mosaic = -1: must be at least 0 epochs; 0 never closes");
}
TEST(CloseMosaic, and_schedules_are_read_from_json) {
  const auto read = [](const char* text) { return smalti::testing::read_pipeline(io::parse_json(text, "p.json").value(), "p.json"); };
  EXPECT_EQ(to_json(read(R"({"close_mosaic": 10, "ops": [{"op": "Mosaic"}]})").value()),
            to_json(read(R"({"ops": [{"op": "Mosaic", "p": {"p1": 1, "close": 10}}]})").value()));
  EXPECT_NEAR(share(read(R"({"ops": [{"op": "RandomVerticalFlip", "p": {"p1": 0.8, "ramp": 80, "total": 100}}]})"), "RandomVerticalFlip", 40), 0.4, 0.031);
  const auto wrong = [&](const char* text) { return refusal([&] { read(text); }); };
  EXPECT_EQ(wrong(R"({"ops": [{"op": "RandomVerticalFlip", "p": {"close": 8}}]})"),
            "config.type p.json:1:44: RandomVerticalFlip.p = {\"close\": 8}: must be a number in [0, 1] or an object with p1 and perhaps p0, ramp, close, total");
  EXPECT_EQ(wrong(R"({"ops": [{"op": "Mosaic", "p": {"p1": 1, "ramp": -8}}]})"),
            "param.range p.json:1:32: Mosaic.p = {\"p1\": 1, \"ramp\": -8}: must have ramp, close and total of at least 0 epochs");
  EXPECT_EQ(wrong(R"({"ops": [{"op": "RandomApply", "p": 2, "ops": []}]})"), "param.range p.json:1:37: RandomApply.p = 2: must be in [0, 1] fraction");
  EXPECT_EQ(refusal([] { compose(random_apply(2.0, RandomHorizontalFlip{})); }), "param.range RandomApply.p = 2: must be in [0, 1] fraction");
}

}  // namespace
