// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/convolution.hpp>

#include <span>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// Reads a surface through the window of a pass: one reader a kind, chosen here. Keeps the readers' memory.
class WindowReader {
 public:
  void start(const Pass& pass, std::span<const float> weights) {
    pass.window.visit([&](const auto& w) { of(w).start(w, pass, weights); });
  }
  /// Row y, from a reader of the surface. Rows are asked for from the first to the last, each once.
  template <class Surface>
  void read(Surface& surface, const Pass& pass, int y, const Row& row) {
    pass.window.visit([&](const auto& w) { of(w).read(surface, pass, y, row); });
  }

 private:
  /// A surface without a window.
  struct Through {
    void start(NoWindow, const Pass&, std::span<const float>) {}
    template <class Surface>
    void read(Surface& surface, const Pass& pass, int y, const Row& row) { surface.read(y, row, pass.range); }
  };

  Through& of(NoWindow) { return through_; }
  Convolution& of(const SeparableKernel&) { return convolution_; }

  Through through_;
  Convolution convolution_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
