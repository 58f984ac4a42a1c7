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
    const auto [h, w] = pass.extent;
    const bool fits = h % how.rows == 0 && w % how.columns == 0;
    tile_ = {(fits ? h : h + how.rows - h % how.rows) / how.rows,
             (fits ? w : w + how.columns - w % how.columns) / how.columns};
    lo_ = pass.range.lo, unit_ = (pass.range.max - pass.range.lo) / 255;
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
      for (int x = 0; x < row.n; ++x) row.plane[0][x] = std::fma(equalised(x), unit_, lo_);
      return;
    }
    const LabTables& tables = LabTables::get();
    surface.read(y, row, pass.range);
    for (int x = 0; x < row.n; ++x) {
      Lab lab = to_lab(tables, byte(row.plane[0][x]), byte(row.plane[1][x]), byte(row.plane[2][x]));
      lab.l = equalised(x) / 2.55f;
      const Rgb rgb = to_rgb(tables, lab);
      const float span = 255 * unit_;
      row.plane[0][x] = std::fma(rgb.r, span, lo_), row.plane[1][x] = std::fma(rgb.g, span, lo_),
      row.plane[2][x] = std::fma(rgb.b, span, lo_);
    }
  }

 private:
  std::uint8_t* table(int row, int column) {
    return tables_.data() + 256 * static_cast<std::size_t>(row * how_.columns + column);
  }
  /// A value on 256 steps of the range.
  int byte(float v) const { return static_cast<int>(round_even(clamp((v - lo_) / unit_, 0, 255))); }

  /// The plane that is equalised, and the tables of its tiles. Beyond the picture tiles see it reflected.
  template <class Surface>
  void measure(Surface& surface, const Pass& pass, const Row& row) {
    const auto [h, w] = pass.extent;
    measured_ = true;
    plane_.resize(static_cast<std::size_t>(pass.extent.area()));
    for (int y = 0; y < h; ++y) {
      surface.read(y, row, pass.range);
      std::uint8_t* to = plane_.data() + static_cast<std::size_t>(y * w);
      for (int x = 0; x < w; ++x) {
        if (row.channels == 1) to[x] = static_cast<std::uint8_t>(byte(row.plane[0][x]));
        else
          to[x] = to_integer<std::uint8_t>(
              2.55f * lightness(LabTables::get(), byte(row.plane[0][x]), byte(row.plane[1][x]), byte(row.plane[2][x])));
      }
    }
    columns_.clear();
    for (int x = 0; x < w; ++x)
      columns_.push_back(tiles_about(x, 1.0f / static_cast<float>(tile_.width), how_.columns));
    tables_.resize(256 * static_cast<std::size_t>(how_.rows * how_.columns));
    const int area = static_cast<int>(tile_.area());
    const int limit = std::max(1, static_cast<int>(double{how_.clip} * area / 256));
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
  float lo_ = 0, unit_ = 1;
  Extent tile_;
  std::vector<std::uint8_t> plane_, tables_;
  std::vector<TilesAbout> columns_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
