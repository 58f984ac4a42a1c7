// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/flat_rasters.hpp>
#include <smalti/cuda/measure_tile.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace smalti::cuda {

/// One sample to render. Pixels of sources and outputs lie in memory of the device, the plan and the label rasters of sources
/// in that of the host.
struct BatchSample {
  const Plan* plan = nullptr;
  Sources sources;
  MutableImageView out;
  RasterTargets rasters{};                ///< where the labels go that move with the pixels
};

/// The tiles of one launch.
struct TileLaunch {
  Grid<Job> jobs;
  int tiles = 0;
  int planes = 3;         ///< 1, 3 or 4: the most that a pixel holds
  bool measures = false;  ///< leaves no pixels of a pass: measures, or prepares what a pass reads
  bool axes = true;       ///< layers are copied and resized, nothing else: leaner code can run
  bool bytes = true;      ///< ... and all of them read uint8
  Layers layers() const { return !axes ? any_layers : bytes ? byte_layers : axis_layers; }
};

/// The plans of a batch as flat arrays of jobs, in memory of the host from which one copy takes them to the device. A pass
/// is one stage, and one more for each sweep of a statistic; what it reads may be prepared before it, by two stages for
/// elastic fields, else by one. Labels are rendered beside the last stage of their pass. The last stages of all samples run
/// together. Pixels of any number of samples, of any extents, are tiles of one grid. Keeps its memory from batch to batch.
class FlatBatch : FlatRasters {
 public:
  /// Writes records for memory at these addresses. How much of it is needed is known afterwards: a caller that has less
  /// gets more, and builds again.
  void build(std::span<const BatchSample> samples, BatchMemory where) {
    begin(where);
    stages_.clear(), launches_.clear();
    for (const BatchSample& sample : samples) {
      const std::size_t first = stages_.size();
      add(sample);
      int last = 0;
      for (std::size_t k = first; k < stages_.size(); ++k) last = std::max(last, stages_[k].round + 1);
      for (std::size_t k = first; k < stages_.size(); ++k) stages_[k].round -= last;  // counted from the end
    }
    order_.clear();
    for (std::size_t k = 0; k < stages_.size(); ++k) order_.push_back(stages_[k].key() << 32 | k);
    std::sort(order_.begin(), order_.end());
    put_axes();
    for (std::size_t k = 0, end = 0; k < order_.size(); k = end) {
      while (end < order_.size() && order_[end] >> 32 == order_[k] >> 32) ++end;
      put_launch(std::span(order_).subspan(k, end - k));
    }
  }

  using FlatMemory::records;
  using FlatMemory::scratch_bytes;
  using FlatMemory::zeroed_bytes;
  /// The axes that need weights, in blocks of `axis_threads` outputs: the first launch, if there are any.
  using FlatLayers::axes;
  using FlatLayers::axis_blocks;
  /// The launches that follow, in order.
  std::span<const TileLaunch> launches() const { return launches_; }

 private:
  struct Stage {
    Job job;
    int round, planes, tiles;
    bool leaves_pixels() const { return job.work == Job::Work::pixels && job.measured < 0; }
    /// What must be launched first is less; stages with the same share a launch. 32 bits.
    std::uint64_t key() const { return static_cast<std::uint64_t>(round + (1 << 20)) << 4 | (leaves_pixels() ? 0u : 8u) | static_cast<unsigned>(planes); }
  };

  void add(const BatchSample& sample) {
    const Plan& plan = *sample.plan;
    const RasterTargets& rasters = sample.rasters;
    begin(plan, !rasters.masks.empty());
    const bool moves_labels = rasters.segmentation || !rasters.masks.empty() || std::any_of(plan.steps.begin(), plan.steps.end(), [](const StepRecord& s) { return s.masked; });
    float* const tables = scratch<float>(static_cast<std::size_t>(plan.table_floats));
    int round = 0;
    for (std::size_t p = 0; p < plan.passes.size(); ++p) {
      const Pass& pass = plan.passes[p];
      MutableImageView out = sample.out;
      if (p + 1 < plan.passes.size()) {
        const auto bytes = static_cast<std::size_t>(pass.extent.area() * pass.channels_out * size_of(pass.dtype));
        out = view_of(scratch<std::byte>(bytes), pass.dtype, pass.extent, pass.channels_out);
      }
      Job job;
      job.pass = put(pass);
      job.layers = put_layers(plan, pass, sample.sources);
      job.steps = put(plan.steps.data() + pass.steps.first, static_cast<std::size_t>(pass.steps.count));
      job.holes = put(plan.holes.data() + pass.holes.first, static_cast<std::size_t>(pass.holes.count));
      job.tables = tables, job.out = out;
      job.axes = !pass.windowed() && std::all_of(layers().begin(), layers().end(), [](const JobLayer& l) { return l.layer.sampling == Sampling::copy || l.layer.sampling == Sampling::resize; });
      job.bytes = std::all_of(layers().begin(), layers().end(), [](const JobLayer& l) { return l.view.dtype == Dtype::uint8; });
      add_surface(out);
      if (moves_labels) {
        follow(plan, pass, sample.sources);
        job.objects = find_objects(plan, pass, p > 0);
      }
      // behind the surface that is read, and with as many rounds before the pass as are wanted
      for (const Preparation& first : preparations()) round = std::max(round + (first.reads_surface ? 1 : 0), first.rounds_before);
      for (const Preparation& first : preparations()) stages_.push_back({first.job, round - first.rounds_before, 1, first.tiles});
      add_stages(plan, pass, job, round);
      if (!moves_labels) continue;
      punch(plan, pass);
      for (const Job& raster : raster_jobs(p + 1 == plan.passes.size() ? &rasters : nullptr))
        stages_.push_back({raster, round - 1, 1, tiles_of(raster_extent())});
    }
  }
  /// Where the pass shows objects, for steps that look at them; nullptr: none does.
  const std::uint8_t* find_objects(const Plan& plan, const Pass& pass, bool reads_surface) {
    const auto* const first = plan.steps.data() + pass.steps.first;
    if (std::none_of(first, first + pass.steps.count, [](const StepRecord& s) { return s.masked; })) return nullptr;
    std::uint8_t* const objects = scratch<std::uint8_t>(static_cast<std::size_t>(pass.extent.area()));
    prepare_last({objects_job(pass, view_of(reinterpret_cast<std::byte*>(objects), Dtype::uint8, pass.extent, 1)), tiles_of(pass.extent), 1, reads_surface});
    return objects;
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
        job.pass = put(pass);
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
    before.pass = put(pass);
    before.out = scratch_planes(pass, Dtype::float32);
    add_groups(pass, before, round++);
    job.kept = before.out, job.opens = false;
  }
  /// The sweeps of a statistic.
  void measure(const Pass& pass, const StepRecord& step, Job& job, int& round) {
    job.measured = job.run;
    job.tally = zeroed<Tally>(1);
    const int bins = step.reduction == Reduction::tones ? TallyShared::bins_each : step.reduction == Reduction::ranks ? rank_counters(step) : 0;
    const int channels = step.reduction == Reduction::ranks && step.ranks.together ? 1 : pass.planes;
    job.histogram = zeroed<u32>(static_cast<std::size_t>(bins) * static_cast<std::size_t>(channels));
    for (job.sweep = 0; job.sweep < sweeps_of(step); ++job.sweep) {
      add_groups(pass, job, round++);
      job.opens = !job.kept.data;
    }
    job.measured = -1;
  }
  /// Makes room for what the layers give, where they are dear to read: bytes where it is bytes.
  void keep(const Pass& pass, Job& job) {
    if (std::none_of(layers().begin(), layers().end(), [](const JobLayer& l) { return l.streams || l.around.kind != JobWindow::Kind::none; })) return;
    const JobLayer& only = layers().front();
    const bool bytes = layers().size() == 1 && (only.x.fixed || only.y.fixed) && only.shown == Rect::of(pass.extent);
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
      stages_.push_back({job, round, pass.planes == 1 ? 1 : pass.planes <= 3 ? 3 : 4, tiles_of(pass.extent)});
    }
  }

  /// `which`: stages, in the lower half of each word.
  void put_launch(std::span<const std::uint64_t> which) {
    ends_.clear(), jobs_.clear();
    int tiles = 0;
    for (const std::uint64_t w : which) {
      const Stage& stage = stages_[w & 0xFFFFFFFF];
      jobs_.push_back(stage.job);
      ends_.push_back(tiles += stage.tiles);
    }
    const bool axes = std::all_of(jobs_.begin(), jobs_.end(), [](const Job& j) { return j.axes && j.work == Job::Work::pixels; });
    const bool bytes = std::all_of(jobs_.begin(), jobs_.end(), [](const Job& j) { return j.bytes; });
    const Grid<Job> grid{put(jobs_.data(), jobs_.size()), put(ends_.data(), ends_.size()), static_cast<int>(jobs_.size())};
    const Stage& any = stages_[which.front() & 0xFFFFFFFF];
    launches_.push_back({grid, tiles, any.planes, !any.leaves_pixels(), axes, bytes});
  }

  std::vector<Stage> stages_;
  std::vector<std::uint64_t> order_;
  std::vector<TileLaunch> launches_;
  std::vector<Job> jobs_;
  std::vector<int> ends_;
};

}  // namespace smalti::cuda
