// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/random.hpp>

#include <algorithm>
#include <bit>

namespace smalti {

/// The order of an epoch as a keyed bijection of [0, count), each place computed in O(1): `feistel-v1`. operator() is the
/// sample at a position, position_of its inverse; about 0.1 us each.
class EpochOrder {
 public:
  constexpr EpochOrder(u64 count, u64 seed, u64 epoch, u32 level = 1) : count_(count) {
    const int width = std::max(2, count > 1 ? static_cast<int>(std::bit_width(count - 1)) : 0);
    low_bits_ = width / 2;
    high_bits_ = width - low_bits_;
    rounds_ = width <= 12 ? 24 : 12;  // 12 leave the orders of a few items visibly uneven
    const Words w = philox4x32_10({low(epoch), high(epoch), 0x53485546u, level}, seed_key(seed));
    round_keys_ = {w[0], w[1]};
    tweak_ = (u64{w[2]} << 32) | w[3];
  }
  constexpr u64 operator()(u64 position) const { return step(position, false); }
  constexpr u64 position_of(u64 index) const { return step(index, true); }

 private:
  static constexpr u32 mask(int bits) { return bits >= 32 ? ~0u : (1u << bits) - 1; }
  /// SplitMix64's finaliser over a half, the round and the key.
  constexpr u32 mix(u32 half, u32 round) const {
    u64 z = (half ^ round_keys_[round & 1]) + u64{round + 1} * 0x9E3779B97F4A7C15ull + tweak_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return high(z);
  }
  constexpr u64 step(u64 x, bool backwards) const {
    if (count_ <= 1) return 0;
    do {  // cycle walking keeps it a bijection of [0, count)
      u32 hi = low(x >> low_bits_) & mask(high_bits_), lo = low(x) & mask(low_bits_);
      for (u32 i = 0; i < rounds_; ++i) {
        const u32 round = backwards ? rounds_ - 1 - i : i;
        if (round & 1) lo ^= mix(hi, round) & mask(low_bits_);
        else hi ^= mix(lo, round) & mask(high_bits_);
      }
      x = (u64{hi} << low_bits_) | lo;
    } while (x >= count_);
    return x;
  }

  u64 count_, tweak_ = 0;
  std::array<u32, 2> round_keys_{};
  int low_bits_ = 0, high_bits_ = 0;
  u32 rounds_ = 0;
};

}  // namespace smalti
