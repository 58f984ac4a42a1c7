// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>

#include <string>

namespace smalti {

/// Equalises the histogram tile by tile, with limited contrast.
struct CLAHE {
  UpTo<1> clip_limit{1, 4};
  Extent tile_grid_size{8, 8};

  static constexpr auto describe() {
    return about("Equalise the brightness of each part of the picture, with limited contrast; of colours their lightness in Lab", "Albumentations; Zuiderveld, Graphics Gems IV, 1994",
        field<&CLAHE::clip_limit>{.doc = "most counts of a value, as a multiple of the mean count, drawn; a number v means [1, v]", .min = 1, .max = 256},
        field<&CLAHE::tile_grid_size>{.doc = "rows and columns of tiles", .unit = "tiles", .min = 1, .max = 64});
  }

  static constexpr bool needs_range = true;
  struct State {
    float clip;
    int rows, columns;
  };
  /// Slot 1: clip limit.
  State draw(const Draws& d, const Frame& in) const {
    if (in.channels != 1 && in.channels != 3)
      raise("image.shape", "CLAHE: must have 1 or 3 channels, not " + std::to_string(in.channels));
    return {static_cast<float>(d.uniform(1, clip_limit)), tile_grid_size.height, tile_grid_size.width};
  }

  static WindowFunction window(State s, std::vector<float>&) { return LocalEqualization{s.clip, s.rows, s.columns}; }
};

}  // namespace smalti
