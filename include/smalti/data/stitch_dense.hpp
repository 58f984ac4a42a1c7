// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/checked.hpp>
#include <smalti/core/fixed.hpp>
#include <smalti/core/op.hpp>

#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace smalti {

/// What the numbers of a dense prediction are.
enum class PredictionKind : std::uint8_t { prob, logit };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<PredictionKind>{"prob", "logit"};

/// How much a tile's pixel counts where tiles overlap.
enum class DenseWeight : std::uint8_t { constant, hann, gaussian };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<DenseWeight>{"const", "hann", "gaussian"};

/// Merges dense predictions of tiles (class maps, depth): the weighted mean of the tiles that show a pixel.
struct StitchDense {
  Required<PredictionKind> values;
  DenseWeight weight = DenseWeight::constant;

  static constexpr auto describe() {
    return about("Merge dense predictions of tiles by their weighted mean", "",
        field<&StitchDense::values>{.doc = "what is averaged, and so what comes out: probabilities, which must lie in 0..1, or logits"},
        field<&StitchDense::weight>{.doc = "all pixels alike, a raised cosine, or a bell of a standard deviation of 1/8 side; none is 0 at the border"});
  }

  /// The weights along a side of n pixels, taken at their centres, all above 0.
  std::vector<float> along(int n) const {
    std::vector<float> w(static_cast<std::size_t>(n), 1.0f);
    for (int i = 0; i < n && weight != DenseWeight::constant; ++i) {
      const double at = (i + 0.5) / n;  // of the side
      const double s = fixed_sincos_degrees(180 * at).sin, t = (at - 0.5) / 0.125;
      w[static_cast<std::size_t>(i)] =
          static_cast<float>(weight == DenseWeight::hann ? s * s : fixed_exp(-0.5 * t * t));
    }
    return w;
  }
};

/// The sum over tiles that StitchDense divides. Tiles are added one after the other and need not be kept.
class DenseSum {
 public:
  /// For maps (channels height width) of the whole picture.
  DenseSum(StitchDense how, int channels, Extent size)
      : how_(checked(how)), channels_(channels), size_(size), sum_(static_cast<std::size_t>(channels * size.area())),
        weight_(static_cast<std::size_t>(size.area())) {}

  /// Adds a tile's map (channels height width) f32, contiguous, whose extent is the rectangle's; what lies outside the
  /// picture is left out.
  void add(std::span<const float> map, Rect tile) {
    if (tile.empty() || map.size() != static_cast<std::size_t>(channels_ * tile.area()))
      raise("geometry.size", "StitchDense: a tile of " + std::to_string(tile.width()) + "x" +
                                 std::to_string(tile.height()) + " px and " + std::to_string(channels_) +
                                 " channels: must have as many values, not " + std::to_string(map.size()));
    if (how_.values.value == PredictionKind::prob)
      for (const float v : map)
        if (!(v >= 0 && v <= 1))
          raise("param.range", "StitchDense: a value of " + std::to_string(v) +
                                   ": probabilities must lie in [0, 1]; state values=\"logit\"");
    const std::vector<float> across = how_.along(tile.width()), down = how_.along(tile.height());
    const Rect shown = intersection(tile, Rect::of(size_));
    if (shown.empty()) return;
    const int left = shown.left - tile.left, n = shown.width();  // of the tile's columns, those that lie in the picture
    const float* const columns = across.data() + left;
    for (int y = shown.top; y < shown.bottom; ++y) {
      const float row = *(down.data() + (y - tile.top));
      float* const weights = weight_.data() + std::int64_t{y} * size_.width + shown.left;
      for (int x = 0; x < n; ++x) weights[x] = std::fma(row, columns[x], weights[x]);
      for (std::int64_t c = 0; c < channels_; ++c) {
        const float* const from = map.data() + (c * tile.height() + y - tile.top) * tile.width() + left;
        float* const to = sum_.data() + (c * size_.height + y) * size_.width + shown.left;
        for (int x = 0; x < n; ++x) to[x] = std::fma(row * columns[x], from[x], to[x]);
      }
    }
  }
  /// The mean (channels height width) so far; throws GeometryError where no tile showed a pixel.
  std::vector<float> mean() const {
    std::vector<float> out(sum_.size());
    const std::size_t n = weight_.size(), width = static_cast<std::size_t>(size_.width);
    for (std::size_t i = 0; i < n; ++i)
      if (!(weight_[i] > 0))
        raise("geometry.size", "StitchDense: pixel (" + std::to_string(i % width) + ", " + std::to_string(i / width) +
                                   "): must lie in a tile");
    for (std::size_t i = 0; i < sum_.size(); ++i) out[i] = sum_[i] / weight_[i % n];
    return out;
  }
  int channels() const { return channels_; }
  Extent size() const { return size_; }

 private:
  StitchDense how_;
  int channels_;
  Extent size_;
  std::vector<float> sum_, weight_;
};

}  // namespace smalti
