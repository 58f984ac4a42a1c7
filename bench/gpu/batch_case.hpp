// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include "case.hpp"
#include "measure.hpp"
#include "resident.hpp"
#include "texture.hpp"

#include <smalti/cuda/graph.hpp>
#include <smalti/plan/engine.hpp>
#include <smalti/plan/needed.hpp>
#include <smalti/plan/pipeline.hpp>
#include <smalti/plan/targets.hpp>

#include <deque>
#include <map>
#include <optional>
#include <span>
#include <tuple>

namespace smalti::bench {

/// A batch of pictures on the device.
struct BatchSpec {
  std::vector<Extent> pictures;  ///< of each sample
  int group = 1;                 ///< samples that mix
  Dtype read = Dtype::uint8;
  std::optional<Dtype> dtype{};  ///< of what comes out; nothing: what the pipeline ends with
  Layout layout = Layout::HWC;
  bool objects = false;  ///< two on each picture, with masks
  bool graph = false;    ///< captured and replayed, too
  int on_cpu = 0;        ///< at least so many samples are rendered by one core, too
  int turns = 5;
};
inline std::vector<Extent> each(int n, Extent e) { return std::vector<Extent>(static_cast<std::size_t>(n), e); }

/// One batch, planned anew each time with the same draws. `Steps` and `Kinds` as of a cuda::Renderer.
template <class Steps, class Kinds>
class BatchCase final : public Case {
 public:
  BatchCase(std::shared_ptr<const AnyPipeline> pipeline, BatchSpec spec, std::unique_ptr<Engine> engine)
      : pipeline_(std::move(pipeline)), spec_(std::move(spec)), engine_(std::move(engine)) {
    bring_pictures();
    groups_.resize(spec_.pictures.size() / static_cast<std::size_t>(spec_.group));
    plan();
    for (const std::span<const cuda::BatchSample> part : parts()) resident_.emplace_back(part, stream_.get());
    if (spec_.graph) graph_.emplace(rows_);
    for (int k = 0; k < cuda::UploadRing::depth;
         ++k) {  // until all memory is there: what allocates would wait for the device
      launches_ = render();
      if (graph_) graph_->launch(stream_.get()), graph_->update(rows_);
    }
    floor_ = floor_bytes();
    copied_ = memory(1, floor_);
    finish();
  }
  ~BatchCase() override { cuda::ignore(cudaStreamSynchronize(stream_.get())); }

  Value about() const override {
    return Value::Object{{"operators", *pipeline_->value().find("ops")},
                         {"samples", static_cast<std::int64_t>(spec_.pictures.size())},
                         {"outputs", static_cast<std::int64_t>(rows_.size())},
                         {"launches", launches_},
                         {"floor_bytes", static_cast<std::int64_t>(floor_)},
                         {"held", clock_.held()}};
  }
  Value round() override {
    std::map<std::string, std::vector<double>> spent;
    for (int k = 0; k < spec_.turns; ++k) turn(spent);
    Value out = Value::Object{};
    for (auto& [what, times] : spent) out.set(what, median(std::move(times)));
    if (spec_.on_cpu > 0) out.set("cpu_ms_a_sample", cpu_ms());
    return out;
  }

 private:
  void turn(std::map<std::string, std::vector<double>>& spent) {
    spent["copy_ms"].push_back(
        clock_
            .run([&] {
              check(cudaMemcpyAsync(copied_, copied_ + floor_ / 2, floor_ / 2, cudaMemcpyDeviceToDevice, stream_.get()),
                    "cudaMemcpyAsync");
            })
            .device);
    spent["kernels_ms"].push_back(clock_
                                      .run([&] {
                                        for (auto& part : resident_) part.enqueue(stream_.get());
                                      })
                                      .device);
    const Spent whole = clock_.run([&] { render(); });
    spent["upload_and_kernels_ms"].push_back(whole.device);
    spent["host_launch_ms"].push_back(whole.host);
    spent["host_plan_ms"].push_back(host_ms([&] { plan(); }));
    if (graph_) {
      const Spent replay = clock_.run([&] { graph_->launch(stream_.get()); });
      spent["graph_ms"].push_back(replay.device);
      spent["host_graph_launch_ms"].push_back(replay.host);
      spent["host_graph_update_ms"].push_back(host_ms([&] { graph_->update(rows_); }));
    }
    constexpr int batches = 3;  // one after the other, while the device works
    spent["end_to_end_ms"].push_back(host_ms([&] {
                                       for (int k = 0; k < batches; ++k) plan(), render();
                                       finish();
                                     }) /
                                     batches);
  }

  /// What is finished before it is read, and the rows of the batch.
  std::vector<std::span<const cuda::BatchSample>> parts() const {
    std::vector<std::span<const cuda::BatchSample>> out;
    if (!finishing_.empty()) out.push_back(finishing_);
    out.push_back(rows_);
    return out;
  }
  int render() {
    int launches = 0;
    for (const std::span<const cuda::BatchSample> part : parts()) {
      renderer_.render(part, stream_.get());
      launches += renderer_.launches();
    }
    return launches;
  }
  void finish() { check(cudaStreamSynchronize(stream_.get()), "cudaStreamSynchronize"); }

  std::span<const SourcePixels> of_group(const std::vector<SourcePixels>& all, std::size_t g) const {
    return std::span(all).subspan(g * group(), group());
  }
  std::span<const Rasters> of_group(const std::vector<Rasters>& all, std::size_t g) const {
    return all.empty() ? std::span<const Rasters>() : std::span(all).subspan(g * group(), group());
  }
  std::size_t group() const { return static_cast<std::size_t>(spec_.group); }

  void bring_pictures() {
    std::map<std::tuple<int, int, int>, const Image*> made;
    std::size_t bytes = 0;
    for (std::size_t k = 0; k < spec_.pictures.size(); ++k) {
      const Extent e = spec_.pictures[k];
      const Image*& image = made[{e.height, e.width, static_cast<int>(k % 8)}];
      if (!image) image = &pictures_.emplace_back(textured(e, spec_.read, static_cast<int>(k % 8)));
      here_.push_back({image->view(), Rect::of(e)});
      bytes += padded(image->bytes());
      if (spec_.objects) targets_.push_back(objects(e));
    }
    std::byte* to = memory(0, bytes);
    for (const SourcePixels& from : here_) {
      const std::size_t n = static_cast<std::size_t>(from.view.extent.area() * 3 * size_of(spec_.read));
      check(cudaMemcpyAsync(to, from.view.data, n, cudaMemcpyHostToDevice, stream_.get()), "cudaMemcpyAsync");
      there_.push_back({view_of<const std::byte>(to, spec_.read, from.view.extent, 3), from.window});
      to += padded(n);
    }
    for (const Targets& t : targets_) labels_.push_back({t.segmentation, t.masks});
  }
  /// A large object and a small one.
  static Targets objects(Extent e) {
    Targets out;
    for (const Rect r : {Rect{e.width / 5, e.height / 5, e.width * 3 / 5, e.height * 3 / 5},
                         Rect{e.width * 4 / 5, e.height * 4 / 5, e.width * 4 / 5 + 24, e.height * 4 / 5 + 24}}) {
      auto mask = std::make_shared<Image>(e, 1);
      for (int y = r.top; y < std::min(r.bottom, e.height); ++y)
        for (int x = r.left; x < std::min(r.right, e.width); ++x) mask->view().template at<std::uint8_t>(y, x) = 1;
      Instance& object = out.instances.emplace_back();
      object.mask = static_cast<int>(out.masks.size());
      out.masks.push_back(mask);
      set_box(object, box_of_mask(*mask));
      smalti::start(object);
    }
    return out;
  }

  void plan() {
    PlanOptions how{.seed = 7};
    how.dtype = spec_.dtype, how.layout = spec_.layout;
    inputs_.resize(group());
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      for (std::size_t k = 0; k < group(); ++k) {
        const std::size_t sample = g * group() + k;
        inputs_[k] = {};
        inputs_[k].picture = {spec_.pictures[sample], 3, spec_.read, range_of(spec_.read)};
        inputs_[k].at = {sample, 0, 0};
        if (spec_.objects) inputs_[k].targets = targets_[sample];
      }
      how.group_number = g;
      pipeline_->plan(inputs_, how, groups_[g]);
    }
    place();
  }
  /// Finds room on the device for what the plans make.
  void place() {
    finishing_.clear(), rows_.clear();
    std::size_t bytes = 0;
    const auto next = [&](Extent e, int channels, Dtype dtype) {
      return std::exchange(bytes, bytes + padded(static_cast<std::size_t>(e.area() * channels * size_of(dtype))));
    };
    std::vector<std::size_t>& at = offsets_;
    at.clear();
    for (const GroupPlan& g : groups_) {
      if (g.stage_a.rendered)
        for (const auto& member : g.stage_a.members)
          at.push_back(next(member->plan.extent, member->plan.channels, member->plan.dtype));
      for (const SampleOutput& o : g.outputs) at.push_back(next(o.plan.extent, o.plan.channels, dtype_of(o.plan)));
    }
    std::byte* const base = memory(2, bytes);
    finished_.assign(spec_.pictures.size(), {});
    auto offset = at.begin();
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const Sources sources{of_group(there_, g), of_group(finished_, g), of_group(labels_, g), finished_labels(g)};
      if (groups_[g].stage_a.rendered)
        for (std::size_t k = 0; k < group(); ++k) {
          const Plan& plan = groups_[g].stage_a.members[k]->plan;
          const MutableImageView to = view_of(base + *offset++, plan.dtype, plan.extent, plan.channels);
          finishing_.push_back({&plan, sources, to});
          finished_[g * group() + k] = {to, Rect::of(plan.extent)};
        }
      for (const SampleOutput& o : groups_[g].outputs)
        rows_.push_back({&o.plan, sources,
                         view_of(base + *offset++, dtype_of(o.plan), o.plan.extent, o.plan.channels, spec_.layout)});
    }
  }
  Dtype dtype_of(const Plan& plan) const { return spec_.dtype.value_or(plan.dtype); }
  /// The labels of pictures that are finished before others read them; the host's own, and always the same.
  std::span<const Rasters> finished_labels(std::size_t g) {
    if (labels_.empty() || !groups_[g].stage_a.rendered) return {};
    if (finished_labels_.size() == g * group())
      for (const auto& member : groups_[g].stage_a.members)
        finished_labels_.push_back(
            engine_->render_rasters(member->plan, {of_group(here_, g), {}, of_group(labels_, g), {}}));
    return std::span(finished_labels_).subspan(g * group(), group());
  }

  /// What must be read, each pixel once, and written.
  std::size_t floor_bytes() const {
    std::int64_t n = 0;
    for (const cuda::BatchSample& s : rows_) n += s.out.extent.area() * s.out.channels * size_of(s.out.dtype);
    for (std::size_t g = 0; g < groups_.size(); ++g)
      for (int k = 0; k < spec_.group; ++k) {
        const SourceRef source{SourceRef::Kind::decoded, k};
        Rect all{};
        if (groups_[g].stage_a.rendered)
          for (const auto& member : groups_[g].stage_a.members) all = hull(all, needed_rect(member->plan, source));
        for (const SampleOutput& o : groups_[g].outputs) all = hull(all, needed_rect(o.plan, source));
        n += all.extent().area() * 3 * size_of(spec_.read);
      }
    return static_cast<std::size_t>(n) / 512 * 512;
  }

  /// Milliseconds of one core for a sample: whole groups, so that what they share counts.
  double cpu_ms() {
    std::vector<Image> finished(group());
    std::vector<SourcePixels> finished_pixels(group());
    Buffer out;
    double spent = 0;
    int rendered = 0;
    for (std::size_t g = 0; g < groups_.size() && rendered < spec_.on_cpu; ++g) {
      const Sources sources{of_group(here_, g), finished_pixels, of_group(labels_, g), finished_labels(g)};
      spent += host_ms([&] {
        for (std::size_t k = 0; groups_[g].stage_a.rendered && k < group(); ++k) {
          const Plan& plan = groups_[g].stage_a.members[k]->plan;
          finished[k].reshape(plan.extent, plan.channels, plan.dtype);
          engine_->render(plan, sources, finished[k].view());
          finished_pixels[k] = {std::as_const(finished[k]).view(), Rect::of(plan.extent)};
        }
        for (const SampleOutput& o : groups_[g].outputs) {
          const Dtype dtype = dtype_of(o.plan);
          out.reserve(static_cast<std::size_t>(o.plan.extent.area() * o.plan.channels * size_of(dtype)));
          engine_->render(o.plan, sources, view_of(out.data(), dtype, o.plan.extent, o.plan.channels, spec_.layout));
        }
      });
      rendered += spec_.group;
    }
    return spent / rendered;
  }

  static std::size_t padded(std::size_t n) { return (n + 255) / 256 * 256; }
  /// Memory of the device: 0 for pictures, 1 for what is copied, 2 for what comes out.
  std::byte* memory(std::size_t which, std::size_t bytes) {
    return memory_[which].acquire(std::max<std::size_t>(bytes, 256), stream_.get());
  }

  std::shared_ptr<const AnyPipeline> pipeline_;
  BatchSpec spec_;
  std::unique_ptr<Engine> engine_;
  cuda::Owned<cudaStream_t> stream_ = cuda::make_stream();
  std::array<cuda::DeviceMemory, 3> memory_{cuda::DeviceMemory(cuda::current_device()),
                                            cuda::DeviceMemory(cuda::current_device()),
                                            cuda::DeviceMemory(cuda::current_device())};
  DeviceClock clock_{stream_.get()};
  cuda::Renderer<Steps, Kinds> renderer_;
  std::deque<Image> pictures_;
  std::vector<Targets> targets_;
  std::vector<Rasters> labels_, finished_labels_;
  std::vector<SourcePixels> here_, there_, finished_;
  std::vector<SampleInput> inputs_;
  std::vector<GroupPlan> groups_;
  std::vector<std::size_t> offsets_;
  std::vector<cuda::BatchSample> finishing_, rows_;
  std::deque<Resident<Steps, Kinds>> resident_;
  std::optional<cuda::Graph<Steps, Kinds>> graph_;
  int launches_ = 0;
  std::size_t floor_ = 0;
  std::byte* copied_ = nullptr;
};

}  // namespace smalti::bench
