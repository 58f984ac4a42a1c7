// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/hd.hpp>

namespace smalti {

/// A run of indices read forwards or backwards: index j becomes origin + j, or origin - j.
struct Walk {
  int origin = 0;
  bool reversed = false;

  SMALTI_HD constexpr int operator()(int j) const { return reversed ? origin - j : origin + j; }
  friend constexpr bool operator==(const Walk&, const Walk&) = default;
};

/// One axis of an axis-aligned map, kept exactly, from the output back to the source:
///
///   output j in [0, length)  --out-->  resized r  --resize-->  canvas k in [0, n_in)  --in-->  source index
///
/// A resized index outside [keep_begin, keep_end) and a source index outside [support_begin, support_end) show the
/// border. The canvas is what the resize sees: the cropped or padded source. Recovering these integers from a matrix of
/// doubles would lose Pillow's bytes.
struct Axis {
  int support_begin = 0, support_end = 0;  ///< source indices that may be read
  Walk in;                                 ///< canvas -> source
  int n_in = 0;                            ///< length of the canvas
  float b0 = 0, b1 = 0;                    ///< interval of the canvas that is resized, float32 as Pillow stores it
  int n_resized = 0;                       ///< samples that the interval becomes
  int keep_begin = 0, keep_end = 0;        ///< resized indices that survived later crops
  Walk out;                                ///< output -> resized
  int length = 0;                          ///< samples of the output

  static SMALTI_HD constexpr Axis whole(int n) {
    return {0, n, {}, n, 0, static_cast<float>(n), n, 0, n, {}, n};
  }
  /// False if every output sample is one source sample, or border.
  SMALTI_HD constexpr bool resizes() const { return n_resized != n_in || b0 != 0 || b1 != static_cast<float>(n_in); }
  /// Out-to-in scale of the resize.
  SMALTI_HD constexpr double scale() const { return static_cast<double>(b1 - b0) / n_resized; }
  friend constexpr bool operator==(const Axis&, const Axis&) = default;
};

}  // namespace smalti
