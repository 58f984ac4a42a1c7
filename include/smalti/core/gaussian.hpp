// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/bounded.hpp>
#include <smalti/core/fixed.hpp>

namespace smalti {

using KernelWeights = Bounded<double, 255>;  ///< one axis of a separable kernel, normalised to sum 1, odd length

/// A Gaussian at whole steps about its middle, `side` of them (odd), normalised to sum 1; sigma in steps.
inline KernelWeights gaussian_weights(int side, double sigma) {
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

}  // namespace smalti
