// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/chirality.hpp>
#include <smalti/core/params.hpp>
#include <smalti/plan/box_filter.hpp>

namespace smalti {

/// `fused`: float32 between operators, one rounding at the end. `exact`: every operator quantises as torchvision does on
/// uint8, geometry is not fused; for parity with old runs.
enum class Mode : std::uint8_t { fused, exact };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<Mode>{"fused", "exact"};

/// What holds for a pipeline as a whole.
struct PipelineOptions {
  Mode mode = Mode::fused;
  std::optional<BoxFilter> filter = BoxFilter{};  ///< none: no instance is ever dropped
  Chirality chirality{};
  /// Above 0: the schedules of Mosaic, MixUp and CopyAndPaste that do not close by themselves close so many epochs before
  /// the end. A LetterBox of the mosaic's size behind it then keeps the size, and leaves mosaics as they are.
  int close_mosaic = 0;
};

}  // namespace smalti
