// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/pixel/rounding.hpp>

#include <cmath>
#include <limits>
#include <optional>

namespace smalti {

/// The range of numbers that have none, such as z-scores.
inline constexpr ValueRange unbounded{-std::numeric_limits<float>::max(), std::numeric_limits<float>::max()};

/// to + (x - from) scale, clipped to [least, most]: the way to another range.
struct Rescale {
  static constexpr bool clamps_itself = true;
  struct State {
    float from, scale, to;
    ValueRange clip, range;  ///< where results end, and what they are declared as
  };
  /// Of numbers that float32 cannot hold: what it rounds away of `from` goes to `to`.
  static State of(double from, double scale, double to, ValueRange clip, ValueRange range) {
    const float near = static_cast<float>(from);
    return {near, static_cast<float>(scale), static_cast<float>(std::fma(double{near} - from, scale, to)), clip, range};
  }
  static ValueRange range(const State& s) { return s.range; }
  SMALTI_HD static float apply(float v, const State& s) { return clamp(std::fma(v - s.from, s.scale, s.to), s.clip.lo, s.clip.max); }
};

/// The same for channels first .. first + 3, each with numbers of its own; others stay as they are.
struct RescaleChannels {
  static constexpr bool clamps_itself = true;
  struct State {
    int first;
    std::array<float, 4> from, scale;
    float to;
    ValueRange clip, range;
    std::optional<float> nodata;  ///< stays as it is
  };
  static ValueRange range(const State& s) { return s.range; }
  SMALTI_HD static float apply(float v, const State& s, int channel) {
    if (s.nodata && v == *s.nodata) return v;
    float out = v;
    for (int k = 0; k < 4; ++k)  // constant indices keep the state in registers on devices
      if (channel == s.first + k)
        out = clamp(std::fma(v - s.from[static_cast<std::size_t>(k)], s.scale[static_cast<std::size_t>(k)], s.to), s.clip.lo, s.clip.max);
    return out;
  }
};

/// Clips to two values, which may lie outside of the declared range.
struct Clip {
  static constexpr bool clamps_itself = true;
  struct State {
    float least, most;
  };
  SMALTI_HD static constexpr float apply(float v, State s) { return clamp(v, s.least, s.most); }
};

}  // namespace smalti
