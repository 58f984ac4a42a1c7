// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/field.hpp>
#include <smalti/cpu/interleave.hpp>
#include <smalti/cpu/resize.hpp>
#include <smalti/cpu/rows.hpp>
#include <smalti/cpu/warp.hpp>
#include <smalti/pixel/elastic_grid.hpp>
#include <smalti/plan/engine.hpp>
#include <smalti/plan/needed.hpp>

#include <deque>
#include <optional>
#include <utility>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// Resamplers and copies of sources that are lent to the layers of a pass, and the noise of an elastic field, so that
/// their memory lives on from picture to picture.
class ResamplerPool {
 public:
  RowResampler& lend() {
    if (lent_ == all_.size()) all_.emplace_back();
    return all_[lent_++];
  }
  /// The rectangle `needed` of a source with the channels of a pixel side by side, as points are sampled fastest; the
  /// source itself if it is so already.
  SourcePixels interleaved(const SourcePixels& source, Rect needed) {
    if (source.view.interleaved() || source.view.channels > 4 || needed.empty()) return source;
    if (copied_ == copies_.size()) copies_.emplace_back();
    Image& copy = copies_[copied_++];
    copy.reshape(needed.extent(), source.view.channels, source.view.dtype);
    const ImageView from = source.view.crop({needed.left - source.window.left, needed.top - source.window.top,
                                             needed.right - source.window.left, needed.bottom - source.window.top});
    for (int y = 0; y < needed.height(); ++y)
      interleave(from.row(y), from.pixel_stride, from.channel_stride, from.channels, size_of(from.dtype), needed.width(), copy.view().row(y));
    return {std::as_const(copy).view(), needed};
  }
  /// Takes all of them back.
  void reset() { lent_ = copied_ = 0; }
  ElasticGrid elastic;

 private:
  std::deque<RowResampler> all_;
  std::deque<Image> copies_;
  std::size_t lent_ = 0, copied_ = 0;
};

/// One layer, opened for reading rows of the rectangle it fills.
class LayerReader {
 public:
  /// `field`: what a layer of Sampling::field is seen through; `silhouette`: that of the layer's coverage, if it has one.
  LayerReader(const Layer& layer, const Displacement* field, const Silhouette* silhouette, const SourcePixels& given, Extent out, ResamplerPool& pool)
      : shown_(shown_rect(layer, out)), channels_(given.view.channels), coverage_(layer.coverage), silhouette_(silhouette) {
    const bool points = layer.sampling == Sampling::warp || layer.sampling == Sampling::field;
    const SourcePixels source = points ? pool.interleaved(given, needed_rect(layer, out, field)) : given;
    if (layer.sampling == Sampling::warp) {
      warp_.emplace(layer, source.view, source.window, shown_);
      overshoots_ = layer.interpolation == Interpolation::bicubic;
      return;
    }
    if (layer.sampling == Sampling::field) {
      field_.emplace(layer, *field, pool.elastic.of(*field), source.view, source.window, out.width);
      overshoots_ = layer.interpolation == Interpolation::bicubic;
      return;
    }
    Axis x = layer.x, y = layer.y;
    read_only(x, shown_.left, shown_.right);
    read_only(y, shown_.top, shown_.bottom);
    for (int first = 0; first < channels_; first += 4) {
      ImageView part = layer.transposed ? source.view.transposed() : source.view;
      part.data += first * part.channel_stride;
      part.channels = std::min(4, channels_ - first);
      Resize how{.x = x, .y = y, .interpolation = layer.interpolation, .antialias = layer.antialias, .border = layer.border};
      how.transposed = layer.swapped_late;
      for (int c = 0; c < part.channels; ++c) how.fill[static_cast<std::size_t>(c)] = value_of(layer.fill, first + c);
      groups_.push_back(&pool.lend());
      groups_[groups_.size() - 1]->bind(part, layer.transposed ? source.window.transposed() : source.window, how);
    }
    overshoots_ = layer.interpolation == Interpolation::bicubic || layer.interpolation == Interpolation::lanczos;
  }

  Rect shown() const { return shown_; }
  /// The rows are interleaved pixels of this format, and complete: they can be kept as they are.
  bool gives(Dtype dtype) const {
    if (warp_) return dtype == Dtype::uint8 && warp_->gives_bytes();
    return groups_.size() == 1 && groups_[0]->dtype() == dtype && (dtype == Dtype::uint8 || !overshoots_);
  }
  /// bytes() of all rows stay valid, where gives() holds.
  bool lends() const { return !warp_ && groups_[0]->lends(); }
  /// Row y of the output as it comes, where gives() holds.
  const std::byte* bytes(int y) { return warp_ ? warp_->bytes(y - shown_.top) : groups_[0]->row(y - shown_.top); }
  /// Row y of the output, the columns of shown(), as float32 planes.
  void read(int y, const Row& row, ValueRange range) {
    if (warp_) {
      warp_->read(y - shown_.top, row);
    } else if (field_) {
      field_->read(y, row);
    } else {
      int first = 0;
      for (RowResampler* group : groups_) {
        Row part{{}, std::min(4, channels_ - first), row.n};
        for (int c = 0; c < part.channels; ++c) part.plane[static_cast<std::size_t>(c)] = row.plane[static_cast<std::size_t>(first + c)];
        split_row(group->row(y - shown_.top), group->dtype(), part);
        first += 4;
      }
    }
    if (overshoots_)
      for (int c = 0; c < row.channels; ++c)
        for (int x = 0; x < row.n; ++x) row.plane[static_cast<std::size_t>(c)][x] = clamp(row.plane[static_cast<std::size_t>(c)][x], range.lo, range.max);
  }
  /// The columns [first, last) of the output where the layer shows in row y, which lies in shown().
  std::pair<int, int> run(int y) const {
    if (everywhere()) return {shown_.left, shown_.right};
    double lo = shown_.right, hi = shown_.left;  // a convex polygon has two crossings or none
    smalti::detail::for_each_crossing(coverage_.polygon.begin(), coverage_.polygon.size(), y + 0.5, [&](double x) { lo = std::min(lo, x), hi = std::max(hi, x); });
    const auto first_from = [&](double x) { return static_cast<int>(std::ceil(std::clamp(x, double(shown_.left), double(shown_.right)) - 0.5)); };
    return {std::max(first_from(lo), shown_.left), std::min(first_from(hi), shown_.right)};
  }
  /// The layer shows in the whole of shown().
  bool everywhere() const { return coverage_.kind != Coverage::Kind::polygon && !silhouette_; }
  /// What it shows of shown(), pixel by pixel; nullptr if runs say it.
  const Silhouette* silhouette() const { return silhouette_; }

 private:
  Rect shown_;
  int channels_;
  Coverage coverage_;
  const Silhouette* silhouette_;
  bool overshoots_ = false;
  std::optional<WarpReader> warp_;
  std::optional<FieldReader> field_;
  Bounded<RowResampler*, Measured::max_channels / 4> groups_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
