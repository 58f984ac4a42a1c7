// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/extent.hpp>
#include <smalti/core/hd.hpp>
#include <smalti/core/random.hpp>

#include <array>
#include <cstdint>
#include <type_traits>

namespace smalti {

/// A displacement field over a frame: the output's point p reads the input's point p + D(p), px (2.4). The record says
/// all that an engine needs to evaluate it; pixel/field.hpp does.
struct Displacement {
  enum class Kind : std::uint8_t { elastic, grid, optical };

  /// D = alpha / 2 * blur(noise in [-1, 1)); x and y.
  struct Elastic {
    std::array<float, 2> alpha{}, sigma{};  ///< px
    Key noise_x{}, noise_y{};               ///< streams 1 and 2 of the operator
    SampleCoord at{};
  };
  /// One axis: in cell i, which begins at i * step, x reads fma(slope, x, offset).
  struct Cells {
    static constexpr int most = 31;
    int step = 1, count = 0;  ///< px; the last cell takes the remainder
    std::array<float, most> slope{}, offset{};
  };
  /// The point c + q reads c + g q, with r2 = |q / scale|^2 and g = 1 + k (r2 + r2^2), or 1 + k r2 of a fisheye.
  struct Optical {
    float k = 0;
    bool fisheye = false;
    std::array<float, 2> centre{}, scale{1, 1};  ///< px
  };

  Kind kind = Kind::optical;
  Extent frame;
  Elastic elastic;
  std::array<Cells, 2> cells;  ///< grid: x and y
  Optical optical;
};
static_assert(std::is_trivially_copyable_v<Displacement>, "the records of a plan are copied to devices as bytes");

}  // namespace smalti
