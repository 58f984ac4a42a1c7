// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fp.hpp>
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

enum class BoxCriterion : std::uint8_t { iou, coverage };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<BoxCriterion>{"iou", "coverage"};
enum class Quantifier : std::uint8_t { any, all };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<Quantifier>{"any", "all"};

/// Cuts out a random window that overlaps a box by at least a random amount.
struct RandomIoUCrop {
  static constexpr Bounded<float, 16> overlaps_of_ssd{0.0f, 0.1f, 0.3f, 0.5f, 0.7f, 0.9f, 1.0f};

  float min_scale = 0.3f;
  float max_scale = 1;
  float min_aspect_ratio = 0.5f;
  float max_aspect_ratio = 2;
  Bounded<float, 16> sampler_options = overlaps_of_ssd;
  int trials = 40;
  BoxCriterion criterion = BoxCriterion::iou;
  Quantifier quantifier = Quantifier::any;
  int rounds = 20;

  static constexpr bool reads_labels = true, drops_centres_outside = true;

  static constexpr auto describe() {
    return about("Cut out a random window that overlaps a box by at least a drawn amount; boxes whose centre is cut off go", "torchvision; Liu et al., SSD, ECCV 2016",
        field<&RandomIoUCrop::min_scale>{.doc = "smallest side of the window", .unit = "fraction", .min = 1e-3, .max = 1},
        field<&RandomIoUCrop::max_scale>{.doc = "largest side of the window", .unit = "fraction", .min = 1e-3, .max = 1},
        field<&RandomIoUCrop::min_aspect_ratio>{.doc = "smallest width over height", .min = 1e-3, .max = 1e3},
        field<&RandomIoUCrop::max_aspect_ratio>{.doc = "largest width over height", .min = 1e-3, .max = 1e3},
        field<&RandomIoUCrop::sampler_options>{.doc = "overlaps to choose from; 1 and above keep the picture", .min = 0, .max = 100},
        field<&RandomIoUCrop::trials>{.doc = "windows tried for an overlap", .min = 1, .max = 1000},
        field<&RandomIoUCrop::criterion>{.doc = "intersection over union, or over the box"},
        field<&RandomIoUCrop::quantifier>{.doc = "whether one box must reach the overlap, or all whose centre is inside"},
        field<&RandomIoUCrop::rounds>{.doc = "overlaps tried before the picture is kept", .min = 1, .max = 1000});
  }
  constexpr const char* refuse() const {
    if (min_scale > max_scale) return "min_scale must be at most max_scale";
    if (min_aspect_ratio > max_aspect_ratio) return "min_aspect_ratio must be at most max_aspect_ratio";
    return sampler_options.empty() ? "sampler_options must have at least one overlap" : nullptr;
  }

  /// Slots: 1 option (round r: sub r), 2 width, 3 height, 4 left, 5 top (trial t: sub r trials + t).
  Map draw(const Draws& d, const Frame& in) const {
    const auto [H, W] = in.extent;
    Map kept = Map::identity(in.extent);
    kept.satisfied = false;
    if (!in.targets || in.targets->instances.empty()) return kept;
    for (u32 r = 0; r < static_cast<u32>(rounds); ++r) {
      const float least = sampler_options[static_cast<int>(d.between(1, 0, sampler_options.size() - 1, r))];
      if (least >= 1) break;
      for (u32 t = 0; t < static_cast<u32>(trials); ++t) {
        const u32 sub = r * static_cast<u32>(trials) + t;
        const int w = static_cast<int>(W * d.uniform(2, double{min_scale}, double{max_scale}, sub));
        const int h = static_cast<int>(H * d.uniform(3, double{min_scale}, double{max_scale}, sub));
        if (w < 1 || h < 1 || static_cast<float>(w) < min_aspect_ratio * static_cast<float>(h) || static_cast<float>(w) > max_aspect_ratio * static_cast<float>(h)) continue;
        const int left = static_cast<int>(d.between(4, 0, W - w, sub)), top = static_cast<int>(d.between(5, 0, H - h, sub));
        const Rect window{left, top, left + w, top + h};
        if (overlap(*in.targets, window) >= least) return Map::crop(window);
      }
    }
    return kept;
  }

 private:
  /// Of the boxes whose centre lies inside: the largest overlap, or the smallest; -1 without one.
  float overlap(const Targets& targets, Rect window) const {
    float found = -1;
    const auto l = static_cast<float>(window.left), t = static_cast<float>(window.top), r = static_cast<float>(window.right), b = static_cast<float>(window.bottom);
    for (const Instance& i : targets.instances) {
      const float cx = 0.5f * (i.box.x1 + i.box.x2), cy = 0.5f * (i.box.y1 + i.box.y2);
      if (!(cx > l && cx < r && cy > t && cy < b)) continue;
      const float width = std::max(0.0f, std::min(r, i.box.x2) - std::max(l, i.box.x1)), height = std::max(0.0f, std::min(b, i.box.y2) - std::max(t, i.box.y1));
      const float common = unfused(width * height), area = unfused(i.box.width() * i.box.height());
      const float whole = criterion == BoxCriterion::iou ? std::fma(r - l, b - t, area - common) : area;
      const float share = whole > 0 ? common / whole : 0;
      found = found < 0 ? share : quantifier == Quantifier::any ? std::max(found, share) : std::min(found, share);
    }
    return found;
  }
};

}  // namespace smalti
