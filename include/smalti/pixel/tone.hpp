// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/image.hpp>
#include <smalti/pixel/rounding.hpp>

namespace smalti {

/// The 256 tones of a declared range. Of u8 a tone is the value, of 16 bits its upper eight; of floats, whose white is a
/// tone of its own, it is trunc(255.999 x), as torchvision converts them.
struct ToneScale {
  float lo = 0, max = 255, scale = 1;
  bool whole = true;

  SMALTI_HD static constexpr ToneScale of(ValueRange range, bool whole) {
    const float span = range.max - range.lo;
    return {range.lo, range.max, whole ? 256 / (span + 1) : 255.999f / span, whole};
  }
  SMALTI_HD int tone(float v) const {
    const float low = v > lo ? v : lo, inside = low < max ? low : max;  // NaN is black, as it must have a tone
    return static_cast<int>(((whole ? round_even(inside) : inside) - lo) * scale);
  }
};

}  // namespace smalti
