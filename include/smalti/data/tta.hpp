// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/chirality.hpp>
#include <smalti/cpu/apply.hpp>
#include <smalti/data/merge.hpp>
#include <smalti/plan/invert.hpp>
#include <smalti/plan/node.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace smalti {

/// One way to look at a picture: scaled, then through operators. The default leaves it as it is.
struct ViewChoice {
  double scale = 1;
  std::vector<Node> ops{};
  bool identity() const { return scale == 1 && ops.empty(); }
};
/// The choices that one slot of a TTA offers.
using ViewSlot = std::vector<ViewChoice>;

/// Test-time augmentation: several views of a picture for a model that is to predict on each, and what belongs behind
/// them. The views are a pipeline with the operator Views; invert() and the chirality tables take predictions back.
class TTA {
 public:
  /// The Cartesian product of slots, the last one fastest. Throws ParamError for a slot that does not hold the
  /// identity, unless it cuts the picture up. Scaled sides are rounded to multiples of `stride`, px.
  explicit TTA(const std::vector<ViewSlot>& slots, int stride = 1) : stride_(stride) {
    views_.emplace_back();
    for (const ViewSlot& slot : slots) {
      const auto whole = [](const ViewChoice& c) { return c.identity() || views_of(Compose<Node>{{c.ops}}) > 1; };
      if (std::none_of(slot.begin(), slot.end(), whole))
        raise(
            "param.conflict",
            "TTA.views: every slot must hold the identity among its choices; give a list of pipelines to leave it out");
      std::vector<ViewChoice> next;
      for (const ViewChoice& first : views_)
        for (const ViewChoice& choice : slot) {
          next.push_back({first.scale * choice.scale, first.ops});
          next.back().ops.insert(next.back().ops.end(), choice.ops.begin(), choice.ops.end());
        }
      views_ = std::move(next);
    }
    check();
  }
  /// These views and no others.
  static TTA of(std::vector<ViewChoice> views, int stride = 1) {
    TTA t(std::vector<ViewSlot>{}, stride);
    t.views_ = std::move(views);
    t.check();
    return t;
  }

  static ViewSlot hflip() { return {{}, {1, {{RandomHorizontalFlip{.p = 1}}}}}; }
  static ViewSlot vflip() { return {{}, {1, {{RandomVerticalFlip{.p = 1}}}}}; }
  /// The eight symmetries of the square, in D4's order.
  static ViewSlot d4() {
    const auto turn = [](float degrees) { return Node{RandomRotation{.degrees = {degrees, degrees}, .expand = true}}; };
    const Node transpose{Transpose{}};
    return {{},
            {1, {turn(90)}},
            {1, {turn(180)}},
            {1, {turn(-90)}},
            {1, {{RandomVerticalFlip{.p = 1}}}},
            {1, {transpose, turn(180)}},
            {1, {{RandomHorizontalFlip{.p = 1}}}},
            {1, {transpose}}};
  }
  static ViewSlot scales(std::span<const double> factors) {
    ViewSlot out;
    for (const double f : factors) out.push_back({f, {}});
    return out;
  }
  /// The four corners and the middle, in place of the whole picture.
  static ViewSlot five_crop(Extent size) { return {{1, {{FiveCrop{.size = size}}}}}; }
  /// Values times a factor, clamped to the range.
  static ViewSlot multiply(std::span<const double> factors) {
    ViewSlot out;
    for (const double f : factors) {
      const auto v = static_cast<float>(f);
      if (f == 1) out.emplace_back();
      else out.push_back({1, {{ColorJitter{.brightness = Factor(v, v)}}}});
    }
    return out;
  }
  /// The views of the YOLO family: as it is, at .83 mirrored left to right, at .67.
  static TTA yolo(int stride = 32) { return of({{}, {0.83, hflip()[1].ops}, {0.67, {}}}, stride); }

  const std::vector<ViewChoice>& views() const { return views_; }
  /// The pipeline that makes the views of a picture of this extent; no instance is ever dropped.
  Pipeline pipeline(Extent e, const Chirality& chirality = {}, const std::vector<Node>& after = {}) const {
    Views<Node> all;
    for (const ViewChoice& view : views_) {
      Compose<Node> chain;
      if (view.scale != 1) chain.ops.items.push_back({Resize{.size = scaled(e, view.scale)}});
      chain.ops.items.insert(chain.ops.items.end(), view.ops.begin(), view.ops.end());
      all.pipelines.items.push_back({chain});
    }
    Operators<Node> ops{{Node{all}}};
    ops.items.insert(ops.items.end(), after.begin(), after.end());
    return Pipeline(std::move(ops), {.filter = std::nullopt, .chirality = chirality});
  }
  /// The views of a picture in memory, each with its map.
  std::vector<Applied> operator()(ImageView image, const Chirality& chirality = {}) const {
    const Pipeline p = pipeline(image.extent, chirality);
    std::vector<Applied> out;
    for (int v = 0; v < p.views(); ++v) out.push_back(apply(p, image, 0, {}, {}, v));
    return out;
  }

 private:
  void check() const {
    if (stride_ < 1) raise("param.range", "TTA.stride = " + std::to_string(stride_) + ": must be at least 1 px");
    if (views_.empty()) raise("param.conflict", "TTA.views: must hold at least one view");
    for (const ViewChoice& v : views_)
      if (!(v.scale > 0 && v.scale <= 100)) raise("param.range", "TTA.views: a scale must be in (0, 100]");
  }
  Extent scaled(Extent e, double scale) const {
    const auto side = [&](int n) { return stride_ * std::max(1, static_cast<int>(std::rint(n * scale / stride_))); };
    return {side(e.height), side(e.width)};
  }
  std::vector<ViewChoice> views_;
  int stride_;
};

}  // namespace smalti
