// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/one_of.hpp>
#include <smalti/core/run.hpp>

#include <vector>

namespace smalti {

/// No window: every pixel is read by itself.
struct NoWindow {};
/// A row of weights and a column of weights, one after the other; borders are reflected.
struct SeparableKernel {
  Run x, y;  ///< in the plan's weights
};
/// side x side weights, row by row; borders are reflected.
struct SquareKernel {
  Run weights;
  int side = 1;
};
/// x + (1 - factor) (smoothed - x), smoothed over 3x3 pixels; the outermost pixels stay.
struct Sharpening {
  float factor = 1;
};
/// The median of a square of an odd side; borders repeat the outermost pixels.
struct MedianWindow {
  int side = 3;
};
/// What a JPEG of 8x8 blocks leaves of the pixels.
struct JpegCoding {
  int quality = 75;
  int across = 1, down = 1;  ///< pixels that share a sample of chroma
  int left = 0, top = 0;     ///< px by which the first block begins outside the picture
  bool colour = false;       ///< the first three channels are R, G, B; all others are coded like grey pictures
};

/// Histograms equalised tile by tile; of three channels, that of their lightness.
struct LocalEqualization {
  float clip = 4;  ///< most counts of a value, as a multiple of the mean count
  int rows = 8, columns = 8;
};

/// The picture as one row of values, channel after channel, less its mean, times a matrix.
struct MatrixProduct {
  int matrix = 0;  ///< index in Plan::matrices; of one number: that multiple
  Run mean;        ///< in the plan's weights; of one number: for all values
};

/// The function of the pixels around each pixel that a pass reads its surface through. The engine has one reader a
/// kind.
using WindowFunction =
    OneOf<NoWindow, SeparableKernel, SquareKernel, Sharpening, MedianWindow, JpegCoding, LocalEqualization, MatrixProduct>;

/// Puts weights behind those of the plan, rounded to float32.
template <class List>
Run append(std::vector<float>& weights, const List& more) {
  const Run run{static_cast<int>(weights.size()), static_cast<int>(more.size())};
  for (const double w : more) weights.push_back(static_cast<float>(w));
  return run;
}

}  // namespace smalti
