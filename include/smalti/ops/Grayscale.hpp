// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/ops/RandomGrayscale.hpp>
#include <smalti/pixel/channels.hpp>

#include <string>

namespace smalti {

/// Turns grey, with one channel or three.
struct Grayscale {
  int num_output_channels = 1;

  static constexpr auto describe() {
    return about("Replace the colour by the luma, in one channel or three equal ones", "torchvision",
        field<&Grayscale::num_output_channels>{.doc = "channels that come out, 1 or 3", .min = 1, .max = 3});
  }
  constexpr const char* refuse() const {
    return num_output_channels == 2 ? "num_output_channels must be 1 or 3" : nullptr;
  }

  using Steps = TypeList<RandomGrayscale, PickChannels>;
  using AnyStep = OneOf<RandomGrayscale::State, PickChannels::State>;
  Bounded<AnyStep, 2> draw(const Draws&, const Frame& in) const {
    if (in.channels != 1 && in.channels != 3) raise("image.shape", "Grayscale: must have 1 or 3 channels, not " + std::to_string(in.channels));
    Bounded<AnyStep, 2> steps;
    if (in.channels == 3) steps.push_back(RandomGrayscale::State{});
    if (in.channels == 3 && num_output_channels == 1) steps.push_back(PickChannels::State{{0}});
    if (in.channels == 1 && num_output_channels == 3) steps.push_back(PickChannels::State{{0, 0, 0}});
    return steps;
  }
};

}  // namespace smalti
