// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/convolution.hpp>
#include <smalti/cpu/jpeg_blocks.hpp>
#include <smalti/cpu/local_equalizer.hpp>
#include <smalti/cpu/matrix_multiplier.hpp>
#include <smalti/cpu/median_filter.hpp>
#include <smalti/cpu/sharpener.hpp>
#include <smalti/cpu/square_convolution.hpp>

#include <span>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// Reads a surface through the window of a pass: one reader a kind, chosen here. Keeps the readers' memory.
class WindowReader {
 public:
  void start(const Pass& pass, const Plan& plan) {
    pass.window.visit([&](const auto& w) {
      if constexpr (requires { w.matrix; }) of(w).start(w, pass, plan.weights, *plan.matrices[static_cast<std::size_t>(w.matrix)]);
      else of(w).start(w, pass, plan.weights);
    });
  }
  /// Row y, from a reader of the surface. Rows are asked for from the first to the last, each once.
  template <class Surface>
  void read(Surface& surface, const Pass& pass, int y, const Row& row) {
    pass.window.visit([&](const auto& w) { of(w).read(surface, pass, y, row); });
  }
  /// Whether write() gives the whole rows of the pass in this format, without arithmetic on planes.
  template <class Surface>
  bool writes(const Surface& surface, const Pass& pass, Dtype dtype) {
    bool can = false;
    pass.window.visit([&](const auto& w) {
      if constexpr (requires { of(w).writes(surface, dtype); }) can = of(w).writes(surface, dtype);
    });
    return can;
  }
  /// Row y as interleaved pixels.
  template <class Surface>
  void write(Surface& surface, const Pass& pass, int y, std::byte* out) {
    pass.window.visit([&](const auto& w) {
      if constexpr (requires { of(w).write(surface, pass, y, out); }) of(w).write(surface, pass, y, out);
    });
  }

 private:
  /// A surface without a window.
  struct Through {
    void start(NoWindow, const Pass&, std::span<const float>) {}
    template <class Surface>
    void read(Surface& surface, const Pass& pass, int y, const Row& row) {
      surface.read(y, row, pass.range);
    }
  };

  Through& of(NoWindow) { return through_; }
  Convolution& of(const SeparableKernel&) { return convolution_; }
  SquareConvolution& of(const SquareKernel&) { return square_; }
  Sharpener& of(const Sharpening&) { return sharpener_; }
  MedianFilter& of(const MedianWindow&) { return median_; }
  JpegBlocks& of(const JpegCoding&) { return jpeg_; }
  LocalEqualizer& of(const LocalEqualization&) { return equalizer_; }
  MatrixMultiplier& of(const MatrixProduct&) { return multiplier_; }

  Through through_;
  Convolution convolution_;
  SquareConvolution square_;
  Sharpener sharpener_;
  MedianFilter median_;
  JpegBlocks jpeg_;
  LocalEqualizer equalizer_;
  MatrixMultiplier multiplier_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
