// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/job.hpp>
#include <smalti/cuda/measure_tile.hpp>
#include <smalti/plan/engine.hpp>
#include <smalti/plan/needed.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace smalti::cuda {

/// One sample to render. Sources, output and objects lie in memory of the device, the plan in that of the host.
struct BatchSample {
  const Plan* plan = nullptr;
  Sources sources;
  MutableImageView out;
  const std::uint8_t* objects = nullptr;  ///< (h w) of the pass whose steps look at objects, 1 where a pixel shows one
};

/// Where a batch lies on the device: three pieces of memory, each aligned to 256 bytes.
struct BatchMemory {
  std::byte* records = nullptr;  ///< what is copied there, at once
  std::byte* zeroed = nullptr;   ///< zeros before the first launch
  std::byte* scratch = nullptr;  ///< anything
};

/// The tiles of one launch.
struct TileLaunch {
  Grid<Job> jobs;
  int tiles = 0;
  int planes = 3;         ///< 1, 3 or 4: the most that a pixel holds
  bool measures = false;
  bool axes = true;       ///< layers are copied and resized, nothing else: leaner code can run
};

/// What the kernels cannot do yet of a plan whose steps are `Steps`; nullptr: nothing.
template <class... S>
const char* kernel_gap(TypeList<S...>, const Plan& plan) {
  for (const Pass& pass : plan.passes) {
    if (pass.window.holds<JpegCoding>()) return "JPEG coding";
    if (pass.window.holds<LocalEqualization>()) return "local equalisation";
  }
  for (const Displacement& field : plan.fields)
    if (field.kind == Displacement::Kind::elastic) return "an elastic field";
  return nullptr;
}

/// The plans of a batch as flat arrays of jobs, in memory of the host from which one copy takes them to the device. A pass
/// is one stage, and one more for each sweep of a statistic; the last stages of all samples run together. Pixels of any
/// number of samples, of any extents, are tiles of one grid. Keeps its memory from batch to batch.
class FlatBatch {
 public:
  /// Writes records for memory at these addresses. How much of it is needed is known afterwards: a caller that has less
  /// gets more, and builds again. Every plan must have no kernel_gap().
  void build(std::span<const BatchSample> samples, BatchMemory where) {
    where_ = where;
    records_.clear(), shared_.clear(), zeroed_ = scratch_ = 0;
    stages_.clear(), axes_.clear(), launches_.clear();
    int rounds = 0;
    for (const BatchSample& sample : samples) {
      const std::size_t first = stages_.size();
      add(sample);
      int last = 0;
      for (std::size_t k = first; k < stages_.size(); ++k) last = std::max(last, stages_[k].round + 1);
      for (std::size_t k = first; k < stages_.size(); ++k) stages_[k].round -= last;  // counted from the end
      rounds = std::max(rounds, last);
    }
    std::stable_sort(stages_.begin(), stages_.end(), [](const Stage& a, const Stage& b) { return a.key() < b.key(); });
    put_axes();
    for (std::size_t k = 0, end = 0; k < stages_.size(); k = end) {
      while (end < stages_.size() && stages_[end].key() == stages_[k].key()) ++end;
      put_launch(std::span(stages_).subspan(k, end - k));
    }
  }

  std::span<const std::byte> records() const { return records_; }
  std::size_t zeroed_bytes() const { return zeroed_; }
  std::size_t scratch_bytes() const { return scratch_; }
  /// The axes that need weights, in blocks of `axis_threads` outputs: the first launch, if there are any.
  const Grid<JobAxis>& axes() const { return axis_grid_; }
  int axis_blocks() const { return axis_blocks_; }
  /// The launches that follow, in order.
  std::span<const TileLaunch> launches() const { return launches_; }

 private:
  struct Stage {
    Job job;
    int round, planes;
    std::tuple<int, bool, int> key() const { return {round, job.measured >= 0, planes}; }
  };

  template <class T>
  T* put(const T* from, std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::size_t at = (records_.size() + 15) / 16 * 16;
    records_.resize(at + count * sizeof(T));
    if (count > 0) std::memcpy(records_.data() + at, from, count * sizeof(T));
    return at_offset<T>(where_.records, at);
  }
  /// Puts what the samples of a batch share, once.
  template <class T>
  const T* put_once(const T* from, std::size_t count) {
    for (const auto& [what, at] : shared_)
      if (what == from) return at_offset<T>(where_.records, at);
    const std::size_t at = (records_.size() + 15) / 16 * 16;
    shared_.emplace_back(from, at);
    return put(from, count);
  }
  template <class T>
  static T* reserve(std::byte* base, std::size_t& used, std::size_t count) {
    const std::size_t at = (used + 255) / 256 * 256;
    used = at + count * sizeof(T);
    return at_offset<T>(base, at);
  }
  template <class T>
  static T* at_offset(std::byte* base, std::size_t at) {
    return reinterpret_cast<T*>(reinterpret_cast<std::uintptr_t>(base) + at);  // base may be unknown yet, and null
  }
  template <class T>
  T* scratch(std::size_t count) { return reserve<T>(where_.scratch, scratch_, count); }

  void add(const BatchSample& sample) {
    const Plan& plan = *sample.plan;
    const Displacement* const fields = put(plan.fields.data(), plan.fields.size());
    weights_ = put(plan.weights.data(), plan.weights.size());
    float* const tables = scratch<float>(static_cast<std::size_t>(plan.table_floats));
    surfaces_.clear();
    int round = 0;
    for (std::size_t p = 0; p < plan.passes.size(); ++p) {
      const Pass& pass = plan.passes[p];
      MutableImageView out = sample.out;
      if (p + 1 < plan.passes.size()) {
        const auto bytes = static_cast<std::size_t>(pass.extent.area() * pass.channels_out * size_of(pass.dtype));
        out = view_of(scratch<std::byte>(bytes), pass.dtype, pass.extent, pass.channels_out);
      }
      Job job;
      job.pass = put(&pass, 1);
      job.layers = put_layers(plan, pass, sample.sources, fields);
      job.steps = put(plan.steps.data() + pass.steps.first, static_cast<std::size_t>(pass.steps.count));
      job.holes = put(plan.holes.data() + pass.holes.first, static_cast<std::size_t>(pass.holes.count));
      job.tables = tables, job.objects = sample.objects, job.out = out;
      job.axes = !pass.windowed() && std::all_of(layers_.begin(), layers_.end(), [](const JobLayer& l) { return l.layer.sampling == Sampling::copy || l.layer.sampling == Sampling::resize; });
      surfaces_.push_back(out);
      add_stages(plan, pass, job, round);
    }
  }

  /// A stage for each sweep of a statistic, and the one that leaves the pixels; of more than four channels, which no job
  /// holds together, one more before each step that gives them another order.
  void add_stages(const Plan& plan, Pass pass, Job job, int& round) {
    bool kept = false;
    int begin = 0;  // of the steps that are the job's
    for (int k = 0; k < pass.steps.count; ++k) {
      const StepRecord& step = plan.steps[static_cast<std::size_t>(pass.steps.first + k)];
      job.run = k - begin;
      if (pass.planes > 4 && step.picks >= 0) {
        if (job.opens || job.run > 0 || job.order) leave_between(pass, job, round);
        kept = true, begin = k + 1;
        job.order = job.steps + job.run, job.steps += job.run + 1;
        pass.channels = step.picks;
        job.pass = put(&pass, 1);
      }
      if (step.reduction == Reduction::none) continue;
      if (!std::exchange(kept, true)) keep(pass, job);
      measure(pass, step, job, round);
    }
    job.run = pass.steps.count - begin;
    add_groups(pass, job, round++);
  }
  /// A stage that leaves what its steps make of all channels as floats for the next one.
  void leave_between(Pass pass, Job& job, int& round) {
    Job before = job;
    pass.holes.count = 0, pass.numbers = {};
    before.pass = put(&pass, 1);
    before.out = scratch_planes(pass, Dtype::float32);
    add_groups(pass, before, round++);
    job.kept = before.out, job.opens = false;
  }
  /// The sweeps of a statistic.
  void measure(const Pass& pass, const StepRecord& step, Job& job, int& round) {
    job.measured = job.run;
    job.tally = reserve<Tally>(where_.zeroed, zeroed_, 1);
    const int bins = step.reduction == Reduction::tones ? TallyShared::bins_each : step.reduction == Reduction::ranks ? rank_counters(step) : 0;
    const int channels = step.reduction == Reduction::ranks && step.ranks.together ? 1 : pass.planes;
    job.histogram = reserve<u32>(where_.zeroed, zeroed_, static_cast<std::size_t>(bins) * static_cast<std::size_t>(channels));
    for (job.sweep = 0; job.sweep < sweeps_of(step); ++job.sweep) {
      add_groups(pass, job, round++);
      job.opens = !job.kept.data;
    }
    job.measured = -1;
  }
  /// Makes room for what the layers give, where they are dear to read: bytes where it is bytes.
  void keep(const Pass& pass, Job& job) {
    if (std::none_of(layers_.begin(), layers_.end(), [](const JobLayer& l) { return l.streams || l.around.kind != JobWindow::Kind::none; })) return;
    const JobLayer& only = layers_.front();
    const bool bytes = layers_.size() == 1 && (only.x.fixed || only.y.fixed) && only.shown == Rect::of(pass.extent);
    job.kept = scratch_planes(pass, bytes ? Dtype::uint8 : Dtype::float32);
  }
  /// Planes for the channels of a pass, whose rows begin on words.
  MutableImageView scratch_planes(const Pass& pass, Dtype dtype) {
    const std::ptrdiff_t row = (pass.extent.width + 3) / 4 * 4 * size_of(dtype);
    return view_of(scratch<std::byte>(static_cast<std::size_t>(row * pass.extent.height * pass.channels)), dtype, pass.extent, pass.channels, Layout::CHW, row);
  }
  /// Jobs of up to four channels.
  void add_groups(const Pass& pass, Job job, int round) {
    const int groups = pass.planes > 4 ? blocks_of(pass.channels, 4) : 1;
    job.finished_by = groups * tiles_of(pass.extent);
    for (int g = 0; g < groups; ++g) {
      job.first = 4 * g, job.channels = std::min(pass.channels - job.first, groups > 1 ? 4 : pass.channels);
      stages_.push_back({job, round, pass.planes == 1 ? 1 : pass.planes <= 3 ? 3 : 4});
    }
  }
  static int tiles_of(Extent e) { return blocks_of(e.width, tile_side) * blocks_of(e.height, tile_side); }

  const JobLayer* put_layers(const Plan& plan, const Pass& pass, const Sources& sources, const Displacement* fields) {
    layers_.clear();
    for (int k = 0; k < pass.layers.count; ++k) {
      JobLayer& l = layers_.emplace_back();
      l.layer = plan.layers[static_cast<std::size_t>(pass.layers.first + k)];
      l.shown = shown_rect(l.layer, pass.extent);
      if (l.layer.field >= 0) l.field = fields + l.layer.field;
      const SourcePixels source = pixels(l.layer.source, sources);
      l.view = l.layer.transposed ? source.view.transposed() : source.view;
      l.window = l.layer.transposed ? source.window.transposed() : source.window;
      if (l.layer.sampling == Sampling::field) see_frame(l);
      else if (l.layer.sampling != Sampling::warp) add_axes(l);
      pass.window.visit([&](const auto& w) {
        if constexpr (requires { w.matrix; }) look_around(l, w, *plan.matrices[static_cast<std::size_t>(w.matrix)]);
        else look_around(l, w);
      });
      if (const Silhouette* s = plan.silhouette_of(l.layer); s && s->set) {
        l.silhouette = s->set->view();
        l.silhouette.data = put(l.silhouette.data, s->set->bytes());
      }
    }
    return put(layers_.data(), layers_.size());
  }
  SourcePixels pixels(SourceRef ref, const Sources& sources) const {
    const auto i = static_cast<std::size_t>(ref.index);
    if (ref.kind == SourceRef::Kind::surface) return {surfaces_[i], Rect::of(surfaces_[i].extent)};
    return ref.kind == SourceRef::Kind::decoded ? sources.decoded[i] : sources.finished[i];
  }
  /// Turns the view of a source into that of its field's frame: mirrored by its strides.
  static void see_frame(JobLayer& l) {
    const Walk x = smalti::detail::source_walk(l.layer.x), y = smalti::detail::source_walk(l.layer.y);
    l.view.data += (y(0) - l.window.top) * l.view.row_stride + (x(0) - l.window.left) * l.view.pixel_stride;
    if (x.reversed) l.view.pixel_stride = -l.view.pixel_stride;
    if (y.reversed) l.view.row_stride = -l.view.row_stride;
    l.view.extent = {l.layer.y.length, l.layer.x.length};
    l.window = Rect::of(l.view.extent);
  }
  void add_axes(JobLayer& l) {
    const bool late = l.layer.swapped_late;
    l.x = axis_of(l, l.layer.x, l.shown.left, l.shown.right), l.y = axis_of(l, l.layer.y, l.shown.top, l.shown.bottom);
    l.streams = l.x.work == JobAxis::Work::filter || l.y.work == JobAxis::Work::filter;
    l.columns_first = late ? !vertical_first(l.layer.y, l.layer.x, AxisOrder::pillow13) : vertical_first(l.layer.x, l.layer.y, AxisOrder::pillow13);
  }
  /// An axis of a layer that shows the outputs [begin, end).
  JobAxis axis_of(const JobLayer& l, const Axis& axis, int begin, int end) {
    using Work = JobAxis::Work;
    JobAxis a{axis, Work::pick, l.layer.interpolation, l.layer.border};
    if (axis.resizes() && !is_nearest(a.interpolation)) a.work = l.layer.antialias || a.interpolation == Interpolation::area ? Work::filter : Work::blend;
    const Walk out = axis.out;
    int from = 0, to = axis.keep_begin < axis.keep_end ? end : 0;
    if (a.border == Border::constant) {
      from = out.reversed ? out.origin - axis.keep_end + 1 : axis.keep_begin - out.origin;
      to = out.reversed ? out.origin - axis.keep_begin + 1 : axis.keep_end - out.origin;
    }
    a.begin = std::max(begin, from), a.end = std::max(a.begin, std::min(end, to));
    if (a.work != Work::filter) return a;
    a.fixed = l.view.dtype == Dtype::uint8;
    a.stride = AxisFilter(axis, a.interpolation).most_taps();
    const auto n = static_cast<std::size_t>(a.end - a.begin);
    a.taps = scratch<Taps>(n), a.weights = scratch<double>(n * static_cast<std::size_t>(a.stride));
    if (n > 0) axes_.push_back(a);
    return a;
  }

  /// Reads a layer, which is the whole of a surface, through a window.
  void look_around(JobLayer&, const auto&) const {}
  void look_around(JobLayer& l, const SeparableKernel& w) {
    const auto kernel = [&](JobAxis& a, Run weights) { a.work = JobAxis::Work::kernel, a.kernel = weights_ + weights.first, a.kernel_size = weights.count; };
    l.around.kind = JobWindow::Kind::separable;
    kernel(l.x, w.x), kernel(l.y, w.y);
    l.layer.border = Border::reflect, l.streams = true, l.columns_first = false;
  }
  void look_around(JobLayer& l, const SquareKernel& w) {
    l.around = {JobWindow::Kind::square, w.side, weights_ + w.weights.first};
    l.layer.border = Border::reflect;
  }
  static void look_around(JobLayer& l, const MedianWindow& w) {
    l.around = {JobWindow::Kind::median, w.side};
    l.layer.border = Border::edge;
  }
  static void look_around(JobLayer& l, const Sharpening& w) { l.around = {JobWindow::Kind::sharpen, 3, nullptr, w.factor}; }

  void look_around(JobLayer& l, const MatrixProduct& w, const std::vector<float>& matrix) {
    const auto n = static_cast<int>(matrix.size());
    l.around = {JobWindow::Kind::product, n == 1 ? 1 : static_cast<int>(l.view.extent.area()) * l.view.channels, weights_ + w.mean.first, 1, put_once(matrix.data(), matrix.size()), w.mean.count};
  }

  void put_axes() {
    ends_.clear();
    axis_blocks_ = 0;
    for (const JobAxis& a : axes_) ends_.push_back(axis_blocks_ += blocks_of(a.end - a.begin, axis_threads));
    axis_grid_ = {put(axes_.data(), axes_.size()), put(ends_.data(), ends_.size()), static_cast<int>(axes_.size())};
  }
  void put_launch(std::span<const Stage> stages) {
    ends_.clear(), jobs_.clear();
    int tiles = 0;
    for (const Stage& stage : stages) {
      jobs_.push_back(stage.job);
      ends_.push_back(tiles += tiles_of(stage.job.out.extent));
    }
    const bool axes = std::all_of(jobs_.begin(), jobs_.end(), [](const Job& j) { return j.axes; });
    const Grid<Job> grid{put(jobs_.data(), jobs_.size()), put(ends_.data(), ends_.size()), static_cast<int>(jobs_.size())};
    launches_.push_back({grid, tiles, stages.front().planes, jobs_.front().measured >= 0, axes});
  }

  BatchMemory where_;
  std::vector<std::byte> records_;
  std::vector<std::pair<const void*, std::size_t>> shared_;  ///< what put_once() put, and where
  std::size_t zeroed_ = 0, scratch_ = 0;
  std::vector<Stage> stages_;
  std::vector<JobAxis> axes_;
  std::vector<TileLaunch> launches_;
  Grid<JobAxis> axis_grid_;
  int axis_blocks_ = 0;
  const float* weights_ = nullptr;          ///< of the sample at hand
  std::vector<MutableImageView> surfaces_;  ///< ... and what its passes render
  std::vector<JobLayer> layers_;            ///< of the pass at hand
  std::vector<Job> jobs_;
  std::vector<int> ends_;
};

}  // namespace smalti::cuda
