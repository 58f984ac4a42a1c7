// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <cmath>

namespace smalti {

/// How much smaller than luma chroma is stored.
enum class Subsampling : std::uint8_t { s420, s422, s444, random };
template <>
inline constexpr std::array<std::string_view, 4> enum_names<Subsampling>{"420", "422", "444", "random"};

/// Where the blocks begin: at the picture's corner, or up to 7 px outside of it.
enum class GridOffset : std::uint8_t { zero, random };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<GridOffset>{"zero", "random"};

/// Which channels are coded as one colour picture: the first three, or none.
enum class ChannelGroups : std::uint8_t { rgb, none };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<ChannelGroups>{"rgb", "none"};

/// Gives a picture the marks of having been stored as a JPEG, bit for bit as libjpeg-turbo leaves them.
struct JPEG {
  Required<Range> quality;
  Subsampling subsampling = Subsampling::s420;
  GridOffset grid_offset = GridOffset::zero;
  ChannelGroups channel_groups = ChannelGroups::rgb;

  static constexpr auto describe() {
    return about("Code as JPEG and decode again; numbers that are not bytes are coded on 256 steps of their range", "torchvision; ITU-T T.81, 1992",
        field<&JPEG::quality>{.doc = "whole number, drawn; 1 is worst", .min = 1, .max = 100, .example = 50},
        field<&JPEG::subsampling>{.doc = "chroma halved in both axes, across, in none, or drawn"},
        field<&JPEG::grid_offset>{.doc = "zero puts the blocks at the corner, random off it, as a crop would"},
        field<&JPEG::channel_groups>{.doc = "rgb codes the first three channels as a colour, none each channel as a grey picture"});
  }
  constexpr const char* refuse() const {
    const auto whole = [](float v) { return v == static_cast<float>(static_cast<int>(v)); };
    return whole(quality->lo) && whole(quality->hi) ? nullptr : "quality must be a whole number";
  }

  static constexpr bool needs_range = true;
  struct State {
    int quality;
    Subsampling subsampling;
    int left, top;  ///< px by which the first block begins outside the picture
    bool colour;
  };
  /// Slots 1: quality; 2: subsampling; 3, 4: offset of the blocks.
  State draw(const Draws& d, const Frame& in) const {
    const auto drawn = static_cast<Subsampling>(d.between(2, 0, 2));
    const auto offset = [&](u32 slot) { return grid_offset == GridOffset::random ? static_cast<int>(d.between(slot, 0, 7)) : 0; };
    return {static_cast<int>(d.between(1, static_cast<int>(quality->lo), static_cast<int>(quality->hi))),
            subsampling == Subsampling::random ? drawn : subsampling, offset(3), offset(4),
            channel_groups == ChannelGroups::rgb && in.channels >= 3};
  }

  static WindowFunction window(State s, std::vector<float>&) {
    const bool down = s.subsampling == Subsampling::s420, across = down || s.subsampling == Subsampling::s422;
    if (!s.colour) return JpegCoding{s.quality, 1, 1, s.left, s.top, false};
    return JpegCoding{s.quality, across ? 2 : 1, down ? 2 : 1, s.left, s.top, true};
  }
};

}  // namespace smalti
