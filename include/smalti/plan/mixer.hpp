// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/any_geometry.hpp>
#include <smalti/core/partners.hpp>
#include <smalti/plan/builder.hpp>
#include <smalti/plan/occlusion.hpp>
#include <smalti/plan/resampling.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace smalti {

/// One sample of a mix group, planned up to the first mixing operator: what the others may mix in. It is only read.
struct StageA {
  Plan plan;
  Targets targets;  ///< as far as the builder has moved them: the open group is still to come
  PlanBuilder builder;
  bool valid = true;
  bool rendered = false;  ///< it is read as a finished picture; else folded into the maps of the mix
};

/// The samples whose places lie side by side in the epoch order, or samples that draw their partners from the whole list.
struct MixGroup {
  std::vector<std::unique_ptr<StageA>> members;  ///< partners from the list behind the samples, nullptr if not asked for
  std::uint64_t number = 0;  ///< of the group in its epoch
  bool rendered = false;  ///< the samples are

  int size() const { return static_cast<int>(members.size()); }
  const StageA& operator[](int place) const { return *members[static_cast<std::size_t>(place)]; }
};

/// The place of partner `j` of the sample at `self` where partners come from the whole list; planned when first asked for.
using PartnerFromList = std::function<int(const Draws& d, int self, int j)>;

/// What a mixing operator works on: its sample, its partners, and the canvas they are laid on.
class Mixer {
 public:
  /// `list`: nullptr where partners are members of the group.
  Mixer(PlanBuilder& primary, const MixGroup& group, int self, const PipelineFacts& facts, const PartnerFromList* list = nullptr)
      : builder_(primary), group_(group), self_(self), facts_(facts), list_(list) {}

  int self() const { return self_; }
  Frame frame() const { return builder_.frame(); }
  /// Extent of a member before it is mixed; of the primary, as it is now.
  Extent extent(int place) const { return place == self_ ? builder_.extent() : group_[place].builder.extent(); }
  /// Places of `n` partners by slots 240 and on; the own place where nobody else is valid. From the whole list, an invalid
  /// one is replaced by the partner of the next slot, cyclically.
  Places partners(const Draws& d, int n) const;
  /// The place before this one, cyclically, that is valid.
  int previous() const;

  /// The draws that the group shares, on stream 64; the sample's own if not `group`.
  Draws shared(const Draws& d, bool group) const {
    return group ? d.on_stream(64, {group_.number, 0, d.at.epoch}) : d;
  }
  bool has_segmentation(int place) const { return targets_of(place).segmentation != nullptr; }
  bool has_instances() const { return !builder_.targets().instances.empty(); }
  /// Largest share of an instance of the primary that a rectangle, or an object, would hide.
  double occlusion(Rect rect) const;
  double occlusion(const Silhouette& object) const;

  /// Lays a member over the whole canvas, top-left, with a share of the sum.
  void blend(int place, float weight, Extent canvas, const Fill& fill) {
    lay(place, {Map::crop(Rect::of(canvas))}, with(fill), {}, weight);
  }
  /// Lays the part of a member inside `window` over what is there, same coordinates: what it hides is occluded.
  void paste(int place, Rect window, Extent canvas, const Fill& fill) {
    occlude(collected_, window, [](double, double) { return true; }, true, canvas, [](const Instance&, std::int64_t) {});
    lay(place, {Map::crop(Rect::of(canvas))}, with(fill), Coverage::of(window), 1);
  }
  /// Shows a member through `fit`, one map after the other, where `cell` shows on the canvas, which lies inside the member;
  /// `op` says how pixels are read and what fills the rest.
  template <class Op>
  void tile(int place, const Bounded<Map, 2>& fit, const Coverage& cell, const Op& op) {
    Resampling how = resampling_of(op, facts_, frame());
    if (!fit[0].exact) how.border = Border::edge;  // where the sample shows it has no seam
    lay(place, fit, how, cell, 1);
  }
  /// What geometric operators draw for a partner, from the primary's numbers.
  DrawnMaps draw(std::span<const AnyGeometry> ops, int place, const Draws& d) const;
  /// From here on partners are seen through those maps; the extent of `place` behind them.
  Extent move_partner(int place, std::span<const AnyGeometry> ops, const DrawnMaps& drawn);
  /// The area of a member's instances that tile() would show, px^2.
  double shown_area(int place, const Bounded<Map, 2>& fit, const Coverage& cell) const;
  /// Shows the part `from` of the primary at the place `to` of equal size.
  void move(Rect from, Rect to, Extent canvas) {
    const int dx = from.left - to.left, dy = from.top - to.top;
    lay(self_, {Map::crop({dx, dy, dx + canvas.width, dy + canvas.height})}, with(Fill{0}), Coverage::of(to), 1);
  }
  /// Lays the primary as it is: what objects are pasted on.
  void base() { lay(self_, {Map::crop(Rect::of(builder_.extent()))}, with(Fill{0}), {}, 1); }
  /// Pastes the instances `which` of a member, seen through `map`, over what is there; later ones in front.
  void paste_objects(int place, std::span<const int> which, const Map& map, const Pasting& pasting);
  /// Renders what was done to the primary, so that it can be read through any map.
  void render_primary() { builder_.render_surface(); }
  /// The targets of a member in its current frame.
  Targets targets(int place) const { return place == self_ ? builder_.current_targets() : group_[place].builder.current_targets(); }
  /// The pixels of a canvas that show instance `k` of `t`, seen through `map`.
  Silhouette silhouette(const Targets& t, int k, const Map& map) const;
  /// Those of all instances, in their order.
  std::vector<Silhouette> silhouettes(const Targets& t, Extent canvas) const {
    std::vector<Silhouette> all;
    for (const Instance& i : t.instances) all.push_back(silhouette_of(i, t, canvas));
    return all;
  }
  /// A drawn partner for which holds(place), or the next one, cyclically; the own place if there is none.
  template <class Holds>
  int partner_that(const Draws& d, Holds holds) const {
    if (list_) return from_list(d, 0, holds);
    const int first = partners(d, 1)[0];
    for (int step = 0; step < group_.size(); ++step) {
      const int place = (first + step) % group_.size();
      if (place != self_ && group_[place].valid && holds(place)) return place;
    }
    return self_;
  }
  /// The parts that are moved stand for no movement of the picture as a whole.
  void keep_shape() { whole_ = true; }
  /// After move(): every keypoint once, where it shows, and of every instance the fragments that show, or the largest.
  void join_fragments(bool only_largest);
  /// The image's label becomes the weighted mean of the members' labels.
  void mix_labels(const Places& places, const Weights& weights, std::optional<int> num_classes);
  /// Replaces the primary's picture by what was laid (`sum`: added up by weight) and its targets by theirs.
  void finish(Extent canvas, bool sum);

  /// Targets collected so far: an operator may adjust weights and flags of what it just laid.
  Targets& collected() { return collected_; }

 private:
  /// Partner j from the list, or the one of the next slot, cyclically, that is valid and holds(place).
  template <class Holds>
  int from_list(const Draws& d, int j, Holds holds) const {
    for (int step = 0; step < max_partners; ++step) {
      const int place = (*list_)(d, self_, (j + step) % max_partners);
      if (group_[place].valid && holds(place)) return place;
    }
    return self_;
  }
  int source_of(int place) const { return place == self_ ? 0 : place + 1; }
  const Targets& targets_of(int place) const { return place == self_ ? builder_.targets() : group_[place].targets; }
  GeometryGroup group_of(int place) const {
    if (place == self_) return builder_.group();
    if (!group_[place].rendered) return group_[place].builder.group();
    return {{SourceRef::Kind::finished, place}, extent(place)};
  }
  struct Opened {
    Layer layer;
    std::array<double, 9> here;  ///< what the maps did
    Targets targets;             ///< in the canvas's frame
  };
  /// A member through the maps, which follow its own geometry.
  Opened open(int place, const Bounded<Map, 2>& maps, const Resampling& how, const Coverage& coverage);
  void lay(int place, const Bounded<Map, 2>& maps, const Resampling& how, const Coverage& coverage, float weight);

  Resampling with(const Fill& fill) const {
    return {std::nullopt, false, Border::constant, resolve(fill, facts_, frame())};
  }

  PlanBuilder& builder_;
  const MixGroup& group_;
  int self_;
  const PipelineFacts& facts_;
  const PartnerFromList* list_;
  std::vector<Layer> layers_;
  Targets collected_;
  std::array<double, 9> own_{1, 0, 0, 0, 1, 0, 0, 0, 1};  ///< what happened to the primary here
  std::vector<std::pair<Map, Resampling>> moves_;  ///< of partners, before they are laid
  bool started_ = false, whole_ = false;
};

inline Places Mixer::partners(const Draws& d, int n) const {
  Places places;
  if (list_) {
    for (int j = 0; j < n; ++j) places.push_back(from_list(d, j, [](int) { return true; }));
    return places;
  }
  ValidPlaces valid{};
  for (int i = 0; i < group_.size(); ++i) valid[static_cast<std::size_t>(i)] = group_[i].valid;
  for (const int place : draw_partners(d.key, d.at, self_, group_.size(), n, valid)) places.push_back(place);
  return places;
}

inline double Mixer::occlusion(Rect rect) const {
  double worst = 0;
  for (const Instance& instance : builder_.current_targets().instances)
    worst = std::max(worst, covered_share(instance, rect));
  return worst;
}

inline double Mixer::occlusion(const Silhouette& object) const {
  double worst = 0;
  for (const Silhouette& other : silhouettes(builder_.current_targets(), builder_.extent()))
    if (!other.empty()) worst = std::max(worst, static_cast<double>(overlap(object, other)) / static_cast<double>(area_of(other)));
  return worst;
}

inline int Mixer::previous() const {
  if (list_) return self_;  // there is no group; a Loader refuses it
  for (int step = 1; step < group_.size(); ++step) {
    const int place = (self_ + group_.size() - step) % group_.size();
    if (group_[place].valid) return place;
  }
  return self_;
}

inline Mixer::Opened Mixer::open(int place, const Bounded<Map, 2>& maps, const Resampling& how, const Coverage& coverage) {
  if (!started_) builder_.settle_surface();  // once, however often the primary is laid
  started_ = true;
  GeometryGroup group = group_of(place);
  std::array<double, 9> here{1, 0, 0, 0, 1, 0, 0, 0, 1};
  Targets targets = targets_of(place);
  for (const auto& [map, reads] : moves_) {
    if (place == self_ || (map.exact && map.changes_nothing(group.extent()))) continue;
    if (group.takes(map, reads) && group.follow(map, reads)) continue;
    map_targets(targets, group.matrix(), group.region(), group.extent());
    group = builder_.surface_of(group);
    if (!group.follow(map, reads))
      raise("geometry.singular", "partner_ops: must keep the picture in front of the horizon and have an inverse; limit the perspective");
  }
  for (const Map& map : maps) {
    if (!group.takes(map, how) && !moves_.empty() && place != self_) {
      map_targets(targets, group.matrix(), group.region(), group.extent());
      group = builder_.surface_of(group);
    }
    if (!group.takes(map, how) || !group.follow(map, how))
      raise("geometry.singular", "mix: a partner's own geometry must fold into the mix; give both the same interpolation and fill");
    here = product(map.matrix, here);
  }
  const std::array<double, 9> moves = group.matrix();
  Opened out{builder_.layer_of(group), here, std::move(targets)};  // the layer may leave the group behind a shrinking pass
  out.layer.coverage = coverage;
  ClipPolygon region = group.region();
  if (!clip_to(region, coverage))
    raise("geometry.singular", "mix: the visible part of a partner has too many corners; crop less between warps");
  map_targets(out.targets, moves, region, group.extent());
  return out;
}

inline void Mixer::lay(int place, const Bounded<Map, 2>& maps, const Resampling& how, const Coverage& coverage, float weight) {
  Opened opened = open(place, maps, how, coverage);
  if (place == self_ && layers_.empty() && !whole_) own_ = opened.here;
  opened.layer.weight = weight;
  layers_.push_back(opened.layer);
  append(collected_, opened.targets, source_of(place));
}

inline DrawnMaps Mixer::draw(std::span<const AnyGeometry> ops, int place, const Draws& d) const {
  DrawnMaps drawn;
  Frame in = frame();
  in.extent = extent(place), in.targets = nullptr;
  for (const AnyGeometry& op : ops) {
    const Draws own = d.child(drawn.size());
    drawn.push_back(applies(op.p, own, facts_, "partner_ops") ? op.draw(own, in) : Bounded<Map, 2>{});
    for (const Map& map : drawn[drawn.size() - 1]) in.extent = map.extent;
  }
  return drawn;
}

inline Extent Mixer::move_partner(int place, std::span<const AnyGeometry> ops, const DrawnMaps& drawn) {
  Extent e = extent(place);
  for (int i = 0; i < drawn.size() && i < static_cast<int>(ops.size()); ++i)
    for (const Map& map : drawn[i]) {
      moves_.emplace_back(map, resampling_of(ops[static_cast<std::size_t>(i)], facts_, frame()));
      e = map.extent;
    }
  return e;
}

inline Silhouette Mixer::silhouette(const Targets& t, int k, const Map& map) const {
  Targets one;
  one.instances = {t.instances[static_cast<std::size_t>(k)]};
  one.masks = t.masks;
  map_targets(one, map.matrix, canvas_polygon(map.extent), map.extent);
  return silhouette_of(one.instances[0], one, map.extent);
}

inline void Mixer::paste_objects(int place, std::span<const int> which, const Map& map, const Pasting& pasting) {
  Opened opened = open(place, {map}, {Interpolation::bilinear, false, Border::edge, ChannelValues{0.0f}}, {});
  const Extent canvas = map.extent;
  std::vector<Silhouette>& silhouettes = builder_.plan().silhouettes;
  std::vector<Silhouette> shapes;
  for (const int k : which) shapes.push_back(silhouette_of(opened.targets.instances[static_cast<std::size_t>(k)], opened.targets, canvas));
  const Silhouette alpha = softened(merged(shapes, pasting.context, canvas), pasting.blend_sigma, canvas);
  if (alpha.empty()) return;
  opened.layer.coverage = Coverage::of_silhouette(static_cast<int>(silhouettes.size()), alpha.bounds);
  silhouettes.push_back(alpha);
  const auto inside = [](const Silhouette& s) { return [&s](double x, double y) { return s.contains(static_cast<int>(x), static_cast<int>(y)); }; };
  occlude(collected_, alpha.bounds, inside(alpha), pasting.shrink_boxes, canvas, [&](Instance& hidden, std::int64_t left) {
    if (hidden.visible < pasting.min_visible || static_cast<double>(left) < pasting.min_pixels) hidden.visible = hidden.uncovered = 0;
  });
  opened.layer.pasted = true;
  opened.layer.objects.first = static_cast<int>(silhouettes.size());
  Targets added;
  for (std::size_t n = 0; n < which.size(); ++n) {
    const Silhouette& shape = shapes[n];
    if (shape.empty()) continue;
    occlude(added, shape.bounds, inside(shape), pasting.shrink_boxes, canvas, [](Instance&, std::int64_t) {});
    Instance& i = added.instances.emplace_back(opened.targets.instances[static_cast<std::size_t>(which[n])]);
    if (pasting.renewed) i.index = -1;
    if (i.mask < 0) continue;
    i.mask = static_cast<int>(added.masks.size());
    i.mask_map = {1, 0, double(shape.bounds.left), 0, 1, double(shape.bounds.top), 0, 0, 1};
    added.masks.push_back(shape.set);
    silhouettes.push_back(shape);
    ++opened.layer.objects.count;
  }
  layers_.push_back(opened.layer);
  append(collected_, added, source_of(place));
}

inline double Mixer::shown_area(int place, const Bounded<Map, 2>& fit, const Coverage& cell) const {
  const PlanBuilder& from = place == self_ ? builder_ : group_[place].builder;
  std::array<double, 9> m{1, 0, 0, 0, 1, 0, 0, 0, 1};
  Extent out = from.extent();
  for (const Map& map : fit) m = product(map.matrix, m), out = map.extent;
  ClipPolygon region = canvas_polygon(from.extent());
  if (!map_polygon(region, m) || !clip_to(region, cell)) return 0;
  Targets moved = from.current_targets();
  map_targets(moved, m, region, out);
  double sum = 0;
  for (const Instance& i : moved.instances) sum += i.visible * i.ref_area;
  return sum;
}

inline void Mixer::mix_labels(const Places& places, const Weights& weights, std::optional<int> num_classes) {
  std::vector<const Targets*> from;
  for (const int place : places) from.push_back(&targets_of(place));
  const int classes = num_classes.value_or(builder_.num_classes());
  mix_soft_labels(collected_, from, {weights.begin(), weights.end()}, classes);
}

inline void Mixer::join_fragments(bool only_largest) {
  const std::size_t parts = layers_.size();
  const auto join = [&](std::vector<Keypoint>& all, std::size_t count) {  // copies lie `count` apart
    std::vector<Keypoint> kept(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count));
    for (std::size_t k = 0; k < all.size(); ++k)
      if (all[k].v > 0) kept[k % count] = all[k];
    all = std::move(kept);
  };
  if (const std::size_t n = collected_.keypoints.size() / parts) join(collected_.keypoints, n);
  std::vector<Instance>& all = collected_.instances;
  const std::size_t n = all.size() / parts;
  std::vector<Instance> kept;
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t largest = k;
    for (std::size_t part = k; part < all.size(); part += n)
      if (all[part].visible > all[largest].visible) largest = part;
    for (std::size_t part = k; part < all.size(); part += n)
      if (only_largest ? part == largest : all[part].visible > 0) kept.push_back(all[part]);
  }
  all = std::move(kept);
}

inline void Mixer::finish(Extent canvas, bool sum) {
  builder_.layers(layers_, canvas, sum, own_);
  const int label = builder_.targets().label;
  if (collected_.soft_label.empty()) {
    collected_.soft_label = builder_.targets().soft_label;
    collected_.label = label;
  }
  collected_.smoothed = builder_.targets().smoothed;
  builder_.targets() = std::move(collected_);
}

}  // namespace smalti
