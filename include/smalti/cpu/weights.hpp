// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/isa.hpp>
#include <smalti/pixel/filters.hpp>
#include <smalti/pixel/warp.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace smalti::cpu {
inline namespace SMALTI_WITH_ISA {

/// What one axis of an axis-aligned map does, output sample by output sample; flips and later crops are already in it.
/// Memory is kept from one use to the next.
struct AxisTable {
  enum class Work : std::uint8_t {
    pick,   ///< an output sample is the canvas sample `first`
    blend,  ///< it lies between two canvas samples, at the share `real` from `first` to the next
    filter  ///< it is a weighted sum of `count` canvas samples from `first` on
  };
  Work work = Work::pick;
  bool contiguous = false;           ///< pick: the output is a run of the canvas
  int begin = 0, end = 0;            ///< outputs that show the canvas; the others show the constant fill
  int need_begin = 0, need_end = 0;  ///< canvas samples that are read
  int stride = 1;                    ///< weights kept an output, even for filters; those behind `count` are 0
  int most = 1;                      ///< taps of the output that has most
  std::vector<int> first, count;     ///< of output begin + i
  std::vector<std::int32_t> fixed;   ///< filter on u8: weights with 22 fraction bits
  std::vector<float> real;           ///< filter on other types: weights; blend: shares

  int size() const { return end - begin; }
  const std::int32_t* fixed_of(int i) const {
    return fixed.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(stride);
  }
  const float* real_of(int i) const {
    return real.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(stride);
  }

  /// Plans `axis`. `integer` chooses the integer weights of u8. Cost: about 10 ns a tap, lanczos and hamming 100.
  void build(const Axis& axis, Interpolation interpolation, bool antialias, bool integer, Border border) {
    outputs_of(axis, border);
    const auto n = static_cast<std::size_t>(size());
    first.resize(n), count.resize(n);
    work = !axis.resizes() || is_nearest(interpolation)        ? Work::pick
           : antialias || interpolation == Interpolation::area ? Work::filter
                                                               : Work::blend;
    stride = most = 1;
    const auto resized = [&](std::size_t i) {
      const int r = axis.out(begin + static_cast<int>(i));
      return border == Border::constant ? r : border_index(r, axis.keep_begin, axis.keep_end, border);
    };
    if (work == Work::pick) {
      for (std::size_t i = 0; i < n; ++i) first[i] = picked(axis, interpolation, resized(i)), count[i] = 1;
    } else if (work == Work::blend) {
      real.resize(n);
      for (std::size_t i = 0; i < n; ++i) blend(axis, resized(i), i);
    } else {
      const AxisFilter filter(axis, interpolation);
      stride = (filter.most_taps() + 1) & ~1;
      scratch_.resize(static_cast<std::size_t>(stride));
      integer ? fixed.resize(n * static_cast<std::size_t>(stride)) : real.resize(n * static_cast<std::size_t>(stride));
      filter.visit([&](auto weigh) {
        for (std::size_t i = 0; i < n; ++i) {
          const Taps taps = weigh(resized(i), stride, scratch_.data());
          first[i] = taps.first, count[i] = taps.count;
          most = std::max(most, taps.count);
          const std::size_t at = i * static_cast<std::size_t>(stride);
          if (integer)
            std::transform(scratch_.begin(), scratch_.end(), fixed.begin() + static_cast<std::ptrdiff_t>(at),
                           fixed_weight);
          else
            std::transform(scratch_.begin(), scratch_.end(), real.begin() + static_cast<std::ptrdiff_t>(at),
                           [](double w) { return static_cast<float>(w); });
        }
      });
    }
    needs();
  }

 private:
  void outputs_of(const Axis& axis, Border border) {
    begin = 0, end = axis.keep_begin < axis.keep_end ? axis.length : 0;
    if (border != Border::constant) return;
    const int at = axis.out.origin;
    begin = std::clamp(axis.out.reversed ? at - axis.keep_end + 1 : axis.keep_begin - at, 0, end);
    end = std::clamp(axis.out.reversed ? at - axis.keep_begin + 1 : axis.keep_end - at, begin, end);
  }

  static int picked(const Axis& axis, Interpolation interpolation, int r) {
    if (!axis.resizes()) return r;
    const std::int64_t n = axis.n_in, m = axis.n_resized;
    const bool legacy = interpolation == Interpolation::nearest_legacy;
    if (axis.b0 == 0 && axis.b1 == static_cast<float>(axis.n_in))
      return static_cast<int>(legacy ? r * n / m : (2 * std::int64_t{r} + 1) * n / (2 * m));
    const double at = std::fma(legacy ? r : r + 0.5, axis.scale(), static_cast<double>(axis.b0));
    return std::clamp(static_cast<int>(std::floor(at)), 0, axis.n_in - 1);
  }

  void blend(const Axis& axis, int r, std::size_t i) {
    const float scale = static_cast<float>(axis.scale());
    const float u = std::max(std::fma(static_cast<float>(r) + 0.5f, scale, axis.b0 - 0.5f), 0.0f);
    first[i] = std::min(static_cast<int>(u), axis.n_in - 1);
    count[i] = first[i] + 1 < axis.n_in ? 2 : 1;
    real[i] = u - static_cast<float>(first[i]);
    most = std::max(most, count[i]);
  }

  void needs() {
    need_begin = need_end = 0;
    if (first.empty()) return;
    need_begin = first[0];
    contiguous = work == Work::pick;
    for (std::size_t i = 0; i < first.size(); ++i) {
      need_begin = std::min(need_begin, first[i]);
      need_end = std::max(need_end, first[i] + count[i]);
      contiguous = contiguous && first[i] == first[0] + static_cast<int>(i);
    }
  }

  std::vector<double> scratch_;
};

}  // namespace SMALTI_WITH_ISA
}  // namespace smalti::cpu
