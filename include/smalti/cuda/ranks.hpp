// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/measure.hpp>

namespace smalti::cuda {

/// Floats are looked for in drawers by the upper half of their keys, then in bins of a drawer by the lower one.
inline constexpr int drawers = 65536;

/// Bins that ranks of a step take, for each of the channels that are counted by themselves: of floats drawers, and the
/// bins of two of them.
SMALTI_HD inline int rank_counters(const StepRecord& step) { return step.whole ? rank_bins(step.range) : 3 * drawers; }

namespace detail {

/// The bin that holds a rank, the rank among what the bin holds, and the next bin that holds anything; -1: there is none.
struct FoundRank {
  int bin;
  u64 rank;
  int next;
};
/// `parts` are the sums of `run` bins each.
SMALTI_HD inline FoundRank find_rank(const u32* histogram, int bins, const u64* parts, int run, u64 rank) {
  int part = 0;
  while (rank >= parts[part]) rank -= parts[part++];
  int bin = part * run;
  while (rank >= histogram[bin]) rank -= histogram[bin++];
  int next = bin + 1;
  while (next < bins && histogram[next] == 0) next += next % run == 0 && parts[next / run] == 0 ? run : 1;
  return {bin, rank, next < bins ? next : -1};
}
/// Sums runs of bins into `parts`, for all threads to do together; gives how long a run is.
template <class Block>
SMALTI_HD int sum_runs(Block block, const u32* histogram, int bins) {
  const int run = blocks_of(bins, Block::size);
  block.threads([&](int t) {
    u64 sum = 0;
    for (int b = run * t; b < run * (t + 1) && b < bins; ++b) sum += histogram[b];
    block.shared.tally.parts[0][t] = sum;
  });
  return run;
}
template <class Block>
SMALTI_HD u64 sum_of_runs(Block block) {
  u64 all = 0;
  for (int k = 0; k < Block::size; ++k) all += block.shared.tally.parts[0][k];
  return all;
}
/// All channels that channel `first` stands for are told.
SMALTI_HD inline void tell(const Job& job, const RankQuery& query, int channels, int first, int share, double value) {
  for (int c = first; c < (query.together ? channels : first + 1); ++c) job.tally->measured.at_share[c][share] = value;
}

/// Of integers: the values asked for, and the sums of values clipped to them, off the histograms.
template <class Block>
SMALTI_HD void rank_integers(Block block, const Job& job, const StepRecord& step, int channels) {
  const RankQuery& query = step.ranks;
  const int bins = rank_bins(step.range);
  for (int c = 0; c < (query.together ? 1 : channels); ++c) {
    const u32* const h = job.histogram + static_cast<std::ptrdiff_t>(c) * bins;
    const int run = sum_runs(block, h, bins);
    block.threads([&](int t) {
      if (t >= 2) return;
      const u64 all = sum_of_runs(block);
      double value = 0;
      if (all > 0) {
        const RankPlace place = RankPlace::of(query.shares[static_cast<unsigned>(t)], static_cast<std::int64_t>(all));
        const FoundRank found = find_rank(h, bins, block.shared.tally.parts[0], run, static_cast<u64>(place.rank));
        const int other = found.rank + 1 == h[found.bin] && found.next >= 0 ? found.next : found.bin;
        value = place.between(found.bin + static_cast<double>(step.range.lo), other + static_cast<double>(step.range.lo));
      }
      tell(job, query, channels, c, t, value);
    });
    if (!query.clips) continue;
    block.threads([&](int t) {
      const double* const ends = job.tally->measured.at_share[c];
      const ClippedUnits units = ClippedUnits::between(ends[0], ends[1]);
      std::int64_t sum = 0;
      u64 number = 0;
      WideSum squares;
      for (int b = t; b < bins; b += Block::size) {
        const std::int64_t q = units(b + static_cast<double>(step.range.lo)), often = h[b];
        sum += q * often, number += static_cast<u64>(often);
        squares.add_times(static_cast<u64>(q * q), h[b]);
      }
      auto& parts = block.shared.tally.parts;
      parts[0][t] = static_cast<u64>(sum), parts[1][t] = number, parts[2][t] = squares.low, parts[3][t] = squares.high;
    });
    add_parts(block, job, c);
  }
}

/// Of floats, after the first sweep: the drawers where the ranks lie.
template <class Block>
SMALTI_HD void find_drawers(Block block, const Job& job, const RankQuery& query, int channels) {
  for (int c = 0; c < (query.together ? 1 : channels); ++c) {
    const u32* const h = job.histogram + static_cast<std::ptrdiff_t>(c) * drawers;
    const int run = sum_runs(block, h, drawers);
    block.threads([&](int t) {
      if (t >= 2) return;
      auto& at = job.tally->places[c][t];
      at.drawer = at.beyond = ~u32{0};  // no value has it
      const u64 all = sum_of_runs(block);
      job.tally->numbers[c] = all;
      if (all == 0) return;
      const RankPlace place = RankPlace::of(query.shares[static_cast<unsigned>(t)], static_cast<std::int64_t>(all));
      const FoundRank found = find_rank(h, drawers, block.shared.tally.parts[0], run, static_cast<u64>(place.rank));
      at.drawer = static_cast<u32>(found.bin), at.rank = static_cast<u32>(found.rank);
      if (found.rank + 1 == h[found.bin] && found.next >= 0) at.beyond = static_cast<u32>(found.next);
    });
  }
}
/// In the second sweep: the values of these drawers in bins, and the least one of the drawer beyond.
template <int C, class Block, class Quads>
SMALTI_HD void count_in_drawers(Block block, const Job& job, const StepRecord& step, Quads& quads) {
  const bool together = step.ranks.together;
  const int channels = together ? 1 : job.pass->planes > C ? job.pass->channels : -1;
  block.threads([&](int t) {
    const Quad<C>& q = quads[t];
    for (int i = 0; i < 4; ++i)
      for (int c = 0; c < C; ++c) {
        if (c >= q.channels || !counts(job, step, q.x + i, q.y) || !counts(step, q.v[i][c])) continue;
        const u32 key = key_of(q.v[i][c]);
        const int channel = together ? 0 : job.first + c;
        u32* const bins = job.histogram + static_cast<std::ptrdiff_t>(channels < 0 ? q.channels : channels) * drawers + static_cast<std::ptrdiff_t>(channel) * 2 * drawers;
        for (int s = 0; s < 2; ++s) {
          auto& at = job.tally->places[channel][s];
          if (key >> 16 == at.drawer) block.add(bins[s * drawers + static_cast<int>(key & 0xFFFFu)], u32{1});
          if (key >> 16 == at.beyond) block.raise(at.nearest, ~key);
        }
      }
  });
}
/// After it: the values asked for.
template <class Block>
SMALTI_HD void find_values(Block block, const Job& job, const RankQuery& query, int channels) {
  const int counted = query.together ? 1 : channels;
  for (int c = 0; c < counted; ++c)
    for (int s = 0; s < 2; ++s) {
      const u32* const h = job.histogram + static_cast<std::ptrdiff_t>(counted + 2 * c + s) * drawers;
      const int run = sum_runs(block, h, drawers);
      block.threads([&](int t) {
        if (t > 0) return;
        const auto& at = job.tally->places[c][s];
        const u64 all = job.tally->numbers[c];
        double value = 0;
        if (all > 0) {
          const FoundRank found = find_rank(h, drawers, block.shared.tally.parts[0], run, at.rank);
          const u32 upper = at.drawer << 16;
          u32 other = upper | static_cast<u32>(found.bin);
          const double low = static_cast<double>(value_of_key(other));
          if (at.beyond != ~u32{0}) other = ~at.nearest;
          else if (found.rank + 1 == h[found.bin] && found.next >= 0) other = upper | static_cast<u32>(found.next);
          value = RankPlace::of(query.shares[static_cast<unsigned>(s)], static_cast<std::int64_t>(all)).between(low, static_cast<double>(value_of_key(other)));
        }
        tell(job, query, channels, c, s, value);
      });
    }
}

}  // namespace detail

/// A sweep over a tile for a step that asks for ranks: integers take one, floats two, and a third for clipped sums.
template <int C, class Block, class Quads>
SMALTI_HD void count_ranks(Block block, const Job& job, const StepRecord& step, Quads& quads) {
  const bool together = step.ranks.together;
  if (step.whole) return detail::count_bins<C>(block, job, step, quads, rank_bins(step.range), together, [&](float v) { return rank_bin(step.range, v); });
  if (job.sweep == 0) return detail::count_bins<C>(block, job, step, quads, drawers, together, [](float v) { return static_cast<int>(detail::key_of(v) >> 16); });
  if (job.sweep == 1) return detail::count_in_drawers<C>(block, job, step, quads);
  detail::add_moments<C>(block, job, step, quads, [&](float v, int channel) {
    const double* const ends = job.tally->measured.at_share[channel];
    return ClippedUnits::between(ends[0], ends[1])(static_cast<double>(v));
  });
}
/// What the last tile of a sweep does.
template <class Block>
SMALTI_HD void rank(Block block, const Job& job, const StepRecord& step, int channels) {
  if (step.whole) detail::rank_integers(block, job, step, channels);
  else if (job.sweep == 0) detail::find_drawers(block, job, step.ranks, channels);
  else if (job.sweep == 1) detail::find_values(block, job, step.ranks, channels);
}

}  // namespace smalti::cuda
