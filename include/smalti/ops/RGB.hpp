// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/pixel/channels.hpp>

#include <string>

namespace smalti {

/// Three channels: grey is copied to all of them.
struct RGB {
  static constexpr auto describe() { return about("Make three equal channels of one; three stay as they are", "torchvision"); }

  using Steps = TypeList<PickChannels>;
  Bounded<OneOf<PickChannels::State>, 1> draw(const Draws&, const Frame& in) const {
    if (in.channels == 3) return {};
    if (in.channels != 1) raise("image.shape", "RGB: must have 1 or 3 channels, not " + std::to_string(in.channels));
    return {PickChannels::State{{0, 0, 0}}};
  }
};

}  // namespace smalti
