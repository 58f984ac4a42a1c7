// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/ops/MixUp.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Whether a rectangle that sticks out is clipped, or drawn so that it fits.
enum class Placement : std::uint8_t { clipped, inside };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<Placement>{"clipped", "inside"};

/// Pastes a rectangle of another sample; labels are weighted by the pixels counted.
struct CutMix {
  float alpha = 1;
  std::optional<int> num_classes{};
  Placement placement = Placement::clipped;
  bool correct_lambda = true;
  MixMode mode = MixMode::sample;
  Pairing partner = Pairing::drawn;
  int candidates = 3;
  float max_primary_occlusion = 0;
  float min_partner_visible = 0.1f;
  Fill fill = padding_grey;

  static constexpr bool mixes = true;
  static constexpr auto describe() {
    return about("Paste a rectangle of another sample of the mix group", "torchvision; Yun et al., 2019",
        field<&CutMix::alpha>{.doc = "parameter of the Beta distribution of the primary's share", .min = 1e-6, .max = 1e6},
        field<&CutMix::num_classes>{.doc = "length of soft labels made from class indices; none takes it from the source", .min = 1, .max = 1 << 24},
        field<&CutMix::placement>{.doc = "a rectangle that sticks out is clipped, or drawn so that it fits"},
        field<&CutMix::correct_lambda>{.doc = "weigh labels by the rectangle's pixels, not by the drawn share"},
        field<&CutMix::mode>{.doc = "one share a sample, or one a mix group"},
        field<&CutMix::partner>{.doc = "a drawn member of the group, or the previous one"},
        field<&CutMix::candidates>{.doc = "rectangles tried when the sample has instances", .min = 1, .max = 64},
        field<&CutMix::max_primary_occlusion>{.doc = "largest share of a primary instance that a rectangle may hide", .unit = "fraction", .min = 0, .max = 1},
        field<&CutMix::min_partner_visible>{.doc = "partner instances that show less are ignored", .unit = "fraction", .min = 0, .max = 1},
        field<&CutMix::fill>{.doc = "what shows where the partner is smaller", .unit = "input units", .min = -32768, .max = 65535});
  }

  struct State {
    Rect rect;  ///< integer rectangle of the partner's pixels
    float lam;  ///< weight of the primary's label
    int partner;
    bool applied;
  };
  /// Slot 1: lam ~ Beta(alpha, alpha); 2 and 3: centre, candidate i on sub i; 240: the partner.
  template <class Mixer>
  State draw(const Draws& d, const Mixer& m) const {
    const Draws shared = m.shared(d, mode == MixMode::group);
    const double lam = shared.beta(1, alpha, alpha);
    const int other = partner == Pairing::roll ? m.previous() : m.partners(d, 1)[0];
    const Extent e = m.extent(m.self());
    const double r = 0.5 * std::sqrt(1 - lam);
    const int hw = static_cast<int>(r * e.width), hh = static_cast<int>(r * e.height);
    const int tries = m.frame().targets && !m.frame().targets->instances.empty() ? candidates : 1;
    for (u32 i = 0; i < static_cast<u32>(tries); ++i) {
      const bool inside = placement == Placement::inside;
      const int mx = inside ? hw : 0, my = inside ? hh : 0, last = inside ? 0 : 1;
      const int cx = static_cast<int>(shared.between(2, mx, e.width - mx - last, i));
      const int cy = static_cast<int>(shared.between(3, my, e.height - my - last, i));
      const Rect rect = intersection({cx - hw, cy - hh, cx + hw, cy + hh}, Rect::of(e));
      if (m.occlusion(rect) > max_primary_occlusion && m.has_instances()) continue;
      const double counted = 1 - static_cast<double>(rect.area()) / static_cast<double>(e.area());
      return {rect, static_cast<float>(correct_lambda ? counted : lam), other, !rect.empty()};
    }
    return {{}, 1, other, false};
  }

  template <class Mixer>
  void lay(State s, Mixer& m) const {
    if (!s.applied || s.partner == m.self()) return;
    const Extent canvas = m.extent(m.self());
    m.paste(m.self(), Rect::of(canvas), canvas, fill);
    const auto first = m.collected().instances.size();
    m.paste(s.partner, s.rect, canvas, fill);
    auto& all = m.collected().instances;  // of the partner, those outside go
    all.erase(std::remove_if(all.begin() + static_cast<std::ptrdiff_t>(first), all.end(), [](const Instance& i) { return i.visible <= 0; }), all.end());
    for (auto i = first; i < all.size(); ++i)
      if (all[i].visible < min_partner_visible) all[i].ignore = true;
    m.mix_labels({m.self(), s.partner}, {s.lam, 1 - s.lam}, num_classes);
    m.finish(canvas, false);
  }
};

}  // namespace smalti
