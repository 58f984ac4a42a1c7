// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/describe.hpp>
#include <smalti/core/params.hpp>
#include <smalti/plan/targets.hpp>

#include <algorithm>
#include <vector>

namespace smalti {

/// What happens to an instance that fails the filter.
enum class OnFail : std::uint8_t { drop, ignore, erase_and_drop };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<OnFail>{"drop", "ignore", "erase_and_drop"};

/// Which instances are worth keeping. Belongs to the pipeline and runs once, at its end: visibility counts everything that
/// happened since the source.
struct BoxFilter {
  float min_side = 2;
  float min_area = 4;
  float min_visible = 0.10f;
  float max_aspect = 100;
  bool require_center = false;
  OnFail on_fail = OnFail::drop;

  static constexpr auto describe() {
    return about("Keep instances that are large and visible enough", "",
        field<&BoxFilter::min_side>{.doc = "shortest side of the visible box", .unit = "px", .min = 0, .max = 65535},
        field<&BoxFilter::min_area>{.doc = "smallest area of the visible box", .unit = "px^2", .min = 0, .max = 4e9},
        field<&BoxFilter::min_visible>{.doc = "visible area over the object's whole area, cumulative", .unit = "fraction", .min = 0, .max = 1},
        field<&BoxFilter::max_aspect>{.doc = "longest side over the shortest", .min = 1, .max = 1e6},
        field<&BoxFilter::require_center>{.doc = "the centre of the whole object must be on the picture"},
        field<&BoxFilter::on_fail>{.doc = "drop the instance, flag it as ignored, or paint over what is left and drop it"});
  }

  bool keeps(const Instance& i, Extent canvas) const {
    const float w = i.box.width(), h = i.box.height(), shorter = std::min(w, h), longer = std::max(w, h);
    if (!(shorter > 0) || !(i.visible > 0) || shorter < min_side || i.box.area() < min_area) return false;
    if (static_cast<float>(i.visible) < min_visible || longer > max_aspect * shorter) return false;
    if (!require_center) return true;
    const auto [x, y] = centre_of(i);
    return x >= 0 && y >= 0 && x < canvas.width && y < canvas.height;
  }
};

/// Applies the filter; instances go with their keypoints and index, masks stay where instances point to. Slivers that are
/// to be painted over are appended to `slivers`.
inline void apply_filter(Targets& t, const BoxFilter& filter, Extent canvas, std::vector<Rect>* slivers) {
  std::erase_if(t.instances, [&](Instance& i) {
    if (filter.keeps(i, canvas)) return false;
    if (filter.on_fail == OnFail::ignore && i.box.area() > 0) {
      i.ignore = true;
      return false;
    }
    if (filter.on_fail == OnFail::erase_and_drop && slivers && i.box.area() > 0)
      slivers->push_back(intersection(detail::pixels_of(i.box), Rect::of(canvas)));
    return true;
  });
}

}  // namespace smalti
