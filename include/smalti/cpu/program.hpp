// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/isa.hpp>
#include <smalti/core/type_list.hpp>
#include <smalti/pixel/luma.hpp>
#include <smalti/pixel/rounding.hpp>
#include <smalti/plan/plan.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// A piece of one row, a plane a channel, float32 in units of the declared range.
struct Row {
  std::array<float*, Measured::max_channels> plane{};
  int channels = 0, n = 0;
};

namespace detail {

template <class S>
typename S::State state_of(const StepRecord& r) {
  typename S::State state;
  std::memcpy(static_cast<void*>(&state), r.state, sizeof state);
  return state;
}

/// Runs f over the values of every plane, or g over the triples: plain loops that the compiler turns into vectors.
template <class S, bool exact>
void run(const StepRecord& record, const Row& row, ValueRange range) {
  using State = typename S::State;
  const State s = state_of<S>(record);
  const auto settle = [range](float v) {
    const float inside = clamp(v, range.lo, range.max);
    return exact ? round_even(inside) : inside;
  };
  if constexpr (ByTriple<S, State>) {
    float* __restrict r = row.plane[0];
    float* __restrict g = row.plane[1];
    float* __restrict b = row.plane[2];
    for (int x = 0; x < row.n; ++x) {
      Rgb v{r[x], g[x], b[x]};
      if constexpr (exact && requires { S::exact(v, s); }) v = S::exact(v, s);
      else v = S::apply(v, s);
      r[x] = settle(v.r), g[x] = settle(v.g), b[x] = settle(v.b);
    }
  } else {
    for (int c = 0; c < row.channels; ++c) {
      float* __restrict v = row.plane[static_cast<std::size_t>(c)];
      for (int x = 0; x < row.n; ++x) {
        if constexpr (ByChannel<S, State>) {
          if constexpr (exact && requires { S::exact(v[x], s, c); }) v[x] = settle(S::exact(v[x], s, c));
          else v[x] = settle(S::apply(v[x], s, c));
        } else {
          if constexpr (exact && requires { S::exact(v[x], s); }) v[x] = settle(S::exact(v[x], s));
          else v[x] = settle(S::apply(v[x], s));
        }
      }
    }
  }
}

template <class S>
void finish(StepRecord& record, const Measured& m) {
  if constexpr (Statistic<S>) {
    const auto state = S::measured(state_of<S>(record), m);
    std::memcpy(record.state, &state, sizeof state);
  }
}

}  // namespace detail

/// The pixel functions of a pipeline as loops over rows. For compose() the list holds the pipeline's own functions, for
/// Pipeline all of them: the same code either way.
template <class List>
struct Program;
template <class... S>
struct Program<TypeList<S...>> {
  using Run = void (*)(const StepRecord&, const Row&, ValueRange);
  using Finish = void (*)(StepRecord&, const Measured&);

  static void run(const StepRecord& step, const Row& row, ValueRange range, bool exact) {
    static constexpr std::array<Run, sizeof...(S) + 1> fused{&detail::run<S, false>..., nullptr};
    static constexpr std::array<Run, sizeof...(S) + 1> exactly{&detail::run<S, true>..., nullptr};
    (exact ? exactly : fused)[step.code](step, row, range);
  }
  /// Completes a statistic step by what was measured.
  static void finish(StepRecord& step, const Measured& m) {
    static constexpr std::array<Finish, sizeof...(S) + 1> table{&detail::finish<S>..., nullptr};
    table[step.code](step, m);
  }
};

/// Adds a row to what is measured. Values are taken as rint(v * unit), sums are integers: order cannot matter.
inline void measure(const Row& row, Reduction what, bool exact, Measured& m) {
  const float unit = static_cast<float>(m.unit);
  if (what == Reduction::mean_luma) {
    for (int begin = 0; begin < row.n; begin += 8192) {
      const int end = std::min(row.n, begin + 8192);
      std::int32_t sum = 0;
      if (row.channels >= 3) {
        const float* __restrict r = row.plane[0];
        const float* __restrict g = row.plane[1];
        const float* __restrict b = row.plane[2];
        if (exact)
          for (int x = begin; x < end; ++x) sum += static_cast<std::int32_t>(luma_exact({r[x], g[x], b[x]}));
        else
          for (int x = begin; x < end; ++x) sum += static_cast<std::int32_t>(round_even(luma({r[x], g[x], b[x]}) * unit));
      } else {
        const float* __restrict v = row.plane[0];
        for (int x = begin; x < end; ++x) sum += static_cast<std::int32_t>(round_even(v[x] * (exact ? 1.0f : unit)));
      }
      m.sum += exact ? static_cast<std::int64_t>(m.unit) * sum : sum;
    }
    m.count += row.n;
  } else if (what == Reduction::min_max) {
    for (int c = 0; c < row.channels; ++c) {
      const float* __restrict v = row.plane[static_cast<std::size_t>(c)];
      float lo = v[0], hi = v[0];
      for (int x = 0; x < row.n; ++x) lo = v[x] < lo ? v[x] : lo, hi = v[x] > hi ? v[x] : hi;
      const auto whole = [&](float e) { return static_cast<std::int64_t>(std::rint(static_cast<double>(e) * m.unit)); };
      m.lowest[c] = m.count == 0 ? whole(lo) : std::min(m.lowest[c], whole(lo));
      m.highest[c] = m.count == 0 ? whole(hi) : std::max(m.highest[c], whole(hi));
    }
    m.count += row.n;
  }
}

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
