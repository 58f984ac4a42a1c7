// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/image.hpp>
#include <smalti/core/sample.hpp>
#include <smalti/plan/plan.hpp>

#include <memory>
#include <span>
#include <vector>

namespace smalti {

/// Pixels that layers read: the part `window` of a picture.
struct SourcePixels {
  ImageView view;
  Rect window;
};

/// The label rasters of one picture; they move with its pixels.
struct Rasters {
  std::shared_ptr<const Image> segmentation;
  std::vector<std::shared_ptr<const Image>> masks;

  bool empty() const { return !segmentation && masks.empty(); }
};

/// Everything that a plan may refer to by SourceRef. Labels are wanted by steps that look at objects, too.
struct Sources {
  std::span<const SourcePixels> decoded{}, finished{};
  std::span<const Rasters> decoded_labels{}, finished_labels{};
};

/// Executes plans, one at a time; a thread owns one and it reuses its memory.
class Engine {
 public:
  virtual ~Engine() = default;
  /// Renders a plan into `out`, whose extent and channels are the plan's; dtype and layout follow from the view.
  virtual void render(const Plan& plan, const Sources& sources, MutableImageView out) = 0;
  /// Renders the label rasters through the same maps, nearest: ids where nothing shows are `ignore_index`, masks 0.
  virtual Rasters render_rasters(const Plan& plan, const Sources& sources) = 0;
};

}  // namespace smalti
