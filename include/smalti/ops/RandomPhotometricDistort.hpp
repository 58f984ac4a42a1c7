// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/pixel/channels.hpp>
#include <smalti/pixel/colour.hpp>

namespace smalti {

/// Changes brightness, contrast, saturation, hue and the order of the channels, each with a probability of its own.
struct RandomPhotometricDistort {
  Range brightness{0.875, 1.125}, contrast{0.5, 1.5}, saturation{0.5, 1.5}, hue{-0.05, 0.05};
  float p = 0.5f;

  static constexpr auto describe() {
    return about("Change brightness, contrast, saturation, hue and the order of the channels, each or not", "Liu et al., SSD, ECCV 2016; torchvision",
        Traits{.exact_bound = 4, .own_p = true},
        field<&RandomPhotometricDistort::brightness>{.doc = "drawn factor of every value", .min = 0, .max = 100},
        field<&RandomPhotometricDistort::contrast>{.doc = "drawn factor of the distance from the mean luma", .min = 0, .max = 100},
        field<&RandomPhotometricDistort::saturation>{.doc = "drawn factor of the distance from the pixel's luma", .min = 0, .max = 100},
        field<&RandomPhotometricDistort::hue>{.doc = "drawn turn of the hue", .unit = "turns", .min = -0.5, .max = 0.5},
        field<&RandomPhotometricDistort::p>{.doc = "probability of each of the five changes", .unit = "fraction", .min = 0, .max = 1});
  }

  using Steps = TypeList<Brightness, Contrast, Saturation, Hue, PickChannels>;
  using AnyStep = OneOf<Brightness::State, Contrast::State, Saturation::State, Hue::State, PickChannels::State>;
  /// Slots: 1..4 whether brightness, contrast, saturation, hue; 5..8 their amounts; 9 contrast before saturation and hue;
  /// 10 whether, and 11 how, the channels change places.
  Bounded<AnyStep, 5> draw(const Draws& d, const Frame& in) const {
    Bounded<AnyStep, 5> steps;
    const auto amount = [&](u32 slot, Range of) { return static_cast<float>(d.uniform(slot, of)); };
    const bool contrasts = d.bernoulli(2, double{p}), first = d.bernoulli(9, 0.5);
    const Contrast::State change{amount(6, contrast), 0};
    if (d.bernoulli(1, double{p})) steps.push_back(Brightness::State{amount(5, brightness)});
    if (contrasts && first) steps.push_back(change);
    if (d.bernoulli(3, double{p})) steps.push_back(Saturation::State{amount(7, saturation)});
    if (d.bernoulli(4, double{p})) steps.push_back(Hue::State{amount(8, hue)});
    if (contrasts && !first) steps.push_back(change);
    if (d.bernoulli(10, double{p})) steps.push_back(PickChannels::shuffled(d, 11, in.channels));
    return steps;
  }
};

}  // namespace smalti
