// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/program.hpp>
#include <smalti/cpu/ranks.hpp>
#include <smalti/pixel/luma.hpp>
#include <smalti/pixel/tone.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// Gathers what a statistic step asks of a surface, row after row. Values are taken as rint(v * unit), sums are integers:
/// the order cannot matter. Floats have no unit of their own: sums of them follow the sweep that finds their least and
/// largest value, and their ranks are those of the values themselves.
class Measurement {
 public:
  void begin(const StepRecord& step, bool exact, int channels) {
    step_ = step, exact_ = exact;
    m_ = {};
    m_.channels = channels;
    const float span = step.range.max - step.range.lo;
    m_.unit = span <= 1.5f ? 65536 : span <= 255.5f ? 256 : 1;
    what_ = step.reduction;
    if (!step.whole && what_ == Reduction::moments) what_ = Reduction::min_max;
    else start();
  }
  void add(const Row& row) {
    if (what_ == Reduction::mean_luma) return add_luma(row);
    for (int c = 0; c < row.channels; ++c) {
      const float* __restrict v = row.plane[static_cast<std::size_t>(c)];
      if (what_ == Reduction::min_max) add_ends(v, row.n, c);
      else if (what_ == Reduction::moments) add_moments(v, row.n, c);
      else if (what_ == Reduction::tones) count_tones(v, row.n, c);
      else if (!step_.whole) collect(v, row.n, c);
      else count_ranks(v, row.n, c);
    }
    m_.count += row.n;
  }
  /// The same of a whole picture of which the row holds every value that occurs, and `often` says how often (row.n a channel).
  /// Of whole values; mean_luma of one channel.
  void add_counted(const Row& row, const std::uint32_t* often) {
    std::int64_t pixels = 0;
    for (int x = 0; x < row.n; ++x) pixels += often[x];
    for (int c = 0; c < row.channels; ++c, often += row.n) {
      const float* v = row.plane[static_cast<std::size_t>(c)];
      if (what_ == Reduction::min_max) {
        std::vector<float>& there = reals_[0];
        there.clear();
        for (int x = 0; x < row.n; ++x)
          if (often[x] > 0) there.push_back(v[x]);
        add_ends(there.data(), static_cast<int>(there.size()), c);
      } else if (what_ == Reduction::moments) {
        add_moments(v, row.n, c, often);
      } else if (what_ == Reduction::tones) {
        const ToneScale tones = ToneScale::of(step_.range, step_.whole);
        const Counts counts{step_.left_out};
        for (int x = 0; x < row.n; ++x)
          if (counts(v[x])) parts_[4 * 257 * static_cast<std::size_t>(c) + static_cast<std::size_t>(tones.tone(v[x]))] += often[x];
      } else if (what_ == Reduction::ranks) {
        count_ranks(v, row.n, c, often);
      } else {
        const float unit = exact_ ? 1.0f : static_cast<float>(m_.unit);
        for (int x = 0; x < row.n; ++x)
          m_.sum += static_cast<std::int64_t>(exact_ ? m_.unit : 1) * static_cast<std::int32_t>(round_even(v[x] * unit)) * often[x];
      }
    }
    m_.count += pixels;
  }
  /// Whether another sweep over the same rows is wanted.
  bool again() {
    if (what_ == step_.reduction) return false;
    what_ = step_.reduction;
    float largest = 0;
    for (std::size_t c = 0; c < static_cast<std::size_t>(m_.channels); ++c)
      if (m_.counts[c] > 0) largest = std::max({largest, std::abs(m_.least[c]), std::abs(m_.most[c])});
    m_.unit = std::ldexp(1.0, largest > 0 ? 30 - std::ilogb(largest) : 0);  // 2^31 of them at most
    std::fill_n(m_.counts, m_.channels, 0);
    m_.count = 0;
    return true;
  }
  /// The answer; it refers to memory of this object.
  const Measured& result() {
    if (what_ == Reduction::tones) join_tones();
    else if (what_ == Reduction::ranks) rank();
    m_.histogram = bins_.data();
    return m_;
  }

 private:
  void start() {
    for (std::vector<float>& values : reals_) values.clear();
    if (what_ == Reduction::tones) m_.bins = 256, parts_.assign(4 * 257 * static_cast<std::size_t>(m_.channels), 0);
    else if (what_ == Reduction::ranks && step_.whole) m_.bins = rank_bins(step_.range);
    bins_.assign(static_cast<std::size_t>(m_.bins) * static_cast<std::size_t>(m_.channels), 0);
  }
  /// Whether a value is measured; infinities and NaN never are. Loops hold it by value, so that they become vectors.
  struct Counts {
    std::array<float, 2> left_out;
    bool operator()(float v) const {
      return (std::abs(v) <= std::numeric_limits<float>::max()) & (v != left_out[0]) & (v != left_out[1]);
    }
  };

  void add_luma(const Row& row) {
    const float unit = static_cast<float>(m_.unit);
    for (int begin = 0; begin < row.n; begin += 8192) {
      const int end = std::min(row.n, begin + 8192);
      std::int32_t sum = 0;
      if (row.channels >= 3) {
        const float* __restrict r = row.plane[0];
        const float* __restrict g = row.plane[1];
        const float* __restrict b = row.plane[2];
        if (exact_)
          for (int x = begin; x < end; ++x) sum += static_cast<std::int32_t>(luma_exact({r[x], g[x], b[x]}));
        else
          for (int x = begin; x < end; ++x) sum += static_cast<std::int32_t>(round_even(luma({r[x], g[x], b[x]}) * unit));
      } else {
        const float* __restrict v = row.plane[0];
        for (int x = begin; x < end; ++x) sum += static_cast<std::int32_t>(round_even(v[x] * (exact_ ? 1.0f : unit)));
      }
      m_.sum += exact_ ? static_cast<std::int64_t>(m_.unit) * sum : sum;
    }
    m_.count += row.n;
  }
  void add_ends(const float* __restrict v, int n, int channel) {
    const auto c = static_cast<std::size_t>(channel);
    constexpr float far = std::numeric_limits<float>::infinity();
    constexpr int lanes = 16;  // least and most of every sixteenth value, so that the loop becomes vectors
    float least[lanes], most[lanes];
    std::fill_n(least, lanes, far), std::fill_n(most, lanes, -far);
    const Counts counts{step_.left_out};
    const auto take = [&](float value, int k) {
      const bool in = counts(value);
      least[k] = select(in & (value < least[k]), value, least[k]);
      most[k] = select(in & (value > most[k]), value, most[k]);
    };
    int x = 0;
    for (; x + lanes <= n; x += lanes)
      for (int k = 0; k < lanes; ++k) take(v[x + k], k);
    for (; x < n; ++x) take(v[x], 0);
    const float lo = *std::min_element(least, least + lanes), hi = *std::max_element(most, most + lanes);
    if (!(lo <= hi)) return;
    m_.least[c] = m_.counts[c] == 0 ? lo : std::min(m_.least[c], lo);
    m_.most[c] = m_.counts[c] == 0 ? hi : std::max(m_.most[c], hi);
    m_.counts[c] += n;
    const auto whole = [&](float e) { return static_cast<std::int64_t>(std::rint(std::clamp(static_cast<double>(e) * m_.unit, -0x1p62, 0x1p62))); };
    m_.lowest[c] = whole(m_.least[c]), m_.highest[c] = whole(m_.most[c]);
  }
  void add_moments(const float* __restrict v, int n, int channel, const std::uint32_t* often = nullptr) {
    const auto c = static_cast<std::size_t>(channel);
    const Counts counts{step_.left_out};
    std::int64_t sum = 0, number = 0;
    for (int x = 0; x < n; ++x) {
      if (!counts(v[x])) continue;
      const auto q = static_cast<std::int64_t>(std::rint(static_cast<double>(v[x]) * m_.unit));
      const std::int64_t times = often ? often[x] : 1;
      sum += q * times, number += times;
      m_.squares[c].add(static_cast<std::uint64_t>(q * q * times));
    }
    m_.sums[c] += sum, m_.counts[c] += number;
  }
  /// In four histograms by turns, so that neighbours of one tone need not wait for each other. Values that never count
  /// go to a bin behind the tones.
  void count_tones(const float* __restrict v, int n, int channel) {
    const ToneScale tones = ToneScale::of(step_.range, step_.whole);
    const Counts counts{step_.left_out};
    std::uint32_t* const parts = parts_.data() + 4 * 257 * static_cast<std::size_t>(channel);
    constexpr int most = 512;
    std::int32_t bins[most];
    for (int begin = 0; begin < n; begin += most) {
      const int some = std::min(most, n - begin);
      for (int x = 0; x < some; ++x) {
        const float value = v[begin + x];
        const std::int32_t tone = tones.tone(value);
        const std::int32_t in = counts(value);
        bins[x] = (tone & -in) | 256 * (1 - in);
      }
      for (int x = some; x % 4 != 0; ++x) bins[x] = 256;
      for (int x = 0; x < some; x += 4)
        for (int k = 0; k < 4; ++k) ++parts[257 * k + bins[x + k]];
    }
  }
  void join_tones() {
    for (std::size_t c = 0; c < static_cast<std::size_t>(m_.channels); ++c) {
      m_.counts[c] = 0;
      for (std::size_t k = 0; k < 256; ++k) {
        const std::uint32_t* const part = parts_.data() + 4 * 257 * c + k;
        bins_[256 * c + k] = part[0] + part[257] + part[2 * 257] + part[3 * 257];
        m_.counts[c] += bins_[256 * c + k];
      }
    }
  }
  void count_ranks(const float* __restrict v, int n, int channel, const std::uint32_t* often = nullptr) {
    const auto c = static_cast<std::size_t>(channel);
    std::uint32_t* const bins = bins_.data() + c * static_cast<std::size_t>(m_.bins);
    const Counts counts{step_.left_out};
    for (int x = 0; x < n; ++x) {
      if (!counts(v[x])) continue;
      const std::uint32_t times = often ? often[x] : 1;
      bins[rank_bin(step_.range, v[x])] += times;
    }
  }

  void collect(const float* __restrict v, int n, int channel) {
    const auto c = static_cast<std::size_t>(channel);
    std::vector<float>& values = reals_[c];
    std::size_t end = values.size();
    values.resize(end + static_cast<std::size_t>(n));
    const Counts counts{step_.left_out};
    for (int x = 0; x < n; ++x) values[end] = v[x], end += counts(v[x]);
    values.resize(end);
  }
  /// Reads what a step asks for off the ranks.
  void rank() {
    const RankQuery& q = step_.ranks;
    const int each = q.together ? m_.channels : 1;
    for (int first = 0; first < m_.channels; first += each) {
      const auto k = static_cast<std::size_t>(first);
      const Ranks ranks = step_.whole ? Ranks(bins_.data() + k * static_cast<std::size_t>(m_.bins), m_.bins, step_.range.lo, each)
                                      : Ranks(std::span(reals_).subspan(k, static_cast<std::size_t>(each)));
      const double lo = ranks.at(q.shares[0]), hi = ranks.at(q.shares[1]);
      for (int c = first; c < first + each; ++c) m_.at_share[c][0] = lo, m_.at_share[c][1] = hi;
      if (q.clips) ranks.add(ClippedUnits::between(lo, hi), m_.sums[k], m_.counts[k], m_.squares[k]);
    }
  }

  StepRecord step_;
  Reduction what_ = Reduction::none;  ///< this sweep's
  bool exact_ = false;
  Measured m_;
  std::vector<std::uint32_t> bins_, parts_;
  std::array<std::vector<float>, Measured::max_channels> reals_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
