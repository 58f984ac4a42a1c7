// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/param_value.hpp>
#include <smalti/plan/targets.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace smalti {

/// What happens to a label that breaks a rule: an error, clipping (boxes that stick out; the others are errors), or the
/// label is dropped and counted.
enum class OnInvalid : std::uint8_t { error, clip, drop };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<OnInvalid>{"error", "clip", "drop"};
/// What happens to a box without area.
enum class Degenerate : std::uint8_t { error, drop };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<Degenerate>{"error", "drop"};
/// Where the files have the origin of keypoints: at a pixel's corner, or at its centre (then .5 is added).
enum class KeypointOrigin : std::uint8_t { corner, pixel_center };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<KeypointOrigin>{"corner", "pixel_center"};

/// How a source of annotations reads its labels.
struct LabelOptions {
  OnInvalid on_invalid = OnInvalid::error;
  Degenerate degenerate = Degenerate::error;
  float label_tolerance = 1e-3f;  ///< px that a box may stick out and is clipped without a word
  KeypointOrigin keypoint_origin = KeypointOrigin::pixel_center;
  std::vector<std::string> classes;  ///< names in the order of their ids; empty: those of the files
};

/// Labels that were mended or left out while an index was read.
struct LabelCounts {
  std::int64_t dropped = 0, clipped = 0;
};

/// A box of a file against the rules: what to keep of it, nothing (it was dropped and counted), or the fault. `where`
/// names file and object.
inline Result<std::optional<Box>> admit(Box b, Extent e, const LabelOptions& how, const std::string& where, LabelCounts& counts) {
  char text[96];
  std::snprintf(text, sizeof text, " = (%g, %g, %g, %g) xyxy px: ", double{b.x1}, double{b.y1}, double{b.x2}, double{b.y2});
  const auto bad = [&](const char* code, const std::string& rule) -> Result<std::optional<Box>> {
    if (how.on_invalid == OnInvalid::drop) return ++counts.dropped, std::optional<Box>{};
    return Fault{code, where + text + rule};
  };
  if (!std::isfinite(b.x1) || !std::isfinite(b.y1) || !std::isfinite(b.x2) || !std::isfinite(b.y2))
    return bad("box.nan", "must be finite; drop it, or set on_invalid=\"drop\"");
  if (b.x2 < b.x1 || b.y2 < b.y1)
    return bad("box.order", std::string(b.x2 < b.x1 ? "x_max must exceed x_min" : "y_max must exceed y_min") + "; mend it, or set on_invalid=\"drop\"");
  const float w = static_cast<float>(e.width), h = static_cast<float>(e.height), slack = how.label_tolerance;
  if (b.x1 < -slack || b.y1 < -slack || b.x2 > w + slack || b.y2 > h + slack) {
    if (how.on_invalid != OnInvalid::clip)
      return bad("box.outside", "must lie in the image, " + std::to_string(e.width) + "x" + std::to_string(e.height) + " px; set on_invalid=\"clip\" or \"drop\"");
    ++counts.clipped;
  }
  b = {std::max(0.0f, b.x1), std::max(0.0f, b.y1), std::min(w, b.x2), std::min(h, b.y2)};
  if (!(b.x2 > b.x1 && b.y2 > b.y1)) {
    if (how.degenerate == Degenerate::drop || how.on_invalid == OnInvalid::drop) return ++counts.dropped, std::optional<Box>{};
    return Fault{"box.degenerate", where + text + "must have an area; set degenerate=\"drop\""};
  }
  return std::optional<Box>{b};
}

}  // namespace smalti
