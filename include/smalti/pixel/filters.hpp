// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/axis.hpp>
#include <smalti/core/fixed.hpp>
#include <smalti/core/fp.hpp>
#include <smalti/core/interpolation.hpp>

#include <cmath>
#include <cstdint>

namespace smalti {

/// Which pass of a separable resize runs first: by Pillow 13's rule, or always the horizontal one, as Pillow up to 12.
enum class AxisOrder : std::uint8_t { pillow13, horizontal_first };

/// Pillow 13's rule, found by experiment: lengths of the whole canvas, signed differences.
SMALTI_HD constexpr bool vertical_first(const Axis& x, const Axis& y, AxisOrder order) {
  return order == AxisOrder::pillow13 && y.n_resized < y.n_in && y.n_in - y.n_resized > 2 * (x.n_in - x.n_resized);
}

SMALTI_HD constexpr bool is_nearest(Interpolation f) {
  return f == Interpolation::nearest || f == Interpolation::nearest_exact || f == Interpolation::nearest_legacy;
}

/// Reach of a filter to either side, in samples of the coarser grid.
SMALTI_HD constexpr double filter_support(Interpolation f) {
  switch (f) {
    case Interpolation::box:
      return 0.5;
    case Interpolation::bicubic:
      return 2;
    case Interpolation::lanczos:
      return 3;
    default:
      return 1;
  }
}

namespace detail {
inline constexpr double pi = 0x1.921fb54442d18p+1;
SMALTI_HD inline double sinc(double t) { return t == 0 ? 1 : fixed_sincos_degrees(180 * t).sin / (pi * t); }
}  // namespace detail

/// Height of a filter at t; every operation rounds on its own, as in Pillow.
template <Interpolation F>
SMALTI_HD inline double filter_value(double t) {
  const double a = t < 0 ? -t : t;
  if constexpr (F == Interpolation::box) return t > -0.5 && t <= 0.5 ? 1 : 0;
  else if constexpr (F == Interpolation::hamming) {
    if (a == 0) return 1;
    if (a >= 1) return 0;
    const auto [sin, cos] = fixed_sincos_degrees(180 * a);
    return sin / (detail::pi * a) * (double{0.54f} + unfused(double{0.46f} * cos));
  } else if constexpr (F == Interpolation::bicubic) {
    constexpr double A = -0.5;
    if (a < 1) return unfused(unfused(unfused((A + 2) * a) - (A + 3)) * a * a) + 1;
    if (a < 2) return (unfused((unfused((a - 5) * a) + 8) * a) - 4) * A;
    return 0;
  } else if constexpr (F == Interpolation::lanczos) {
    return t >= -3 && t < 3 ? detail::sinc(t) * detail::sinc(t / 3) : 0;
  } else {
    return a < 1 ? 1 - a : 0;
  }
}

/// A run of canvas samples.
struct Taps {
  int first = 0, count = 0;
};

/// The weights of one resized axis, sample by sample, in Pillow's double arithmetic; `area` weighs by covered length.
class AxisFilter {
 public:
  SMALTI_HD AxisFilter(const Axis& axis, Interpolation filter)
      : filter_(filter), n_in_(axis.n_in), begin_(axis.b0), scale_(axis.scale()) {
    if (filter == Interpolation::area && scale_ <= 1) filter_ = Interpolation::bilinear;
    const double coarser = scale_ < 1 ? 1 : scale_;
    inverse_ = 1 / coarser;
    support_ = unfused(filter_support(filter_) * coarser);
  }

  /// No sample has more taps than this.
  SMALTI_HD int most_taps() const {
    const int reach = static_cast<int>(filter_ == Interpolation::area ? std::ceil(scale_) : 2 * support_ + 1e-6) + 1;
    return reach < n_in_ ? reach : n_in_;
  }

  /// Calls body(weigh), where weigh(r, room, w) says which canvas samples resized sample r is made of and writes `room`
  /// >= most_taps() weights, which sum to 1; those behind its taps are 0, so that every call takes the same steps.
  template <class Body>
  SMALTI_HD void visit(Body body) const {
    switch (filter_) {
      case Interpolation::box:
        return body(Sampled<Interpolation::box>{*this});
      case Interpolation::hamming:
        return body(Sampled<Interpolation::hamming>{*this});
      case Interpolation::bicubic:
        return body(Sampled<Interpolation::bicubic>{*this});
      case Interpolation::lanczos:
        return body(Sampled<Interpolation::lanczos>{*this});
      case Interpolation::area:
        return body(Covered{*this});
      default:
        return body(Sampled<Interpolation::bilinear>{*this});
    }
  }

 private:
  template <Interpolation F>
  struct Sampled {
    const AxisFilter& axis;
    SMALTI_HD Taps operator()(int r, int room, double* w) const {
      const double centre = axis.begin_ + unfused((r + 0.5) * axis.scale_);
      const int low = static_cast<int>(centre - axis.support_ + 0.5),
                high = static_cast<int>(centre + axis.support_ + 0.5);
      const int first = low < 0 ? 0 : low, count = (high > axis.n_in_ ? axis.n_in_ : high) - first;
      double sum = 0;
      for (int k = 0; k < room; ++k) {
        if constexpr (transcendental) {
          if (k >= count) {
            w[k] = 0;
            continue;
          }
        }
        const double v = filter_value<F>(unfused((k + first - centre + 0.5) * axis.inverse_));
        w[k] = k < count ? v : 0;
        sum += unfused(w[k]);
      }
      sum = sum != 0 ? sum : 1;
      for (int k = 0; k < room; ++k) w[k] /= sum;
      return {first, count};
    }
    static constexpr bool transcendental = F == Interpolation::lanczos || F == Interpolation::hamming;
  };

  struct Covered {
    const AxisFilter& axis;
    SMALTI_HD Taps operator()(int r, int room, double* w) const {
      const double low = std::fma(static_cast<double>(r), axis.scale_, axis.begin_);
      double high = std::fma(r + 1.0, axis.scale_, axis.begin_);
      high = high < axis.n_in_ ? high : axis.n_in_;
      const int first = static_cast<int>(low), last = static_cast<int>(std::ceil(high));
      for (int k = first; k < first + room; ++k)
        w[k - first] = k < last ? ((k + 1 < high ? k + 1 : high) - (k > low ? k : low)) / axis.scale_ : 0;
      return {first, last - first};
    }
  };

  Interpolation filter_;
  int n_in_;
  double begin_, scale_, inverse_, support_;
};

inline constexpr int weight_bits = 22;  ///< fraction bits of an integer weight

/// A weight with 22 fraction bits, halves away from zero, as Pillow stores it.
SMALTI_HD constexpr std::int32_t fixed_weight(double w) {
  return static_cast<std::int32_t>(w * (1 << weight_bits) + (w < 0 ? -0.5 : 0.5));
}

/// The u8 sample that a weighted sum, begun at half a unit, stands for.
SMALTI_HD constexpr std::uint8_t fixed_sample(std::int32_t sum) {
  const std::int32_t v = sum >> weight_bits;
  return static_cast<std::uint8_t>(v < 0 ? 0 : v > 255 ? 255 : v);
}

}  // namespace smalti
