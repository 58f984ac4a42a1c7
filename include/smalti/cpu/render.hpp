// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fp.hpp>
#include <smalti/cpu/holes.hpp>
#include <smalti/cpu/layer_reader.hpp>
#include <smalti/cpu/measure.hpp>
#include <smalti/cpu/rasters.hpp>
#include <smalti/cpu/rows.hpp>
#include <smalti/cpu/value_table.hpp>
#include <smalti/cpu/window.hpp>
#include <smalti/plan/engine.hpp>

#include <deque>
#include <limits>
#include <span>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// Renders plans on the CPU. `StepList` holds the pixel functions that the plans may call.
template <class StepList>
class Renderer final : public Engine {
 public:
  void render(const Plan& plan, const Sources& sources, MutableImageView out) override {
    surfaces_.resize(std::max(surfaces_.size(), plan.passes.size()));
    tables_.resize(static_cast<std::size_t>(plan.table_floats));
    for (std::size_t p = 0; p < plan.passes.size(); ++p) {
      const Pass& pass = plan.passes[p];
      MutableImageView to = out;
      if (p + 1 < plan.passes.size()) {
        surfaces_[p].reshape(pass.extent, pass.channels_out, only_moved(plan, p, out.dtype) ? out.dtype : pass.dtype);
        to = surfaces_[p].view();
      }
      render_pass(plan, pass, sources, to);
    }
  }

  Rasters render_rasters(const Plan& plan, const Sources& sources) override { return cpu::render_rasters(plan, sources, pool_); }

 private:
  /// Whether all that still happens to surface p is that its pixels move to the output: then they may be rounded before.
  static bool only_moved(const Plan& plan, std::size_t p, Dtype out) {
    if (out != Dtype::uint8) return false;
    for (++p; p < plan.passes.size(); ++p) {
      const Pass& pass = plan.passes[p];
      const Layer& layer = plan.layers[static_cast<std::size_t>(pass.layers.first)];
      const bool moves = layer.sampling == Sampling::copy || (layer.sampling == Sampling::warp && layer.interpolation <= Interpolation::nearest_legacy);
      if (!moves || pass.windowed() || pass.blend || pass.layers.count != 1 || pass.steps.count + pass.holes.count > 0 || pass.numbers.kind != Numbers::Kind::none ||
          layer.coverage.kind != Coverage::Kind::everything || layer.source != SourceRef{SourceRef::Kind::surface, static_cast<int>(p) - 1})
        return false;
    }
    return true;
  }
  void render_pass(const Plan& plan, const Pass& pass, const Sources& sources, MutableImageView out) {
    steps_.assign(plan.steps.begin() + pass.steps.first, plan.steps.begin() + pass.steps.first + pass.steps.count);
    const std::span holes(plan.holes.data() + pass.holes.first, static_cast<std::size_t>(pass.holes.count));
    Row row = new_row(row_memory_, pass.planes, pass.extent.width);
    row.channels = pass.channels;
    find_objects(plan, pass, sources);
    open(plan, pass, sources);
    if (out.interleaved() && steps_.empty() && holes.empty() && pass.numbers.kind == Numbers::Kind::none && moves(pass, out.dtype)) {
      if (layers_.size() > 1) paint_background(pass, out);
      for (int y = 0; y < pass.extent.height; ++y) pass.windowed() ? window_.write(layers_.front(), pass, y, out.row(y)) : move_bytes(y, out);
      layers_.clear();
      return;
    }
    const bool measures = std::any_of(steps_.begin(), steps_.end(), [](const StepRecord& s) { return s.reduction != Reduction::none; });
    if (holes.empty() && by_value(pass, out)) return render_by_value(pass, measures, out);
    if (measures) {
      keep(pass, row);
      measure_steps(pass, row);
    }
    for (int y = 0; y < pass.extent.height; ++y) {
      measures ? recall(pass, y, row) : gather(pass, y, row);
      const Row done = apply_steps(steps_.size(), pass, row, y);
      for (const HoleRecord& hole : holes)
        if (!hole.delivered) punch(hole, done, y, pass.extent.width);
      apply_numbers(pass.numbers, done);
      for (const HoleRecord& hole : holes)
        if (hole.delivered) punch(hole, done, y, pass.extent.width);
      store_row(done, out, y);
    }
    layers_.clear();
  }

  /// The pixels of the pass that show an object, if a step looks at them: the ids go the same way as the picture.
  void find_objects(const Plan& plan, const Pass& pass, const Sources& sources) {
    objects_.clear();
    if (std::none_of(steps_.begin(), steps_.end(), [](const StepRecord& s) { return s.masked; })) return;
    Plan so_far = plan;
    so_far.passes.resize(static_cast<std::size_t>(&pass - plan.passes.data()) + 1);
    so_far.passes.back().holes.count = 0;  // they come after the steps
    const std::shared_ptr<const Image> ids = render_rasters(so_far, sources).segmentation;
    objects_.assign(static_cast<std::size_t>(pass.extent.area()), 0);
    if (!ids) return;
    const int unknown = ignore_index(ids->dtype());
    std::size_t k = 0;
    for (int y = 0; y < pass.extent.height; ++y)
      for (int x = 0; x < pass.extent.width; ++x) {
        const int id = id_at(*ids, {x + 0.5, y + 0.5});
        objects_[k++] = id != 0 && id != unknown;
      }
  }
  /// The one layer gives whole rows of the pass in this format.
  bool fills(const Pass& pass, Dtype dtype) const {
    return !pass.windowed() && layers_.size() == 1 && layers_.front().gives(dtype) && layers_.front().shown() == Rect::of(pass.extent);
  }
  /// Every layer gives bytes of this format in a rectangle: rows need no arithmetic.
  bool moves(const Pass& pass, Dtype dtype) {
    if (pass.windowed()) return window_.writes(layers_.front(), pass, dtype);
    if (pass.blend || (layers_.size() > 1 && dtype != Dtype::uint8)) return false;
    if (layers_.size() == 1 && layers_.front().shown() != Rect::of(pass.extent)) return false;
    return std::all_of(layers_.begin(), layers_.end(), [&](const LayerReader& l) {
      return l.gives(dtype) && (l.everywhere() || (l.silhouette() && !l.silhouette()->soft()));
    });
  }
  /// The pass shows bytes, and leaves bytes that follow from a value and its channel.
  bool by_value(const Pass& pass, MutableImageView out) const {
    return out.dtype == Dtype::uint8 && out.interleaved() && pass.numbers.kind == Numbers::Kind::none && fills(pass, Dtype::uint8) &&
           std::all_of(steps_.begin(), steps_.end(), [&](const StepRecord& s) {
             return Program<StepList>::by_value(s) && (s.reduction != Reduction::mean_luma || pass.channels < 3);
           });
  }
  void render_by_value(const Pass& pass, bool measures, MutableImageView out) {
    Row values = value_table_.begin(pass.channels);
    if (measures) {
      keep(pass, values);
      for (int y = 0; y < pass.extent.height; ++y) value_table_.count(kept_row(pass, y), pass.extent.width);
    }
    for (StepRecord& step : steps_) {
      if (step.reduction != Reduction::none) {
        measurement_.begin(step, pass.exact, values.channels);
        do measurement_.add_counted(values, value_table_.counts());
        while (measurement_.again());
        Program<StepList>::finish(step, measurement_.result(), tables_.data());
      }
      Program<StepList>::run(step, values, tables_.data(), pass.exact);
    }
    value_table_.end(values);
    for (int y = 0; y < pass.extent.height; ++y) value_table_.apply(measures ? kept_row(pass, y) : layers_.front().bytes(y), out.row(y), pass.extent.width);
    layers_.clear();
  }
  /// One row of what shows where no layer does, in bytes.
  void paint_background(const Pass& pass, MutableImageView out) {
    std::byte* const row = background_.reserve(static_cast<std::size_t>(pass.extent.width * out.channels));
    for (int c = 0; c < out.channels; ++c) {
      const auto value = static_cast<std::byte>(std::rint(std::clamp(value_of(pass.background, c), 0.0f, 255.0f)));
      for (int x = 0; x < pass.extent.width; ++x) row[x * out.channels + c] = value;
    }
  }
  void move_bytes(int y, MutableImageView out) {
    if (layers_.size() > 1) std::memcpy(out.row(y), background_.data(), static_cast<std::size_t>(out.extent.width * out.channels));
    for (LayerReader& layer : layers_) {
      const Rect shown = layer.shown();
      if (shown.empty() || y < shown.top || y >= shown.bottom) continue;
      if (layer.silhouette()) move_inside(*layer.silhouette(), layer.bytes(y), y, out);
      else
        std::memcpy(out.row(y) + shown.left * out.pixel_stride, layer.bytes(y), static_cast<std::size_t>(shown.width() * out.pixel_stride));
    }
  }
  /// The runs of row y that a silhouette sets.
  static void move_inside(const Silhouette& s, const std::byte* from, int y, MutableImageView out) {
    const auto* set = &s.set->view().at<const std::uint8_t>(y - s.bounds.top, 0);
    for (int x = 0, n = s.bounds.width(); x < n;) {
      int end = x + 1;
      while (end < n && set[end] == set[x]) ++end;
      if (set[x]) std::memcpy(out.row(y) + (s.bounds.left + x) * out.pixel_stride, from + x * out.pixel_stride, static_cast<std::size_t>((end - x) * out.pixel_stride));
      x = end;
    }
  }
  void open(const Plan& plan, const Pass& pass, const Sources& sources) {
    layers_.clear();
    pool_.reset();
    for (int k = 0; k < pass.layers.count; ++k) {
      const Layer& layer = plan.layers[static_cast<std::size_t>(pass.layers.first + k)];
      layers_.emplace_back(layer, plan.field_of(layer), plan.silhouette_of(layer), pixels(layer.source, sources), pass.extent, pool_);
      shares_[static_cast<std::size_t>(k)] = layer.weight;
    }
    if (layers_.size() > 1) layer_row_ = new_row(layer_memory_, pass.channels, pass.extent.width);
    if (pass.windowed()) window_.start(pass, plan);
  }
  SourcePixels pixels(SourceRef ref, const Sources& sources) {
    const auto index = static_cast<std::size_t>(ref.index);
    switch (ref.kind) {
      case SourceRef::Kind::decoded: return sources.decoded[index];
      case SourceRef::Kind::finished: return sources.finished[index];
      case SourceRef::Kind::surface: break;
    }
    return {std::as_const(surfaces_[index]).view(), Rect::of(surfaces_[index].extent())};
  }

  /// Row y of the layers, put together.
  void gather(const Pass& pass, int y, const Row& row) {
    if (pass.windowed()) return window_.read(layers_.front(), pass, y, row);
    LayerReader& first = layers_.front();
    if (layers_.size() == 1 && first.shown() == Rect::of(pass.extent)) return first.read(y, row, pass.range);
    if (pass.blend) return sum(pass, y, row);
    for (int c = 0; c < row.channels; ++c) std::fill_n(row.plane[static_cast<std::size_t>(c)], row.n, value_of(pass.background, c));
    for (LayerReader& layer : layers_) {
      const Rect shown = layer.shown();
      if (shown.empty() || y < shown.top || y >= shown.bottom) continue;
      Row part{row.plane, row.channels, shown.width()};
      if (layer.everywhere()) {
        for (int c = 0; c < row.channels; ++c) part.plane[static_cast<std::size_t>(c)] += shown.left;
        layer.read(y, part, pass.range);
        continue;
      }
      if (layer.silhouette()) {
        part.plane = layer_row_.plane;
        layer.read(y, part, pass.range);
        show_inside(*layer.silhouette(), part, y, row);
        continue;
      }
      const auto [from, to] = layer.run(y);
      if (to <= from) continue;
      part.plane = layer_row_.plane;
      layer.read(y, part, pass.range);
      for (std::size_t c = 0; c < static_cast<std::size_t>(row.channels); ++c)
        std::copy(part.plane[c] + (from - shown.left), part.plane[c] + (to - shown.left), row.plane[c] + from);
    }
  }
  /// Lays row y of a layer over what is there, as far as a silhouette covers it.
  static void show_inside(const Silhouette& s, const Row& part, int y, const Row& row) {
    const ImageView v = s.set->view();
    for (std::size_t c = 0; c < static_cast<std::size_t>(row.channels); ++c) {
      float* __restrict to = row.plane[c] + s.bounds.left;
      const float* from = part.plane[c];
      if (s.soft()) {
        const float* alpha = &v.at<const float>(y - s.bounds.top, 0);
        for (int x = 0; x < part.n; ++x) to[x] = std::fma(alpha[x], from[x], (1 - alpha[x]) * to[x]);
      } else {
        const std::uint8_t* set = &v.at<const std::uint8_t>(y - s.bounds.top, 0);
        for (int x = 0; x < part.n; ++x) to[x] = set[x] ? from[x] : to[x];
      }
    }
  }
  /// The weighted sum of layers that all fill the output: the last one first, then fma(w, layer, sum) unless it truncates.
  void sum(const Pass& pass, int y, const Row& row) {
    for (std::size_t k = layers_.size(); k-- > 0;) {
      const bool last = k + 1 == layers_.size();
      const float w = shares_[k];
      layers_[k].read(y, last ? row : layer_row_, pass.range);
      for (std::size_t c = 0; c < static_cast<std::size_t>(row.channels); ++c) {
        float* __restrict to = row.plane[c];
        const float* from = last ? to : layer_row_.plane[c];
        if (last)
          for (int x = 0; x < row.n; ++x) to[x] = w * to[x];
        else if (pass.truncates)
          add_share(w, from, to, row.n);
        else
          for (int x = 0; x < row.n; ++x) to[x] = std::fma(w, from[x], to[x]);
        if (pass.truncates && k == 0)
          for (int x = 0; x < row.n; ++x) to[x] = whole_below(to[x]);
      }
    }
  }

  /// Renders the layers once into memory, because a statistic step sweeps over them again: bytes where they come as such.
  void keep(const Pass& pass, const Row& row) {
    kept_bytes_ = fills(pass, Dtype::uint8);
    if (kept_bytes_ && layers_.front().lends()) return;
    const std::size_t line = static_cast<std::size_t>(pass.extent.width * pass.channels);
    kept_.reserve(line * static_cast<std::size_t>(pass.extent.height) * (kept_bytes_ ? 1 : 4));
    for (int y = 0; y < pass.extent.height; ++y) {
      if (kept_bytes_) {
        std::memcpy(kept_.data() + static_cast<std::size_t>(y) * line, layers_.front().bytes(y), line);
        continue;
      }
      gather(pass, y, row);
      float* to = reinterpret_cast<float*>(kept_.data()) + static_cast<std::size_t>(y) * line;
      for (int c = 0; c < row.channels; ++c) std::memcpy(to + c * row.n, row.plane[static_cast<std::size_t>(c)], static_cast<std::size_t>(row.n) * 4);
    }
  }
  /// Row y of the bytes that keep() found.
  const std::byte* kept_row(const Pass& pass, int y) {
    if (layers_.front().lends()) return layers_.front().bytes(y);
    return kept_.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(pass.extent.width * pass.channels);
  }
  void recall(const Pass& pass, int y, const Row& row) {
    if (kept_bytes_) return split_row(kept_row(pass, y), Dtype::uint8, row);
    const float* from = reinterpret_cast<const float*>(kept_.data()) + static_cast<std::size_t>(y) * static_cast<std::size_t>(row.n * row.channels);
    for (int c = 0; c < row.channels; ++c) std::memcpy(row.plane[static_cast<std::size_t>(c)], from + c * row.n, static_cast<std::size_t>(row.n) * 4);
  }
  /// A sweep a statistic step, or two: the steps before it, then the reduction.
  void measure_steps(const Pass& pass, const Row& row) {
    for (std::size_t k = 0; k < steps_.size(); ++k) {
      if (steps_[k].reduction == Reduction::none) continue;
      bool begun = false;
      do {
        for (int y = 0; y < pass.extent.height; ++y) {
          recall(pass, y, row);
          const Row so_far = apply_steps(k, pass, row, y);
          if (!std::exchange(begun, true)) measurement_.begin(steps_[k], pass.exact, so_far.channels);
          if (steps_[k].masked) leave_out_background(so_far);
          measurement_.add(so_far);
        }
      } while (measurement_.again());
      Program<StepList>::finish(steps_[k], measurement_.result(), tables_.data());
    }
  }
  /// Row y after the first `count` steps, which may change the order and the number of its planes.
  Row apply_steps(std::size_t count, const Pass& pass, Row row, int y) const {
    row.y = y;
    row.objects = objects_.empty() ? nullptr : objects_.data() + static_cast<std::ptrdiff_t>(y) * row.n;
    for (std::size_t k = 0; k < count; ++k) Program<StepList>::run(steps_[k], row, tables_.data(), pass.exact);
    return row;
  }
  /// What is not a number is not measured.
  static void leave_out_background(const Row& row) {
    for (int c = 0; c < row.channels; ++c)
      for (int x = 0; x < row.n; ++x)
        if (!row.objects[x]) row.plane[static_cast<std::size_t>(c)][x] = std::numeric_limits<float>::quiet_NaN();
  }
  static void apply_numbers(const Numbers& n, const Row& row) {
    if (n.kind == Numbers::Kind::none) return;
    for (int c = 0; c < row.channels; ++c) {
      float* __restrict v = row.plane[static_cast<std::size_t>(c)];
      const auto of = [c](const ChannelValues& list) { return value_of(list, c); };
      if (n.kind == Numbers::Kind::fused) {
        const float scale = of(n.scale), offset = of(n.offset);
        for (int x = 0; x < row.n; ++x) v[x] = std::fma(v[x], scale, offset);
      } else {
        const float mean = of(n.mean), deviation = of(n.deviation);
        for (int x = 0; x < row.n; ++x) v[x] = (unfused(v[x] * n.unit) - mean) / deviation;
      }
    }
  }

  /// Planes of n floats each, padded so that vector loops may run over the end.
  static Row new_row(Buffer& memory, int channels, int n) {
    const std::size_t line = (static_cast<std::size_t>(n) + 31) / 16 * 16;
    memory.reserve(line * static_cast<std::size_t>(channels) * sizeof(float));
    Row row{{}, channels, n};
    for (int c = 0; c < channels; ++c)
      row.plane[static_cast<std::size_t>(c)] = reinterpret_cast<float*>(memory.data()) + static_cast<std::size_t>(c) * line;
    return row;
  }

  std::vector<Image> surfaces_;
  std::vector<StepRecord> steps_;
  std::deque<LayerReader> layers_;
  ResamplerPool pool_;
  std::array<float, 16> shares_{};
  Buffer row_memory_, layer_memory_, kept_, background_;
  Row layer_row_;
  bool kept_bytes_ = false;
  WindowReader window_;
  ValueTable value_table_;
  Measurement measurement_;
  std::vector<std::uint8_t> objects_;  ///< of the pass, 0 or 1 a pixel; empty: no step asks
  std::vector<float> tables_;  ///< of the steps; the plan says whose begins where
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
