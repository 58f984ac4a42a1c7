// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/cuda/flat_layers.hpp>
#include <smalti/plan/raster_plan.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace smalti::cuda {

/// Where the label rasters of a sample are to be rendered, in memory of the device: (h w 1) each.
struct RasterTargets {
  std::optional<MutableImageView> segmentation;  ///< nothing: nobody wants it
  std::span<const MutableImageView> masks;       ///< all that there are, in order; none: nobody wants them
};

/// Writes the label rasters of a plan's passes as jobs render them: what is laid, hidden and doubted at each pixel, in
/// order. The rasters of sources lie in memory of the host and go along with the records.
class FlatRasters : protected FlatLayers {
 protected:
  /// Begins the plan of a sample.
  void begin(const Plan& plan, bool wants_masks) {
    FlatLayers::begin(plan);
    wants_masks_ = wants_masks;
    made_.clear();
  }
  using FlatLayers::begin;

  /// Follows the rasters through a pass, after its layers were put.
  void follow(const Plan& plan, const Pass& pass, const Sources& sources) {
    extent_ = pass.unmoved.empty() ? pass.extent : pass.unmoved;
    segmentation_.reset(), masks_.clear();
    std::span layers(plan.layers.data() + pass.layers.first, static_cast<std::size_t>(pass.layers.count));
    Layer still;
    if (!pass.unmoved.empty()) {
      still = still_layer(layers.front(), extent_);
      layers = {&still, 1};
    }
    const Layer* dominant = nullptr;  // of blended layers
    for (const Layer& layer : layers)
      if (!dominant || layer.weight > dominant->weight) dominant = &layer;
    std::vector<const Layer*> doubting;
    for (const Layer& layer : layers) {
      const Labels in = labels(plan, layer, sources);
      if (in.segmentation && (!pass.blend || &layer == dominant)) {
        const Dtype dtype = in.segmentation->dtype;
        const int fill = layer.fill_mask < 0 ? ignore_index(dtype) : layer.fill_mask;
        if (!segmentation_) segmentation_ = Raster{{}, fill, dtype};
        segmentation_->steps.push_back(lay(plan, layer, *in.segmentation, in, fill));
      }
      if (in.segmentation && pass.blend && &layer != dominant && dominant->weight < 0.6f) doubting.push_back(&layer);
      if (wants_masks_) follow_masks(plan, pass, layer, in);
    }
    for (const Layer* layer : doubting) {
      if (!segmentation_) break;
      const Labels in = labels(plan, *layer, sources);
      segmentation_->steps.push_back(lay(plan, *layer, *in.segmentation, in, ignore_index(in.segmentation->dtype)));
      segmentation_->steps.back().kind = JobRasterStep::Kind::doubt;
    }
  }
  /// A job that leaves 1 where the pass at hand shows an object before its holes, else 0.
  Job objects_job(const Pass& pass, MutableImageView out) {
    JobRaster r = segmentation_ ? put_raster(*segmentation_, out) : JobRaster{.unknown = 0, .out = out};
    r.objects = true, r.out.extent = pass.extent;
    return raster_job(r);
  }
  /// Adds the holes of the pass at hand.
  void punch(const Plan& plan, const Pass& pass) {
    for (int k = 0; k < pass.holes.count; ++k) {
      const HoleRecord& hole = plan.holes[static_cast<std::size_t>(pass.holes.first + k)];
      if (hole.mask < 0) continue;
      JobRasterStep step{.kind = JobRasterStep::Kind::hole, .hole = put(hole)};
      for (Raster& mask : masks_) mask.steps.push_back(step);
      step.value = hole.mask;
      if (segmentation_) segmentation_->steps.push_back(step);
    }
  }
  /// That of the rasters of the pass at hand.
  Extent raster_extent() const { return extent_; }
  /// Jobs that render the rasters of the pass at hand: to `to` if it is the last one, else for those behind it.
  std::vector<Job> raster_jobs(const RasterTargets* to) {
    std::vector<Job> jobs;
    Labels& made = made_.emplace_back();
    const auto render = [&](const Raster& raster, MutableImageView out) { jobs.push_back(raster_job(put_raster(raster, out))); };
    const auto scratch_raster = [&](Dtype dtype) {
      return view_of(scratch<std::byte>(static_cast<std::size_t>(extent_.area() * size_of(dtype))), dtype, extent_, 1);
    };
    if (to && !to->masks.empty() && to->masks.size() != masks_.size())
      smalti::raise("image.shape", "masks: must be " + std::to_string(masks_.size()) + " views, as the plan shows so many, not " + std::to_string(to->masks.size()));
    if (to && to->segmentation && !segmentation_) smalti::raise("image.shape", "segmentation: the sources of the plan have none");
    if (segmentation_ && (!to || to->segmentation)) {
      const MutableImageView out = to ? *to->segmentation : scratch_raster(segmentation_->dtype);
      render(*segmentation_, out);
      made.segmentation = out;
    }
    for (std::size_t k = 0; k < masks_.size(); ++k) {
      const MutableImageView out = to ? to->masks[k] : scratch_raster(Dtype::uint8);
      render(masks_[k], out);
      made.masks.push_back(out);
    }
    return jobs;
  }

 private:
  /// Rasters of a source in memory of the device; `pixels` tell where it has no data.
  struct Labels {
    std::optional<ImageView> segmentation;
    std::vector<ImageView> masks;
    std::optional<SourcePixels> pixels;
  };
  /// A raster on the way.
  struct Raster {
    std::vector<JobRasterStep> steps;
    int begin = 0;
    Dtype dtype = Dtype::uint8;
  };

  Labels labels(const Plan& plan, const Layer& layer, const Sources& sources) {
    const SourceRef from = unshrunk(plan, layer).source;
    const auto i = static_cast<std::size_t>(from.index);
    if (from.kind == SourceRef::Kind::surface) return made_[i];
    const bool decoded = from.kind == SourceRef::Kind::decoded;
    const std::span all = decoded ? sources.decoded_labels : sources.finished_labels;
    Labels out;
    if (i >= all.size()) return out;
    const auto there = [&](const Image& raster) {
      ImageView v = raster.view();
      v.data = put_once(v.data, raster.bytes());
      return v;
    };
    if (all[i].segmentation) out.segmentation = there(*all[i].segmentation);
    if (wants_masks_)
      for (const auto& mask : all[i].masks) out.masks.push_back(there(*mask));
    if (plan.nodata) out.pixels = (decoded ? sources.decoded : sources.finished)[i];
    return out;
  }
  JobRasterStep lay(const Plan& plan, const Layer& shown, ImageView raster, const Labels& in, int fill) {
    const Layer layer = nearest_layer(plan, shown);
    JobRasterStep step{.kind = JobRasterStep::Kind::lay, .value = fill, .layer = put(layer_of(plan, layer, {raster, Rect::of(raster.extent)}, extent_))};
    if (plan.nodata && in.pixels) {
      step.nodata = *plan.nodata;
      std::tie(step.pixels, step.pixels_window) = seen_by(layer, *in.pixels);
    }
    return step;
  }
  void follow_masks(const Plan& plan, const Pass& pass, const Layer& layer, const Labels& in) {
    using Kind = JobRasterStep::Kind;
    JobRasterStep cover{.kind = Kind::cover, .layer = put(covering(plan, layer, extent_))};
    if (!pass.blend)
      for (Raster& mask : masks_) mask.steps.push_back(cover);
    if (!layer.pasted) {
      for (const ImageView& mask : in.masks) masks_.push_back({{lay(plan, layer, mask, {}, 0)}});
      return;
    }
    const std::size_t first = masks_.size();
    for (int k = 0; k < layer.objects.count; ++k) {
      const Silhouette& shape = plan.silhouettes[static_cast<std::size_t>(layer.objects.first + k)];
      JobRasterStep object{.kind = Kind::object, .layer = cover.layer, .object = put_silhouette(&shape), .bounds = shape.bounds};
      for (std::size_t m = first; m < masks_.size(); ++m) masks_[m].steps.push_back(object);
      object.value = 1;
      masks_.push_back({{object}});
    }
  }
  JobRaster put_raster(const Raster& raster, MutableImageView out) {
    JobRaster r{extent_, put(raster.steps.data(), raster.steps.size()), static_cast<int>(raster.steps.size()), raster.begin, ignore_index(raster.dtype)};
    r.out = out;
    return r;
  }
  Job raster_job(const JobRaster& r) {
    Job job;
    job.work = Job::Work::raster, job.axes = false, job.raster = put(r);
    return job;
  }

  bool wants_masks_ = false;
  std::vector<Labels> made_;  ///< of each pass
  // of the pass at hand
  Extent extent_;
  std::optional<Raster> segmentation_;
  std::vector<Raster> masks_;
};

}  // namespace smalti::cuda
