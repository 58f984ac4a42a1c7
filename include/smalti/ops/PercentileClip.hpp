// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/pixel/percentiles.hpp>
#include <smalti/pixel/pixel_mask.hpp>
#include <smalti/pixel/rescale.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace smalti {

/// Where the statistics of a picture come from.
enum class Scope : unsigned char { image, dataset };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<Scope>{"image", "dataset"};

/// Maps the values between two percentiles, of the picture or of the data set, onto a range.
struct PercentileClip {
  float lower = 0.5f, upper = 99.5f;
  bool per_channel = true;
  Scope scope = Scope::image;
  Bounded<float, 16> a_min{}, a_max{};
  std::optional<float> nodata{};
  bool nodata_to_segmentation = false;
  PixelMask mask = PixelMask::none;
  float b_min = 0, b_max = 1;
  bool clip = true, relative = false;

  static constexpr auto describe() {
    return about("Map the values between two percentiles linearly onto [b_min, b_max]; a constant picture is only shifted", "MONAI",
        field<&PercentileClip::lower>{.doc = "percentile that becomes b_min", .unit = "%", .min = 0, .max = 100},
        field<&PercentileClip::upper>{.doc = "percentile that becomes b_max", .unit = "%", .min = 0, .max = 100},
        field<&PercentileClip::per_channel>{.doc = "look at each channel alone"},
        field<&PercentileClip::scope>{.doc = "image: percentiles of each picture; dataset: a_min and a_max, the same for all, so that tiles of a scene agree"},
        field<&PercentileClip::a_min>{.doc = "of the data set: value of the lower percentile, a channel, or one for all", .unit = "input units", .min = -1e9, .max = 1e9},
        field<&PercentileClip::a_max>{.doc = "of the data set: value of the upper percentile", .unit = "input units", .min = -1e9, .max = 1e9},
        field<&PercentileClip::nodata>{.doc = "value that counts for nothing and stays as it is", .unit = "input units", .min = -1e38, .max = 1e38},
        field<&PercentileClip::nodata_to_segmentation>{.doc = "the segmentation shows the ignore index where every channel of the source has no data"},
        field<&PercentileClip::mask>{.doc = "nonzero: percentiles of the values that are not 0; segmentation: of pixels whose id is neither 0 nor the ignore index"},
        field<&PercentileClip::b_min>{.doc = "start of the output range", .min = -1e9, .max = 1e9},
        field<&PercentileClip::b_max>{.doc = "end of the output range", .min = -1e9, .max = 1e9},
        field<&PercentileClip::clip>{.doc = "clip to the values of the two percentiles"},
        field<&PercentileClip::relative>{.doc = "the percentiles become the same shares of the output range"});
  }
  constexpr const char* refuse() const {
    if (!(b_min < b_max)) return "must have b_min < b_max";
    if (!(lower < upper)) return "must have lower < upper";
    if ((scope == Scope::dataset) != !a_min.empty() || a_min.size() != a_max.size())
      return "a_min and a_max must be given, as many of each, where scope is dataset, and only there";
    if (nodata_to_segmentation && !nodata) return "nodata must be given where nodata_to_segmentation is";
    if (scope == Scope::dataset && mask != PixelMask::none) return "mask must be none where scope is dataset, which measures nothing";
    return nullptr;
  }

  using Steps = TypeList<ScaleBetweenPercentiles, RescaleChannels>;
  using AnyStep = OneOf<ScaleBetweenPercentiles::State, RescaleChannels::State>;
  Bounded<AnyStep, 4> draw(const Draws&, const Frame& in) const {
    if (mask == PixelMask::segmentation) demand_segmentation(in, "PercentileClip.mask = segmentation");
    if (nodata_to_segmentation) demand_segmentation(in, "PercentileClip.nodata_to_segmentation");
    const auto share = [&](float percent) { return relative ? static_cast<float>(b_min + (double{b_max} - b_min) * percent / 100) : percent == lower ? b_min : b_max; };
    const ValueRange to{share(lower), share(upper)}, declared{b_min, b_max};
    if (scope == Scope::image)
      return {ScaleBetweenPercentiles::State{{lower, upper}, {to.lo, to.max}, per_channel, clip, mask, declared, nodata}};
    if (a_min.size() != 1 && a_min.size() != in.channels)
      raise("image.shape", "PercentileClip: must have " + std::to_string(a_min.size()) + " channels, as a_min, not " + std::to_string(in.channels));
    Bounded<AnyStep, 4> steps;
    for (int first = 0; first < in.channels; first += 4) {
      RescaleChannels::State s{first, {}, {}, to.lo, clip ? to : unbounded, declared, nodata};
      for (int c = first; c < std::min(first + 4, in.channels); ++c) {
        const int k = a_min.size() > 1 ? c : 0;
        s.from[static_cast<std::size_t>(c - first)] = a_min[k];
        s.scale[static_cast<std::size_t>(c - first)] = a_min[k] == a_max[k] ? 1.0f : static_cast<float>((double{to.max} - to.lo) / (double{a_max[k]} - a_min[k]));
      }
      steps.push_back(s);
    }
    return steps;
  }
};

}  // namespace smalti
