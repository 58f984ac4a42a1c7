// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/pixel/ranks.hpp>
#include <smalti/pixel/rescale.hpp>

#include <algorithm>
#include <string>

namespace smalti {

/// Where the statistics of a picture come from.
enum class Scope : unsigned char { image, dataset };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<Scope>{"image", "dataset"};
/// Which pixels a statistic looks at.
enum class PixelMask : unsigned char { none, nonzero };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<PixelMask>{"none", "nonzero"};

/// Maps the values between two percentiles of the picture onto a range.
struct ScaleBetweenPercentiles {
  static constexpr bool clamps_itself = true;
  struct State {
    std::array<float, 2> percentiles, to;
    bool per_channel, clip, nonzero;
    ValueRange range;
    std::optional<float> nodata;
  };
  static ValueRange range(const State& s) { return s.range; }
  static std::array<float, 2> left_out(const State& s) {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    return {s.nodata.value_or(none), s.nonzero ? 0 : none};
  }

  static constexpr Reduction reduction = Reduction::ranks;
  static constexpr int table_size = 3;  ///< value of the lower percentile, factor, whether results are clipped
  static State measured(State s, const Measured& m, float* table) {
    for (int c = 0; c < m.channels; ++c, table += table_size) {
      if (!s.per_channel && c > 0) {
        std::copy_n(table - table_size, table_size, table);
        continue;
      }
      const Ranks ranks(m, c, s.per_channel ? 1 : m.channels);
      const double lower = ranks.at(s.percentiles[0] / 100.0), upper = ranks.at(s.percentiles[1] / 100.0);
      const bool constant = !(lower < upper);
      table[0] = static_cast<float>(lower);
      table[1] = constant ? 1.0f : static_cast<float>((double{s.to[1]} - s.to[0]) / (upper - lower));
      table[2] = s.clip && !constant ? 1.0f : 0.0f;
    }
    return s;
  }
  SMALTI_HD static float apply(float v, const State& s, Place at) {
    const float scaled = std::fma(v - at.table[0], at.table[1], s.to[0]);
    const float inside = at.table[2] > 0 ? clamp(scaled, s.to[0], s.to[1]) : scaled;
    return s.nodata && v == *s.nodata ? v : inside;
  }
};

/// Maps the values between two percentiles, of the picture or of the data set, onto a range.
struct PercentileClip {
  float lower = 0.5f, upper = 99.5f;
  bool per_channel = true;
  Scope scope = Scope::image;
  Bounded<float, 16> a_min{}, a_max{};
  std::optional<float> nodata{};
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
        field<&PercentileClip::mask>{.doc = "nonzero: percentiles of the values that are not 0"},
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
    return nullptr;
  }

  using Steps = TypeList<ScaleBetweenPercentiles, RescaleChannels>;
  using AnyStep = OneOf<ScaleBetweenPercentiles::State, RescaleChannels::State>;
  Bounded<AnyStep, 4> draw(const Draws&, const Frame& in) const {
    const auto share = [&](float percent) { return relative ? static_cast<float>(b_min + (double{b_max} - b_min) * percent / 100) : percent == lower ? b_min : b_max; };
    const ValueRange to{share(lower), share(upper)}, declared{b_min, b_max};
    if (scope == Scope::image)
      return {ScaleBetweenPercentiles::State{{lower, upper}, {to.lo, to.max}, per_channel, clip, mask == PixelMask::nonzero, declared, nodata}};
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
