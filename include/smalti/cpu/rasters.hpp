// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/layer_reader.hpp>
#include <smalti/plan/raster_plan.hpp>

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

namespace detail {

/// Shows one raster through a layer's map, nearest, into the part of `out` where the layer covers.
template <class T>
void lay_raster(const Plan& plan, const Image& raster, const Layer& shown_by, T fill, Image& out, ResamplerPool& pool) {
  pool.reset();
  Layer layer = nearest_layer(plan, shown_by);
  layer.fill = {static_cast<float>(fill)};
  const Silhouette* const silhouette = plan.silhouette_of(layer);
  LayerReader reader(layer, plan.field_of(layer), silhouette, {raster.view(), Rect::of(raster.extent())}, out.extent(), pool);
  const Rect shown = reader.shown();
  std::vector<float> line(static_cast<std::size_t>(std::max(0, shown.width())) + 32);
  const Row row{{line.data()}, 1, shown.width()};
  for (int y = shown.top; y < shown.bottom; ++y) {
    reader.read(y, row, {0, 65535});
    const auto [first, last] = silhouette ? std::pair{shown.left, shown.right} : reader.run(y);
    for (int x = first - shown.left; x < last - shown.left; ++x)
      if (!silhouette || silhouette->contains(shown.left + x, y)) out.view().at<T>(y, shown.left + x) = static_cast<T>(line[static_cast<std::size_t>(x)]);
  }
}

/// Clears a mask wherever covers(x, y) of a rectangle holds.
template <class Covers>
void hide(Image& mask, Rect bounds, Covers covers) {
  for (int y = bounds.top; y < bounds.bottom; ++y)
    for (int x = bounds.left; x < bounds.right; ++x)
      if (covers(x, y)) mask.view().at<std::uint8_t>(y, x) = 0;
}
/// Clears a mask wherever a layer covers the output.
inline void hide(Image& mask, const Layer& layer, const Silhouette* silhouette) {
  hide(mask, shown_rect(layer, mask.extent()), [&](int x, int y) {
    return silhouette ? silhouette->contains(x, y) : layer.coverage.kind != Coverage::Kind::polygon || contains(layer.coverage.polygon, {x + 0.5, y + 0.5});
  });
}

/// Ids that are not the same in both become the ignore index.
inline void keep_equal(Image& ids, const Image& others) {
  const int unknown = ignore_index(ids.dtype());
  for (int y = 0; y < ids.extent().height; ++y)
    for (int x = 0; x < ids.extent().width; ++x) {
      const Point p{x + 0.5, y + 0.5};
      if (id_at(ids, p) == id_at(others, p)) continue;
      if (ids.dtype() == Dtype::uint16) ids.view().at<std::uint16_t>(y, x) = static_cast<std::uint16_t>(unknown);
      else ids.view().at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(unknown);
    }
}
/// What masks show where a hole is.
inline void punch(const HoleRecord& hole, Rasters& out) {
  if (hole.mask < 0) return;
  const auto covers = [&](int x, int y) { return hole.covers(x, y); };
  for (const auto& mask : out.masks) hide(*std::const_pointer_cast<Image>(mask), intersection(hole.rect, Rect::of(mask->extent())), covers);
  if (!out.segmentation) return;
  const MutableImageView ids = std::const_pointer_cast<Image>(out.segmentation)->view();
  const Rect in = intersection(hole.rect, Rect::of(ids.extent));
  for (int y = in.top; y < in.bottom; ++y)
    for (int x = in.left; x < in.right; ++x) {
      if (!covers(x, y)) continue;
      if (ids.dtype == Dtype::uint16) ids.at<std::uint16_t>(y, x) = static_cast<std::uint16_t>(hole.mask);
      else ids.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(hole.mask);
    }
}

inline std::shared_ptr<Image> filled(Extent e, Dtype dtype, int value) {
  auto image = std::make_shared<Image>(e, 1, dtype);
  const auto n = static_cast<std::size_t>(e.area());
  if (dtype == Dtype::uint16) std::fill_n(reinterpret_cast<std::uint16_t*>(image->view().data), n, static_cast<std::uint16_t>(value));
  else std::fill_n(reinterpret_cast<std::uint8_t*>(image->view().data), n, static_cast<std::uint8_t>(value));
  return image;
}

/// The pasted objects of a layer as masks of the output: each as far as the layer shows it and no later one hides it.
inline void paste_masks(const Plan& plan, const Layer& layer, Extent e, std::vector<std::shared_ptr<const Image>>& masks) {
  if (layer.objects.count == 0) return;
  const Silhouette& alpha = *plan.silhouette_of(layer);
  const std::size_t first = masks.size();
  for (int k = 0; k < layer.objects.count; ++k) {
    const Silhouette& shape = plan.silhouettes[static_cast<std::size_t>(layer.objects.first + k)];
    const auto inside = [&](int x, int y) { return shape.contains(x, y) && alpha.contains(x, y); };
    for (std::size_t m = first; m < masks.size(); ++m) hide(*std::const_pointer_cast<Image>(masks[m]), shape.bounds, inside);
    auto mask = filled(e, Dtype::uint8, 0);
    for (int y = shape.bounds.top; y < shape.bounds.bottom; ++y)
      for (int x = shape.bounds.left; x < shape.bounds.right; ++x)
        if (inside(x, y)) mask->view().at<std::uint8_t>(y, x) = 1;
    masks.push_back(std::move(mask));
  }
}

/// Whether every channel of a pixel has this value.
inline bool holds(ImageView v, int y, int x, float value) {
  const auto all = [&]<class T>(T) {
    for (int c = 0; c < v.channels; ++c)
      if (static_cast<float>(v.at<const T>(y, x, c)) != value) return false;
    return true;
  };
  switch (v.dtype) {
    case Dtype::uint8: return all(std::uint8_t{});
    case Dtype::uint16: return all(std::uint16_t{});
    case Dtype::int16: return all(std::int16_t{});
    default: return all(float{});
  }
}
/// The ids of a source, unknown where its pixels have no data.
inline std::shared_ptr<const Image> known(const Image& ids, const SourcePixels& source, float nodata) {
  auto out = std::make_shared<Image>(ids.extent(), 1, ids.dtype());
  std::memcpy(out->view().data, ids.view().data, ids.bytes());
  const Rect in = source.window;
  for (int y = in.top; y < in.bottom; ++y)
    for (int x = in.left; x < in.right; ++x) {
      if (!holds(source.view, y - in.top, x - in.left, nodata)) continue;
      if (ids.dtype() == Dtype::uint16) out->view().at<std::uint16_t>(y, x) = 65535;
      else out->view().at<std::uint8_t>(y, x) = 255;
    }
  return out;
}

}  // namespace detail

/// Segmentation and instance masks of a plan's output. Masks come in the order in which mixing appended them: layer by
/// layer; a later layer hides what it covers. Of blended pictures the one with the larger share gives the ids; where the
/// shares are within a tenth of a half, ids that differ are not known.
inline Rasters render_rasters(const Plan& plan, const Sources& sources, ResamplerPool& pool) {
  std::vector<Rasters> surfaces(plan.passes.size());
  for (std::size_t p = 0; p < plan.passes.size(); ++p) {
    const Pass& pass = plan.passes[p];
    std::span layers(plan.layers.data() + pass.layers.first, static_cast<std::size_t>(pass.layers.count));
    const Extent extent = pass.unmoved.empty() ? pass.extent : pass.unmoved;
    Layer still;
    if (!pass.unmoved.empty()) {
      still = still_layer(layers.front(), extent);
      layers = {&still, 1};
    }
    const auto source = [&](const Layer& layer) {
      const SourceRef from = unshrunk(plan, layer).source;
      const auto i = static_cast<std::size_t>(from.index);
      if (from.kind == SourceRef::Kind::surface) return surfaces[i];
      const bool decoded = from.kind == SourceRef::Kind::decoded;
      const std::span all = decoded ? sources.decoded_labels : sources.finished_labels;
      Rasters labels = i < all.size() ? all[i] : Rasters{};
      if (plan.nodata && labels.segmentation)
        labels.segmentation = detail::known(*labels.segmentation, (decoded ? sources.decoded : sources.finished)[i], *plan.nodata);
      return labels;
    };
    Rasters& out = surfaces[p];
    const Layer* dominant = nullptr;
    std::vector<const Layer*> other_ids;  ///< of blended layers with nearly the same share
    for (const Layer& layer : layers)
      if (!dominant || layer.weight > dominant->weight) dominant = &layer;
    for (const Layer& layer : layers) {
      const Rasters in = source(layer);
      const bool shows = !pass.blend || &layer == dominant;
      const bool doubts = pass.blend && &layer != dominant && dominant->weight < 0.6f;
      const Silhouette* silhouette = plan.silhouette_of(layer);
      if (in.segmentation && shows) {
        const Dtype dtype = in.segmentation->dtype();
        const int fill = layer.fill_mask < 0 ? ignore_index(dtype) : layer.fill_mask;
        auto ids = out.segmentation ? std::const_pointer_cast<Image>(out.segmentation) : detail::filled(extent, dtype, fill);
        if (dtype == Dtype::uint16) detail::lay_raster(plan, *in.segmentation, layer, static_cast<std::uint16_t>(fill), *ids, pool);
        else detail::lay_raster(plan, *in.segmentation, layer, static_cast<std::uint8_t>(fill), *ids, pool);
        out.segmentation = ids;
      }
      if (in.segmentation && doubts) other_ids.push_back(&layer);
      if (!pass.blend)
        for (const auto& mask : out.masks) detail::hide(*std::const_pointer_cast<Image>(mask), layer, silhouette);
      if (layer.pasted) {
        detail::paste_masks(plan, layer, extent, out.masks);
        continue;
      }
      for (const auto& mask : in.masks) {
        auto moved = detail::filled(extent, Dtype::uint8, 0);
        detail::lay_raster<std::uint8_t>(plan, *mask, layer, 0, *moved, pool);
        out.masks.push_back(moved);
      }
    }
    for (const Layer* layer : other_ids) {
      if (!out.segmentation) continue;
      const std::shared_ptr<const Image> others = source(*layer).segmentation;
      const Image& in = *others;
      const auto ids = detail::filled(extent, in.dtype(), ignore_index(in.dtype()));
      if (in.dtype() == Dtype::uint16) detail::lay_raster(plan, in, *layer, std::uint16_t{65535}, *ids, pool);
      else detail::lay_raster(plan, in, *layer, std::uint8_t{255}, *ids, pool);
      detail::keep_equal(*std::const_pointer_cast<Image>(out.segmentation), *ids);
    }
    for (int k = 0; k < pass.holes.count; ++k) detail::punch(plan.holes[static_cast<std::size_t>(pass.holes.first + k)], out);
  }
  return surfaces.empty() ? Rasters{} : std::move(surfaces.back());
}

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
