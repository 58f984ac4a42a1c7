// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/isa.hpp>
#include <smalti/core/type_list.hpp>
#include <smalti/pixel/rounding.hpp>
#include <smalti/plan/plan.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// A piece of one row, a plane a channel, float32 in units of the declared range. Planes behind the channels are spare.
struct Row {
  std::array<float*, Measured::max_channels> plane{};
  int channels = 0, n = 0;
  int y = 0;  ///< of the picture, where the row is a whole one
  const std::uint8_t* objects = nullptr;  ///< 1 where a pixel shows one; nullptr: nobody asks
};

namespace detail {

template <class S>
typename S::State state_of(const StepRecord& r) {
  typename S::State state;
  std::memcpy(static_cast<void*>(&state), r.state, sizeof state);
  return state;
}

/// Channels in another order: planes change places, and what is wanted twice is copied to a spare one.
template <class S>
void pick(const typename S::State& s, Row& row) {
  const Row old = row;
  const auto from = [&s](std::size_t c) { return static_cast<std::size_t>(S::from(s, static_cast<int>(c))); };
  const auto count = static_cast<std::size_t>(S::count(s));
  std::array<bool, Measured::max_channels> taken{};
  for (std::size_t c = 0; c < count; ++c) row.plane[c] = std::exchange(taken[from(c)], true) ? nullptr : old.plane[from(c)];
  std::size_t at = 0;
  const auto spare = [&] {
    while (taken[at]) ++at;
    return old.plane[at++];
  };
  for (std::size_t c = 0; c < count; ++c)
    if (!row.plane[c]) row.plane[c] = static_cast<float*>(std::memcpy(spare(), old.plane[from(c)], static_cast<std::size_t>(row.n) * sizeof(float)));
  for (std::size_t c = count; c < row.plane.size() && at < taken.size(); ++c) {
    while (at < taken.size() && taken[at]) ++at;
    row.plane[c] = at < taken.size() ? old.plane[at++] : nullptr;
  }
  row.channels = static_cast<int>(count);
}

/// The words of a field for a piece of a row: each draw serves the four elements that lie side by side.
class RowWords {
 public:
  static constexpr int pixels = 256;
  void draw(const FieldWords& field, const Row& row, int begin, int end) {
    const auto number = [&](int x) { return (static_cast<u64>(row.y) * static_cast<u64>(row.n) + static_cast<u64>(x)) * static_cast<u64>(row.channels); };
    const u64 first = number(begin) / 4, last = (number(end) + 3) / 4;
    skipped_ = static_cast<std::size_t>(number(begin) % 4);
    u32* to = words_.data();
    for (u64 block = first; block < last; ++block)
      for (const u32 word : field.four(block)) *to++ = word;
  }
  u32 of(const Row& row, int x, int c) const { return words_[skipped_ + static_cast<std::size_t>(x * row.channels + c)]; }

 private:
  std::array<u32, pixels * Measured::max_channels + 8> words_;
  std::size_t skipped_ = 0;
};

/// Runs f over the values of every plane, or g over the triples: plain loops that the compiler turns into vectors.
template <class S, bool exact>
void run(const StepRecord& record, Row& row, [[maybe_unused]] const float* tables) {
  using State = typename S::State;
  const State s = state_of<S>(record);
  const auto settle = [range = record.range](float v) {
    if constexpr (requires { S::clamps_itself; }) return v;
    const float inside = clamp(v, range.lo, range.max);
    return exact ? round_even(inside) : inside;
  };
  if constexpr (Picking<S, State>) {
    pick<S>(s, row);
  } else if constexpr (ByPlace<S, State>) {
    RowWords words;
    for (int begin = 0; begin < row.n; begin += RowWords::pixels) {
      const int end = std::min(row.n, begin + RowWords::pixels);
      if constexpr (Noisy<S>) words.draw(S::words(s), row, begin, end);
      for (int c = 0; c < row.channels; ++c) {
        float* __restrict v = row.plane[static_cast<std::size_t>(c)];
        Place at{c, 0, nullptr};
        if constexpr (Tabled<S>) at.table = tables + record.table + c * S::table_size;
        for (int x = begin; x < end; ++x) {
          if constexpr (Noisy<S>) at.word = words.of(row, x - begin, c);
          if constexpr (Masked<S>) at.inside = !row.objects || row.objects[x] != 0;
          if constexpr (exact && requires { S::exact(v[x], s, at); }) v[x] = settle(S::exact(v[x], s, at));
          else v[x] = settle(S::apply(v[x], s, at));
        }
      }
    }
  } else if constexpr (ByTriple<S, State>) {
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
void finish([[maybe_unused]] StepRecord& record, [[maybe_unused]] const Measured& m, [[maybe_unused]] float* tables) {
  if constexpr (Statistic<S>) {
    const auto state = [&] {
      if constexpr (Tabled<S>) return S::measured(state_of<S>(record), m, tables + record.table);
      else return S::measured(state_of<S>(record), m);
    }();
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
  using Run = void (*)(const StepRecord&, Row&, const float* tables);
  using Finish = void (*)(StepRecord&, const Measured&, float* tables);

  static void run(const StepRecord& step, Row& row, const float* tables, bool exact) {
    static constexpr std::array<Run, sizeof...(S) + 1> fused{&detail::run<S, false>..., nullptr};
    static constexpr std::array<Run, sizeof...(S) + 1> exactly{&detail::run<S, true>..., nullptr};
    (exact ? exactly : fused)[step.code](step, row, tables);
  }
  /// Whether the step makes of a value the same wherever it stands in its channel.
  static bool by_value(const StepRecord& step) {
    static constexpr std::array<bool, sizeof...(S) + 1> table{
        !Picking<S, typename S::State> && !ByTriple<S, typename S::State> && !Noisy<S>..., false};
    return table[step.code] && !step.masked;
  }
  /// Completes a statistic step by what was measured.
  static void finish(StepRecord& step, const Measured& m, float* tables) {
    static constexpr std::array<Finish, sizeof...(S) + 1> table{&detail::finish<S>..., nullptr};
    table[step.code](step, m, tables);
  }
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
