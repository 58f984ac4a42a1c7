// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <cmath>

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

  static KernelWeights weights_x(State s) { return weights(s.kernel.x, s.sigma); }
  static KernelWeights weights_y(State s) { return weights(s.kernel.y, s.sigma); }

 private:
  static KernelWeights weights(int side, double sigma) {
    KernelWeights w;
    double sum = 0;
    for (int i = 0; i < side; ++i) {
      const double t = (i - side / 2) / sigma;
      w.push_back(fixed_exp(-0.5 * t * t));
      sum += w[i];
    }
    for (double& v : w) v /= sum;
    return w;
  }
};

}  // namespace smalti
