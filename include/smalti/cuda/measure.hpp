// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/job.hpp>
#include <smalti/cuda/quad.hpp>
#include <smalti/cuda/window.hpp>
#include <smalti/pixel/luma.hpp>
#include <smalti/pixel/ranks.hpp>
#include <smalti/pixel/tone.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

namespace smalti::cuda {

/// Where the threads of a tile bring together what they measured.
struct TallyShared {
  static constexpr int bins_each = 256;
  u64 parts[4][tile_threads];
  u32 least[4], most[4], bins[4 * bins_each];
  int channels;  ///< that the step gets
  bool last;     ///< no other tile of the job is left
};

namespace detail {

/// A finite number as an unsigned one of the same order, never 0; both zeros are the same.
SMALTI_HD inline u32 key_of(float v) { return order_of(v == 0 ? 0.0f : v); }
SMALTI_HD inline float value_of_key(u32 key) { return from_order<float>(key); }

/// Whether a value is measured; infinities and NaN never are.
SMALTI_HD inline bool counts(const StepRecord& step, float v) {
  return std::fabs(v) <= std::numeric_limits<float>::max() && v != step.left_out[0] && v != step.left_out[1];
}
/// Values are measured as multiples of 1 / this.
SMALTI_HD inline double unit_of(ValueRange range) {
  const float span = range.max - range.lo;
  return span <= 1.5f ? 65536 : span <= 255.5f ? 256 : 1;
}
/// Whether a pixel is measured: it lies on the picture, and shows an object where nothing else counts.
SMALTI_HD inline bool counts(const Job& job, const StepRecord& step, int x, int y) {
  const Extent e = job.pass->extent;
  return x < e.width && y < e.height && !(step.masked && job.objects && job.objects[static_cast<std::ptrdiff_t>(y) * e.width + x] == 0);
}

/// The luma of a pixel as it is summed.
template <int C>
SMALTI_HD std::int64_t luma_units(bool exact, double unit, const Quad<C>& q, int i) {
  float grey = q.v[i][0];
  if constexpr (C >= 3) {
    if (q.channels >= 3) {
      const Rgb rgb{q.v[i][0], q.v[i][1], q.v[i][2]};
      grey = exact ? luma_exact(rgb) : luma(rgb);
    }
  }
  if (!exact) return static_cast<std::int64_t>(round_even(grey * static_cast<float>(unit)));
  return static_cast<std::int64_t>(q.channels >= 3 ? grey : round_even(grey)) * static_cast<std::int64_t>(unit);
}

/// Sums the four numbers that every thread put into `parts` into those of thread 0, by halves; of the last two, low and
/// high, the one carries into the other.
template <class Block>
SMALTI_HD void sum_parts(Block block) {
  auto& parts = block.shared.tally.parts;
  for (int half = Block::size / 2; half > 0; half /= 2)
    block.threads([&](int t) {
      if (t >= half) return;
      parts[0][t] += parts[0][t + half], parts[1][t] += parts[1][t + half];
      parts[2][t] += parts[2][t + half];
      parts[3][t] += parts[3][t + half] + (parts[2][t] < parts[2][t + half] ? 1 : 0);
    });
}

template <class Block, class Quads>
SMALTI_HD void add_luma(Block block, const Job& job, const StepRecord& step, Quads& quads) {
  const double unit = unit_of(step.range);
  block.threads([&](int t) {
    std::int64_t sum = 0;
    unrolled<4>([&](auto i) {
      if (counts(job, step, quads[t].x + i, quads[t].y)) sum += luma_units(job.pass->exact, unit, quads[t], i);
    });
    block.shared.tally.parts[0][t] = static_cast<u64>(sum);
    for (int k = 1; k < 4; ++k) block.shared.tally.parts[k][t] = 0;
  });
  sum_parts(block);
  block.threads([&](int t) {
    if (t == 0) block.add(job.tally->sum, block.shared.tally.parts[0][0]);
  });
}

template <int C, class Block, class Quads>
SMALTI_HD void add_ends(Block block, const Job& job, const StepRecord& step, Quads& quads) {
  block.threads([&](int t) {
    if (t < C) block.shared.tally.least[t] = block.shared.tally.most[t] = 0;
  });
  block.threads([&](int t) {
    const Quad<C>& q = quads[t];
    for (int c = 0; c < C; ++c) {
      u32 least = 0, most = 0;
      for (int i = 0; i < 4; ++i) {
        if (c >= q.channels || !counts(job, step, q.x + i, q.y) || !counts(step, q.v[i][c])) continue;
        const u32 key = key_of(q.v[i][c]);
        least = least < ~key ? ~key : least, most = most < key ? key : most;
      }
      if (most == 0) continue;
      block.raise(block.shared.tally.least[c], least);
      block.raise(block.shared.tally.most[c], most);
    }
  });
  block.threads([&](int t) {
    if (t >= C || block.shared.tally.most[t] == 0) return;
    block.raise(job.tally->least[job.first + t], block.shared.tally.least[t]);
    block.raise(job.tally->most[job.first + t], block.shared.tally.most[t]);
  });
}

/// Adds the sum, the number and the squares that the threads put into `parts` to those of a channel.
template <class Block>
SMALTI_HD void add_parts(Block block, const Job& job, int channel) {
  sum_parts(block);
  block.threads([&](int t) {
    if (t > 0) return;
    const auto& parts = block.shared.tally.parts;
    Tally& to = *job.tally;
    block.add(to.sums[channel], parts[0][0]);
    block.add(to.counts[channel], parts[1][0]);
    const u64 low = parts[2][0], was = block.add(to.squares[channel].low, low);
    block.add(to.squares[channel].high, parts[3][0] + (was + low < was ? 1 : 0));
  });
}
/// `units(v, channel)` gives a value as an integer.
template <int C, class Block, class Quads, class Units>
SMALTI_HD void add_moments(Block block, const Job& job, const StepRecord& step, Quads& quads, Units units) {
  for (int c = 0; c < C; ++c) {
    block.threads([&](int t) {
      const Quad<C>& q = quads[t];
      std::int64_t sum = 0;
      u64 number = 0;
      WideSum squares;
      for (int i = 0; i < 4; ++i) {
        if (c >= q.channels || !counts(job, step, q.x + i, q.y) || !counts(step, q.v[i][c])) continue;
        const std::int64_t whole = units(q.v[i][c], job.first + c);
        sum += whole, ++number;
        squares.add(static_cast<u64>(whole * whole));
      }
      auto& parts = block.shared.tally.parts;
      parts[0][t] = static_cast<u64>(sum), parts[1][t] = number, parts[2][t] = squares.low, parts[3][t] = squares.high;
    });
    add_parts(block, job, job.first + c);
  }
}

/// Counts values in `bins` a channel, or in those of channel 0 for all channels together; few bins are first counted in
/// the tile.
template <int C, class Block, class Quads, class Bin>
SMALTI_HD void count_bins(Block block, const Job& job, const StepRecord& step, Quads& quads, int bins, bool together, Bin bin) {
  const bool few = bins <= TallyShared::bins_each;
  const auto channel = [&](int c) { return together ? 0 : job.first + c; };
  if (few)
    block.threads([&](int t) {
      for (int k = t; k < C * bins; k += Block::size) block.shared.tally.bins[k] = 0;
    });
  block.threads([&](int t) {
    const Quad<C>& q = quads[t];
    for (int i = 0; i < 4; ++i)
      for (int c = 0; c < C; ++c) {
        if (c >= q.channels || !counts(job, step, q.x + i, q.y) || !counts(step, q.v[i][c])) continue;
        const int b = bin(q.v[i][c]);
        if (few) block.add(block.shared.tally.bins[c * bins + b], u32{1});
        else block.add(job.histogram[channel(c) * bins + b], u32{1});
      }
  });
  if (few)
    block.threads([&](int t) {
      for (int k = t; k < C * bins; k += Block::size)
        if (const u32 n = block.shared.tally.bins[k]; n > 0) block.add(job.histogram[channel(k / bins) * bins + k % bins], n);
    });
}

/// Puts what the tiles measured into the words that steps are told.
SMALTI_HD inline void read_tally(const Job& job, const StepRecord& step, int channels) {
  Tally& tally = *job.tally;
  Measured& m = tally.measured;
  m.channels = channels;
  m.sum = static_cast<std::int64_t>(tally.sum), m.count = job.pass->extent.area();
  m.unit = job.sweep > 0 ? m.unit : unit_of(step.range);
  m.bins = step.reduction == Reduction::tones ? TallyShared::bins_each : 0;
  m.histogram = job.histogram;
  float largest = 0;
  for (int c = 0; c < channels; ++c) {
    m.sums[c] = static_cast<std::int64_t>(tally.sums[c]), m.counts[c] = static_cast<std::int64_t>(tally.counts[c]), m.squares[c] = tally.squares[c];
    for (int k = 0; k < m.bins; ++k) m.counts[c] += job.histogram[c * m.bins + k];
    if (tally.most[c] == 0) continue;
    m.least[c] = value_of_key(~tally.least[c]), m.most[c] = value_of_key(tally.most[c]);
    const auto units = [&](float end) { return static_cast<std::int64_t>(std::rint(std::fmin(std::fmax(static_cast<double>(end) * m.unit, -0x1p62), 0x1p62))); };
    m.lowest[c] = units(m.least[c]), m.highest[c] = units(m.most[c]);
    largest = std::fmax(largest, std::fmax(std::fabs(m.least[c]), std::fabs(m.most[c])));
  }
  if (step.reduction == Reduction::moments && !step.whole && job.sweep == 0) m.unit = std::ldexp(1.0, largest > 0 ? 30 - std::ilogb(largest) : 0);
}

/// Completes a step by what was measured; what Program::finish does.
template <class S>
SMALTI_HD void finish_step(const Job& job, StepRecord& record) {
  if constexpr (Statistic<S>) {
    typename S::State s;
    memcpy(static_cast<void*>(&s), record.state, sizeof s);
    if constexpr (Tabled<S>) s = S::measured(s, job.tally->measured, job.tables + record.table);
    else s = S::measured(s, job.tally->measured);
    memcpy(record.state, &s, sizeof s);
  }
}
template <class... S>
SMALTI_HD void finish(TypeList<S...>, const Job& job, StepRecord& record) {
  int code = 0;
  (void)((code++ == record.code ? (finish_step<S>(job, record), true) : false) || ...);
}

template <Reduction r, class S>
constexpr bool may_ask() {
  if constexpr (!Statistic<S>) return false;
  else if constexpr (std::is_same_v<std::remove_cv_t<decltype(S::reduction)>, Reduction>) return S::reduction == r || (r == Reduction::min_max && S::reduction == Reduction::moments);
  else return true;  // it depends on what was drawn
}
/// Whether one of the steps may ask for a reduction; code for the others is left out.
template <Reduction r, class... S>
constexpr bool asks(TypeList<S...>) {
  return (may_ask<r, S>() || ...);
}

}  // namespace detail

}  // namespace smalti::cuda
