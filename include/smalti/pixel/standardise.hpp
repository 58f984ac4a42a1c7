// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/pixel/pixel_mask.hpp>
#include <smalti/pixel/ranks.hpp>
#include <smalti/pixel/rescale.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace smalti {

/// Subtracts the mean of the picture, or of a part of it, and divides by the standard deviation; outside becomes 0.
struct Standardise {
  static constexpr bool clamps_itself = true;
  struct State {
    std::optional<Range> clip_percentiles;
    bool per_channel;
    PixelMask mask;
    float eps, limit;
  };
  static ValueRange range(const State& s) { return {-s.limit, s.limit}; }
  static std::array<float, 2> left_out(const State& s) {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    return {s.mask == PixelMask::nonzero ? 0 : none, none};
  }
  static bool masked(const State& s) { return s.mask == PixelMask::segmentation; }

  static constexpr Reduction reduction(const State& s) { return s.clip_percentiles ? Reduction::ranks : Reduction::moments; }
  static RankQuery ranks(const State& s) {
    if (!s.clip_percentiles) return {};
    return {{s.clip_percentiles->lo / 100.0, s.clip_percentiles->hi / 100.0}, !s.per_channel, true};
  }
  static constexpr int table_size = 5;  ///< mean, deviation, what float32 rounded away of the mean as a score, ends of the scores
  SMALTI_HD static State measured(State s, const Measured& m, float* table) {
    for (int c = 0; c < m.channels; ++c, table += table_size) {
      if (!s.per_channel && c > 0) {
        for (int k = 0; k < table_size; ++k) table[k] = table[k - table_size];
        continue;
      }
      ClippedUnits units{unbounded.lo, unbounded.max, m.unit};
      if (s.clip_percentiles) units = ClippedUnits::between(m.at_share[c][0], m.at_share[c][1]);
      const Moments all = moments(m, c, s.per_channel ? 1 : m.channels, units.unit);
      table[0] = static_cast<float>(all.mean);
      const double deviation = std::fmax(all.spread, double{s.eps});
      table[1] = static_cast<float>(deviation);
      table[2] = static_cast<float>((double{table[0]} - all.mean) / deviation);
      table[3] = static_cast<float>(std::fmax((units.lo - all.mean) / deviation, -double{s.limit}));
      table[4] = static_cast<float>(std::fmin((units.hi - all.mean) / deviation, double{s.limit}));
    }
    return s;
  }
  SMALTI_HD static float apply(float v, const State& s, Place at) {
    const float z = (v - at.table[0]) / at.table[1] + at.table[2];
    const bool outside = s.mask == PixelMask::segmentation ? !at.inside : s.mask == PixelMask::nonzero && v == 0;
    return outside ? 0.0f : clamp(z, at.table[3], at.table[4]);
  }

 private:
  struct Moments {
    double mean, spread;
  };
  SMALTI_HD static Moments moments(const Measured& m, int first, int channels, double unit) {
    double sum = 0, squares = 0, n = 0;
    for (int c = first; c < first + channels; ++c) {
      sum += static_cast<double>(m.sums[c]) / unit;
      squares += m.squares[c].value() / (unit * unit);
      n += static_cast<double>(m.counts[c]);
    }
    if (n == 0) return {0, 0};
    const double mean = sum / n;
    return {mean, std::sqrt(std::fmax(0.0, std::fma(-mean, mean, squares / n)))};
  }
};

}  // namespace smalti
