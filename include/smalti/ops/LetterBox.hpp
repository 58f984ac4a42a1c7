// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Where a picture lies on a larger canvas.
enum class Anchor : std::uint8_t { center, top_left, random };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<Anchor>{"center", "top_left", "random"};

/// Fits the whole picture into an extent, keeping its aspect, with fill around it. All numbers are integers, so labels and
/// pixels agree exactly; inference inverts the map.
struct LetterBox {
  Extent size{640, 640};
  int stride = 0;
  bool scale_up = true;
  Anchor anchor = Anchor::center;
  Fill fill = padding_grey;
  Interpolation interpolation = Interpolation::bilinear;
  bool antialias = true;

  static constexpr auto describe() {
    return about("Fit the picture into an extent, keep its aspect and fill the rest", "YOLO family",
        field<&LetterBox::size>{.doc = "height and width of the canvas", .unit = "px", .min = 1, .max = 65535},
        field<&LetterBox::stride>{.doc = "above 0: pad only up to a multiple of it", .unit = "px", .min = 0, .max = 4096},
        field<&LetterBox::scale_up>{.doc = "enlarge smaller pictures"},
        field<&LetterBox::anchor>{.doc = "where the picture lies on the canvas"},
        field<&LetterBox::fill>{.doc = "what shows around it", .unit = "input units", .min = -32768, .max = 65535},
        field<&LetterBox::interpolation>{.doc = "filter"},
        field<&LetterBox::antialias>{.doc = "filter by area when shrinking"});
  }
  constexpr const char* refuse() const { return filter_conflict(interpolation, antialias); }

  /// Slots: 1 left, 2 top (random anchor).
  Bounded<Map, 2> draw(const Draws& d, const Frame& in) const {
    const Extent e = in.extent;
    double r = std::min(static_cast<double>(size.height) / e.height, static_cast<double>(size.width) / e.width);
    if (!scale_up) r = std::min(r, 1.0);
    const Extent fit{std::max(1, static_cast<int>(std::rint(e.height * r))), std::max(1, static_cast<int>(std::rint(e.width * r)))};
    int dx = size.width - fit.width, dy = size.height - fit.height;
    if (stride > 0) dx %= stride, dy %= stride;
    int left = dx / 2, top = dy / 2;
    if (anchor == Anchor::top_left) left = top = 0;
    if (anchor == Anchor::random) left = static_cast<int>(d.between(1, 0, dx)), top = static_cast<int>(d.between(2, 0, dy));
    return {Map::crop_resize(Rect::of(e), fit), Map::crop({-left, -top, fit.width + dx - left, fit.height + dy - top})};
  }
};

}  // namespace smalti
