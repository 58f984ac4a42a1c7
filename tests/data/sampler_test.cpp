// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/data/sampler.hpp>
#include <smalti/data/sequence.hpp>

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace {

using namespace smalti;

using Lists = std::vector<std::vector<int>>;
using Numbers = std::vector<std::int64_t>;
/// A source of boxes without pictures: the classes of each sample's instances.
Sequence labelled(const Lists& lists) {
  std::vector<Sequence::Entry> entries;
  for (const auto& ids : lists) {
    Targets& targets = entries.emplace_back().targets;
    for (const int c : ids) targets.instances.emplace_back().class_id = c;
  }
  return Sequence(std::move(entries));
}
/// 2 samples of 200 with class 0, 18 with class 1, 180 with class 2.
Lists long_tail() {
  Lists lists;
  for (int i = 0; i < 200; ++i) lists.push_back({i < 2 ? 0 : i < 20 ? 1 : 2});
  return lists;
}
template <class S>
std::map<std::int64_t, int> copies(const S& sampler, const Source& source, u64 seed, u32 epoch) {
  std::map<std::int64_t, int> out;
  const auto samples = sampler.epoch(source, seed, epoch);
  for (std::int64_t v = 0; v < samples->size(); ++v) {
    const Pick pick = (*samples)[v];
    EXPECT_EQ(pick.occurrence, static_cast<u32>(out[pick.index]));
    ++out[pick.index];
  }
  return out;
}
/// Positions of an epoch as (sample, occurrence), of all ranks together.
std::multiset<std::pair<std::int64_t, u32>> epoch_of(const EpochSchedule& schedule, int world) {
  std::multiset<std::pair<std::int64_t, u32>> out;
  for (std::int64_t k = 0; k < schedule.steps(); ++k)
    for (int rank = 0; rank < world; ++rank) {
      const Slice slice = schedule.slice(k, rank, world);
      for (std::int64_t p = slice.begin; p < slice.end; ++p) out.insert({schedule[p].index, schedule[p].occurrence});
    }
  return out;
}

TEST(RepeatFactorSampler, draws_the_published_copies) {
  Lists lists(24);  // class 0 in 16 of 24: f = 2/3, and with t = power = 1 r = 1.5
  for (std::size_t i = 0; i < 16; ++i) lists[i] = {0};
  auto drawn = copies(RepeatFactorSampler{.t = 1, .power = 1}, labelled(lists), 42, 4);
  const int expected[] = {1, 2, 1, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 1, 1};
  for (int i = 0; i < 16; ++i) EXPECT_EQ(drawn[i], expected[i]) << i;
  for (int i = 16; i < 24; ++i) EXPECT_EQ(drawn[i], 1);
}
TEST(RepeatFactorSampler, gives_the_factor_of_the_rarest_class) {
  Lists lists = long_tail();
  lists[19] = {1, 2};
  lists[199] = {2, 0, 2};  // now 3 samples have class 0
  lists[1] = {};           // and 2 of them again; background counts in the total alone
  const auto r = RepeatFactorSampler{.t = 0.16}.factors(labelled(lists));
  EXPECT_DOUBLE_EQ(r[0], 4);            // sqrt(0.16 / (2 / 200))
  EXPECT_DOUBLE_EQ(r[1], 1);            // no class
  EXPECT_DOUBLE_EQ(r[2], 4.0 / 3.0);    // sqrt(0.16 / (18 / 200))
  EXPECT_DOUBLE_EQ(r[19], 4.0 / 3.0);
  EXPECT_DOUBLE_EQ(r[20], 1);
  EXPECT_DOUBLE_EQ(r[199], 4);
  const auto bounded = RepeatFactorSampler{.t = 0.16, .max_repeat = 2}.factors(labelled(lists));
  EXPECT_DOUBLE_EQ(bounded[0], 2);
  EXPECT_DOUBLE_EQ(bounded[2], 4.0 / 3.0);
}
TEST(RepeatFactorSampler, may_take_the_geometric_mean_of_classes_and_count_instances) {
  // class 0 in 1 of 4 samples with 1 of 16 instances, class 1 in 3 of 4 with 15 of 16
  const Lists lists{{0, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}, {}};
  const auto mean = RepeatFactorSampler{.t = 1, .power = 1, .combine = RepeatCombine::geometric_mean}.factors(labelled(lists));
  EXPECT_NEAR(mean[0], std::sqrt(4.0 * 4.0 / 3.0), 1e-14);
  EXPECT_NEAR(mean[1], 4.0 / 3.0, 1e-15);
  const auto instances = RepeatFactorSampler{.t = 1, .power = 1, .frequency = ClassFrequency::image_instance}.factors(labelled(lists));
  EXPECT_NEAR(instances[0], 8, 1e-14);  // 1 / sqrt(1/4 * 1/16)
  EXPECT_NEAR(instances[2], 1 / std::sqrt(0.75 * 15 / 16), 1e-15);
}
TEST(RepeatFactorSampler, has_the_factor_as_its_mean_over_the_epochs) {
  const Sequence source = labelled(long_tail());
  const RepeatFactorSampler sampler{.t = 0.16};
  double sum[3] = {};
  for (u32 epoch = 0; epoch < 2000; ++epoch) {
    auto drawn = copies(sampler, source, 5, epoch);
    sum[0] += drawn[0], sum[1] += drawn[7], sum[2] += drawn[150];
  }
  EXPECT_EQ(sum[0] / 2000, 4);
  EXPECT_NEAR(sum[1] / 2000, 4.0 / 3.0, 3 * std::sqrt(2.0 / 9.0 / 2000));
  EXPECT_EQ(sum[2] / 2000, 1);
}
TEST(RepeatFactorSampler, bug_19_does_not_round_a_factor_up) {
  Lists lists(1000);
  for (std::size_t i = 0; i < 500; ++i) lists[i] = {0};
  const Sequence source = labelled(lists);
  const RepeatFactorSampler sampler{.t = 0.51005};  // sqrt(0.51005 / 0.5) = 1.01
  std::int64_t total = 0;
  for (u32 epoch = 0; epoch < 100; ++epoch) total += sampler.epoch(source, 3, epoch)->size() - 500;
  EXPECT_NEAR(static_cast<double>(total) / (500 * 100), 1.01, 3 * std::sqrt(0.01 * 0.99 / (500 * 100)));
  EXPECT_EQ((RepeatFactorSampler{.t = 0.51005, .rounding = RepeatRounding::ceil}.epoch(source, 3, 0)->size()), 1500);
}
TEST(RepeatFactorSampler, leaves_the_order_alone_where_no_class_is_rare) {
  const Sequence source = labelled(long_tail());
  const EpochSchedule plain(200, 7, 3, true, 16, Tail::drop), sampled(RepeatFactorSampler{.t = 0.01}.epoch(source, 7, 3), 7, 3, true, 16, Tail::drop);
  ASSERT_EQ(sampled.length(), plain.length());
  for (std::int64_t p = 0; p < plain.length(); ++p) {
    EXPECT_EQ(sampled[p].index, plain[p].index);
    EXPECT_EQ(sampled[p].occurrence, 0u);
  }
}
TEST(RepeatFactorSampler, does_not_care_how_classes_are_numbered_or_listed) {
  Lists lists = long_tail(), other = lists;
  lists[5] = {0, 1, 2}, other[5] = {2, 1, 0};
  const int renamed[] = {40, 3, 17};
  for (auto& ids : other)
    for (int& c : ids) c = renamed[c];
  for (const RepeatCombine combine : {RepeatCombine::max, RepeatCombine::geometric_mean}) {
    const RepeatFactorSampler sampler{.t = 0.3, .combine = combine};
    EXPECT_EQ(sampler.factors(labelled(lists)), sampler.factors(labelled(other)));
  }
}
TEST(RepeatFactorSampler, gives_all_ranks_together_the_multiset_of_the_epoch) {
  const Sequence source = labelled(long_tail());
  const RepeatFactorSampler sampler{.t = 0.16};
  for (const int world : {1, 2, 4, 8}) {
    const EpochSchedule schedule(sampler.epoch(source, 9, 1), 9, 1, true, 8, Tail::short_);
    std::multiset<std::pair<std::int64_t, u32>> expected;
    for (const auto& [id, n] : copies(sampler, source, 9, 1))
      for (int k = 0; k < n; ++k) expected.insert({id, static_cast<u32>(k)});
    EXPECT_EQ(epoch_of(schedule, world), expected);
  }
}
TEST(RepeatFactorSampler, never_gives_the_same_copy_twice_even_where_the_epoch_wraps) {
  const Sequence source = labelled(long_tail());
  const EpochSchedule schedule(RepeatFactorSampler{.t = 0.16}.epoch(source, 9, 1), 9, 1, true, 512, Tail::wrap);
  const auto all = epoch_of(schedule, 1);
  EXPECT_EQ(all.size(), 512u);
  EXPECT_EQ(std::set(all.begin(), all.end()).size(), 512u);
}
TEST(RepeatFactorSampler, refuses_factors_that_no_epoch_could_hold) {
  const Sequence source = labelled(long_tail());
  try {
    RepeatFactorSampler{.t = 1, .power = 4}.epoch(source, 0, 0);
    FAIL();
  } catch (const ParamError& e) {
    EXPECT_EQ(e.message(), "RepeatFactorSampler: class 0 would be repeated 1e+08 times: must be at most 65536; lower power, or set max_repeat");
  }
  EXPECT_EQ((RepeatFactorSampler{.t = 1, .power = 4, .max_repeat = 3}.factors(source)[0]), 3);
}

TEST(ClassBalancedSampler, gives_every_class_its_share_and_every_sample_its_turn) {
  Lists lists = long_tail();
  lists.push_back({});            // unlabelled: never comes
  lists.push_back({2, 9, 2, 0});  // three classes, in any order and number
  const Sequence source = labelled(lists);
  const auto samples = ClassBalancedSampler{.length = 400}.epoch(source, 7, 2);
  ASSERT_EQ(samples->size(), 400);
  std::map<std::int64_t, int> of_class[4];
  for (std::int64_t v = 0; v < 400; ++v) ++of_class[v % 4][(*samples)[v].index];
  const std::size_t sizes[] = {3, 18, 181, 1};  // of classes 0, 1, 2 and 9; the empty ones between are left out
  for (int c = 0; c < 4; ++c) {
    EXPECT_EQ(of_class[c].size(), std::min<std::size_t>(100, sizes[c]));
    for (const auto& [id, n] : of_class[c]) {
      EXPECT_GE(n, 100 / static_cast<int>(sizes[c]));
      EXPECT_LE(n, 100 / static_cast<int>(sizes[c]) + 1);
      EXPECT_NE(id, 200);
    }
  }
  EXPECT_EQ((*samples)[3].index, 201);
}
TEST(ClassBalancedSampler, never_gives_the_same_copy_of_a_sample_twice) {
  Lists lists = long_tail();
  for (std::size_t i = 0; i < 40; ++i) lists[i] = {0, static_cast<int>(i % 3), 2};
  const Sequence source = labelled(lists);
  for (const std::int64_t length : {7, 200, 1001}) {
    const EpochSchedule schedule(ClassBalancedSampler{.length = length}.epoch(source, 7, 2), 7, 2, true, 512, Tail::wrap);
    const auto all = epoch_of(schedule, 2);
    EXPECT_EQ(std::set(all.begin(), all.end()).size(), all.size()) << length;
  }
}
TEST(ClassBalancedSampler, needs_a_labelled_sample) {
  EXPECT_THROW(ClassBalancedSampler{.length = 4}.epoch(labelled({{}, {}}), 0, 0), ConfigError);
}

TEST(WeightedSampler, gives_exactly_the_length_and_each_weight_in_the_mean) {
  const Sequence source = labelled(Lists(4));
  const WeightedSampler sampler{.weights = Numbers{1, 0, 2, 4}, .length = 10};
  double sum[4] = {};
  for (u32 epoch = 0; epoch < 2000; ++epoch) {
    auto drawn = copies(sampler, source, 11, epoch);
    EXPECT_EQ(drawn[0] + drawn[1] + drawn[2] + drawn[3], 10);
    for (int i = 0; i < 4; ++i) sum[i] += drawn[i];
  }
  const double expected[] = {10.0 / 7, 0, 20.0 / 7, 40.0 / 7};
  for (int i = 0; i < 4; ++i) EXPECT_NEAR(sum[i] / 2000, expected[i], 3 * 0.5 / std::sqrt(2000.0)) << i;
}
TEST(WeightedSampler, follows_the_rule_in_large_numbers) {
  // three weights of 2^53 share 3 * 2^46 copies evenly: weight times length is far beyond 64 bits
  const Sequence source = labelled(Lists(3));
  const std::int64_t w = std::int64_t{1} << 53, third = std::int64_t{1} << 46;
  const auto samples = WeightedSampler{.weights = Numbers{w, w, w}, .length = 3 * third}.epoch(source, 1, 0);
  EXPECT_EQ(samples->size(), 3 * third);
  EXPECT_EQ((*samples)[third - 1].index, 0);
  EXPECT_EQ((*samples)[third].index, 1);
  EXPECT_EQ((*samples)[2 * third].index, 2);
}
TEST(WeightedSampler, needs_a_weight_for_every_sample) {
  try {
    WeightedSampler{.weights = Numbers{1, 2}}.epoch(labelled(Lists(3)), 0, 0);
    FAIL();
  } catch (const ConfigError& e) {
    EXPECT_EQ(e.message(), "WeightedSampler.weights = 2 entries: must be one a sample of the source, 3");
  }
}

TEST(Sampler, writes_all_its_parameters) {
  EXPECT_EQ(to_json(sampler_value(RepeatFactorSampler{.t = 0.01})),
            R"({"op": "RepeatFactorSampler", "t": 0.01, "power": 0.5, "combine": "max", "frequency": "image", "max_repeat": 0, "rounding": "stochastic", "shuffle": true})");
  EXPECT_EQ(to_json(sampler_value(ClassBalancedSampler{.length = 300})), R"({"op": "ClassBalancedSampler", "length": 300, "shuffle": true})");
}
TEST(ClassIds, come_from_the_label_else_the_instances_that_count) {
  Targets t;
  std::vector<int> ids{9};
  class_ids_of(t, ids);
  EXPECT_TRUE(ids.empty());
  for (const int c : {4, 2, 4}) t.instances.emplace_back().class_id = c;
  t.instances[1].ignore = true;
  class_ids_of(t, ids);
  EXPECT_EQ(ids, (std::vector<int>{4, 4}));
  t.soft_label = {0, 0.5f, 0.5f};
  class_ids_of(t, ids);
  EXPECT_EQ(ids, (std::vector<int>{1, 2}));
  t.soft_label.clear();
  t.label = 7;
  class_ids_of(t, ids);
  EXPECT_EQ(ids, (std::vector<int>{7}));
}

}  // namespace
