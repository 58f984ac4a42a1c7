// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// Adds a border.
struct Pad {
  Required<Padding> padding;
  Fill fill{0};
  Border padding_mode = Border::constant;
  std::optional<int> fill_mask{};

  static constexpr auto describe() {
    return about("Add a border", "torchvision",
        field<&Pad::padding>{.doc = "one width, [left and right, top and bottom] or [left, top, right, bottom]", .unit = "px", .min = 0, .max = 65535, .example = 4},
        field<&Pad::fill>{.doc = "what the border shows", .unit = "input units", .min = -32768, .max = 65535},
        field<&Pad::padding_mode>{.doc = "constant shows the fill, the others repeat the picture"},
        field<&Pad::fill_mask>{.doc = "id that the segmentation shows there; none takes the ignore index", .min = 0, .max = 65535});
  }

  Map draw(const Draws&, const Frame& in) const {
    return Map::crop({-padding->left, -padding->top, in.extent.width + padding->right, in.extent.height + padding->bottom});
  }
};

}  // namespace smalti
