// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/points.hpp>

namespace smalti::cuda {

/// The values of a quad of the product of a whole surface, as one row of values, with a matrix. Every sum runs over the
/// values in their order, as on the CPU; what the four pixels need of a row of the matrix lies side by side.
template <int C>
SMALTI_HD void multiply(const JobLayer& l, int first, Quad<C>& q) {
  if (!l.shown.contains(q.x, q.y)) return;
  const JobWindow& by = l.around;
  const auto [height, width] = l.view.extent;
  const int size = height * width, n = size * l.view.channels;
  const auto mean = [&](int i) { return by.weights[by.means == 1 ? 0 : i]; };
  const auto column = [&](int k) { return q.y * width + (q.x + k < width ? q.x + k : width - 1); };  // of channel 0
  detail::with_format(l.view.dtype, [&](auto zero) {
    using T = decltype(zero);
    if (by.side == 1) {
      unrolled<4>([&](auto k) {
        for (int c = 0; c < C; ++c) {
          if (c >= q.channels) break;
          const int j = (first + c) * size + column(k);
          q.v[k][c] = (static_cast<float>(detail::number<T>(l.view, q.y, column(k) - q.y * width, first + c)) - mean(j)) * by.matrix[0];
        }
      });
      return;
    }
    const float* line = by.matrix + static_cast<std::ptrdiff_t>(first) * size;
    for (int i = 0, channel = 0; channel < l.view.channels; ++channel)
      for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x, ++i, line += n) {
          const float value = static_cast<float>(detail::number<T>(l.view, y, x, channel)) - mean(i);
          unrolled<4>([&](auto k) {
            for (int c = 0; c < C; ++c) {
              if (c >= q.channels) break;
              const float weight = line[c * size + column(k)];
              q.v[k][c] = i == 0 ? value * weight : std::fma(value, weight, q.v[k][c]);
            }
          });
        }
  });
}

}  // namespace smalti::cuda
