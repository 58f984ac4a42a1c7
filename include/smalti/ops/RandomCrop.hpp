// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>

#include <string>

namespace smalti {

/// Cuts out a window of fixed size at a uniform place.
struct RandomCrop {
  Required<Extent> size;
  std::optional<Padding> padding{};
  bool pad_if_needed = false;
  Fill fill{0};
  Border padding_mode = Border::constant;

  static constexpr auto describe() {
    return about("Cut out a window of fixed size at a random place", "torchvision",
        field<&RandomCrop::size>{.doc = "height and width of the window", .unit = "px", .min = 1, .max = 65535, .example = 32},
        field<&RandomCrop::padding>{.doc = "border added first", .unit = "px", .min = 0, .max = 65535},
        field<&RandomCrop::pad_if_needed>{.doc = "pad a picture that is smaller than the window, by the missing amount on both sides"},
        field<&RandomCrop::fill>{.doc = "what the border shows", .unit = "input units", .min = -32768, .max = 65535},
        field<&RandomCrop::padding_mode>{.doc = "constant shows the fill, the others repeat the picture"});
  }

  /// Slots: 1 top, 2 left.
  Map draw(const Draws& d, const Frame& in) const {
    const Padding pad = padding.value_or(Padding{});
    Rect canvas{-pad.left, -pad.top, in.extent.width + pad.right, in.extent.height + pad.bottom};
    if (pad_if_needed) {
      const int dx = std::max(0, size->width - canvas.width()), dy = std::max(0, size->height - canvas.height());
      canvas = {canvas.left - dx, canvas.top - dy, canvas.right + dx, canvas.bottom + dy};
    }
    if (canvas.width() < size->width || canvas.height() < size->height)
      raise("param.range", "RandomCrop.size = (" + std::to_string(size->height) + ", " + std::to_string(size->width) + "): must fit the image, " +
                               std::to_string(canvas.width()) + "x" + std::to_string(canvas.height()) + " px; set pad_if_needed=True or put a Resize before it");
    const int top = canvas.top + static_cast<int>(d.between(1, 0, canvas.height() - size->height));
    const int left = canvas.left + static_cast<int>(d.between(2, 0, canvas.width() - size->width));
    return Map::crop({left, top, left + size->width, top + size->height});
  }
};

}  // namespace smalti
