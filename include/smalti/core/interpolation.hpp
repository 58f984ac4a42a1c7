// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <cstdint>

namespace smalti {

/// How pixels between pixels are found. `nearest_exact` is a synonym of `nearest`; `nearest_legacy` lacks the half pixel.
enum class Interpolation : std::uint8_t {
  nearest,
  nearest_exact,
  nearest_legacy,
  bilinear,
  bicubic,
  box,
  hamming,
  lanczos,
  area
};

/// What a tap reads where there is no source.
enum class Border : std::uint8_t { constant, edge, reflect, symmetric };

/// Why a resize cannot be done, if it cannot: bicubic, box, hamming and lanczos are only defined with antialias.
constexpr const char* filter_conflict(Interpolation filter, bool antialias) {
  const bool smooth = filter >= Interpolation::bicubic && filter != Interpolation::area;
  return smooth && !antialias ? "antialias must be true with bicubic, box, hamming and lanczos" : nullptr;
}

/// Why a warp cannot be done, if it cannot: it looks at the nearest pixel, or at 2x2 or 4x4 of them.
constexpr const char* warp_conflict(Interpolation filter) {
  return filter > Interpolation::bicubic ? "interpolation must be nearest, bilinear or bicubic" : nullptr;
}

}  // namespace smalti
