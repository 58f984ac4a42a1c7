// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/source.hpp>
#include <smalti/io/decode.hpp>
#include <smalti/plan/engine.hpp>
#include <smalti/plan/needed.hpp>
#include <smalti/plan/pipeline.hpp>
#include <smalti/plan/raster_plan.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace smalti {

/// Where the time of a loader goes, in ns, and what it did; sums over threads.
struct WorkStats {
  std::int64_t read = 0, header = 0, plan = 0, decode = 0, render = 0;
  std::int64_t samples = 0, decodes = 0, file_bytes = 0, decoded_pixels = 0;

  void add(const WorkStats& o) {
    read += o.read, header += o.header, plan += o.plan, decode += o.decode, render += o.render;
    samples += o.samples, decodes += o.decodes, file_bytes += o.file_bytes, decoded_pixels += o.decoded_pixels;
  }
};

/// Adds the time until its end to a counter.
class StopWatch {
 public:
  explicit StopWatch(std::int64_t& sum) : sum_(sum), begin_(std::chrono::steady_clock::now()) {}
  ~StopWatch() { sum_ += std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - begin_).count(); }

 private:
  std::int64_t& sum_;
  std::chrono::steady_clock::time_point begin_;
};

/// A fault, and the member of the group that caused it.
struct MemberFault {
  int member = 0;
  Fault fault;
};

/// Takes a mix group, or a single sample, from bytes to pixels: headers, plans, decoding of what the plans need, each
/// file once, rendering. A thread owns one; its memory is reused.
class GroupRunner {
 public:
  GroupRunner(std::shared_ptr<const AnyPipeline> pipeline, std::unique_ptr<Engine> engine, io::Decode decode)
      : pipeline_(std::move(pipeline)), engine_(std::move(engine)), decode_(std::move(decode)) {}

  /// Plans the group and decodes what it needs. `at` and `valid` go with the items; an invalid one is left out.
  std::optional<MemberFault> prepare(std::span<const Item> items, std::span<const SampleCoord> at, std::span<const char> valid,
                                     int num_classes, const PlanOptions& options) {
    const std::size_t n = items.size();
    inputs_.resize(n), headers_.resize(n), decoded_.resize(n), pixels_.assign(n, {});
    for (std::size_t k = 0; k < n; ++k) {
      SampleInput& in = inputs_[k];
      in.at = at[k];
      in.valid = valid[k] != 0;
      if (!in.valid) continue;
      if (auto fault = look(items[k], k)) return MemberFault{static_cast<int>(k), std::move(*fault)};
      in.picture.num_classes = num_classes;
      in.targets = items[k].targets;
      in.window = items[k].window;
    }
    try {
      const StopWatch watch(stats.plan);
      pipeline_->plan(inputs_, options, plan_);
    } catch (const Error& e) {
      return MemberFault{plan_.member, e.fault()};
    }
    for (std::size_t k = 0; k < n; ++k)
      if (inputs_[k].valid)
        if (auto fault = fetch(items[k], k)) return MemberFault{static_cast<int>(k), std::move(*fault)};
    stats.samples += static_cast<std::int64_t>(n);
    return std::nullopt;
  }

  /// Renders what prepare() planned; `place(i, output)` says where output i goes.
  void render(const std::function<MutableImageView(std::size_t, SampleOutput&)>& place) {
    const StopWatch watch(stats.render);
    finished_.assign(inputs_.size(), {});
    finished_pixels_.resize(inputs_.size());
    std::vector<Rasters> rasters(inputs_.size()), finished_rasters(inputs_.size());
    for (std::size_t k = 0; k < inputs_.size(); ++k) rasters[k] = {inputs_[k].targets.segmentation, inputs_[k].targets.masks};
    const Sources sources{pixels_, finished_};
    if (!plan_.stage_a.members.empty() && plan_.stage_a.rendered && pipeline_->mixes())
      for (std::size_t k = 0; k < inputs_.size(); ++k) {
        if (!inputs_[k].valid) continue;
        const Plan& plan = plan_.stage_a.members[k]->plan;
        finished_pixels_[k].reshape(plan.extent, plan.channels, plan.passes.back().dtype);
        engine_->render(plan, sources, finished_pixels_[k].view());
        finished_[k] = {std::as_const(finished_pixels_[k]).view(), Rect::of(plan.extent)};
        if (!rasters[k].empty()) finished_rasters[k] = engine_->render_rasters(plan, rasters, {});
      }
    for (std::size_t i = 0; i < plan_.outputs.size(); ++i) {
      SampleOutput& out = plan_.outputs[i];
      if (!inputs_[i / static_cast<std::size_t>(pipeline_->views())].valid) continue;
      engine_->render(out.plan, sources, place(i, out));
      if (std::any_of(rasters.begin(), rasters.end(), [](const Rasters& r) { return !r.empty(); })) {
        Rasters moved = engine_->render_rasters(out.plan, rasters, finished_rasters);
        out.targets.segmentation = std::move(moved.segmentation);
        out.targets.masks = std::move(moved.masks);
      }
    }
    render_rasters();
  }

  GroupPlan& plan() { return plan_; }
  Extent source_extent(std::size_t member) const { return inputs_[member].picture.extent; }
  const Picture& picture(std::size_t member) const { return inputs_[member].picture; }

  WorkStats stats;

 private:
  /// Renders the further rasters of every output through the plans of its picture.
  void render_rasters() {
    std::size_t count = 0;
    for (const SampleInput& in : inputs_)
      if (in.valid) count = std::max(count, in.targets.rasters.size());
    for (SampleOutput& out : plan_.outputs) out.targets.rasters.clear();
    for (std::size_t r = 0; r < count; ++r) {
      std::vector<SourcePixels> decoded(inputs_.size()), finished(inputs_.size());
      std::vector<Image> memory(inputs_.size());
      const auto raster_of = [&](std::size_t k) -> const Raster& {
        if (r < inputs_[k].targets.rasters.size()) return inputs_[k].targets.rasters[r];
        raise("label.missing", "rasters: must be the same in all samples that are mixed");
      };
      const bool mixes = pipeline_->mixes();
      for (std::size_t k = 0; k < inputs_.size(); ++k)
        if (inputs_[k].valid && (mixes || r < inputs_[k].targets.rasters.size())) {
          const Image& image = *raster_of(k).image;
          decoded[k] = {image.view(), Rect::of(image.extent())};
        }
      for (std::size_t k = 0; mixes && plan_.stage_a.rendered && k < inputs_.size(); ++k) {
        if (!inputs_[k].valid) continue;
        const Plan plan = plan_of(raster_of(k), plan_.stage_a.members[k]->plan);
        memory[k].reshape(plan.extent, plan.channels, plan.dtype);
        engine_->render(plan, {decoded, {}}, memory[k].view());
        finished[k] = {std::as_const(memory[k]).view(), Rect::of(plan.extent)};
      }
      for (std::size_t i = 0; i < plan_.outputs.size(); ++i) {
        const std::size_t k = i / static_cast<std::size_t>(pipeline_->views());
        if (!inputs_[k].valid || !decoded[k].view.data) continue;
        SampleOutput& out = plan_.outputs[i];
        Raster moved = raster_of(k);
        const Plan plan = plan_of(moved, out.plan);
        auto image = std::make_shared<Image>(plan.extent, plan.channels, plan.dtype);
        engine_->render(plan, {decoded, finished}, image->view());
        moved.image = std::move(image);
        out.targets.rasters.push_back(std::move(moved));
      }
    }
  }
  /// Reads the header: all that drawing needs.
  std::optional<Fault> look(const Item& item, std::size_t k) {
    Picture& picture = inputs_[k].picture;
    if (item.pixels.data) {
      picture = {item.pixels.extent, item.pixels.channels, item.pixels.dtype, range_of(item.pixels.dtype)};
      return std::nullopt;
    }
    const StopWatch watch(stats.header);
    Result<io::Header> header = decoder_.header(item.encoded, decode_, item.name);
    if (!header) return header.error();
    headers_[k] = *header;
    if (item.labelled && *item.labelled != header->extent) return differs(item, header->extent);
    const Dtype dtype = decode_.dtype.value_or(Dtype::uint8);
    picture = {header->extent, io::decoded_channels(*header, decode_), dtype, range_of(dtype)};
    return std::nullopt;
  }
  static Fault differs(const Item& item, Extent file) {
    const auto text = [](Extent e) { return std::to_string(e.width) + "x" + std::to_string(e.height) + " px"; };
    const bool turned = *item.labelled == file.transposed();
    return {"label.size_mismatch", item.name + ": labels speak of " + text(*item.labelled) + ", the file has " + text(file) +
                                       (turned ? ": the labels were drawn on the unrotated image; decode with exif=\"ignore\""
                                               : ": must agree; renew the annotation")};
  }
  /// Decodes the union of the regions that the plans of the group read, once.
  std::optional<Fault> fetch(const Item& item, std::size_t k) {
    if (item.pixels.data) {
      pixels_[k] = {item.pixels, Rect::of(item.pixels.extent)};
      return std::nullopt;
    }
    const SourceRef ref{SourceRef::Kind::decoded, static_cast<int>(k)};
    Rect needed{};
    for (const auto& member : plan_.stage_a.members)
      if (plan_.stage_a.rendered && pipeline_->mixes()) needed = hull(needed, needed_rect(member->plan, ref));
    for (const SampleOutput& out : plan_.outputs) needed = hull(needed, needed_rect(out.plan, ref));
    if (needed.empty()) return std::nullopt;
    const StopWatch watch(stats.decode);
    const std::optional<Rect> region = decode_.region ? std::optional(needed) : std::nullopt;
    Result<io::Decoded> done = decoder_.decode(item.encoded, headers_[k], decode_, region, decoded_[k], item.name);
    if (!done) return done.error();
    pixels_[k] = {std::as_const(decoded_[k]).view(), done->region};
    ++stats.decodes;
    stats.file_bytes += static_cast<std::int64_t>(item.encoded.size());
    stats.decoded_pixels += done->region.area();
    return std::nullopt;
  }

  std::shared_ptr<const AnyPipeline> pipeline_;
  std::unique_ptr<Engine> engine_;
  io::Decode decode_;
  io::Decoder decoder_;
  GroupPlan plan_;
  std::vector<SampleInput> inputs_;
  std::vector<io::Header> headers_;
  std::vector<Image> decoded_, finished_pixels_;
  std::vector<SourcePixels> pixels_, finished_;
};

}  // namespace smalti
