// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/hd.hpp>

#include <cmath>

namespace smalti {

/// The mean of 3x3 values about those pointed to, the middle one five times, row by row.
SMALTI_HD inline float smoothed(const float* above, const float* here, const float* below) {
  constexpr float one = 1.0f / 13, five = 5.0f / 13;
  const auto outer = [](const float* p, float sum) {
    return std::fma(one, p[1], std::fma(one, p[0], std::fma(one, p[-1], sum)));
  };
  const float upper = std::fma(one, above[1], std::fma(one, above[0], one * above[-1]));
  return outer(below, std::fma(one, here[1], std::fma(five, here[0], std::fma(one, here[-1], upper))));
}

}  // namespace smalti
