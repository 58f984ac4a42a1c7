// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/checked.hpp>
#include <smalti/core/operators.hpp>
#include <smalti/plan/box_filter.hpp>
#include <smalti/plan/expand.hpp>
#include <smalti/plan/mixer.hpp>
#include <smalti/plan/to_value.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace smalti {

/// One sample that goes into a group: what is known before any pixel is decoded.
struct SampleInput {
  Picture picture;
  Targets targets;
  SampleCoord at{};
  bool valid = true;
  std::optional<SourceWindow> window{};  ///< cut out before the first operator; labels stand in the whole picture
};

/// One picture that comes out of a group.
struct SampleOutput {
  Plan plan;
  Targets targets;
  std::array<double, 9> map{1, 0, 0, 0, 1, 0, 0, 0, 1};  ///< source of the primary to output
  Value::Array record;                                   ///< what was drawn, if asked for
};

/// The plans of a mix group, or of one sample that mixes with nobody. Reused from group to group without allocation.
struct GroupPlan {
  MixGroup stage_a;  ///< empty unless something mixes
  std::vector<SampleOutput> outputs;  ///< views of member 0, views of member 1, ...
  int member = 0;  ///< who is being planned: where the fault lies if planning throws
};

/// A partner from the whole list: a place behind the samples, always the same for it, and what is known of it.
struct ListedPartner {
  int place = 0;
  const SampleInput* input = nullptr;
};

/// How a group is to be planned.
struct PlanOptions {
  std::uint64_t seed = 0;
  std::uint64_t group_number = 0;  ///< of the mix group in its epoch
  std::uint64_t batch_number = 0;  ///< of the global batch in its epoch
  int total_epochs = 0;
  bool record = false;
  const Value::Array* replayed = nullptr;
  std::optional<Dtype> dtype{};
  Layout layout = Layout::HWC;
  /// Finds partner `j` of the sample at `self` in the whole list; empty: partners are members of the group.
  std::function<ListedPartner(const Draws& d, int self, int j)> listed{};
};

/// A pipeline as loaders see it, whatever its operators: drawing and planning, no pixels.
class AnyPipeline {
 public:
  virtual ~AnyPipeline() = default;
  /// Draws and plans a group; `out` is reused.
  virtual void plan(std::span<SampleInput> group, const PlanOptions& options, GroupPlan& out) const = 0;
  virtual bool mixes() const = 0;
  /// Whether a mixing operator pairs a sample with the previous place of its group.
  virtual bool rolls() const = 0;
  /// Whether a MixUp behind another mixing operator takes partners in the size that they have before both.
  virtual bool grows() const = 0;
  /// Whether a schedule closes at the end of a training whose length it has not been told.
  virtual bool needs_epochs() const = 0;
  /// Pictures made of each sample.
  virtual int views() const = 0;
  /// The whole pipeline with every parameter, as ValueReader reads it.
  virtual Value value() const = 0;
};

/// A list of operators, checked and ready to plan. `Ops` is Operators<A, B, ...> (compose) or Operators<Node> (Pipeline).
template <class Ops, class Steps>
class BasicPipeline final : public AnyPipeline {
 public:
  using StepList = Steps;

  explicit BasicPipeline(Ops ops, PipelineOptions options = {});

  const Ops& operators() const { return ops_; }
  const PipelineOptions& options() const { return options_; }
  bool mixes() const override { return stage_a_ < static_cast<int>(ops_.size()); }
  bool rolls() const override { return rolls_; }
  bool grows() const override { return grows_; }
  bool needs_epochs() const override { return needs_epochs_; }
  int views() const override { return views_; }
  Value value() const override { return write_pipeline(ops_, options_); }

  void plan(std::span<SampleInput> group, const PlanOptions& how, GroupPlan& out) const override;

 private:
  /// Names the places ("2/0") and gives every operator its id.
  template <class List>
  void place(List& list, const std::string& prefix, std::set<std::uint64_t>& ids) {
    int index = 0;
    list.for_each([&](auto& item) {
      item.path = prefix + std::to_string(index++);
      item.op_id = op_id(item.id());
      if (!ids.insert(item.op_id).second)
        raise("config.duplicate", "label = '" + item.id() + "': must be unique in the pipeline, as the operator's draws follow from it");
      item.visit_operator([&](auto& op) {
        using Op = std::remove_cvref_t<decltype(op)>;
        if constexpr (Container<Op>) {
          place(children_of(op), item.path + "/", ids);
          if constexpr (requires { op.refuse(); })
            if (const char* rule = op.refuse()) detail::contradiction(name_of<Op>, rule);
        } else {
          checked(op);
        }
        if (item.p && (Op::describe().traits.own_p || requires { op.p; }))
          raise("param.conflict", std::string(name_of<Op>) + ".p: has a p of its own; set that one");
        if constexpr (requires { op.p; } && !Op::describe().traits.own_p) schedule<Op>(op.p);
        else if (item.p || closes<Op>()) schedule<Op>(item.p ? *item.p : item.p.emplace());
      });
    });
  }
  template <class Op>
  bool closes() const {
    return options_.close_mosaic > 0 && (name_of<Op> == "Mosaic" || name_of<Op> == "MixUp" || name_of<Op> == "CopyAndPaste");
  }
  /// Holds a probability against its bounds, and closes it where close_mosaic says so.
  template <class Op>
  void schedule(Probability& p) {
    if (const char* rule = p.refuse()) raise("param.range", std::string(name_of<Op>) + ".p = " + to_json(write_param(p)) + ": " + rule);
    if (closes<Op>()) {
      if (!p.schedule) p = Schedule{.p1 = p.constant};
      if (p.schedule->close == 0) p.schedule->close = options_.close_mosaic;
    }
    needs_epochs_ = needs_epochs_ || (p.schedule && p.schedule->open());
  }
  /// Collects what operators must know of one another, and where the first and the last mixing operator stand.
  template <class Op>
  void study(const Op& op, int index, bool& movable) {
    if (views_of(op) > 1) split_ = std::min(split_, index);
    if constexpr (Container<Op>) {
      children_of(op).for_each([&](const auto& child) { child.visit_operator([&](const auto& c) { study(c, index, movable); }); });
    } else if constexpr (Preset<Op>) {
      op.expanded().for_each([&](const auto& child) { child.visit_operator([&](const auto& c) { study(c, index, movable); }); });
    } else if constexpr (Mix<Op>) {
      const bool first = stage_a_ == static_cast<int>(ops_.size());
      if (first) stage_a_ = index;
      last_mix_ = index;
      if constexpr (requires { op.partner; }) rolls_ = rolls_ || op.partner == decltype(op.partner)::roll;
      if constexpr (requires { op.partner_ops; }) grows_ = grows_ || (stage_a_ < index && op.partner_ops.empty());
      if constexpr (requires { Op::folds; }) {
        if (first) folds_ = !resampler_ || (*resampler_ == op.interpolation);
        movable = movable && !filled_;
      } else {
        folds_ = false;
        movable = false;
      }
    } else if constexpr (Delivery<Op>) {
      if constexpr (requires { op.mean; }) {
        facts_.mean = op.mean;
        facts_.deviation = op.std;
      }
    } else if (stage_a_ == static_cast<int>(ops_.size())) {  // before any mix
      movable = movable && Geometry<Op>;
      if constexpr (requires { op.interpolation; }) {
        movable = movable && !resampler_;
        resampler_ = op.interpolation;
      }
      if constexpr (requires { op.fill; }) filled_ = true;
    }
  }
  /// Plans a sample up to the first mixing operator; what was drawn, if asked for.
  Value::Array plan_stage_a(StageA& a, const SampleInput& in, int place, Expander<Steps>& expand, const PlanOptions& how) const {
    SampleOutput drawn;
    a.valid = in.valid;
    if (!in.valid) return {};
    take(in.targets, a.targets);
    a.builder = PlanBuilder{};
    a.builder.begin(a.plan, in.picture, {SourceRef::Kind::decoded, place}, a.targets, options_.mode == Mode::exact, true);
    cut(a.builder, in.window);
    run(expand, 0, stage_a_, how, drawn);
    if (a.rendered) a.builder.finish(std::nullopt, Layout::HWC);
    return std::move(drawn.record);
  }
  void take(const Targets& given, Targets& to) const {
    to = given;
    to.chirality = chirality_;
    if (!chirality_) return;
    chirality_->check(to.keypoints.size());
    for (const Instance& i : to.instances) chirality_->check(i.keypoints.size());
  }
  void run(Expander<Steps>& expand, int first, int last, const PlanOptions& how, SampleOutput& to) const {
    if (first == 0) to.record.clear();
    expand.record = how.record ? &to.record : nullptr;
    expand.replayed = how.replayed;
    int index = 0;
    ops_.for_each([&](const auto& item) {
      if (index >= first && index < last) expand(item);
      ++index;
    });
  }
  /// Cuts the sample's part out of the picture: the first geometric step, whatever the operators.
  void cut(PlanBuilder& builder, const std::optional<SourceWindow>& window) const {
    if (window) builder.geometry(Map::crop(window->rect), resampling_of(*window, facts_, builder.frame()));
  }
  /// Whether the sample shows a fill of its own, which must be rendered before a mixing operator lays its own around it.
  static bool pads(const SampleInput& in) {
    return in.window && !(intersection(in.window->rect, Rect::of(in.picture.extent)) == in.window->rect);
  }
  void finish(PlanBuilder& builder, const PlanOptions& how, SampleOutput& to) const {
    builder.finish_targets(options_.filter);
    builder.finish(how.dtype, how.layout);
    to.map = builder.map();
  }

  Ops ops_;
  PipelineOptions options_;
  PipelineFacts facts_;
  std::shared_ptr<const Chirality> chirality_;
  int stage_a_ = 0, last_mix_ = -1, views_ = 1, split_ = std::numeric_limits<int>::max();
  bool folds_ = false, filled_ = false, needs_epochs_ = false, rolls_ = false, grows_ = false;
  std::optional<Interpolation> resampler_;
};

// Not in the class, so that a program with many files can let one of them compile these (extern template).

template <class Ops, class Steps>
BasicPipeline<Ops, Steps>::BasicPipeline(Ops ops, PipelineOptions options) : ops_(std::move(ops)), options_(std::move(options)) {
  if (const char* rule = options_.chirality.refuse()) raise("param.conflict", std::string("Compose: ") + rule);
  if (!options_.chirality.empty()) chirality_ = std::make_shared<const Chirality>(options_.chirality);
  std::set<std::uint64_t> ids;
  if (options_.close_mosaic < 0)
    raise("param.range", "Compose.close_mosaic = " + std::to_string(options_.close_mosaic) + ": must be at least 0 epochs; 0 never closes");
  place(ops_, "", ids);
  int index = 0;
  stage_a_ = static_cast<int>(ops_.size());
  bool movable = options_.mode == Mode::fused;
  ops_.for_each([&](const auto& item) {
    item.visit_operator([&](const auto& op) {
      study(op, index, movable);
      views_ *= views_of(op);
    });
    ++index;
  });
  folds_ = folds_ && movable && mixes();
  if (mixes() && split_ < stage_a_)
    raise("config.conflict", "Compose: an operator that makes several pictures must not stand before one that mixes samples; put it behind");
}

template <class Ops, class Steps>
void BasicPipeline<Ops, Steps>::plan(std::span<SampleInput> group, const PlanOptions& how, GroupPlan& out) const {
  PipelineFacts facts = facts_;
  facts.total_epochs = how.total_epochs;
  facts.batch_number = how.batch_number;
  const int n = static_cast<int>(group.size());
  out.outputs.resize(static_cast<std::size_t>(n * views_));
  const bool exact = options_.mode == Mode::exact;
  if (!mixes()) {
    for (int k = 0; k < n * views_; ++k) {
      out.member = k / views_;
      SampleInput& in = group[static_cast<std::size_t>(k / views_)];
      SampleOutput& to = out.outputs[static_cast<std::size_t>(k)];
      if (!in.valid) continue;
      take(in.targets, to.targets);
      PlanBuilder builder;
      builder.begin(to.plan, in.picture, {SourceRef::Kind::decoded, k / views_}, to.targets, exact);
      cut(builder, in.window);
      Expander<Steps> expand(builder, facts, how.seed, in.at);
      expand.view = k % views_, expand.views = views_;
      run(expand, 0, static_cast<int>(ops_.size()), how, to);
      finish(builder, how, to);
    }
    return;
  }
  MixGroup& mix = out.stage_a;
  mix.rendered = !folds_ || std::any_of(group.begin(), group.end(), pads);
  mix.number = how.group_number;
  mix.members.resize(static_cast<std::size_t>(n));
  for (auto& member : mix.members)
    if (!member) member = std::make_unique<StageA>();
  std::vector<Value::Array> records(static_cast<std::size_t>(n));
  for (int k = 0; k < n; ++k) {
    out.member = k;
    SampleInput& in = group[static_cast<std::size_t>(k)];
    StageA& a = *mix.members[static_cast<std::size_t>(k)];
    a.rendered = mix.rendered;
    Expander<Steps> expand(a.builder, facts, how.seed, in.at);
    records[static_cast<std::size_t>(k)] = plan_stage_a(a, in, k, expand, how);
  }
  const PartnerFromList list = [&](const Draws& d, int self, int j) {
    const auto [place, input] = how.listed(d, self, j);
    if (mix.size() <= place) mix.members.resize(static_cast<std::size_t>(place) + 1);
    auto& a = mix.members[static_cast<std::size_t>(place)];
    if (a) return place;
    const int asking = std::exchange(out.member, place);
    a = std::make_unique<StageA>();
    a->rendered = !folds_ || pads(*input);
    Expander<Steps> expand(a->builder, facts, how.seed, d.at);
    expand.first_stream = partner_stream(j);
    plan_stage_a(*a, *input, place, expand, how);
    out.member = asking;
    return place;
  };
  for (int i = 0; i < n * views_; ++i) {
    const int k = out.member = i / views_;
    const SampleInput& in = group[static_cast<std::size_t>(k)];
    const StageA& a = mix[k];
    SampleOutput& to = out.outputs[static_cast<std::size_t>(i)];
    if (!in.valid) continue;
    to.targets = a.targets;
    to.record = records[static_cast<std::size_t>(k)];
    PlanBuilder builder;
    if (mix.rendered) {
      Picture finished = a.builder.picture();
      finished.extent = a.builder.extent();
      builder.begin(to.plan, finished, {SourceRef::Kind::finished, k}, to.targets, exact);
      builder.resume_map(a.builder);
    } else {
      builder = a.builder;
      builder.continue_in(to.plan, to.targets);
    }
    Expander<Steps> expand(builder, facts, how.seed, in.at);
    expand.group = &mix;
    expand.from_list = how.listed ? &list : nullptr;
    expand.self = k;
    expand.view = i % views_, expand.views = views_;
    run(expand, stage_a_, last_mix_ + 1, how, to);
    builder.inherit(a.builder);
    run(expand, last_mix_ + 1, static_cast<int>(ops_.size()), how, to);
    finish(builder, how, to);
  }
}

/// A pipeline whose list of operators is a type: compose(RandomResizedCrop{.size = 224}, RandomHorizontalFlip{}).
template <class... T>
auto compose(T... ops) {
  using Ops = Operators<bare_operator<T>...>;
  return BasicPipeline<Ops, StepsOf<bare_operator<T>...>>(operators(std::move(ops)...));
}
/// The same with options for the pipeline as a whole.
template <class... T>
auto compose_with(PipelineOptions options, T... ops) {
  using Ops = Operators<bare_operator<T>...>;
  return BasicPipeline<Ops, StepsOf<bare_operator<T>...>>(operators(std::move(ops)...), std::move(options));
}

}  // namespace smalti
