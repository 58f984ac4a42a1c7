// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/program.hpp>
#include <smalti/pixel/lab.hpp>
#include <smalti/pixel/local_equalization.hpp>
#include <smalti/pixel/warp.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// Equalises a surface, or the lightness of a colour, by tables of the tiles around each pixel (CLAHE).
class LocalEqualizer {
 public:
  void start(LocalEqualization how, const Pass& pass, std::span<const float>) {
    how_ = how;
    measured_ = false;
    tile_ = equalized_tile(pass.extent, how.rows, how.columns);
    byte_ = ByteScale::of(pass.range);
  }
  template <class Surface>
  void read(Surface& surface, const Pass& pass, int y, const Row& row) {
    if (!measured_) measure(surface, pass, row);
    const TilesAbout down = tiles_about(y, 1.0f / static_cast<float>(tile_.height), how_.rows);
    const std::uint8_t *upper = table(down.first, 0), *lower = table(down.second, 0),
                       *plane = plane_.data() + static_cast<std::size_t>(y * row.n);
    const auto equalised = [&](int x) {
      const TilesAbout& at = columns_[static_cast<std::size_t>(x)];
      const int left = 256 * at.first + plane[x], right = 256 * at.second + plane[x];
      return blended(upper[left], upper[right], lower[left], lower[right], at.share, down.share);
    };
    if (row.channels == 1) {
      for (int x = 0; x < row.n; ++x) row.plane[0][x] = std::fma(equalised(x), byte_.unit, byte_.lo);
      return;
    }
    for (int x = 0; x < row.n; ++x) lightness_[static_cast<std::size_t>(x)] = equalised(x) / 2.55f;
    surface.read(y, row, pass.range);
    lighten(LabTables::get(), byte_, lightness_.data(), row.n, row.plane[0], row.plane[1], row.plane[2]);
  }

 private:
  /// The lightness of a row of colours.
  static void light_of(const LabTables& tables, ByteScale byte, const float* r, const float* g, const float* b, int n,
                       std::uint8_t* __restrict out) {
    for (int x = 0; x < n; ++x) out[x] = static_cast<std::uint8_t>(lightness_level(tables, byte(r[x]), byte(g[x]), byte(b[x])));
  }
  /// Gives a row of colours its new lightness.
  static void lighten(const LabTables& tables, ByteScale byte, const float* __restrict light, int n, float* __restrict r,
                      float* __restrict g, float* __restrict b) {
    for (int x = 0; x < n; ++x) {
      const Rgb rgb = lightened(tables, byte, {r[x], g[x], b[x]}, light[x]);
      r[x] = rgb.r, g[x] = rgb.g, b[x] = rgb.b;
    }
  }
  std::uint8_t* table(int row, int column) {
    return tables_.data() + 256 * static_cast<std::size_t>(row * how_.columns + column);
  }

  /// The plane that is equalised, and the tables of its tiles. Beyond the picture tiles see it reflected.
  template <class Surface>
  void measure(Surface& surface, const Pass& pass, const Row& row) {
    const auto [h, w] = pass.extent;
    measured_ = true;
    plane_.resize(static_cast<std::size_t>(pass.extent.area()));
    lightness_.resize(static_cast<std::size_t>(w));
    const LabTables& tables = LabTables::get();
    const ByteScale byte = byte_;
    for (int y = 0; y < h; ++y) {
      surface.read(y, row, pass.range);
      std::uint8_t* __restrict to = plane_.data() + static_cast<std::size_t>(y * w);
      const float *r = row.plane[0], *g = row.plane[1], *b = row.plane[2];
      if (row.channels == 1)
        for (int x = 0; x < w; ++x) to[x] = static_cast<std::uint8_t>(byte(r[x]));
      else light_of(tables, byte, r, g, b, w, to);
    }
    columns_.clear();
    for (int x = 0; x < w; ++x)
      columns_.push_back(tiles_about(x, 1.0f / static_cast<float>(tile_.width), how_.columns));
    tables_.resize(256 * static_cast<std::size_t>(how_.rows * how_.columns));
    const int area = static_cast<int>(tile_.area());
    const int limit = equalized_limit(how_.clip, tile_);
    for (int r = 0; r < how_.rows; ++r)
      for (int c = 0; c < how_.columns; ++c) {
        int counts[256]{};
        for (int y = r * tile_.height; y < (r + 1) * tile_.height; ++y) {
          const std::uint8_t* from =
              plane_.data() + static_cast<std::size_t>(border_index(y, 0, h, Border::reflect) * w);
          for (int x = c * tile_.width; x < (c + 1) * tile_.width; ++x)
            ++counts[from[x < w ? x : border_index(x, 0, w, Border::reflect)]];
        }
        equalization_table(counts, limit, area, table(r, c));
      }
  }

  LocalEqualization how_;
  bool measured_ = false;
  ByteScale byte_;
  Extent tile_;
  std::vector<std::uint8_t> plane_, tables_;
  std::vector<float> lightness_;  ///< of a row, equalised
  std::vector<TilesAbout> columns_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
