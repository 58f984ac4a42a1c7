// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/pixel/ranks.hpp>
#include <smalti/pixel/rescale.hpp>

#include <algorithm>
#include <string>

namespace smalti {

/// Subtracts the mean of the picture and divides by its standard deviation.
struct Standardise {
  static constexpr bool clamps_itself = true;
  struct State {
    std::optional<Range> clip_percentiles;
    bool per_channel, masked;
    float eps, limit;
  };
  static ValueRange range(const State& s) { return {-s.limit, s.limit}; }
  static std::array<float, 2> left_out(const State& s) {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    return {s.masked ? 0 : none, none};
  }

  static constexpr Reduction reduction(const State& s) { return s.clip_percentiles ? Reduction::ranks : Reduction::moments; }
  static constexpr int table_size = 4;  ///< mean, deviation, and the ends that values are clipped to first
  static State measured(State s, const Measured& m, float* table) {
    for (int c = 0; c < m.channels; ++c, table += table_size) {
      if (!s.per_channel && c > 0) {
        std::copy_n(table - table_size, table_size, table);
        continue;
      }
      double lo = unbounded.lo, hi = unbounded.max;
      const auto [mean, deviation] = [&] {
        if (!s.clip_percentiles) return moments(m, c, s.per_channel ? 1 : m.channels);
        const Ranks ranks(m, c, s.per_channel ? 1 : m.channels);
        lo = ranks.at(s.clip_percentiles->lo / 100.0), hi = ranks.at(s.clip_percentiles->hi / 100.0);
        return ranks.moments(lo, hi);
      }();
      table[0] = static_cast<float>(mean);
      table[1] = static_cast<float>(std::max(deviation, double{s.eps}));
      table[2] = static_cast<float>(lo);
      table[3] = static_cast<float>(hi);
    }
    return s;
  }
  SMALTI_HD static float apply(float v, const State& s, Place at) {
    const float z = (clamp(v, at.table[2], at.table[3]) - at.table[0]) / at.table[1];
    return s.masked && v == 0 ? 0.0f : clamp(z, -s.limit, s.limit);
  }

 private:
  static std::pair<double, double> moments(const Measured& m, int first, int channels) {
    double sum = 0, squares = 0, n = 0;
    for (int c = first; c < first + channels; ++c) {
      sum += static_cast<double>(m.sums[c]) / m.unit;
      squares += m.squares[c].value() / (m.unit * m.unit);
      n += static_cast<double>(m.counts[c]);
    }
    if (n == 0) return {0, 0};
    const double mean = sum / n;
    return {mean, std::sqrt(std::max(0.0, std::fma(-mean, mean, squares / n)))};
  }
};

enum class ZScope : unsigned char { dataset, image, masked };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<ZScope>{"dataset", "image", "masked"};

/// Standard scores: the mean becomes 0, a standard deviation 1.
struct ZScore {
  ZScope scope = ZScope::dataset;
  Bounded<float, 16> mean{}, std{};
  bool per_channel = true;
  float eps = 1e-8f;
  std::optional<Range> clip_percentiles{};
  std::optional<float> clip{};

  static constexpr auto describe() {
    return about("Subtract the mean and divide by the standard deviation, of the picture or of the data set", "Isensee et al., nnU-Net, Nature Methods 2021",
        field<&ZScore::scope>{.doc = "dataset: mean and std as given; image: of each picture; masked: of its values that are not 0, which stay 0"},
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
    return nullptr;
  }

  using Steps = TypeList<Standardise, Clip, RescaleChannels>;
  using AnyStep = OneOf<Standardise::State, Clip::State, RescaleChannels::State>;
  Bounded<AnyStep, 5> draw(const Draws&, const Frame& in) const {
    const float limit = clip.value_or(unbounded.max);
    if (scope != ZScope::dataset) return {Standardise::State{clip_percentiles, per_channel, scope == ZScope::masked, eps, limit}};
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
