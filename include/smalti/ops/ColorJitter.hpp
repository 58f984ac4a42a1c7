// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/pixel/colour.hpp>

namespace smalti {

/// Changes brightness, contrast, saturation and hue in random order.
struct ColorJitter {
  std::optional<Factor> brightness{}, contrast{}, saturation{};
  std::optional<Symmetric> hue{};

  static constexpr auto describe() {
    // exact mode cuts off up to a level behind each of four steps, and later factors amplify it
    return about("Change brightness, contrast, saturation and hue in random order", "torchvision", Traits{.exact_bound = 8},
        field<&ColorJitter::brightness>{.doc = "factor of every value; a number v means [max(0, 1 - v), 1 + v]", .min = 0, .max = 100, .example = 0.4},
        field<&ColorJitter::contrast>{.doc = "factor of the distance from the mean luma", .min = 0, .max = 100, .example = 0.4},
        field<&ColorJitter::saturation>{.doc = "factor of the distance from the pixel's luma", .min = 0, .max = 100, .example = 0.4},
        field<&ColorJitter::hue>{.doc = "turn of the hue; a number v means [-v, v]", .unit = "turns", .min = -0.5, .max = 0.5, .example = 0.1});
  }

  using Steps = TypeList<Brightness, Contrast, Saturation, Hue>;
  using AnyStep = OneOf<Brightness::State, Contrast::State, Saturation::State, Hue::State>;
  /// Slots: 1 order, 2..5 brightness, contrast, saturation, hue. What can change nothing is left out, as torchvision does.
  Bounded<AnyStep, 4> draw(const Draws& d, const Frame&) const {
    Bounded<AnyStep, 4> steps;
    const auto factor = [&](u32 slot, const auto& of) { return static_cast<float>(d.uniform(slot, *of)); };
    const auto changes = [](const auto& of) { return of && *of != std::remove_cvref_t<decltype(*of)>{}; };
    for (const int which : d.permutation<4>(1, 4)) {
      if (which == 0 && changes(brightness)) steps.push_back(Brightness::State{factor(2, brightness)});
      if (which == 1 && changes(contrast)) steps.push_back(Contrast::State{factor(3, contrast), 0});
      if (which == 2 && changes(saturation)) steps.push_back(Saturation::State{factor(4, saturation)});
      if (which == 3 && changes(hue)) steps.push_back(Hue::State{factor(5, hue)});
    }
    return steps;
  }
};

}  // namespace smalti
