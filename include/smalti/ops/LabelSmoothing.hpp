// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>

#include <cmath>
#include <string>

namespace smalti {

/// Moves a share of the image label's weight evenly onto all classes: y' = (1 - smoothing) y + smoothing / K. A sample takes
/// it once; before or after mixing gives the same label.
struct LabelSmoothing {
  float smoothing = 0.1f;
  std::optional<int> num_classes{};

  static constexpr auto describe() {
    return about("Move a share of the label evenly onto all classes", "Szegedy et al., CVPR 2016",
        field<&LabelSmoothing::smoothing>{.doc = "share that is spread", .unit = "fraction", .min = 0, .max = 1},
        field<&LabelSmoothing::num_classes>{.doc = "length of soft labels made from class indices; none takes it from the source", .min = 1, .max = 1 << 24});
  }

  /// Changes the image's label; `classes` is the number that the source knows.
  void edit(Targets& t, int classes) const {
    if (t.label < 0 && t.soft_label.empty()) return;
    if (t.smoothed) raise("label.smoothed", "LabelSmoothing: must come once; take the second one away");
    const auto k = static_cast<std::size_t>(std::max(0, num_classes.value_or(classes)));
    if (t.soft_label.empty()) {
      if (t.label >= static_cast<int>(k))
        raise("label.type", "label = " + std::to_string(t.label) + ": must be below the number of classes, " + std::to_string(k) + "; set LabelSmoothing.num_classes");
      t.soft_label.assign(k, 0.0f);
      t.soft_label[static_cast<std::size_t>(t.label)] = 1;
    }
    const float spread = smoothing / static_cast<float>(t.soft_label.size());
    for (float& y : t.soft_label) y = std::fma(1 - smoothing, y, spread);
    t.smoothed = true;
  }
};

}  // namespace smalti
