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
  SMALTI_HD static float exact(float v, State s) { return level_below(v * s.factor); }
};

/// f x + (1 - f) m, where m is the mean luma of the picture as it is before this step.
struct Contrast {
  struct State {
    float factor, shift = 0, mean = 0;  ///< shift = (1 - factor) m, once m is measured
  };
  static constexpr Reduction reduction = Reduction::mean_luma;
  SMALTI_HD static State measured(State s, const Measured& m) {
    const double mean = static_cast<double>(m.sum) / (m.unit * static_cast<double>(m.count));
    return {s.factor, static_cast<float>((1 - double{s.factor}) * mean), static_cast<float>(mean)};
  }
  SMALTI_HD static float apply(float v, State s) { return std::fma(v, s.factor, s.shift); }
  SMALTI_HD static float exact(float v, State s) {
    return level_below(std::fma(s.mean, 1 - s.factor, v * s.factor));
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
    const auto one = [&](float x) { return level_below(std::fma(grey, rest, x * s.factor)); };
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

/// RGB in 0..1 to HSV; grey has hue and saturation 0. Nothing that compilers make a branch of, so that rows become vectors;
/// which channel is largest is decided before the divisions, not behind them.
template <bool fused = true>
SMALTI_HD inline Hsv to_hsv(Rgb c) {
  const float mx = larger(c.r, larger(c.g, c.b)), mn = smaller(c.r, smaller(c.g, c.b)), d = mx - mn;
  const bool grey = d == 0, red = c.r == mx, green = c.g == mx;  // of grey the quotients are NaN, which nobody takes
  const float plus = (mx - select(red, c.b, select(green, c.r, c.g))) / d;
  const float minus = (mx - select(red, c.g, select(green, c.b, c.r))) / d;
  const float h6 = select(red, 0.0f, select(green, 2.0f, 4.0f)) + plus - minus;  // -1 to 5
  const float turn = multiply_add<fused>(h6, 1.0f / 6, 1.0f), h = turn - select(turn >= 1, 1.0f, 0.0f);
  return {select(grey, 0.0f, h), d / select(mx == 0, 1.0f, mx), mx};
}

/// HSV with a hue in 0..1 to RGB. In each sixth of the circle one channel is v, one is p, and one runs between them:
/// upwards in even sixths, downwards in odd ones. Which is which follows from how far a sixth lies from cyan, green and blue.
template <bool fused = true>
SMALTI_HD inline Rgb to_rgb(Hsv c) {
  const float h6 = 6 * c.h, k = whole_below(h6), f = h6 - k, rest = 1 - c.s;
  const float sector = k - select(k >= 6, 6.0f, 0.0f);
  const bool odd = is_odd(sector);
  const float p = c.v * rest, running = c.v * multiply_add<fused>(select(odd, -c.s, c.s), f, select(odd, 1.0f, rest));
  const float from_cyan = std::abs(sector - 2.5f), from_green = std::abs(sector - 1.5f), from_blue = std::abs(sector - 3.5f);
  return {select(from_cyan < 1, p, select(from_cyan < 2, running, c.v)),
          select(from_green < 1, c.v, select(from_green < 2, running, p)),
          select(from_blue < 1, c.v, select(from_blue > 2, p, running))};
}

/// Changes hue, saturation and value of a pixel by f; the declared range begins at lo and is 1 / scale wide.
template <class F>
SMALTI_HD inline Rgb through_hsv(Rgb v, float lo, float scale, F f) {
  const Rgb c = to_rgb(f(to_hsv({(v.r - lo) * scale, (v.g - lo) * scale, (v.b - lo) * scale})));
  const float span = 1 / scale;
  return {std::fma(c.r, span, lo), std::fma(c.g, span, lo), std::fma(c.b, span, lo)};
}

/// Turns the hue by a share of a full turn, at most half of one. Every channel is the least one and a piecewise linear
/// function of the hue, so with the hue in sixths of a turn times the chroma nothing is divided, nor do units matter.
struct Hue {
  struct State {
    float turn;
  };
  static constexpr bool clamps_itself = true;
  SMALTI_HD static Rgb apply(Rgb v, State s) {
    const float mx = larger(v.r, larger(v.g, v.b)), mn = smaller(v.r, smaller(v.g, v.b)), d = mx - mn;
    const bool red = v.r == mx, green = v.g == mx;
    const float ahead = select(red, v.g - v.b, select(green, v.b - v.r, v.r - v.g));
    const float turned = std::fma(d, std::fma(6.0f, s.turn, select(red, 0.0f, select(green, 2.0f, 4.0f))), ahead);
    const float up = std::fma(select(turned < 0, 6.0f, 0.0f), d, turned), h = std::fma(select(up >= 6 * d, -6.0f, 0.0f), d, up);
    const auto channel = [&](float rise) { return smaller(mn + larger(rise, 0.0f), mx); };
    return {channel(std::abs(std::fma(-3.0f, d, h)) - d), channel(std::fma(2.0f, d, -std::abs(std::fma(-2.0f, d, h)))),
            channel(std::fma(2.0f, d, -std::abs(std::fma(-4.0f, d, h))))};
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
