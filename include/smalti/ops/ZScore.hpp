// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/pixel/pixel_mask.hpp>
#include <smalti/pixel/rescale.hpp>
#include <smalti/pixel/standardise.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace smalti {

/// Where mean and standard deviation come from.
enum class ZScope : unsigned char { dataset, image, masked };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<ZScope>{"dataset", "image", "masked"};

/// Standard scores: the mean becomes 0, a standard deviation 1.
struct ZScore {
  ZScope scope = ZScope::dataset;
  PixelMask mask = PixelMask::nonzero;
  Bounded<float, 16> mean{}, std{};
  bool per_channel = true;
  float eps = 1e-8f;
  std::optional<Range> clip_percentiles{};
  std::optional<float> clip{};

  static constexpr auto describe() {
    return about("Subtract the mean and divide by the standard deviation, of the picture or of the data set", "Isensee et al., nnU-Net, Nature Methods 2021",
        field<&ZScore::scope>{.doc = "dataset: mean and std as given; image: of each picture; masked: of a part of it, outside of which all becomes 0"},
        field<&ZScore::mask>{.doc = "which part; nonzero: values that are not 0; segmentation: pixels whose id is neither 0 nor the ignore index"},
        field<&ZScore::mean>{.doc = "of the data set, a channel, or one for all", .unit = "input units", .min = -1e9, .max = 1e9, .example = 100},
        field<&ZScore::std>{.doc = "of the data set, a channel, or one for all", .unit = "input units", .min = 0, .max = 1e9, .example = 50},
        field<&ZScore::per_channel>{.doc = "look at each channel alone"},
        field<&ZScore::eps>{.doc = "what the standard deviation is at least", .unit = "input units", .min = 1e-30, .max = 1e9},
        field<&ZScore::clip_percentiles>{.doc = "percentiles that values are clipped to first; dataset: the values of its percentiles", .unit = "%, or input units", .min = -1e9, .max = 1e9},
        field<&ZScore::clip>{.doc = "largest score, on either side", .unit = "standard deviations", .min = 1e-3, .max = 1e9});
  }
  constexpr const char* refuse() const {
    if (scope == ZScope::dataset && (mean.empty() || mean.size() != std.size())) return "mean and std must be given, as many of each, where scope is dataset";
    if (scope != ZScope::dataset && clip_percentiles && !(clip_percentiles->lo >= 0 && clip_percentiles->hi <= 100)) return "clip_percentiles must be in [0, 100] %";
    if (scope == ZScope::masked ? mask == PixelMask::none : mask == PixelMask::segmentation) return "mask must be nonzero or segmentation where scope is masked, and is not read elsewhere";
    return nullptr;
  }

  using Steps = TypeList<Standardise, Clip, RescaleChannels>;
  using AnyStep = OneOf<Standardise::State, Clip::State, RescaleChannels::State>;
  Bounded<AnyStep, 5> draw(const Draws&, const Frame& in) const {
    if (mask == PixelMask::segmentation) demand_segmentation(in, "ZScore.mask = segmentation");
    const float limit = clip.value_or(unbounded.max);
    if (scope != ZScope::dataset) return {Standardise::State{clip_percentiles, per_channel, scope == ZScope::masked ? mask : PixelMask::none, eps, limit}};
    if (mean.size() != 1 && mean.size() != in.channels)
      raise("image.shape", "ZScore: must have " + std::to_string(mean.size()) + " channels, as mean, not " + std::to_string(in.channels));
    Bounded<AnyStep, 5> steps;
    if (clip_percentiles) steps.push_back(Clip::State{clip_percentiles->lo, clip_percentiles->hi});
    for (int first = 0; first < in.channels; first += 4) {
      RescaleChannels::State s{first, {}, {}, 0, {-limit, limit}, {-limit, limit}, {}};
      for (int c = first; c < std::min(first + 4, in.channels); ++c) {
        const int k = mean.size() > 1 ? c : 0;
        s.from[static_cast<std::size_t>(c - first)] = mean[k];
        s.scale[static_cast<std::size_t>(c - first)] = static_cast<float>(1 / std::max(double{std[k]}, double{eps}));
      }
      steps.push_back(s);
    }
    return steps;
  }
};

}  // namespace smalti
