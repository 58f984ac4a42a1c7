// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/bounded.hpp>
#include <smalti/core/fixed.hpp>
#include <smalti/core/random.hpp>

#include <cmath>
#include <cstdint>

namespace smalti {

/// The numbers of one operator for one sample: every slot is a pure function of (seed, operator, sample, epoch).
/// Slot 0 is "apply", slot k the k-th drawn parameter; tries and list elements advance `sub`, never the slot.
struct Draws {
  u64 seed = 0, op_id = 0;
  SampleCoord at{};
  u32 base = 0;  ///< the first of the 64 streams that they are drawn on
  Key key{};

  Draws() = default;
  constexpr Draws(u64 seed_, u64 op_id_, SampleCoord at_, u32 base_ = 0)
      : seed(seed_), op_id(op_id_), at(at_), base(base_), key(op_key(seed_, op_id_, base_ << 16)) {}

  constexpr Words words(u32 slot, u32 sub = 0) const { return draw(key, at, param_block(slot, sub)); }
  /// [0, 1)
  constexpr double unit(u32 slot, u32 sub = 0) const {
    const Words w = words(slot, sub);
    return uniform_f64(w[0], w[1]);
  }
  double uniform(u32 slot, double lo, double hi, u32 sub = 0) const { return smalti::uniform(unit(slot, sub), lo, hi); }
  /// U(lo, hi) of a Range, Symmetric or Factor.
  template <class Interval>
    requires requires(Interval i) { i.lo, i.hi; }
  double uniform(u32 slot, Interval i, u32 sub = 0) const { return uniform(slot, double{i.lo}, double{i.hi}, sub); }
  /// exp(U(log lo, log hi)); both positive.
  template <class Interval>
  double log_uniform(u32 slot, Interval i, u32 sub = 0) const {
    return fixed_exp(uniform(slot, fixed_log(double{i.lo}), fixed_log(double{i.hi}), sub));
  }
  /// Integer in {lo..hi}, both ends included.
  constexpr std::int64_t between(u32 slot, std::int64_t lo, std::int64_t hi, u32 sub = 0) const {
    const Words w = words(slot, sub);
    return lo + static_cast<std::int64_t>(below_u64(w[0], w[1], static_cast<u64>(hi - lo) + 1));
  }
  /// A whole shift that keeps [first, last] on a side of that length; 0 if it does not fit.
  int shift(u32 slot, float first, float last, int side, u32 sub = 0) const {
    const int lo = -static_cast<int>(std::floor(first)), hi = side - static_cast<int>(std::ceil(last));
    return hi >= lo ? static_cast<int>(between(slot, lo, hi, sub)) : 0;
  }
  bool bernoulli(u32 slot, double p, u32 sub = 0) const { return smalti::bernoulli(words(slot, sub)[0], p); }
  double beta(u32 slot, double a, double b) const { return beta_variate(key, at, slot, a, b); }
  /// A shuffle of 0..n-1: from the front, element i changes places with one of those not yet passed. `sub` is its first.
  template <int N>
  Bounded<int, N> permutation(u32 slot, int n, u32 sub = 0) const {
    Bounded<int, N> order;
    for (int i = 0; i < n; ++i) order.push_back(i);
    for (u32 i = 0; i < static_cast<u32>(n); ++i) {
      const u32 j = i + below(words(slot, sub + i / 4)[i % 4], static_cast<u32>(n) - i);
      const int held = order[static_cast<int>(i)];
      order[static_cast<int>(i)] = order[static_cast<int>(j)];
      order[static_cast<int>(j)] = held;
    }
    return order;
  }
  /// The numbers of child number i: those of the operator at "path/i", or "label/i".
  constexpr Draws child(int i) const {
    u64 id = (op_id ^ '/') * 0x100000001b3ull;
    if (i >= 10) id = (id ^ static_cast<u64>('0' + i / 10)) * 0x100000001b3ull;
    return Draws(seed, (id ^ static_cast<u64>('0' + i % 10)) * 0x100000001b3ull, at, base);
  }
  /// The key of a per-pixel field; stream in 1..63.
  constexpr Key field(u32 stream) const { return op_key(seed, op_id, (base + stream) << 16); }
  /// The same operator's numbers on another stream, such as 64, shared by a mix group.
  constexpr Draws on_stream(u32 stream, SampleCoord shared) const {
    Draws d = *this;
    d.at = shared;
    d.key = op_key(seed, op_id, stream << 16);
    return d;
  }
};

}  // namespace smalti
