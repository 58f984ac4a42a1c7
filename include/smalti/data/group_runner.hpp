// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/source.hpp>
#include <smalti/io/decode.hpp>
#include <smalti/plan/engine.hpp>
#include <smalti/plan/needed.hpp>
#include <smalti/plan/pipeline.hpp>
#include <smalti/plan/raster_plan.hpp>

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace smalti {

/// Where the time of a loader goes, in ns, and what it did; sums over threads. `decodes`: of the host, and `fallbacks` those of
/// them that a device was to do and could not; `device_decodes`: files that a device decoded.
struct WorkStats {
  std::int64_t read = 0, header = 0, plan = 0, decode = 0, render = 0;
  std::int64_t samples = 0, decodes = 0, fallbacks = 0, device_decodes = 0, file_bytes = 0, decoded_pixels = 0;

  void add(const WorkStats& o) {
    read += o.read, header += o.header, plan += o.plan, decode += o.decode, render += o.render;
    samples += o.samples, decodes += o.decodes, fallbacks += o.fallbacks, device_decodes += o.device_decodes;
    file_bytes += o.file_bytes, decoded_pixels += o.decoded_pixels;
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

/// A partner from the whole list as its reader has it: a number from 0 on that stays, and what stands there.
struct Partner {
  int number = 0;
  bool valid = true;
  const Item* item = nullptr;
};
/// Partner `j` of the sample at `self`, read when it is first asked for; the same for the same arguments.
using AskPartner = std::function<Partner(const Draws& d, int self, int j)>;

/// A fault, and the member of the group that caused it; members from items.size() on are partners from the whole list.
struct MemberFault {
  int member = 0;
  Fault fault;
};

/// Takes a mix group, or a single sample, from bytes to pixels: headers, plans, decoding of what the plans need, each
/// file once, rendering. A thread owns one; its memory is reused.
class GroupRunner {
 public:
  /// `device`: that will render what is handed over; pictures are decoded into its memory, or by itself. It outlives this.
  GroupRunner(std::shared_ptr<const AnyPipeline> pipeline, std::unique_ptr<Engine> engine, io::Decode decode, BatchEngine* device = nullptr)
      : pipeline_(std::move(pipeline)), engine_(std::move(engine)), decode_(std::move(decode)), device_(device) {}

  /// Plans the group and decodes what it needs. `at` and `valid` go with the items; an invalid one is left out. `ask`:
  /// partners come from the whole list; empty: they are members of the group.
  std::optional<MemberFault> prepare(std::span<const Item> items, std::span<const SampleCoord> at, std::span<const char> valid,
                                     int num_classes, const PlanOptions& options, const AskPartner& ask = {}) {
    const std::size_t n = items.size();
    inputs_.resize(n), items_.resize(n);
    for (std::size_t k = 0; k < n; ++k) {
      SampleInput& in = inputs_[k];
      in.at = at[k];
      in.valid = valid[k] != 0;
      items_[k] = &items[k];
      if (!in.valid) continue;
      if (auto fault = look(k, in, num_classes)) return MemberFault{static_cast<int>(k), std::move(*fault)};
    }
    std::deque<std::optional<SampleInput>> listed;  // by number; planning holds on to them while it asks for more
    PlanOptions how = options;
    if (ask)
      how.listed = [&](const Draws& d, int self, int j) {
        const Partner partner = ask(d, self, j);
        const auto number = static_cast<std::size_t>(partner.number), place = n + number;
        if (listed.size() <= number) listed.resize(number + 1), items_.resize(place + 1);
        auto& in = listed[number];
        if (!in) {
          in.emplace().valid = partner.valid;
          items_[place] = partner.item;
          plan_.member = static_cast<int>(place);
          if (partner.valid)
            if (auto fault = look(place, *in, num_classes)) raise(std::move(*fault));
          plan_.member = self;
        }
        return ListedPartner{static_cast<int>(place), &*in};
      };
    const std::int64_t reading = stats.read + stats.header;
    try {
      const StopWatch watch(stats.plan);
      pipeline_->plan(inputs_, how, plan_);
    } catch (const Error& e) {
      return MemberFault{plan_.member, e.fault()};
    }
    stats.plan -= stats.read + stats.header - reading;  // partners were read on the way
    for (auto& in : listed) {
      inputs_.push_back(in ? std::move(*in) : SampleInput{});
      inputs_.back().valid = in && inputs_.back().valid && shows(static_cast<int>(inputs_.size()) - 1);
    }
    pixels_.assign(inputs_.size(), {}), files_.assign(inputs_.size(), {});
    while (decoded_.size() < inputs_.size()) decoded_.emplace_back(device_ ? device_->decoding_memory() : nullptr);
    for (std::size_t k = 0; k < inputs_.size(); ++k)
      if (inputs_[k].valid)
        if (auto fault = fetch(k)) return MemberFault{static_cast<int>(k), std::move(*fault)};
    stats.samples += static_cast<std::int64_t>(n);
    return std::nullopt;
  }

  /// Renders what prepare() planned; `place(i, output)` says where output i goes.
  void render(const std::function<MutableImageView(std::size_t, SampleOutput&)>& place) {
    const StopWatch watch(stats.render);
    finished_.assign(inputs_.size(), {});
    finished_pixels_.resize(std::max(finished_pixels_.size(), inputs_.size()));
    move_labels([&](const Plan& plan, const Sources& sources, std::size_t k) {
      finished_pixels_[k].reshape(plan.extent, plan.channels, plan.passes.back().dtype);
      engine_->render(plan, sources, finished_pixels_[k].view());
      finished_[k] = {std::as_const(finished_pixels_[k]).view(), Rect::of(plan.extent)};
    }, [&](SampleOutput& out, const Sources& sources, std::size_t i) { engine_->render(out.plan, sources, place(i, out)); });
  }
  /// The label rasters alone, where a device renders the pictures. `check` sees every output.
  void render_labels(const std::function<void(std::size_t, SampleOutput&)>& check) {
    const StopWatch watch(stats.render);
    finished_.assign(inputs_.size(), {});
    move_labels([](const Plan&, const Sources&, std::size_t) {}, [&](SampleOutput& out, const Sources&, std::size_t i) { check(i, out); });
  }
  /// Then, what a device needs to render the pictures; output i becomes row `first + i` where it is valid. Gives away the
  /// plan: a caller takes what it wants of the outputs before.
  GroupWork hand_over(std::size_t first) {
    struct Held {
      GroupPlan plan;
      std::vector<Image> decoded;
    };
    auto held = std::make_shared<Held>();
    GroupWork work;
    work.decoded = std::move(pixels_), work.files = std::move(files_);
    work.labels = std::move(labels_), work.finished_labels = std::move(finished_labels_);
    for (std::size_t k = 0; k < inputs_.size(); ++k) work.finishing.push_back(finishes(k) ? &plan_.stage_a.members[k]->plan : nullptr);
    std::vector<bool> valid;
    for (std::size_t i = 0; i < plan_.outputs.size(); ++i) valid.push_back(inputs_[i / static_cast<std::size_t>(pipeline_->views())].valid);
    held->plan = std::exchange(plan_, {});
    held->decoded = std::exchange(decoded_, {});
    for (std::size_t i = 0; i < valid.size(); ++i)
      if (valid[i]) work.rows.push_back({first + i, &held->plan.outputs[i].plan});
    work.holder = std::move(held);
    return work;
  }

  GroupPlan& plan() { return plan_; }
  Extent source_extent(std::size_t member) const { return inputs_[member].picture.extent; }
  const Picture& picture(std::size_t member) const { return inputs_[member].picture; }

  WorkStats stats;
  bool decodes_on_host = false;  ///< even what the device could decode

 private:
  /// Takes the label rasters of every valid output through its plan, beside its picture: `finish(plan, sources, k)` renders
  /// what member k is before it is mixed, `render(output, sources, i)` an output.
  template <class Finish, class Render>
  void move_labels(Finish finish, Render render) {
    labels_.assign(inputs_.size(), {}), finished_labels_.assign(inputs_.size(), {});
    for (std::size_t k = 0; k < inputs_.size(); ++k) labels_[k] = {inputs_[k].targets.segmentation, inputs_[k].targets.masks};
    const Sources sources{pixels_, finished_, labels_, finished_labels_};
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
      if (!finishes(k)) continue;
      const Plan& plan = plan_.stage_a.members[k]->plan;
      finish(plan, sources, k);
      if (!labels_[k].empty()) finished_labels_[k] = engine_->render_rasters(plan, sources);
    }
    const bool any = std::any_of(labels_.begin(), labels_.end(), [](const Rasters& r) { return !r.empty(); });
    for (std::size_t i = 0; i < plan_.outputs.size(); ++i) {
      SampleOutput& out = plan_.outputs[i];
      if (!inputs_[i / static_cast<std::size_t>(pipeline_->views())].valid) continue;
      render(out, sources, i);
      if (!any) continue;
      Rasters moved = engine_->render_rasters(out.plan, sources);
      out.targets.segmentation = std::move(moved.segmentation);
      out.targets.masks = std::move(moved.masks);
    }
    render_rasters(sources);
  }
  /// Renders the further rasters of every output through the plans of its picture, beside the same labels.
  void render_rasters(const Sources& pictures) {
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
      for (std::size_t k = 0; k < inputs_.size(); ++k) {
        if (!finishes(k)) continue;
        const Plan plan = plan_of(raster_of(k), plan_.stage_a.members[k]->plan);
        memory[k].reshape(plan.extent, plan.channels, plan.dtype);
        engine_->render(plan, {decoded, {}, pictures.decoded_labels, {}}, memory[k].view());
        finished[k] = {std::as_const(memory[k]).view(), Rect::of(plan.extent)};
      }
      for (std::size_t i = 0; i < plan_.outputs.size(); ++i) {
        const std::size_t k = i / static_cast<std::size_t>(pipeline_->views());
        if (!inputs_[k].valid || !decoded[k].view.data) continue;
        SampleOutput& out = plan_.outputs[i];
        Raster moved = raster_of(k);
        const Plan plan = plan_of(moved, out.plan);
        auto image = std::make_shared<Image>(plan.extent, plan.channels, plan.dtype);
        engine_->render(plan, {decoded, finished, pictures.decoded_labels, pictures.finished_labels}, image->view());
        moved.image = std::move(image);
        out.targets.rasters.push_back(std::move(moved));
      }
    }
  }
  /// Whether a member is rendered before it is mixed.
  bool finishes(std::size_t k) const {
    return pipeline_->mixes() && inputs_[k].valid && plan_.stage_a.members[k]->rendered;
  }
  /// Whether an output shows a member.
  bool shows(int place) const {
    return std::any_of(plan_.outputs.begin(), plan_.outputs.end(), [&](const SampleOutput& out) {
      return std::any_of(out.plan.layers.begin(), out.plan.layers.end(), [&](const Layer& layer) {
        return layer.source.kind != SourceRef::Kind::surface && layer.source.index == place;
      });
    });
  }
  /// Reads the header: with the labels all that drawing needs.
  std::optional<Fault> look(std::size_t k, SampleInput& in, int num_classes) {
    const Item& item = *items_[k];
    in.targets = item.targets;
    in.window = item.window;
    if (headers_.size() <= k) headers_.resize(k + 1);
    auto fault = look(item, in.picture, headers_[k]);
    in.picture.num_classes = num_classes;
    return fault;
  }
  std::optional<Fault> look(const Item& item, Picture& picture, io::Header& into) {
    if (item.pixels.data) {
      picture = {item.pixels.extent, item.pixels.channels, item.pixels.dtype, range_of(item.pixels.dtype)};
      return std::nullopt;
    }
    const StopWatch watch(stats.header);
    Result<io::Header> header = decoder_.header(item.encoded, decode_, item.name);
    if (!header) return header.error();
    into = *header;
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
  /// Whether the device decodes a file: not those that end early, as only the host tells what is missing, nor those that have
  /// to be turned or converted.
  bool device_decodes(const Item& item, const io::Header& h) const {
    return !decodes_on_host && h.format == io::Format::jpeg && h.complete && h.orientation == 1 && !h.coded_rgb && h.components == io::decoded_channels(h, decode_) &&
           decode_.dtype.value_or(Dtype::uint8) == Dtype::uint8 && device_->decodes(item.encoded);
  }
  /// Decodes the union of the regions that the plans of the group read, once; what the device decodes is left to it.
  std::optional<Fault> fetch(std::size_t k) {
    const Item& item = *items_[k];
    if (item.pixels.data && !device_) {
      pixels_[k] = {item.pixels, Rect::of(item.pixels.extent)};
      return std::nullopt;
    }
    const SourceRef ref{SourceRef::Kind::decoded, static_cast<int>(k)};
    Rect needed{};
    if (finishes(k)) needed = needed_rect(plan_.stage_a.members[k]->plan, ref);
    for (const SampleOutput& out : plan_.outputs) needed = hull(needed, needed_rect(out.plan, ref));
    if (needed.empty()) return std::nullopt;
    if (item.pixels.data) {
      pixels_[k] = {item.pixels.crop(needed), needed};
      return std::nullopt;
    }
    const bool wanted = decode_.backend == io::Backend::nvjpeg;
    if (wanted && device_decodes(item, headers_[k])) {
      pixels_[k] = {view_of<const std::byte>(nullptr, Dtype::uint8, headers_[k].extent, headers_[k].components), Rect::of(headers_[k].extent)};
      files_[k] = item.encoded;
      ++stats.device_decodes;
      return std::nullopt;
    }
    const StopWatch watch(stats.decode);
    const std::optional<Rect> region = decode_.region ? std::optional(needed) : std::nullopt;
    Result<io::Decoded> done = decoder_.decode(item.encoded, headers_[k], decode_, region, decoded_[k], item.name);
    if (!done) return done.error();
    pixels_[k] = {std::as_const(decoded_[k]).view(), done->region};
    ++stats.decodes;
    stats.fallbacks += wanted;
    stats.file_bytes += static_cast<std::int64_t>(item.encoded.size());
    stats.decoded_pixels += done->region.area();
    return std::nullopt;
  }

  std::shared_ptr<const AnyPipeline> pipeline_;
  std::unique_ptr<Engine> engine_;
  io::Decode decode_;
  io::Decoder decoder_;
  GroupPlan plan_;
  std::vector<SampleInput> inputs_;  ///< behind those of the group, partners from the whole list
  std::vector<const Item*> items_;
  std::vector<io::Header> headers_;
  std::vector<Image> decoded_, finished_pixels_;
  std::vector<SourcePixels> pixels_, finished_;
  std::vector<std::span<const std::byte>> files_;
  std::vector<Rasters> labels_, finished_labels_;
  BatchEngine* device_;
};

}  // namespace smalti
