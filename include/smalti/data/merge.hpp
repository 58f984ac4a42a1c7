// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/fixed.hpp>
#include <smalti/data/stitch.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace smalti {

/// What a model said of one view, brought back to the source: any shape, the same for all views. `seen` (empty:
/// everywhere) is 0 where the view does not show the picture.
struct Scores {
  std::span<const float> values;
  std::span<const unsigned char> seen{};
};
struct Prob : Scores {};   ///< probabilities in [0, 1]
struct Logit : Scores {};  ///< before a sigmoid or softmax

/// How the scores of several views become one: `gmean` exp(mean log p), `tsharpen` mean(sqrt p).
enum class Merge : std::uint8_t { mean, gmean, max, min, tsharpen };
template <>
inline constexpr std::array<std::string_view, 5> enum_names<Merge>{"mean", "gmean", "max", "min", "tsharpen"};

/// Merges element by element, over the views that show it; NaN where none does. Throws ParamError for gmean and
/// tsharpen of anything but Prob, for probabilities outside [0, 1] (by more than 1e-4) and for views of different
/// lengths.
template <class Kind>
requires std::derived_from<Kind, Scores>
void merge(std::span<const Kind> views, Merge mode, std::span<float> out) {
  const std::string name(enum_names<Merge>[static_cast<std::size_t>(mode)]);
  if (!std::is_same_v<Kind, Prob> && (mode == Merge::gmean || mode == Merge::tsharpen))
    raise("param.conflict",
          "merge.mode = " + name +
              ": must be mean, max or min unless the scores are Prob; turn logits into probabilities first");
  for (const Kind& v : views)
    if (v.values.size() != out.size() || (!v.seen.empty() && v.seen.size() != out.size()))
      raise("param.conflict", "merge: views must have one shape");
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < out.size(); ++i) {
    double sum = 0;
    float least = std::numeric_limits<float>::infinity(), most = -least;
    int n = 0;
    bool poisoned = false;
    for (const Kind& v : views) {
      if (!v.seen.empty() && !v.seen[i]) continue;
      const float x = v.values[i];
      if (std::is_same_v<Kind, Prob> && !(x >= -1e-4f && x <= 1.0001f))
        raise("param.range", "merge: Prob must be in [0, 1]");
      if (mode == Merge::gmean) sum += x < std::numeric_limits<float>::min() ? -infinity : fixed_log(double{x});
      else sum += mode == Merge::tsharpen ? std::sqrt(std::max(0.0, double{x})) : double{x};
      least = std::min(least, x), most = std::max(most, x);
      poisoned = poisoned || x != x;
      ++n;
    }
    if (n == 0 || poisoned) out[i] = std::numeric_limits<float>::quiet_NaN();
    else if (mode == Merge::max) out[i] = most;
    else if (mode == Merge::min) out[i] = least;
    else if (mode == Merge::gmean) out[i] = sum == -infinity ? 0.0f : static_cast<float>(fixed_exp(sum / n));
    else out[i] = static_cast<float>(sum / n);
  }
}

/// Merges the boxes of several views or models: boxes of a class that overlap a fused one by more than `iou` join it.
/// Coordinates are means weighted by score, the score is the sum over the cluster's boxes divided by the number of
/// views, or by their own number if that is larger. The order of the boxes does not matter; masks are left behind. Source: Solovyev et al., Weighted boxes fusion, 2019 (arXiv:1910.13302).
inline std::vector<Detection> weighted_boxes_fusion(std::span<const std::vector<Detection>> views, double iou = 0.55) {
  std::vector<Detection> all;
  for (const auto& view : views) all.insert(all.end(), view.begin(), view.end());
  for (const Detection& b : all)
    if (!(b.score >= 0)) raise("param.range", "weighted_boxes_fusion: a score must be at least 0");
  std::sort(all.begin(), all.end(), before);
  struct Cluster {
    Detection fused;
    double score = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0;  // sums, coordinates weighted by score
    int count = 0;
  };
  std::vector<Cluster> clusters;
  for (const Detection& b : all) {
    Cluster* best = nullptr;
    float most = static_cast<float>(iou);
    for (Cluster& c : clusters)
      if (c.fused.class_id == b.class_id)
        if (const float o = overlap(StitchMetric::iou, c.fused.box, b.box); o > most) most = o, best = &c;
    if (!best) {
      best = &clusters.emplace_back();
      best->fused = {b.box, b.score, b.class_id};
    }
    const double s = b.score;
    best->score += s, ++best->count;
    best->x1 = std::fma(s, b.box.x1, best->x1), best->y1 = std::fma(s, b.box.y1, best->y1);
    best->x2 = std::fma(s, b.box.x2, best->x2), best->y2 = std::fma(s, b.box.y2, best->y2);
    const auto mean = [&](double sum) { return static_cast<float>(sum / best->score); };
    if (best->score > 0) best->fused.box = {mean(best->x1), mean(best->y1), mean(best->x2), mean(best->y2)};
  }
  std::vector<Detection> out;
  for (Cluster& c : clusters) {
    c.fused.score = static_cast<float>(c.score / std::max<double>(c.count, static_cast<double>(views.size())));
    out.push_back(c.fused);
  }
  std::sort(out.begin(), out.end(), before);
  return out;
}

}  // namespace smalti
