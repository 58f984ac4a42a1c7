// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// Resizes to a fixed extent, or the short side to a length.
struct Resize {
  std::optional<ShortSideOrExtent> size{};
  Interpolation interpolation = Interpolation::bilinear;
  std::optional<int> max_size{};
  bool antialias = true;

  static constexpr auto describe() {
    return about("Resize the picture", "torchvision",
        field<&Resize::size>{.doc = "the short side, or height and width; none: max_size is the long side", .unit = "px", .min = 1, .max = 65535, .example = 224},
        field<&Resize::interpolation>{.doc = "filter"},
        field<&Resize::max_size>{.doc = "bound of the long side when size is the short one", .unit = "px", .min = 1, .max = 65535},
        field<&Resize::antialias>{.doc = "filter by area when shrinking"});
  }
  constexpr const char* refuse() const {
    if (!size && !max_size) return "size or max_size must be given";
    if (size && size->index() == 1 && max_size) return "max_size must go with one number as size";
    return filter_conflict(interpolation, antialias);
  }

  Map draw(const Draws&, const Frame& in) const { return Map::crop_resize(Rect::of(in.extent), target(in.extent)); }

 private:
  Extent target(Extent e) const {
    if (size && size->index() == 1) return std::get<1>(*size);
    const std::int64_t shorter = std::min(e.height, e.width), longer = std::max(e.height, e.width);
    std::int64_t s = size ? std::get<0>(*size) : *max_size * shorter / longer, l = size ? s * longer / shorter : *max_size;
    if (size && max_size && l > *max_size) s = *max_size * s / l, l = *max_size;
    const int a = static_cast<int>(std::max<std::int64_t>(1, s)), b = static_cast<int>(l);
    return e.height <= e.width ? Extent{a, b} : Extent{b, a};
  }
};

}  // namespace smalti
