// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fp.hpp>
#include <smalti/pixel/luma.hpp>
#include <smalti/pixel/rounding.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// x f
struct Brightness {
  struct State {
    float factor;
  };
  SMALTI_HD static constexpr float apply(float v, State s) { return v * s.factor; }
  SMALTI_HD static float exact(float v, State s) { return std::floor(std::min(v * s.factor, 255.0f)); }
};

/// f x + (1 - f) m, where m is the mean luma of the picture as it is before this step.
struct Contrast {
  struct State {
    float factor, shift = 0, mean = 0;  ///< shift = (1 - factor) m, once m is measured
  };
  static constexpr Reduction reduction = Reduction::mean_luma;
  static State measured(State s, const Measured& m) {
    const double mean = static_cast<double>(m.sum) / (m.unit * static_cast<double>(m.count));
    return {s.factor, static_cast<float>((1 - double{s.factor}) * mean), static_cast<float>(mean)};
  }
  SMALTI_HD static float apply(float v, State s) { return std::fma(v, s.factor, s.shift); }
  SMALTI_HD static float exact(float v, State s) {
    return std::floor(std::clamp(std::fma(s.mean, 1 - s.factor, v * s.factor), 0.0f, 255.0f));
  }
};

/// f x + (1 - f) Y
struct Saturation {
  struct State {
    float factor;
  };
  SMALTI_HD static Rgb apply(Rgb v, State s) {
    const float grey = luma(v) * (1 - s.factor);
    return {std::fma(v.r, s.factor, grey), std::fma(v.g, s.factor, grey), std::fma(v.b, s.factor, grey)};
  }
  SMALTI_HD static Rgb exact(Rgb v, State s) {
    const float grey = luma_exact(v), rest = 1 - s.factor;
    const auto one = [&](float x) { return std::floor(std::clamp(std::fma(grey, rest, x * s.factor), 0.0f, 255.0f)); };
    return {one(v.r), one(v.g), one(v.b)};
  }
};

/// Hue in turns, saturation and value in 0..1.
struct Hsv {
  float h, s, v;
};

/// a b + c: fused, or for torchvision's arithmetic with a rounding after the product.
template <bool fused>
SMALTI_HD inline float multiply_add(float a, float b, float c) {
  if constexpr (fused) return std::fma(a, b, c);
  else return unfused(a * b) + c;
}

/// RGB in 0..1 to HSV; grey has hue and saturation 0. Nothing that compilers make a branch of, so that rows become vectors.
template <bool fused = true>
SMALTI_HD inline Hsv to_hsv(Rgb c) {
  const auto larger = [](float a, float b) { return a < b ? b : a; };  // std::max would choose between addresses
  const auto smaller = [](float a, float b) { return b < a ? b : a; };
  const float mx = larger(c.r, larger(c.g, c.b)), mn = smaller(c.r, smaller(c.g, c.b)), d = mx - mn;
  const bool grey = d == 0;
  const float safe = select(grey, 1.0f, d);
  const float rc = (mx - c.r) / safe, gc = (mx - c.g) / safe, bc = (mx - c.b) / safe;
  const float from_blue = 4 + gc - rc, from_green = 2 + rc - bc, from_red = bc - gc;
  const float h6 = select(c.r == mx, from_red, select(c.g == mx, from_green, from_blue));
  const float turn = multiply_add<fused>(h6, 1.0f / 6, 1.0f), h = turn - whole_below(turn);
  return {select(grey, 0.0f, h), d / select(mx == 0, 1.0f, mx), mx};
}

template <bool fused = true>
SMALTI_HD inline Rgb to_rgb(Hsv c) {
  const float h6 = 6 * c.h, k = whole_below(h6), f = h6 - k;
  const float p = c.v * (1 - c.s), q = c.v * multiply_add<fused>(-c.s, f, 1.0f), t = c.v * multiply_add<fused>(c.s, f, 1 - c.s);
  const float sector = select(k >= 6, k - 6, k);
  const auto pick = [sector](float s0, float s1, float s2, float s3, float s4, float s5) {
    const float low = select(sector < 1, s0, select(sector < 2, s1, s2));
    const float high = select(sector < 4, s3, select(sector < 5, s4, s5));
    return select(sector < 3, low, high);
  };
  return {pick(c.v, q, p, p, t, c.v), pick(t, c.v, c.v, q, p, p), pick(p, p, t, c.v, c.v, q)};
}

/// Changes hue, saturation and value of a pixel by f; the declared range begins at lo and is 1 / scale wide.
template <class F>
SMALTI_HD inline Rgb through_hsv(Rgb v, float lo, float scale, F f) {
  const Rgb c = to_rgb(f(to_hsv({(v.r - lo) * scale, (v.g - lo) * scale, (v.b - lo) * scale})));
  const float span = 1 / scale;
  return {std::fma(c.r, span, lo), std::fma(c.g, span, lo), std::fma(c.b, span, lo)};
}

/// Turns the hue by a share of a full turn.
struct Hue {
  struct State {
    float turn, lo, scale;  ///< scale = 1 / (max - lo)
  };
  SMALTI_HD static Rgb apply(Rgb v, State s) {
    return through_hsv(v, s.lo, s.scale, [&](Hsv c) {
      const float h = c.h + s.turn;
      return Hsv{h - whole_below(h), c.s, c.v};
    });
  }
  SMALTI_HD static Rgb exact(Rgb v, State s) {
    constexpr float unit = 1.0f / 255;
    Hsv c = to_hsv<false>({v.r * unit, v.g * unit, v.b * unit});
    const float h = c.h + s.turn;
    c.h = h - whole_below(h);
    const Rgb back = to_rgb<false>(c);
    const auto one = [](float x) { return std::floor(std::clamp(x, 0.0f, 1.0f) * 255.999f); };
    return {one(back.r), one(back.g), one(back.b)};
  }
};

}  // namespace smalti
