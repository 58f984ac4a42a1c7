// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/pixel/pixel_mask.hpp>
#include <smalti/pixel/rounding.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace smalti {

/// Maps the values between two percentiles of the picture onto a range.
struct ScaleBetweenPercentiles {
  static constexpr bool clamps_itself = true;
  struct State {
    std::array<float, 2> percentiles, to;
    bool per_channel, clip;
    PixelMask mask;
    ValueRange range;
    std::optional<float> nodata;
  };
  static ValueRange range(const State& s) { return s.range; }
  static std::array<float, 2> left_out(const State& s) {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    return {s.nodata.value_or(none), s.mask == PixelMask::nonzero ? 0 : none};
  }
  static bool masked(const State& s) { return s.mask == PixelMask::segmentation; }

  static constexpr Reduction reduction = Reduction::ranks;
  static RankQuery ranks(const State& s) { return {{s.percentiles[0] / 100.0, s.percentiles[1] / 100.0}, !s.per_channel}; }
  static constexpr int table_size = 4;  ///< value of the lower percentile, factor, what it becomes, whether results are clipped
  SMALTI_HD static State measured(State s, const Measured& m, float* table) {
    for (int c = 0; c < m.channels; ++c, table += table_size) {
      const double lower = m.at_share[c][0], upper = m.at_share[c][1];
      const bool constant = !(lower < upper);
      const double scale = constant ? 1 : (double{s.to[1]} - s.to[0]) / (upper - lower);
      table[0] = static_cast<float>(lower);
      table[1] = static_cast<float>(scale);
      table[2] = static_cast<float>(std::fma(double{table[0]} - lower, scale, double{s.to[0]}));  // with what float32 rounded away
      table[3] = s.clip && !constant ? 1.0f : 0.0f;
    }
    return s;
  }
  SMALTI_HD static float apply(float v, const State& s, Place at) {
    const float scaled = std::fma(v - at.table[0], at.table[1], at.table[2]);
    const float inside = at.table[3] > 0 ? clamp(scaled, s.to[0], s.to[1]) : scaled;
    return s.nodata && v == *s.nodata ? v : inside;
  }
};

}  // namespace smalti
