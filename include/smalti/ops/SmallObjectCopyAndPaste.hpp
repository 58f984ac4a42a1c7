// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/affine.hpp>
#include <smalti/core/coverage.hpp>
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>

#include <algorithm>
#include <vector>

namespace smalti {

/// Which small objects are copied: a single one, a drawn number of them, or all.
enum class CopiedObjects : std::uint8_t { one, random, all };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<CopiedObjects>{"one", "random", "all"};

/// Copies the picture's own small objects to places where they hide nothing: more small positives, no other sample.
struct SmallObjectCopyAndPaste {
  float max_area = 1024;
  std::array<int, 2> copies{1, 3};
  CopiedObjects objects = CopiedObjects::one;
  Range scale{0.8, 1.2};
  Symmetric rotate{15};
  int margin = 5;
  float max_iou = 0;
  int tries = 30;
  bool need_mask = true;
  int context = 0;
  float feather = 0;

  static constexpr bool mixes_itself = true;
  static constexpr auto describe() {
    return about("Copy the picture's small objects to places where they hide nothing", "Kisantal et al., Augmentation for small object detection, 2019",
        field<&SmallObjectCopyAndPaste::max_area>{.doc = "objects of a smaller area are copied; up to 1 a share of the picture", .unit = "px^2", .min = 0, .max = 4e9},
        field<&SmallObjectCopyAndPaste::copies>{.doc = "fewest and most copies of an object", .min = 0, .max = 64},
        field<&SmallObjectCopyAndPaste::objects>{.doc = "copy one object, a drawn number, or all"},
        field<&SmallObjectCopyAndPaste::scale>{.doc = "factor of a copy, drawn", .min = 1e-2, .max = 1e2},
        field<&SmallObjectCopyAndPaste::rotate>{.doc = "turn of a copy, clockwise; a number v means [-v, v]", .unit = "deg", .min = -360, .max = 360},
        field<&SmallObjectCopyAndPaste::margin>{.doc = "distance of copies from the border", .unit = "px", .min = 0, .max = 65535},
        field<&SmallObjectCopyAndPaste::max_iou>{.doc = "largest overlap of a copy with any object, over their union", .unit = "fraction", .min = 0, .max = 1},
        field<&SmallObjectCopyAndPaste::tries>{.doc = "places tried for a copy before it is left out", .min = 1, .max = 64},
        field<&SmallObjectCopyAndPaste::need_mask>{.doc = "refuse objects that have neither mask nor polygon; else their box is copied", .example = 0},
        field<&SmallObjectCopyAndPaste::context>{.doc = "surroundings that are copied along", .unit = "px", .min = 0, .max = 255},
        field<&SmallObjectCopyAndPaste::feather>{.doc = "deviation of the Gaussian that softens the edge of a copy", .unit = "px", .min = 0, .max = 42});
  }
  constexpr const char* refuse() const { return copies[0] <= copies[1] ? nullptr : "copies must have lo <= hi"; }

  struct State {
    Bounded<int, 64> object;                  ///< instance of each copy
    Bounded<std::array<double, 9>, 64> maps;  ///< the picture to the copy
    int skipped;                              ///< copies that found no place
  };
  /// Slots: 1 number of objects, 2 which, 3 copies (object o: sub o), 4 scale, 5 angle (copy c: sub c), 6 and 7 centre (try t: sub 64 c + t).
  template <class Mixer>
  State draw(const Draws& d, const Mixer& m) const {
    State s{};
    const Extent canvas = m.extent(m.self());
    const Targets own = m.targets(m.self());
    Bounded<int, 1024> small;
    for (int k = 0; k < static_cast<int>(own.instances.size()) && small.size() < small.capacity(); ++k)
      if (copied(own.instances[static_cast<std::size_t>(k)], canvas)) small.push_back(k);
    if (small.empty()) return s;
    const int n = objects == CopiedObjects::all ? small.size() : objects == CopiedObjects::one ? 1 : static_cast<int>(d.between(1, 1, small.size()));
    const auto order = d.permutation<1024>(2, small.size());
    auto taken = m.silhouettes(own, canvas);
    u32 c = 0;
    for (int o = 0; o < n; ++o)
      for (auto left = d.between(3, copies[0], copies[1], static_cast<u32>(o)); left > 0 && c < 64; --left, ++c) {
        const int k = small[order[o]];
        if (const auto map = place(d, m, own, k, c, taken, canvas)) s.object.push_back(k), s.maps.push_back(map->matrix);
        else ++s.skipped;
      }
    return s;
  }

  template <class Mixer>
  void lay(const State& s, Mixer& m) const {
    if (s.object.empty()) return;
    const Extent canvas = m.extent(m.self());
    m.render_primary();
    m.base();
    for (int c = 0; c < s.object.size(); ++c)
      m.paste_objects(m.self(), {&s.object[c], 1}, Map{s.maps[c], canvas}, {.blend_sigma = feather, .context = context, .renewed = true});
    m.finish(canvas, false);
  }

 private:
  bool copied(const Instance& i, Extent e) const {
    const double most = max_area <= 1 ? static_cast<double>(max_area) * static_cast<double>(e.area()) : static_cast<double>(max_area);
    const bool whole = i.box.x1 > 0 && i.box.y1 > 0 && i.box.x2 < static_cast<float>(e.width) && i.box.y2 < static_cast<float>(e.height);
    if (i.crowd || !whole || !(i.visible > 0) || !(i.ref_area < most)) return false;
    if (need_mask && !has_shape(i))
      raise("label.missing", "SmallObjectCopyAndPaste: objects must have masks or polygons; set need_mask to false to copy whole boxes");
    return true;
  }
  /// Where copy c of an object goes; none if no try kept clear of the border and of what is `taken`, to which it is added.
  template <class Mixer, class Shapes>
  std::optional<Map> place(const Draws& d, const Mixer& m, const Targets& own, int k, u32 c, Shapes& taken, Extent canvas) const {
    const Box b = own.instances[static_cast<std::size_t>(k)].box;
    const Point centre{0.5 * (double{b.x1} + b.x2), 0.5 * (double{b.y1} + b.y2)};
    const Affine turn{d.uniform(5, rotate, c), d.uniform(4, scale, c), 0, 0};
    for (u32 t = 0; t < static_cast<u32>(tries); ++t) {
      const Point to{d.uniform(6, 0.0, double(canvas.width), 64 * c + t), d.uniform(7, 0.0, double(canvas.height), 64 * c + t)};
      const Map map{turn.about(centre, to), canvas};
      const auto shape = m.silhouette(own, k, map);
      const Rect r = shape.bounds;
      if (shape.empty() || r.left < margin || r.top < margin || r.right > canvas.width - margin || r.bottom > canvas.height - margin) continue;
      if (std::any_of(taken.begin(), taken.end(), [&](const auto& other) { return overlaps(shape, other, double{max_iou}); })) continue;
      taken.push_back(shape);
      return map;
    }
    return std::nullopt;
  }
};

}  // namespace smalti
