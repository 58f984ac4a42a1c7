// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

enum class PadAnchor : std::uint8_t { random, top_left, center };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<PadAnchor>{"random", "top_left", "center"};

/// Cuts out a window of fixed size at a random place, of a picture that is padded where it is smaller.
struct RandomPaddingCrop {
  Extent crop_size{512, 512};
  Fill fill = padding_grey;
  PadAnchor pad_anchor = PadAnchor::random;
  std::optional<int> fill_mask{};

  static constexpr auto describe() {
    return about("Cut out a window of fixed size at a random place; what the picture lacks is padded", "PaddleSeg",
        field<&RandomPaddingCrop::crop_size>{.doc = "height and width of the window", .unit = "px", .min = 1, .max = 65535},
        field<&RandomPaddingCrop::fill>{.doc = "what the border shows", .unit = "input units", .min = -32768, .max = 65535},
        field<&RandomPaddingCrop::pad_anchor>{.doc = "where a picture that is too small lies in the window"},
        field<&RandomPaddingCrop::fill_mask>{.doc = "id that the segmentation shows there; none takes the ignore index", .min = 0, .max = 65535});
  }

  /// Slots: 1 pad left, 2 pad top, 3 left, 4 top.
  Map draw(const Draws& d, const Frame& in) const {
    const int left = begin(d, 1, 3, in.extent.width, crop_size.width), top = begin(d, 2, 4, in.extent.height, crop_size.height);
    return Map::crop({left, top, left + crop_size.width, top + crop_size.height});
  }

 private:
  /// Where the window begins on an axis of n px: below 0 by what is padded before.
  int begin(const Draws& d, u32 pad_slot, u32 slot, int n, int window) const {
    const int missing = window - n;
    if (missing <= 0) return static_cast<int>(d.between(slot, 0, -missing));
    if (pad_anchor == PadAnchor::top_left) return 0;
    return pad_anchor == PadAnchor::center ? -(missing / 2) : -static_cast<int>(d.between(pad_slot, 0, missing));
  }
};

}  // namespace smalti
