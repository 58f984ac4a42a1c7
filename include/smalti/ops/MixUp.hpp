// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/any_geometry.hpp>
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>

#include <algorithm>
#include <vector>

namespace smalti {

/// Whether each sample draws its own share, or a mix group shares one.
enum class MixMode : std::uint8_t { sample, group };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<MixMode>{"sample", "group"};
/// Whom a sample is mixed with: a drawn member of its group, or the previous place (torchvision's pairing).
enum class Pairing : std::uint8_t { drawn, roll };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<Pairing>{"drawn", "roll"};
/// Whether instances take their picture's share as weight.
enum class LabelWeight : std::uint8_t { none, lambda };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<LabelWeight>{"none", "lambda"};
/// What the segmentation shows where two are blended: samples that have one are refused, or the ids of the larger share
/// show, and the ignore index where ids differ and the shares are within a tenth of a half.
enum class SemanticMix : std::uint8_t { reject, dominant };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<SemanticMix>{"reject", "dominant"};

/// Blends two samples and their labels: lam of the primary, 1 - lam of the partner.
struct MixUp {
  float alpha = 1;
  std::optional<int> num_classes{};
  std::optional<float> beta{};
  std::optional<float> weight{};
  MixMode mode = MixMode::sample;
  Pairing partner = Pairing::drawn;
  bool keep_primary_dominant = false;
  float min_weight = 0.1f;
  LabelWeight label_weight = LabelWeight::none;
  Fill fill = padding_grey;
  SemanticMix semantic = SemanticMix::reject;
  std::vector<AnyGeometry> partner_ops{};

  static constexpr bool mixes = true;
  static constexpr auto describe() {
    return about("Blend a sample with another one of its mix group, pictures and labels", "torchvision; Zhang et al., 2017",
        field<&MixUp::alpha>{.doc = "first parameter of the Beta distribution of the primary's share", .min = 1e-6, .max = 1e6},
        field<&MixUp::num_classes>{.doc = "length of soft labels made from class indices; none takes it from the source", .min = 1, .max = 1 << 24},
        field<&MixUp::beta>{.doc = "second parameter of the Beta distribution; none means alpha", .min = 1e-6, .max = 1e6},
        field<&MixUp::weight>{.doc = "fixed share of the primary in place of a draw", .unit = "fraction", .min = 0, .max = 1},
        field<&MixUp::mode>{.doc = "one share a sample, or one a mix group"},
        field<&MixUp::partner>{.doc = "a drawn member of the group, or the previous one"},
        field<&MixUp::keep_primary_dominant>{.doc = "take the larger of lam and 1 - lam"},
        field<&MixUp::min_weight>{.doc = "instances of a picture with a smaller share are ignored", .unit = "fraction", .min = 0, .max = 1},
        field<&MixUp::label_weight>{.doc = "lambda multiplies the weight of instances by their picture's share"},
        field<&MixUp::fill>{.doc = "what shows where the pictures differ in size", .unit = "input units", .min = -32768, .max = 65535},
        field<&MixUp::semantic>{.doc = "samples with a segmentation are refused, or take the ids of the larger share"},
        field<&MixUp::partner_ops>{.doc = "geometric operators applied to the partner first, at most 8, drawn from the primary's numbers"});
  }
  constexpr const char* refuse() const {
    if (partner_ops.size() > 8) return "partner_ops must hold at most 8 operators";
    for (const AnyGeometry& op : partner_ops)
      if (op.reads_labels) return "partner_ops must hold operators that read no boxes or masks";
    return nullptr;
  }

  struct State {
    float lam;
    int partner;
    DrawnMaps moves;  ///< of the partner, by partner_ops
  };
  /// Slot 1: lam ~ Beta(alpha, beta); slot 240: the partner. Operator i of partner_ops draws as the child at "path/i".
  template <class Mixer>
  State draw(const Draws& d, const Mixer& m) const {
    double lam = weight ? double{*weight} : m.shared(d, mode == MixMode::group).beta(1, alpha, beta.value_or(alpha));
    if (keep_primary_dominant) lam = std::max(lam, 1 - lam);
    const int other = partner == Pairing::roll ? m.previous() : m.partners(d, 1)[0];
    return {static_cast<float>(lam), other, m.draw(partner_ops, other, d)};
  }

  template <class Mixer>
  void lay(const State& s, Mixer& m) const {
    if (s.partner == m.self() || s.lam == 1) return;
    if (semantic == SemanticMix::reject && (m.has_segmentation(m.self()) || m.has_segmentation(s.partner)))
      raise("label.unsupported", "MixUp: samples must have no segmentation, whose ids cannot be blended; set semantic to dominant");
    const Extent a = m.extent(m.self()), b = m.move_partner(s.partner, partner_ops, s.moves);
    const Extent canvas{std::max(a.height, b.height), std::max(a.width, b.width)};
    const float shares[] = {s.lam, 1 - s.lam};
    const int places[] = {m.self(), s.partner};
    for (int k = 0; k < 2; ++k) {
      const auto first = m.collected().instances.size();
      m.blend(places[k], shares[k], canvas, fill);
      for (auto i = first; i < m.collected().instances.size(); ++i) {
        Instance& instance = m.collected().instances[i];
        if (label_weight == LabelWeight::lambda) instance.weight *= shares[k];
        if (shares[k] < min_weight) instance.ignore = true;
      }
    }
    m.mix_labels({m.self(), s.partner}, {s.lam, 1 - s.lam}, num_classes);
    m.finish(canvas, true);
  }
};

}  // namespace smalti
