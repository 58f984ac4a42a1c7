// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Resizes all pictures of a global batch, on every rank, to one size, which changes every few batches. What comes out
/// depends on the global batch size, as it must.
struct MultiScale {
  Bounded<int, 64> sizes{320, 608};
  int step = 32;
  int every = 10;
  bool keep_ratio = false;
  Interpolation interpolation = Interpolation::bilinear;
  bool antialias = true;

  static constexpr auto describe() {
    return about("Resize whole batches to one of several sizes", "Redmon and Farhadi, YOLO9000, CVPR 2017",
        field<&MultiScale::sizes>{.doc = "sides of the output: the smallest and the largest of a range, or a list", .unit = "px", .min = 1, .max = 65535},
        field<&MultiScale::step>{.doc = "distance of the sizes of a range; 0 makes two sizes a list as well", .unit = "px", .min = 0, .max = 65535},
        field<&MultiScale::every>{.doc = "global batches of one size", .unit = "batches", .min = 1, .max = 1 << 30},
        field<&MultiScale::keep_ratio>{.doc = "fit the picture into the square and keep its aspect; pad behind it, as pictures of a batch then differ"},
        field<&MultiScale::interpolation>{.doc = "filter"},
        field<&MultiScale::antialias>{.doc = "filter by area when shrinking"});
  }
  constexpr const char* refuse() const {
    if (sizes.empty()) return "sizes must have at least one side";
    if (ranges() && sizes[1] < sizes[0]) return "sizes must have the smallest side of the range first";
    return filter_conflict(interpolation, antialias);
  }

  /// Slot 1 on the stream of the global batch: which size.
  Map draw(const Draws& d, const Frame& in) const {
    const Draws shared = d.on_stream(65, {in.batch_number / static_cast<u64>(every), 0, d.at.epoch});
    const int count = ranges() ? (sizes[1] - sizes[0]) / step + 1 : sizes.size();
    const int drawn = static_cast<int>(shared.between(1, 0, count - 1)), side = ranges() ? sizes[0] + drawn * step : sizes[drawn];
    const auto [h, w] = in.extent;
    const double scale = static_cast<double>(side) / std::max(h, w);
    const auto fit = [&](int s) { return keep_ratio ? std::max(1, static_cast<int>(std::rint(s * scale))) : side; };
    return Map::crop_resize(Rect::of(in.extent), {fit(h), fit(w)});
  }

 private:
  constexpr bool ranges() const { return sizes.size() == 2 && step > 0; }
};

}  // namespace smalti
