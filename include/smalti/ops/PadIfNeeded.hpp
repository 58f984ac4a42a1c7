// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>

namespace smalti {

enum class PadPosition : std::uint8_t { center, top_left, top_right, bottom_left, bottom_right, random };
template <>
inline constexpr std::array<std::string_view, 6> enum_names<PadPosition>{"center", "top_left", "top_right", "bottom_left", "bottom_right", "random"};

/// Pads sides that are too short, or not a multiple of a divisor.
struct PadIfNeeded {
  std::optional<int> min_height{1024};
  std::optional<int> min_width{1024};
  std::optional<int> pad_height_divisor{};
  std::optional<int> pad_width_divisor{};
  PadPosition position = PadPosition::center;
  Border border_mode = Border::constant;
  Fill fill{0};
  std::optional<int> fill_mask{};

  static constexpr auto describe() {
    return about("Pad sides that are shorter than a length, or no multiple of a divisor", "Albumentations",
        field<&PadIfNeeded::min_height>{.doc = "least height; none with a divisor", .unit = "px", .min = 1, .max = 65535},
        field<&PadIfNeeded::min_width>{.doc = "least width; none with a divisor", .unit = "px", .min = 1, .max = 65535},
        field<&PadIfNeeded::pad_height_divisor>{.doc = "the height becomes a multiple of it", .unit = "px", .min = 1, .max = 65535},
        field<&PadIfNeeded::pad_width_divisor>{.doc = "the width becomes a multiple of it", .unit = "px", .min = 1, .max = 65535},
        field<&PadIfNeeded::position>{.doc = "where the picture lies on the canvas"},
        field<&PadIfNeeded::border_mode>{.doc = "constant shows the fill, the others repeat the picture"},
        field<&PadIfNeeded::fill>{.doc = "what the border shows", .unit = "input units", .min = -32768, .max = 65535},
        field<&PadIfNeeded::fill_mask>{.doc = "id that the segmentation shows there; none takes the ignore index", .min = 0, .max = 65535});
  }
  constexpr const char* refuse() const {
    if (min_height.has_value() == pad_height_divisor.has_value()) return "either min_height or pad_height_divisor must be given, not both";
    if (min_width.has_value() == pad_width_divisor.has_value()) return "either min_width or pad_width_divisor must be given, not both";
    return nullptr;
  }

  /// Slots: 1 top, 2 left (random position).
  Map draw(const Draws& d, const Frame& in) const {
    const auto missing = [](int side, const std::optional<int>& least, const std::optional<int>& divisor) {
      return divisor ? (*divisor - side % *divisor) % *divisor : std::max(0, *least - side);
    };
    const auto [h, w] = in.extent;
    const int dy = missing(h, min_height, pad_height_divisor), dx = missing(w, min_width, pad_width_divisor);
    int top = dy / 2, left = dx / 2;
    if (position == PadPosition::random) top = static_cast<int>(d.between(1, 0, dy)), left = static_cast<int>(d.between(2, 0, dx));
    else if (position != PadPosition::center) {
      top = position == PadPosition::top_left || position == PadPosition::top_right ? 0 : dy;
      left = position == PadPosition::top_left || position == PadPosition::bottom_left ? 0 : dx;
    }
    return Map::crop({-left, -top, w + dx - left, h + dy - top});
  }
};

}  // namespace smalti
