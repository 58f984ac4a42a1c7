// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// exp(-i^2 / (2 sigma^2)) for an odd side, normalised to sum 1.
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
