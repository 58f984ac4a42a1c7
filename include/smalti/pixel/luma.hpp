// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/pixel/rounding.hpp>

namespace smalti {

/// Luma of ITU-R BT.601, Y = .299 R + .587 G + .114 B.
SMALTI_HD inline float luma(Rgb v) { return std::fma(0.114f, v.b, std::fma(0.587f, v.g, 0.299f * v.r)); }

/// The luma that torchvision's uint8 tensors take (its sums with a factor are fused), cut to an integer.
SMALTI_HD inline float luma_exact(Rgb v) {
  return whole_below(std::fma(0.114f, v.b, std::fma(0.587f, v.g, v.r * 0.2989f)));
}

}  // namespace smalti
