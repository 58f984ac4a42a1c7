// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fp.hpp>
#include <smalti/core/type_list.hpp>
#include <smalti/cuda/job.hpp>
#include <smalti/cuda/quad.hpp>

#include <cstring>
#include <type_traits>

namespace smalti::cuda {

namespace detail {

template <class S, class... Given>
concept QuantisesItself = requires(Given... given) { S::exact(given...); };

/// The step S of one value, in the mode of the pass.
template <class S, class... Given>
SMALTI_HD auto step_value(bool exact, Given... given) {
  if constexpr (QuantisesItself<S, Given...>) return exact ? S::exact(given...) : S::apply(given...);
  else return S::apply(given...);
}

/// Channels in another order; the job holds all that there are.
template <class S, int C>
SMALTI_HD void pick(const typename S::State& s, Pixel<C>& p) {
  const Pixel<C> old = p;
  p.channels = S::count(s);
  for (int c = 0; c < C; ++c)  // C x C selects
    for (int k = 0; k < C; ++k)
      if (c < p.channels && S::from(s, c) == k) p.v[c] = old.v[k];
}

/// What belongs to channel c of a pixel.
template <class S, int C>
SMALTI_HD Place place_of(const Job& job, const StepRecord& record, const typename S::State& s, const Pixel<C>& p, int c) {
  const int width = job.pass->extent.width;
  Place at{job.first + c, 0, nullptr};
  if constexpr (Noisy<S>) {
    const int channels = job.pass->planes > C ? job.pass->channels : p.channels;  // of the picture
    const u64 element = (static_cast<u64>(p.y) * static_cast<u64>(width) + static_cast<u64>(p.x)) * static_cast<u64>(channels) + static_cast<u64>(at.channel);
    const Words four = S::words(s).four(element / 4);
    at.word = element & 2 ? (element & 1 ? four[3] : four[2]) : (element & 1 ? four[1] : four[0]);
  }
  if constexpr (Tabled<S>) at.table = job.tables + record.table + at.channel * S::table_size;
  if constexpr (Masked<S>) at.inside = !job.objects || p.x >= width || job.objects[static_cast<std::ptrdiff_t>(p.y) * width + p.x] != 0;
  return at;
}

/// Runs the step S on a pixel: what Program does to a row.
template <class S, int C>
SMALTI_HD void run_step(const Job& job, const StepRecord& record, Pixel<C>& p) {
  using State = typename S::State;
  State s;
  memcpy(static_cast<void*>(&s), record.state, sizeof s);
  const bool exact = job.pass->exact;
  const auto settle = [&](float x) {
    if constexpr (requires { S::clamps_itself; }) return x;
    const float inside = clamp(x, record.range.lo, record.range.max);
    return exact ? round_even(inside) : inside;
  };
  if constexpr (Picking<S, State>) {
    pick<S>(s, p);
  } else if constexpr (!ByPlace<S, State> && ByTriple<S, State>) {
    if constexpr (C >= 3) {
      if (job.first > 0) return;  // of more than four channels the first three are the triple
      const Rgb rgb = step_value<S>(exact, Rgb{p.v[0], p.v[1], p.v[2]}, s);
      p.v[0] = settle(rgb.r), p.v[1] = settle(rgb.g), p.v[2] = settle(rgb.b);
    }
  } else {
    for (int c = 0; c < C; ++c) {
      if (c >= p.channels) break;
      if constexpr (ByPlace<S, State>) p.v[c] = settle(step_value<S>(exact, p.v[c], s, place_of<S>(job, record, s, p, c)));
      else if constexpr (ByChannel<S, State>) p.v[c] = settle(step_value<S>(exact, p.v[c], s, job.first + c));
      else p.v[c] = settle(step_value<S>(exact, p.v[c], s));
    }
  }
}

}  // namespace detail

/// Runs one step of a program on a pixel. `Steps` as in the plan.
template <class... S, int C>
SMALTI_HD void interpret(TypeList<S...>, const Job& job, const StepRecord& step, Pixel<C>& p) {
  int code = 0;
  (void)((code++ == step.code ? (detail::run_step<S, C>(job, step, p), true) : false) || ...);
}

template <class S>
SMALTI_HD int picked_by(const StepRecord& step, int c) {
  if constexpr (Picking<S, typename S::State>) {
    typename S::State s;
    memcpy(static_cast<void*>(&s), step.state, sizeof s);
    return S::from(s, c);
  }
  return c;
}
/// The channel that a step gives as channel c.
template <class... S>
SMALTI_HD int picked_channel(TypeList<S...>, const StepRecord& step, int c) {
  int code = 0, from = c;
  (void)((code++ == step.code ? (from = picked_by<S>(step, c), true) : false) || ...);
  return from;
}

/// Fills the holes that come before the numbers, or after them.
template <int C>
SMALTI_HD void punch(const Job& job, bool delivered, Quad<C>& q) {
  const Pass& pass = *job.pass;
  for (int k = 0; k < pass.holes.count; ++k) {
    const HoleRecord& hole = job.holes[k];
    if (hole.delivered != delivered || q.y < hole.rect.top || q.y >= hole.rect.bottom || q.x >= hole.rect.right || q.x + 4 <= hole.rect.left) continue;
    each_pixel(q, [&](Pixel<C>& p) {
      if (!hole.rect.contains(p.x, p.y) || !hole.covers(p.x, p.y)) return;
      for (int c = 0; c < C; ++c) p.v[c] = hole.value(p.x, p.y, job.first + c, pass.extent.width, pass.channels_out);
    });
  }
}

/// The numbers that leave.
template <int C>
SMALTI_HD void deliver(const Job& job, Quad<C>& q) {
  const Numbers& n = job.pass->numbers;
  if (n.kind == Numbers::Kind::none) return;
  for (int c = 0; c < C; ++c) {
    const auto of = [c = job.first + c](const ChannelValues& list) { return value_of(list, c); };
    if (n.kind == Numbers::Kind::fused) {
      const float scale = of(n.scale), offset = of(n.offset);
      for (int i = 0; i < 4; ++i) q.v[i][c] = std::fma(q.v[i][c], scale, offset);
    } else {
      const float mean = of(n.mean), deviation = of(n.deviation);
      for (int i = 0; i < 4; ++i) q.v[i][c] = (unfused(q.v[i][c] * n.unit) - mean) / deviation;
    }
  }
}

}  // namespace smalti::cuda
