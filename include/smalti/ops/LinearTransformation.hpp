// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>
#include <smalti/core/square_matrix.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace smalti {

/// Sends the whole picture through a matrix, as for whitening: out = (x - mean) M, where x is the picture as one row of
/// n = channels x height x width values, channel after channel, in the units that hold at this place (0..255, or what
/// ToDtype or Normalize made of them). Gives float32. The cost is n^2 products: for tiny pictures.
struct LinearTransformation {
  Required<SquareMatrix> transformation_matrix;
  Required<std::vector<float>> mean_vector;

  static constexpr int most_rows = 3072;  ///< 36 MiB: 32x32 px of 3 channels

  static constexpr auto describe() {
    return about("Subtract a mean picture and multiply the whole picture, as one row of values, by a matrix", "torchvision",
        field<&LinearTransformation::transformation_matrix>{.doc = "n rows of n numbers for n = channels x height x width; one number stands for that multiple of the picture", .example = 0.5},
        field<&LinearTransformation::mean_vector>{.doc = "n numbers, channel after channel, or one for all", .unit = "input units", .example = 100});
  }
  const char* refuse() const {
    const SquareMatrix& m = transformation_matrix;
    if (m.side == 0) return "transformation_matrix must have as many rows as a row has numbers";
    if (m.side > most_rows)
      return "transformation_matrix must have at most 3072 rows (36 MiB, for 32x32 px of 3 channels); put a Resize before it, "
             "and compute it for that size";
    if (mean_vector->size() == 1 || mean_vector->size() == static_cast<std::size_t>(m.side)) return nullptr;
    return "mean_vector must have as many numbers as transformation_matrix has rows, or one";
  }

  /// The matrix for pictures of this frame.
  const SquareMatrix& matrix_for(const Frame& in) const {
    const SquareMatrix& m = transformation_matrix;
    const auto [h, w] = in.extent;
    const std::int64_t n = in.extent.area() * in.channels;
    if (m.side != 1 && m.side != n)
      raise("param.range", "LinearTransformation.transformation_matrix = " + std::to_string(m.side) +
                               " rows: must fit the image, " + std::to_string(w) + "x" + std::to_string(h) + " px of " +
                               std::to_string(in.channels) + " channels, by " + std::to_string(n) +
                               " rows; put a Resize before it to the size that it was computed for");
    return m;
  }
};

}  // namespace smalti
