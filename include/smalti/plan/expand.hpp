// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/erase.hpp>
#include <smalti/core/operators.hpp>
#include <smalti/plan/mixer.hpp>
#include <smalti/plan/policy.hpp>
#include <smalti/plan/state_value.hpp>

#include <algorithm>
#include <string>
#include <tuple>

namespace smalti {

namespace detail {

template <class List, class More>
struct merge;
template <class... Have>
struct merge<TypeList<Have...>, TypeList<>> { using type = TypeList<Have...>; };
template <class... Have, class First, class... Rest>
struct merge<TypeList<Have...>, TypeList<First, Rest...>>
    : merge<std::conditional_t<TypeList<Have...>::template contains<First>, TypeList<Have...>, TypeList<Have..., First>>,
            TypeList<Rest...>> {};

template <class... Ops>
struct steps_of_all { using type = TypeList<>; };
template <class Op>
struct steps_of { using type = TypeList<>; };
template <PointOperator Op>
struct steps_of<Op> { using type = TypeList<Op>; };
template <PointList Op>
struct steps_of<Op> { using type = typename Op::Steps; };
template <class Op>
  requires(Policy<Op> || PolicyBlend<Op>)
struct steps_of<Op> { using type = PolicyPixels; };
template <template <class...> class C, class... Children>
  requires Container<C<Children...>>
struct steps_of<C<Children...>> : steps_of_all<Children...> {};

template <class State, class List>
struct owner;
template <class State, class First, class... Rest>
struct owner<State, TypeList<First, Rest...>> : owner<State, TypeList<Rest...>> {};
template <class State, class First, class... Rest>
  requires std::same_as<State, typename First::State>
struct owner<State, TypeList<First, Rest...>> { using type = First; };

template <class... Ops>
struct steps_of<Operators<Ops...>> : steps_of_all<Ops...> {};
template <Preset Op>
struct steps_of<Op> : steps_of<decltype(std::declval<const Op&>().expanded())> {};

template <class First, class... Rest>
struct steps_of_all<First, Rest...>
    : merge<typename steps_of<First>::type, typename steps_of_all<Rest...>::type> {};

}  // namespace detail

/// Names the places of a list's operators, and of their children ("2/0"), and gives each its id.
template <class List>
void place_operators(List& list, const std::string& prefix) {
  int index = 0;
  list.for_each([&](auto& item) {
    item.path = prefix + std::to_string(index++);
    item.op_id = op_id(item.id());
    item.visit_operator([&](auto& op) {
      if constexpr (Container<std::remove_cvref_t<decltype(op)>>) place_operators(children_of(op), item.path + "/");
    });
  });
}

/// The pixel functions of a list of operators: those that are steps themselves, and the steps of those that draw lists.
/// A step's code in a plan is its index here.
template <class... Ops>
using StepsOf = typename detail::steps_of_all<Ops...>::type;

/// How many pictures an operator makes of one.
template <class Op>
int views_of(const Op& op) {
  if constexpr (Container<Op>) {
    int n = OneAView<Op> ? 0 : 1;
    children_of(op).for_each([&](const auto& child) {
      child.visit_operator([&](const auto& c) { n = OneAView<Op> ? n + views_of(c) : n * views_of(c); });
    });
    return n;
  } else if constexpr (ManyViews<Op>) {
    return op.views();
  } else if constexpr (PolicyBlend<Op>) {
    return op.views;
  } else {
    return 1;
  }
}

/// Draws the operators of one sample, in order, into a plan.
///
/// `record` receives what was drawn, an entry an operator; `replayed` (such a list) takes the place of drawing. `view`
/// picks one of the `views` pictures that the pipeline makes of a sample; from the operator on that makes several, each
/// draws with an occurrence of its own. `first_stream`: of the 64 that it draws on.
template <class StepList>
class Expander {
 public:
  Expander(PlanBuilder& builder, const PipelineFacts& facts, std::uint64_t seed, SampleCoord at)
      : builder_(builder), facts_(facts), seed_(seed), at_(at) {}

  Value::Array* record = nullptr;
  const Value::Array* replayed = nullptr;
  const MixGroup* group = nullptr;
  const PartnerFromList* from_list = nullptr;
  int self = 0, view = 0, views = 1;
  u32 first_stream = 0;

  /// Expands one placed operator, or node.
  template <class Item>
  void operator()(const Item& item) {
    item.visit_operator([&](const auto& op) { apply(op, item.p, item.op_id, item.id()); });
  }

 private:
  template <class Op>
  void apply(const Op& op, const std::optional<Probability>& extra, std::uint64_t op_id, const std::string& id) {
    const Draws draws(seed_, op_id, at_, first_stream);
    const Value* entry = find(id);
    const bool on = entry ? flag(*entry) : drawn(op, extra, draws);
    if constexpr (Container<Op>) {
      note<Op>(id, on, Nothing{});
      if (!on) return;
      if constexpr (OneAView<Op>) one_of(op);
      else op.choose(draws, [&](int child) { op.ops.visit(child, [&](const auto& c) { (*this)(c); }); });
    } else if constexpr (Preset<Op>) {
      note<Op>(id, on, Nothing{});
      if (!on) return;
      auto list = op.expanded();
      place_operators(list, id + "/");
      list.for_each([&](const auto& child) { (*this)(child); });
    } else if constexpr (Delivery<Op>) {
      deliver(op);
    } else if constexpr (ManyViews<Op>) {
      const Map map = op.view(on ? split(op.views()) : 0, builder_.frame());
      note<Op>(id, on, map);
      if (on) builder_.geometry(map, resampling_of(op, facts_, builder_.frame()));
    } else if constexpr (PolicyBlend<Op>) {
      const bool clean = op.views > 1 && split(op.views) == 0;
      if (!on) return note<Op>(id, on, Nothing{});
      if (clean) return;  // nor is it recorded: what a replayed record does not hold, the blends draw
      const auto state = entry ? read<StateOf<Op>>(*entry) : draw(op, Draws(seed_, op_id, at_, first_stream));
      note<Op>(id, on, state);
      blend(op, state);
    } else if constexpr (Mix<Op> || SelfMix<Op>) {
      mix(op, draws, entry, on, id);
    } else if constexpr (WholePicture<Op>) {
      note<Op>(id, on, Nothing{});
      if (!on) return;
      if (builder_.postpones())
        raise("config.conflict", std::string(name_of<Op>).append(": must come after the operators that mix samples where a Normalize or ToDtype comes before it, as those wait for the mix"));
      builder_.multiply(op.matrix_for(builder_.frame()).numbers, op.mean_vector.value);
    } else if constexpr (TargetEdit<Op>) {
      note<Op>(id, on, Nothing{});
      if (on) op.edit(builder_.targets(), builder_.num_classes());
    } else {
      if (!on) return note<Op>(id, on, Nothing{});
      const auto state = entry ? read<StateOf<Op>>(*entry) : draw(op, draws);
      if constexpr (std::is_same_v<StateOf<Op>, Map>)
        if (!state.satisfied && state.changes_nothing(builder_.extent())) return note<Op>(id, false, Nothing{});
      note<Op>(id, on, state);
      act(op, draws, state);
      if constexpr (requires { Op::drops_centres_outside; }) builder_.drop_centres_outside();
    }
  }

  /// Which of `count` pictures this one is; what is left of the view's number goes to the operators that follow.
  int split(int count) {
    if (!split_) {
      const u64 occurrence = u64{at_.occurrence} * static_cast<u64>(views) + static_cast<u64>(view);
      if (occurrence >= 65536)
        raise("param.range", "occurrence = " + std::to_string(at_.occurrence) + ": must be below 65536 / views, and there are " + std::to_string(views));
      at_.occurrence = static_cast<u32>(occurrence);
      split_ = true, left_ = views, number_ = view;
    }
    left_ /= count;
    const int own = number_ / left_;
    number_ %= left_;
    return own;
  }
  /// Expands the child that makes this view.
  template <class Op>
  void one_of(const Op& op) {
    int own = split(views_of(op));
    const auto rest = std::pair{left_, number_};
    op.pipelines.for_each([&](const auto& child) {
      int n = 1;
      child.visit_operator([&](const auto& c) { n = views_of(c); });
      if (own >= 0 && own < n) {
        left_ = n, number_ = own;
        (*this)(child);
      }
      own -= n;
    });
    std::tie(left_, number_) = rest;
  }

  template <class Op>
  StateOf<Op> draw(const Op& op, const Draws& draws) const {
    Frame frame = builder_.frame();
    frame.batch_number = facts_.batch_number;
    if (reads_labels(op)) {
      const Targets now = builder_.current_targets();
      frame.targets = &now;
      const std::array<double, 9> back = inverse(builder_.map());
      frame.to_source = &back;
      return op.draw(draws, frame);
    } else {
      return op.draw(draws, frame);
    }
  }
  template <class Op>
  static constexpr bool reads_labels(const Op& op) {
    if constexpr (requires { op.reads_labels(); }) return op.reads_labels();
    else return requires { Op::reads_labels; };
  }
  template <class Op>
  bool drawn(const Op& op, const std::optional<Probability>& extra, const Draws& d) const {
    if (extra) return applies(*extra, d, facts_, name_of<Op>);
    if constexpr (requires { op.p; } && !Op::describe().traits.own_p) return applies(op.p, d, facts_, name_of<Op>);
    return true;
  }

  template <class Op, class State>
  void act(const Op& op, const Draws& d, const State& state) {
    if constexpr (Geometry<Op>) {
      const Resampling how = resampling_of(op, facts_, builder_.frame());
      if constexpr (std::is_same_v<State, Map>) builder_.geometry(state, how);
      else for (const Map& map : state) builder_.geometry(map, how);
      if constexpr (requires { op.hull; })
        if (op.hull == decltype(op.hull)::ellipse) builder_.take_ellipses();
    } else if constexpr (Field<Op>) {
      builder_.displace(op.field_of(state, d, builder_.extent()), resampling_of(op, facts_, builder_.frame()));
    } else if constexpr (PointOperator<Op>) {
      step<Op>(state);
    } else if constexpr (PointList<Op>) {
      if constexpr (requires { op.nodata_to_segmentation; })
        if (op.nodata_to_segmentation) builder_.forget(*op.nodata);
      for (const auto& one : state)
        one.visit([&]<class S>(const S& s) { step<typename detail::owner<S, typename Op::Steps>::type>(s); });
    } else if constexpr (Policy<Op>) {
      for (const PolicyStep& one : state) carry_out(one, op);
    } else if constexpr (Neighbourhood<Op>) {
      if constexpr (requires { Op::needs_range; })
        if (builder_.normalised() || builder_.unbounded())
          raise("config.conflict", std::string(name_of<Op>).append(": must come before ").append(builder_.normalised() ? "Normalize" : "LinearTransformation").append(", whose numbers have no range that could be cut into 256 steps"));
      builder_.window([&](std::vector<float>& weights) { return Op::window(state, weights); });
    } else if constexpr (Coarsening<Op>) {
      builder_.coarsen(Op::reduced(state, builder_.extent()), op.interpolation_pair);
    } else if constexpr (Hole<Op>) {
      holes(op, d, state);
    }
  }

  template <class Op>
  void carry_out(const PolicyStep& one, const Op& op) {
    std::visit([&]<class Action>(const Action& action) {
      if constexpr (std::is_same_v<Action, Map>) builder_.geometry(action, resampling_of(op, facts_, builder_.frame()));
      else if constexpr (std::is_same_v<Action, Sharpening>) builder_.window([&](std::vector<float>&) { return action; });
      else if constexpr (!std::is_same_v<Action, Nothing>) step<typename detail::owner<Action, PolicyPixels>::type>(action);
    }, action_of(one, builder_.frame()));
  }

  /// Layers are summed from the last one on: the picture itself, then chain after chain.
  template <class Op>
  void blend(const Op& op, const PolicyMixture& mixture) {
    std::vector<Layer> layers;
    for (int c = mixture.chains.size(); c-- > 0;) {
      const auto& [weight, steps] = mixture.chains[c];
      Layer chain = builder_.aside([&] {
        for (const PolicyStep& one : steps) carry_out(one, op);
      });
      chain.weight = (1 - mixture.m) * weight;
      chain.pasted = true;  // masks come with the picture itself
      layers.push_back(chain);
    }
    layers.push_back(builder_.aside([] {}));
    layers.back().weight = mixture.m;
    builder_.blend(layers);
  }

  template <class S>
  void step(const typename S::State& state) {
    StepRecord call;
    call.code = static_cast<std::uint16_t>(StepList::template index_of<S>);
    if constexpr (Statistic<S>) call.reduction = reduction_of<S>(state);
    if constexpr (requires { S::ranks(state); }) call.ranks = S::ranks(state);
    if constexpr (requires { S::left_out(state); }) call.left_out = S::left_out(state);
    if constexpr (Masked<S>) call.masked = S::masked(state);
    if constexpr (Tabled<S>) call.table = builder_.table(S::table_size);
    if constexpr (Picking<S, typename S::State>) call.picks = S::count(state);
    if constexpr (ByTriple<S, typename S::State>) {
      constexpr bool refuses_grey = requires { S::refuses_grey; };
      if (builder_.channels() == 1 && !refuses_grey) return;  // a grey picture has no colour to change
      if (builder_.channels() < 3)
        raise("image.shape", std::string(name_of<S>) + ": must have " + (refuses_grey ? "" : "1, ") + "3 or more channels, not " +
                                 std::to_string(builder_.channels()) + (refuses_grey ? "; put RGB before it" : ""));
    }
    builder_.step(call, state);
    if constexpr (Rescaling<S>) builder_.rescale(S::range(state));
    if constexpr (Picking<S, typename S::State>) builder_.pick(S::count(state));
    if constexpr (Noisy<S>) builder_.pin();
  }

  Frame declared_frame() const {
    Frame in = builder_.frame();
    in.lo = builder_.declared().lo, in.max = builder_.declared().max;
    return in;
  }
  template <class Op>
  int mask_in_holes(const Op& op) const {
    const auto& ids = builder_.targets().segmentation;
    const int unknown = ignore_index(ids ? ids->dtype() : Dtype::uint8);
    if constexpr (requires { op.fill_mask; })
      if (op.fill_mask) return *op.fill_mask;
    return op.mask_policy == MaskPolicy::keep ? -1 : op.mask_policy == MaskPolicy::ignore ? unknown : 0;
  }
  template <class Op, class State>
  void holes(const Op& op, const Draws& d, const State& state) {
    const Fill& fill = [&]() -> const Fill& {
      if constexpr (requires { op.value; }) return op.value;
      else return op.fill;
    }();
    HoleRecord hole;
    hole.mask = mask_in_holes(op);
    const bool drops = op.on_cover == OnCover::drop;
    const bool normal = fill.kind == Fill::Kind::random;
    hole.filling = normal ? Fill::Kind::random : Fill::Kind::constant;
    hole.at = at_;
    if (normal) {
      hole.field = d.field(1);
      builder_.noise(hole, facts_);
    } else if (fill.kind == Fill::Kind::constant) {
      hole.fill = fill.values;
    } else if (fill.kind != Fill::Kind::random_uniform) {
      hole.fill = builder_.normalised() ? ChannelValues{0.0f} : builder_.here(resolve(fill, facts_, declared_frame()));
    }
    const auto one_colour = [&](int i) {
      if (fill.kind != Fill::Kind::random_uniform) return;
      const Frame in = declared_frame();
      hole.fill.clear();
      for (int c = 0; c < std::min(in.channels, ChannelValues::capacity()); ++c)
        hole.fill.push_back(static_cast<float>(d.uniform(239, in.lo, in.max, static_cast<u32>(16 * i + c))));
      hole.fill = builder_.here(hole.fill);
    };
    if constexpr (std::is_same_v<State, Lattice>) {
      hole.kind = HoleRecord::Kind::lattice;
      hole.lattice = state;
      hole.rect = Rect::of(builder_.extent());
      one_colour(0);
      builder_.hole(hole);
      cover(builder_.targets(), hole.rect, [&](double x, double y) { return state.covers(static_cast<float>(x), static_cast<float>(y)); }, drops);
    } else {
      Rect bounds{};
      for (int i = 0; i < state.size(); ++i) {
        hole.rect = state[i];
        one_colour(i);
        if (hole.rect.empty()) continue;
        builder_.hole(hole);
        bounds = hull(bounds, hole.rect);
      }
      cover(builder_.targets(), bounds, [&](double x, double y) {  // their union, so that no pixel counts twice
        return std::any_of(state.begin(), state.end(), [&](const Rect& r) { return r.contains(static_cast<int>(x), static_cast<int>(y)); });
      }, drops);
    }
  }

  template <class Op>
  void deliver(const Op& op) {
    if constexpr (requires { op.mean; }) builder_.normalize(op.mean, op.std);
    else builder_.to_dtype(op.dtype, op.scale);
  }
  template <class Op>
  void mix(const Op& op, const Draws& d, const Value* entry, bool on, const std::string& id) {
    static const MixGroup alone;
    if (!group && Mix<Op>)
      raise("group.split", std::string(name_of<Op>) + ": must see the samples of its mix group; pass a list of samples, or use a Loader");
    if (!on) return note<Op>(id, on, Nothing{});
    Mixer mixer(builder_, group ? *group : alone, self, facts_, from_list);
    const auto state = entry ? read<typename Op::State>(*entry) : op.draw(d, mixer);
    note<Op>(id, on, state);
    op.lay(state, mixer);
  }

  template <class Op, class State>
  void note(const std::string& id, bool on, const State& state) {
    if (!record) return;
    Value entry = Value::Object{};
    entry.set("op", name_of<Op>).set("id", id).set("applied", on);
    if constexpr (!std::is_same_v<State, Nothing>) entry.set("state", write_state(state));
    record->push_back(std::move(entry));
  }
  const Value* find(const std::string& id) const {
    if (!replayed) return nullptr;
    for (const Value& entry : *replayed)
      if (const Value* name = entry.find("id"); name && name->as<std::string>() && *name->as<std::string>() == id) return &entry;
    return nullptr;
  }
  static bool flag(const Value& entry) {
    const Value* on = entry.find("applied");
    if (!on || !on->as<bool>()) detail::refuse_state("an entry without 'applied'");
    return *on->as<bool>();
  }
  template <class State>
  static State read(const Value& entry) {
    State state{};
    const Value* v = entry.find("state");
    if (!v) detail::refuse_state("an entry without 'state'");
    read_state(*v, state);
    return state;
  }

  PlanBuilder& builder_;
  const PipelineFacts& facts_;
  std::uint64_t seed_;
  SampleCoord at_;
  int left_ = 1, number_ = 0;  ///< views that are not told apart yet, and this one's number among them
  bool split_ = false;
};

}  // namespace smalti
