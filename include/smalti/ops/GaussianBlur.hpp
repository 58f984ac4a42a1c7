// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/gaussian.hpp>
#include <smalti/core/op.hpp>

namespace smalti {

/// Smooths with a Gaussian kernel.
struct GaussianBlur {
  Required<Sides> kernel_size;
  Range sigma{0.1, 2};

  static constexpr auto describe() {
    return about("Smooth with a Gaussian kernel; borders are reflected", "torchvision",
        field<&GaussianBlur::kernel_size>{.doc = "odd sides of the kernel, x and y", .unit = "px", .min = 1, .max = 255, .example = 5},
        field<&GaussianBlur::sigma>{.doc = "standard deviation, drawn", .unit = "px", .min = 1e-3, .max = 1e3});
  }
  constexpr const char* refuse() const {
    return kernel_size->x % 2 == 1 && kernel_size->y % 2 == 1 ? nullptr : "kernel_size must be odd";
  }

  struct State {
    float sigma;
    Sides kernel;
  };
  /// Slot 1: sigma.
  State draw(const Draws& d, const Frame&) const { return {static_cast<float>(d.uniform(1, sigma)), kernel_size}; }

  static WindowFunction window(State s, std::vector<float>& weights) {
    const auto line = [&](int side) { return append(weights, gaussian_weights(side, double{s.sigma})); };
    const Run x = line(s.kernel.x);
    return SeparableKernel{x, line(s.kernel.y)};
  }
};

}  // namespace smalti
