// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/interpolation_pair.hpp>
#include <smalti/plan/box_filter.hpp>
#include <smalti/plan/field_targets.hpp>
#include <smalti/plan/group.hpp>
#include <smalti/plan/plan.hpp>
#include <smalti/plan/resampling.hpp>
#include <smalti/plan/targets.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace smalti {

/// A picture as the planner sees it.
struct Picture {
  Extent extent;
  int channels = 3;
  Dtype dtype = Dtype::uint8;
  ValueRange range{0, 255};
  int num_classes = 0;  ///< of the image label; 0: unknown
};

/// Builds the plan of one output while its operators draw: folds geometry, collects the program, ends passes where a
/// surface is needed, and moves the targets along. One way only: nothing is taken back.
class PlanBuilder {
 public:
  static constexpr ValueRange any_number{-3.402823e38f, 3.402823e38f};  ///< of floats that no range is declared for

  /// Starts anew on `picture`, read from `source`; `targets` are moved along with it.
  /// `defers`: Normalize and ToDtype are left to the stage that mixes, as they are applied once, after it.
  void begin(Plan& plan, Picture picture, SourceRef source, Targets& targets, bool exact, bool defers = false) {
    deferring_ = defers;
    plan_ = &plan;
    plan.clear();
    targets_ = &targets;
    picture_ = picture;
    exact_ = exact;
    group_ = GeometryGroup(source, picture.extent);
    start_pass();
    numbers_ = before_ = {};
    total_ = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    delivered_ = scaled_ = false;
    settled_ = true;
    output_ = picture.dtype;
    output_set_ = false;
  }

  Extent extent() const { return group_.extent(); }
  int channels() const { return picture_.channels; }
  bool exact() const { return exact_; }
  Targets& targets() const { return *targets_; }
  /// The targets as they are in the current frame, while the group may still grow.
  Targets current_targets() const {
    Targets moved = *targets_;
    if (!settled_ && !group_.identity()) map_targets(moved, group_.matrix(), group_.region(), extent());
    return moved;
  }
  const GeometryGroup& group() const { return group_; }
  Plan& plan() const { return *plan_; }
  /// Source to current frame, over all groups so far; displacement fields, which no matrix can say, are left out.
  const std::array<double, 9>& map() const { return total_; }
  Frame frame() const { return {extent(), picture_.range.lo, picture_.range.max, picture_.channels, targets_, nullptr, exact_, 0, picture_.dtype}; }
  int num_classes() const { return picture_.num_classes; }
  const Picture& picture() const { return picture_; }
  /// True as long as the picture was only moved, by one group.
  bool only_moved() const { return plan_->passes.empty() && !touched(); }

  /// One geometric step. What was done to the pixels before it stays before it, unless the result is the same.
  void geometry(const Map& map, const Resampling& how) {
    if (map.exact && map.changes_nothing(extent())) return;
    check_mask_id(how.fill_mask);
    const bool mirrored = mirror_layers(map);
    if (touched() && !mirrored && !commutes(map)) end_pass();
    if (mirrored) group_.follow(map, how);
    else if (!group_.takes(map, how) || (exact_ && !group_.identity()) || !group_.follow(map, how)) {
      end_pass();
      if (!group_.follow(map, how))
        raise("geometry.singular", "map: must keep the picture in front of the horizon and have an inverse; limit the perspective");
    }
    total_ = product(map.matrix, total_);
    settled_ = false;
  }

  /// From here on the boxes of instances without a polygon are hulls of ellipses.
  void take_ellipses() {
    for (Instance& i : targets_->instances) i.ellipse = true;
  }
  /// One displacement field. Crops, flips and pads before it and crops and flips behind it stay in its pass.
  void displace(const Displacement& field, const Resampling& how) {
    if (touched() || !group_.takes_field(how) || (exact_ && !group_.identity())) end_pass();
    settle();
    map_targets(*targets_, field);
    group_.displace(field, how);
  }

  /// Drops the instances whose outline has its centre outside the canvas.
  void drop_centres_outside() {
    const Targets now = current_targets();
    std::size_t k = 0;
    const auto [h, w] = extent();
    std::erase_if(targets_->instances, [&](const Instance&) {
      const Point c = centre_of(now.instances[k++]);
      return !(c.x > 0 && c.y > 0 && c.x < w && c.y < h);
    });
  }

  /// One step of the pixel program, whose `record` says which and what it measures.
  template <class State>
  void step(StepRecord record, const State& state) {
    static_assert(std::is_trivially_copyable_v<State> && sizeof(State) <= max_state_bytes,
                  "what is handed to apply has at most 64 bytes and is trivially copyable");
    if ((delivered_ && !deferring_) || pass_.holes.count > 0 || exact_) end_pass();
    record.whole = whole_numbers(picture_.dtype);
    record.range = picture_.range;
    measures_ = measures_ || record.reduction != Reduction::none;
    std::memcpy(record.state, &state, sizeof state);
    plan_->steps.push_back(record);
    ++pass_.steps.count;
  }
  /// From here on the segmentation knows nothing of pixels without data: found in the sources, whose values they must still have.
  void forget(float nodata) {
    if (!plan_->steps.empty() || delivered_ || normalised() || std::any_of(plan_->passes.begin(), plan_->passes.end(), [](const Pass& p) { return p.windowed(); }))
      raise("config.conflict", "nodata_to_segmentation: must come before operators that change values; put it first");
    plan_->nodata = nodata;
  }
  /// Room for a table of the next step, `size` floats a channel.
  int table(int size) const { return std::exchange(plan_->table_floats, plan_->table_floats + size * picture_.channels); }
  /// The last step led to another declared range, of float32.
  void rescale(ValueRange range) {
    picture_.range = range;
    picture_.dtype = Dtype::float32;
    if (!output_set_ || size_of(output_) == 1) output_ = Dtype::float32;
  }
  /// The last step left another number of channels.
  void pick(int channels) {
    picture_.channels = channels;
    pass_.planes = std::max(pass_.planes, channels);
  }
  /// The last step follows from where pixels stand: what moves them comes after it.
  void pin() { pinned_ = true; }

  /// One hole; the caller has resolved the fill.
  void hole(HoleRecord record) {
    settle();
    check_mask_id(record.mask);
    record.delivered = delivered_ && !deferring_;
    if (delivered_ && deferring_ && record.filling != Fill::Kind::random) undo_numbers(record);
    plan_->holes.push_back(record);
    ++pass_.holes.count;
  }

  /// A window function: ends the pass and reads its surface. `of(weights)` gives it, and puts its weights into the plan.
  template <class Of>
  void window(Of of) {
    end_pass();
    pass_.window = of(plan_->weights);
    pass_.whole = whole_numbers(picture_.dtype);
  }

  /// The product of the picture less `mean` with a matrix: a window that sees all of it, and leads to floats of any size.
  void multiply(std::shared_ptr<const std::vector<float>> matrix, const std::vector<float>& mean) {
    window([&](std::vector<float>& weights) { return MatrixProduct{static_cast<int>(plan_->matrices.size()), append(weights, mean)}; });
    plan_->matrices.push_back(std::move(matrix));
    rescale(any_number);
  }

  /// Shows the picture at another extent and again at its own; labels stay where they are.
  void coarsen(Extent reduced, InterpolationPair filters) {
    const Extent whole = extent();
    if (reduced == whole) return;
    end_pass();
    const auto how = [](Interpolation i) { return Resampling{.interpolation = i, .antialias = filter_conflict(i, false) != nullptr, .fill = {}}; };
    GeometryGroup there = group_;
    there.follow(Map::crop_resize(Rect::of(whole), reduced), how(filters.downscale));
    there = surface_of(there);
    plan_->passes.back().unmoved = whole;
    there.follow(Map::crop_resize(Rect::of(reduced), whole), how(filters.upscale));
    layers({layer_of(there)}, whole, false, {1, 0, 0, 0, 1, 0, 0, 0, 1});
    pass_.unmoved = whole;
  }

  /// Subtracts the mean and divides by the deviation, both in 0..1 of the declared range.
  void normalize(const ChannelValues& mean, const ChannelValues& deviation) {
    if (delivered_ && !(scaled_ && !exact_ && pass_.holes.count == 0)) end_pass();  // what only scaled the range changes nothing here
    const auto [lo, max] = picture_.range;
    const bool unscaled = output_set_ && !scaled_ && !whole_numbers(output_);  // by ToDtype
    const bool as_they_are = unscaled || unbounded();
    const double unit = as_they_are ? 1.0 : 1.0 / (double{max} - lo), origin = as_they_are ? 0.0 : double{lo};
    Numbers n;
    n.kind = exact_ ? Numbers::Kind::exact : Numbers::Kind::fused;
    n.unit = static_cast<float>(unit);
    n.mean = mean, n.deviation = deviation;
    for (int c = 0; c < picture_.channels; ++c) {
      const double m = mean[mean.size() > 1 ? c : 0], s = deviation[deviation.size() > 1 ? c : 0];
      n.scale.push_back(static_cast<float>(unit / s));
      n.offset.push_back(static_cast<float>(-std::fma(origin, unit, m) / s));
    }
    numbers_ = n;
    declared_ = picture_.range;
    after_ = any_number;
    delivered_ = true;
    scaled_ = false;
    if (!output_set_ || size_of(output_) == 1) output_ = Dtype::float32;
  }

  /// Changes the number format of the output; with `scale` the declared range becomes that of the format.
  void to_dtype(Dtype dtype, bool scale) {
    output_ = dtype;
    output_set_ = true;
    if (!scale || delivered_) return;
    const ValueRange to = range_of(dtype);
    const auto [lo, max] = picture_.range;
    if (to == picture_.range) return;
    const double k = (double{to.max} - to.lo) / (double{max} - lo);
    declared_ = picture_.range, after_ = to;
    numbers_.kind = Numbers::Kind::fused;
    numbers_.scale = {static_cast<float>(k)};
    numbers_.offset = {static_cast<float>(std::fma(-k, lo, double{to.lo}))};
    delivered_ = true;
    scaled_ = true;
  }

  /// Renders what was done to the picture, if more than one group of geometry was, so that layers can read it.
  void settle_surface() {
    if (touched() || group_.field()) end_pass();
  }
  /// The same, even if the picture was only moved.
  void render_surface() { end_pass(); }
  /// The layer that shows a group, after the pass that a shrinking warp needs.
  Layer layer_of(GeometryGroup& group) {
    int unshrunk = -1;
    if (group.shrinks()) {
      unshrunk = static_cast<int>(plan_->layers.size());
      plan_->layers.push_back(group.layer());
      group = shrink(group);
    }
    Layer layer = group.layer();
    layer.unshrunk = unshrunk;
    keep_fractions(layer);
    return layer;
  }
  /// Renders a group of its own, and goes on from its surface.
  GeometryGroup surface_of(GeometryGroup group) {
    const Layer layer = layer_of(group);
    return pass_of(layer, group.extent());
  }
  /// Replaces the picture by layers; `own` is what happened to the primary on the way.
  void layers(const std::vector<Layer>& laid, Extent canvas, bool blend, const std::array<double, 9>& own) {
    if (!laid.empty()) {
      pass_.background = laid.front().fill;
      check_mask_id(laid.front().fill_mask);
    }
    pass_.layers = {static_cast<int>(plan_->layers.size()), static_cast<int>(laid.size())};
    plan_->layers.insert(plan_->layers.end(), laid.begin(), laid.end());
    pass_.blend = blend;
    layered_ = true;
    group_ = GeometryGroup({SourceRef::Kind::surface, -1}, canvas);  // the layers are the picture now
    total_ = product(own, total_);
    settled_ = true;
  }
  /// What `run` would make of the picture, as a layer; of bytes each step makes bytes again, in both modes. The picture and
  /// its targets stay as they are.
  template <class Run>
  Layer aside(Run run) {
    end_pass();
    const PlanBuilder before = *this;
    Targets none;
    targets_ = &none;
    exact_ = exact_ || picture_.dtype == Dtype::uint8;
    start_pass();
    run();
    end_pass();
    const Layer layer = layer_of(group_);
    *this = before;
    start_pass();  // behind the passes that were made
    return layer;
  }
  /// Replaces the picture by the weighted sum of layers of its extent.
  void blend(const std::vector<Layer>& laid) {
    layers(laid, extent(), true, {1, 0, 0, 0, 1, 0, 0, 0, 1});
    pass_.truncates = pass_.exact;
  }
  /// The numbers that an earlier stage left for the end.
  void inherit(const PlanBuilder& earlier) {
    numbers_ = earlier.numbers_;
    delivered_ = earlier.delivered_, scaled_ = earlier.scaled_;
    declared_ = earlier.declared_, after_ = earlier.after_;
    output_ = earlier.output_, output_set_ = earlier.output_set_;
    deferring_ = false;
  }

  /// Takes over what happened before the picture was finished by an earlier stage.
  void resume_map(const PlanBuilder& earlier) { total_ = earlier.total_; }
  /// Goes on where a copied builder stood, in another plan.
  void continue_in(Plan& plan, Targets& targets) {
    plan.clear();
    plan_ = &plan;
    targets_ = &targets;
    deferring_ = true;
  }
  /// Whether values may be any floats, as those that left a Normalize or a matrix.
  bool unbounded() const { return picture_.range == any_number; }
  /// Whether a Normalize or a change of the number format came before and waits for a later stage.
  bool postpones() const { return delivered_ && deferring_; }
  /// Whether a Normalize came before, in this pass or an earlier one.
  bool normalised() const { return (delivered_ && !scaled_) || before_.kind != Numbers::Kind::none; }
  /// The declared range that Normalize, or a change of the number format, started from; the range here without one.
  ValueRange declared() const { return delivered_ || normalised() ? declared_ : picture_.range; }
  /// Values given in units of that range, in the units that hold here; `distance`: differences of values.
  ChannelValues here(const ChannelValues& v, bool distance = false) const {
    if (!delivered_ && before_.kind == Numbers::Kind::none) return v;
    const Numbers& n = delivered_ ? numbers_ : before_;
    ChannelValues out;
    for (int c = 0; c < picture_.channels && c < ChannelValues::capacity(); ++c)
      out.push_back(std::fma(value_of(v, c), value_of(n.scale, c), distance ? 0.0f : value_of(n.offset, c)));
    return out;
  }
  /// Normal noise for a hole: N(0, 1) where the numbers are normalised, else mean + deviation n in the units that hold here.
  void noise(HoleRecord& hole, const PipelineFacts& facts) const {
    if (normalised() && !deferring_) return;
    const auto [lo, max] = declared();
    for (int c = 0; c < picture_.channels && c < ChannelValues::capacity(); ++c) {
      const auto of = [&](const std::optional<ChannelValues>& v, float otherwise) {
        return v ? (*v)[v->size() > 1 ? c : 0] : otherwise;
      };
      hole.fill.push_back(std::fma(of(facts.mean, 0.5f), max - lo, lo));
      hole.spread.push_back(of(facts.deviation, 0.25f) * (max - lo));
    }
    if (!deferring_) hole.fill = here(hole.fill), hole.spread = here(hole.spread, true);
  }
  /// The box filter, once, with the thresholds that hold for the whole pipeline.
  void finish_targets(const std::optional<BoxFilter>& filter) {
    settle();
    for (Instance& i : targets_->instances) show_on(i, extent());
    if (!filter) return;
    std::vector<Rect> slivers;
    apply_filter(*targets_, *filter, extent(), &slivers);
    for (const Rect sliver : slivers) {
      HoleRecord hole;
      hole.rect = sliver;
      hole.fill = {picture_.range.lo};
      hole.delivered = false;
      plan_->holes.push_back(hole);
      ++pass_.holes.count;
    }
  }

  /// Ends the plan. `dtype`: the format that was asked for, else the pipeline's own.
  void finish(std::optional<Dtype> dtype, Layout layout) {
    close_pass();
    plan_->extent = extent();
    plan_->channels = picture_.channels;
    plan_->range = delivered_ ? declared_ : picture_.range;
    plan_->dtype = dtype.value_or(output_);
    plan_->layout = layout;
  }

 private:
  bool touched() const {
    return pass_.steps.count > 0 || pass_.holes.count > 0 || pass_.windowed() || layered_ || (delivered_ && !deferring_);
  }
  /// An id that the segmentation can hold.
  void check_mask_id(int id) const {
    if (const auto& ids = targets_->segmentation; ids && id > ignore_index(ids->dtype()))
      raise("param.range", "fill_mask = " + std::to_string(id) + ": must be at most " + std::to_string(ignore_index(ids->dtype())) + " for a segmentation of " + std::string(name_of_dtype(ids->dtype())));
  }
  void start_pass() {
    pass_ = Pass{};
    pass_.channels = pass_.planes = picture_.channels;
    pass_.dtype = picture_.dtype;
    pass_.range = picture_.range;
    pass_.exact = exact_ && whole_numbers(picture_.dtype);
    pass_.steps.first = static_cast<int>(plan_->steps.size());
    pass_.holes.first = static_cast<int>(plan_->holes.size());
    layered_ = measures_ = pinned_ = false;
  }
  /// Puts the open group into the pass as its layer.
  void close_pass() {
    settle();
    if (!layered_) {
      Layer layer = layer_of(group_);
      if (group_.field()) {
        layer.field = static_cast<int>(plan_->fields.size());
        plan_->fields.push_back(*group_.field());
      }
      pass_.layers = {static_cast<int>(plan_->layers.size()), 1};
      plan_->layers.push_back(layer);
    }
    pass_.extent = extent();
    pass_.channels_out = picture_.channels;
    if (!deferring_) pass_.numbers = numbers_;
    pass_.dtype = delivered_ && !deferring_ ? Dtype::float32 : picture_.dtype;
    plan_->passes.push_back(pass_);
  }
  /// A point program before a permutation of pixels gives the same bytes after it; before a plain cut as well, unless it
  /// measures the whole picture.
  bool commutes(const Map& map) const {
    if (exact_ || pinned_ || !map.exact || map.x.resizes() || map.y.resizes()) return false;
    if (pass_.holes.count > 0 || pass_.windowed() || layered_ || (delivered_ && !deferring_)) return false;
    const Extent in = map.transposed ? extent().transposed() : extent();
    const bool inside = map.x.begin >= 0 && map.y.begin >= 0 && map.x.end <= in.width && map.y.end <= in.height;
    return inside && (!measures_ || map.permutes(extent()));
  }
  /// Turns the layers of the open pass round, where that gives the same bytes: a flip of copies and resizes that fill the
  /// canvas or a rectangle of it.
  bool mirror_layers(const Map& map) {
    if (!layered_ || pinned_ || pass_.holes.count > 0 || !pass_.unmoved.empty() || (delivered_ && !deferring_)) return false;
    if (!map.exact || map.transposed || !map.permutes(extent())) return false;
    const std::span laid(plan_->layers.data() + pass_.layers.first, static_cast<std::size_t>(pass_.layers.count));
    const bool turns = std::all_of(laid.begin(), laid.end(), [](const Layer& l) {
      const bool upright = l.sampling == Sampling::copy || l.sampling == Sampling::resize;
      return upright && l.unshrunk < 0 && !l.pasted && (l.coverage.kind == Coverage::Kind::everything || l.coverage.kind == Coverage::Kind::rectangle);
    });
    if (!turns) return false;
    const auto [height, width] = extent();
    for (Layer& l : laid) {
      Rect& r = l.coverage.rect;
      if (map.x.reversed) mirror(l.x), r = {width - r.right, r.top, width - r.left, r.bottom};
      if (map.y.reversed) mirror(l.y), r = {r.left, height - r.bottom, r.right, height - r.top};
    }
    return true;
  }
  /// Renders what there is to a surface and goes on from it.
  void end_pass() {
    if (!touched() && group_.identity()) return;
    close_pass();
    if (delivered_ && !deferring_) {  // from here on values are what Normalize made of them
      picture_.range = after_;
      if (!scaled_) before_ = numbers_;
      picture_.dtype = Dtype::float32;
      numbers_ = {};
      delivered_ = scaled_ = false;
    }
    group_ = GeometryGroup({SourceRef::Kind::surface, static_cast<int>(plan_->passes.size()) - 1}, extent());
    settled_ = true;
    start_pass();
  }
  /// Moves the targets through the open group, once.
  void settle() {
    if (!settled_ && !group_.identity()) map_targets(*targets_, group_.matrix(), group_.region(), extent());
    settled_ = true;
  }
  /// A program's results reach the map that reads them unrounded, but an antialiased u8 resize and a window take the
  /// surface dtype.
  void keep_fractions(const Layer& reader) {
    if (reader.source.kind != SourceRef::Kind::surface || exact_ || pass_.windowed()) return;
    Pass& made = plan_->passes[static_cast<std::size_t>(reader.source.index)];
    if (made.steps.count > 0 && !(reader.sampling == Sampling::resize && reader.antialias)) made.dtype = Dtype::float32;
  }
  /// A warp with antialias that shrinks first resizes its source by the largest singular value of the way back.
  /// Brings a fill given in normalised units back to those of the surface.
  void undo_numbers(HoleRecord& hole) const {
    ChannelValues back;
    for (int c = 0; c < picture_.channels; ++c) {
      const auto of = [c](const ChannelValues& v) { return v[v.size() > 1 ? c : 0]; };
      back.push_back((of(hole.fill) - of(numbers_.offset)) / of(numbers_.scale));
    }
    hole.fill = back;
  }
  GeometryGroup shrink(const GeometryGroup& group);
  /// A pass before the open one that renders one layer; the group that starts from its surface.
  GeometryGroup pass_of(const Layer& layer, Extent extent);

  Plan* plan_ = nullptr;
  Targets* targets_ = nullptr;
  Picture picture_;
  GeometryGroup group_;
  Pass pass_;
  Numbers numbers_, before_;         ///< of the open pass, and of a Normalize in an earlier one
  ValueRange declared_, after_;      ///< the range that those numbers start from, and the one they lead to
  std::array<double, 9> total_{1, 0, 0, 0, 1, 0, 0, 0, 1};
  bool exact_ = false, delivered_ = false, scaled_ = false, layered_ = false, output_set_ = false;
  bool deferring_ = false;
  bool measures_ = false;  ///< a step of the open pass needs a reduction
  bool pinned_ = false;    ///< ... or follows from where pixels stand
  bool settled_ = true;    ///< the targets are in the current frame
  Dtype output_ = Dtype::uint8;
};

inline GeometryGroup PlanBuilder::pass_of(const Layer& layer, Extent extent) {
  Pass before;
  before.extent = extent;
  before.channels = before.channels_out = before.planes = pass_.channels;
  before.range = pass_.range;
  before.dtype = pass_.dtype;
  before.layers = {static_cast<int>(plan_->layers.size()), 1};
  plan_->layers.push_back(layer);
  keep_fractions(layer);
  plan_->passes.push_back(before);
  return {{SourceRef::Kind::surface, static_cast<int>(plan_->passes.size()) - 1}, extent};
}
inline GeometryGroup PlanBuilder::shrink(const GeometryGroup& group) {
  auto [smaller, rest] = group.shrunk();
  rest.read(pass_of(smaller.layer(), smaller.extent()).source());
  return rest;
}

}  // namespace smalti
