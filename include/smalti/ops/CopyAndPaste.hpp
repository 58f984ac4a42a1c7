// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/coverage.hpp>
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Pastes objects of another sample, cut out along their masks or polygons. What they hide keeps what is left of its mask,
/// box and visibility.
struct CopyAndPaste {
  std::optional<float> fraction{};
  PasteSource source = PasteSource::partner;
  bool translate = false;
  float blend_sigma = 0;
  float min_visible = 0.1f;
  float min_area = 3e-4f;
  float max_new_overlap = 1;
  UpdateBoxes update_boxes = UpdateBoxes::visible;
  bool skip_crowd = true;
  int max_pasted = 100;
  bool allow_boxes = false;

  static constexpr bool mixes = true;
  static constexpr auto describe() {
    return about("Paste objects of another sample of the mix group", "Ghiasi et al., Simple Copy-Paste, CVPR 2021",
        field<&CopyAndPaste::fraction>{.doc = "share of the other's objects that is pasted; none draws their number evenly", .unit = "fraction", .min = 0, .max = 1},
        field<&CopyAndPaste::source>{.doc = "objects of a partner, or the picture's own, mirrored"},
        field<&CopyAndPaste::translate>{.doc = "move each object to a place drawn evenly"},
        field<&CopyAndPaste::blend_sigma>{.doc = "deviation of the Gaussian that softens the edge of what is pasted", .unit = "px", .min = 0, .max = 42},
        field<&CopyAndPaste::min_visible>{.doc = "objects that were hidden and show a smaller share of themselves go", .unit = "fraction", .min = 0, .max = 1},
        field<&CopyAndPaste::min_area>{.doc = "objects that were hidden and show less of the picture go", .unit = "fraction", .min = 0, .max = 1},
        field<&CopyAndPaste::max_new_overlap>{.doc = "an object that would hide a larger share of another one is not pasted", .unit = "fraction", .min = 0, .max = 1},
        field<&CopyAndPaste::update_boxes>{.doc = "boxes of hidden objects shrink to what shows, or stay"},
        field<&CopyAndPaste::skip_crowd>{.doc = "crowds are not pasted"},
        field<&CopyAndPaste::max_pasted>{.doc = "most objects pasted", .min = 1, .max = 128},
        field<&CopyAndPaste::allow_boxes>{.doc = "paste the whole box of objects that have neither mask nor polygon"});
  }

  struct State {
    int partner;
    Bounded<int, 128> chosen;  ///< instances of the partner, in the order in which they are pasted
    Bounded<int, 128> dx, dy;  ///< where each is moved, px
    bool applied;
  };
  /// Slots: 1 number, 2 which, 3 and 4 where (object i: sub i), 240 the partner. Of more than 1,024 objects the first count.
  template <class Mixer>
  State draw(const Draws& d, const Mixer& m) const {
    State s{};
    const Extent canvas = m.extent(m.self());
    s.partner = source == PasteSource::flip_self ? m.self() : m.partner_that(d, [&](int place) { return has_objects(m.targets(place)); });
    if (s.partner == m.self() && source == PasteSource::partner) return s;
    const Targets from = m.targets(s.partner);
    Bounded<Object, 1024> candidates;
    for (int k = 0; k < static_cast<int>(from.instances.size()) && candidates.size() < candidates.capacity(); ++k) {
      const Instance& i = from.instances[static_cast<std::size_t>(k)];
      if (!pastes(i)) continue;
      if (!has_shape(i) && !allow_boxes)
        raise("label.missing", "CopyAndPaste: objects must have masks or polygons; set allow_boxes to paste whole boxes");
      Object o{k, 0, 0};
      if (translate) {
        const auto w = static_cast<float>(canvas.width);
        const bool flips = source == PasteSource::flip_self;
        o.dx = d.shift(3, flips ? w - i.box.x2 : i.box.x1, flips ? w - i.box.x1 : i.box.x2, canvas.width, static_cast<u32>(k));
        o.dy = d.shift(4, i.box.y1, i.box.y2, canvas.height, static_cast<u32>(k));
      }
      if (max_new_overlap >= 1 || m.occlusion(m.silhouette(from, k, placed(canvas, o.dx, o.dy))) <= max_new_overlap) candidates.push_back(o);
    }
    const int n = candidates.size(), most = std::min(n, max_pasted);
    const int count = fraction ? std::min(most, static_cast<int>(std::rint(static_cast<double>(*fraction) * n))) : static_cast<int>(d.between(1, 0, most));
    const auto order = d.permutation<1024>(2, n);
    for (int j = 0; j < count; ++j) {
      const Object o = candidates[order[j]];
      s.chosen.push_back(o.instance), s.dx.push_back(o.dx), s.dy.push_back(o.dy);
    }
    s.applied = count > 0;
    return s;
  }

  template <class Mixer>
  void lay(const State& s, Mixer& m) const {
    if (!s.applied) return;
    const Extent canvas = m.extent(m.self());
    m.render_primary();
    m.base();
    const Pasting pasting{.blend_sigma = blend_sigma, .shrink_boxes = update_boxes == UpdateBoxes::visible, .min_visible = min_visible,
                      .min_pixels = static_cast<double>(min_area) * static_cast<double>(canvas.area())};
    if (!translate) {
      m.paste_objects(s.partner, {s.chosen.begin(), s.chosen.end()}, placed(canvas, 0, 0), pasting);
    } else {
      for (int j = 0; j < s.chosen.size(); ++j) m.paste_objects(s.partner, {&s.chosen[j], 1}, placed(canvas, s.dx[j], s.dy[j]), pasting);
    }
    m.finish(canvas, false);
  }

 private:
  struct Object {
    int instance, dx, dy;
  };
  bool pastes(const Instance& i) const { return !(skip_crowd && i.crowd) && i.box.area() > 0 && i.visible > 0 && i.visible >= min_visible; }
  bool has_objects(const Targets& t) const {
    return std::any_of(t.instances.begin(), t.instances.end(), [&](const Instance& i) { return pastes(i); });
  }
  /// The partner's frame on the canvas: shifted, and mirrored if it is the picture itself.
  Map placed(Extent canvas, int dx, int dy) const {
    const Map shift = Map::crop({-dx, -dy, canvas.width - dx, canvas.height - dy});
    return source == PasteSource::flip_self ? Map::aligned({dx, dx + canvas.width, canvas.width, true}, shift.y) : shift;
  }
};

}  // namespace smalti
