// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// Takes each channel from another: reorders, repeats or drops them.
struct PickChannels {
  struct State {
    Bounded<std::uint8_t, Measured::max_channels> source;  ///< a channel that comes out
  };
  SMALTI_HD static int count(const State& s) { return s.source.size(); }
  SMALTI_HD static int from(const State& s, int channel) { return s.source[channel]; }

  /// A random order of `channels`.
  static State shuffled(const Draws& d, u32 slot, int channels) {
    State s;
    for (const int c : d.permutation<Measured::max_channels>(slot, channels)) s.source.push_back(static_cast<std::uint8_t>(c));
    return s;
  }
};

}  // namespace smalti
