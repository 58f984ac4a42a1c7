// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/polygon.hpp>
#include <smalti/cuda/points.hpp>

namespace smalti::cuda {

namespace detail {

/// At least half of a pixel is covered.
SMALTI_HD inline bool shows_object(const ImageView& silhouette, Rect bounds, int x, int y) {
  if (!bounds.contains(x, y)) return false;
  if (!silhouette.data) return false;
  return silhouette.dtype == Dtype::float32 ? silhouette.at<float>(y - bounds.top, x - bounds.left) >= 0.5f : silhouette.at<std::uint8_t>(y - bounds.top, x - bounds.left) != 0;
}
/// A layer covers the pixel.
SMALTI_HD inline bool covers(const JobLayer& l, int x, int y) {
  if (!l.shown.contains(x, y)) return false;
  if (l.layer.coverage.kind == Coverage::Kind::silhouette) return shows_object(l.silhouette, l.layer.coverage.rect, x, y);
  return l.layer.coverage.kind != Coverage::Kind::polygon || contains(l.layer.coverage.polygon, {x + 0.5, y + 0.5});
}
/// The source has no data at a pixel.
SMALTI_HD inline bool lacks_data(const JobRasterStep& s, int x, int y) {
  if (!s.pixels.data || !s.pixels_window.contains(x, y)) return false;
  for (int c = 0; c < s.pixels.channels; ++c) {
    const int row = y - s.pixels_window.top, column = x - s.pixels_window.left;
    const float v = s.pixels.dtype == Dtype::uint8 ? static_cast<float>(number<std::uint8_t>(s.pixels, row, column, c)) : number<float>(s.pixels, row, column, c);
    if (v != s.nodata) return false;
  }
  return true;
}
/// What a layer shows of its raster at a pixel.
SMALTI_HD inline int nearest_id(const JobRasterStep& s, int x, int y) {
  const JobLayer& l = *s.layer;
  const auto id = [&](int column, int row) {
    if (lacks_data(s, column, row)) return ignore_index(l.view.dtype);
    const int i = row - l.window.top, j = column - l.window.left;
    return l.view.dtype == Dtype::uint16 ? int{l.view.at<std::uint16_t>(i, j)} : int{l.view.at<std::uint8_t>(i, j)};
  };
  if (l.layer.sampling == Sampling::warp || l.layer.sampling == Sampling::field) {
    const WarpPoint at = source_point(l, x, y);
    if (!at.inside) return s.value;
    return static_cast<int>(warp_value(at, l.layer.interpolation, l.layer.support, l.layer.border, static_cast<float>(s.value), [&](int u, int v) { return static_cast<float>(id(u, v)); }));
  }
  const AxisTaps across = taps_of(l.x, x), down = taps_of(l.y, y);
  if (across.count == 0 || down.count == 0) return s.value;
  const Canvas<std::uint8_t> canvas{l, 0};
  const int column = canvas.column(across.first), row = canvas.row(down.first);
  return column < 0 || row < 0 ? s.value : id(column, row);
}

/// What stands at a pixel of a raster: all that is laid there, in order.
SMALTI_HD inline int raster_id(const JobRaster& r, int x, int y) {
  using Kind = JobRasterStep::Kind;
  if (!Rect::of(r.extent).contains(x, y)) return r.unknown;
  int id = r.begin;
  for (int k = 0; k < r.count; ++k) {
    const JobRasterStep& s = r.steps[k];
    switch (s.kind) {
      case Kind::lay:
      case Kind::doubt: {
        const JobLayer& l = *s.layer;
        const bool shown = l.layer.coverage.kind == Coverage::Kind::silhouette ? covers(l, x, y) : shown_in_row(l, y).contains(x);
        const int other = shown ? nearest_id(s, x, y) : s.value;
        if (s.kind == Kind::doubt) id = other == id ? id : r.unknown;
        else if (shown) id = other;
        break;
      }
      case Kind::cover:
        if (covers(*s.layer, x, y)) id = s.value;
        break;
      case Kind::object:
        if (shows_object(s.object, s.bounds, x, y) && covers(*s.layer, x, y)) id = s.value;
        break;
      case Kind::hole:
        if (s.hole->rect.contains(x, y) && s.hole->covers(x, y)) id = s.value;
        break;
    }
  }
  return id;
}

}  // namespace detail

/// Renders a tile of a label raster, or of where it shows objects.
template <class Block>
SMALTI_HD void render_raster(Block block, const JobRaster& r, int tile) {
  const Extent e = r.out.extent;
  block.threads([&](int t) {
    const int across = blocks_of(e.width, tile_side), y = tile / across * tile_side + t / (tile_side / 4);
    if (y >= e.height) return;
    for (int i = 0, x = tile % across * tile_side + t % (tile_side / 4) * 4; i < 4 && x < e.width; ++i, ++x) {
      const int id = detail::raster_id(r, x, y);
      if (r.objects) r.out.at<std::uint8_t>(y, x) = id != 0 && id != r.unknown;
      else if (r.out.dtype == Dtype::uint16) r.out.at<std::uint16_t>(y, x) = static_cast<std::uint16_t>(id);
      else r.out.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(id);
    }
  });
}

}  // namespace smalti::cuda
