// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/pixel/channels.hpp>

namespace smalti {

/// Puts the channels into a random order.
struct RandomChannelPermutation {
  static constexpr auto describe() { return about("Put the channels into a random order", "torchvision"); }

  using Steps = TypeList<PickChannels>;
  /// Slot 1: the order.
  Bounded<OneOf<PickChannels::State>, 1> draw(const Draws& d, const Frame& in) const {
    return {PickChannels::shuffled(d, 1, in.channels)};
  }
};

}  // namespace smalti
