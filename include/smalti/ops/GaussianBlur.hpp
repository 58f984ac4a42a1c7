// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/gaussian.hpp>
#include <smalti/core/op.hpp>

#include <cmath>
#include <optional>

namespace smalti {

/// Smooths with a Gaussian kernel.
struct GaussianBlur {
  Required<std::optional<Sides>> kernel_size;
  Range sigma{0.1, 2};

  static constexpr auto describe() {
    return about("Smooth with a Gaussian kernel; borders are reflected", "torchvision",
        field<&GaussianBlur::kernel_size>{.doc = "odd sides of the kernel, x and y; None: 2 ceil(3 sigma) + 1", .unit = "px", .min = 1, .max = 255, .example = 5},
        field<&GaussianBlur::sigma>{.doc = "standard deviation, drawn", .unit = "px", .min = 1e-3, .max = 1e3});
  }
  constexpr const char* refuse() const {
    if (const auto& sides = kernel_size.value)
      return sides->x % 2 == 1 && sides->y % 2 == 1 ? nullptr : "kernel_size must be odd";
    return 3 * double{sigma.hi} <= KernelWeights::capacity() / 2
               ? nullptr
               : "sigma must be at most 42.3 px where it says how large the kernel is, as a kernel has at most 255 px; "
                 "set kernel_size";
  }

  struct State {
    float sigma;
    Sides kernel;
  };
  /// Slot 1: sigma.
  State draw(const Draws& d, const Frame&) const {
    const float drawn = static_cast<float>(d.uniform(1, sigma));
    return {drawn, kernel_size.value.value_or(2 * static_cast<int>(std::ceil(3 * double{drawn})) + 1)};
  }

  static WindowFunction window(State s, std::vector<float>& weights) {
    const auto line = [&](int side) { return append(weights, gaussian_weights(side, double{s.sigma})); };
    const Run x = line(s.kernel.x);
    return SeparableKernel{x, line(s.kernel.y)};
  }
};

}  // namespace smalti
