// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/params.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace smalti {

/// What masks show where a hole is: what they showed, nothing known (the ignore index; instance masks 0), or 0.
enum class MaskPolicy : std::uint8_t { keep, ignore, zero };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<MaskPolicy>{"keep", "ignore", "zero"};
/// What becomes of a keypoint under a hole: it is occluded (v at most 1), or dropped (v 0).
enum class OnCover : std::uint8_t { occlude, drop };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<OnCover>{"occlude", "drop"};

}  // namespace smalti
