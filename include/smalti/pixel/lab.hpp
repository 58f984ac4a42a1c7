// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fixed.hpp>
#include <smalti/core/op.hpp>
#include <smalti/pixel/rounding.hpp>

#include <array>
#include <cmath>
#include <cstddef>

namespace smalti {

/// CIE L*a*b*, L in 0..100.
struct Lab {
  float l, a, b;
};

/// The curves between sRGB (D65) and Lab, as tables, so that no engine needs a power function.
struct LabTables {
  static constexpr int steps = 4096;
  std::array<float, 256> linear;         ///< light of a byte
  std::array<float, steps + 1> root;     ///< f of X, Y and Z in 0..1: their cube root, a line near 0
  std::array<float, steps + 1> encoded;  ///< sRGB of light, both 0..1

  static const LabTables& get() {
    static const LabTables tables = made();
    return tables;
  }

 private:
  static LabTables made() {
    const auto power = [](double base, double exponent) {
      return base <= 0 ? 0.0 : fixed_exp(exponent * fixed_log(base));
    };
    LabTables t;
    for (std::size_t k = 0; k < 256; ++k) {
      const double v = static_cast<double>(k) / 255;
      t.linear[k] = static_cast<float>(v <= 0.04045 ? v / 12.92 : power((v + 0.055) / 1.055, 2.4));
    }
    for (std::size_t k = 0; k <= steps; ++k) {
      const double v = static_cast<double>(k) / steps;
      t.root[k] =
          static_cast<float>(v > 216.0 / 24389 ? power(v, 1.0 / 3) : std::fma(v, 24389.0 / 27 / 116, 16.0 / 116));
      t.encoded[k] = static_cast<float>(v <= 0.0031308 ? 12.92 * v : std::fma(1.055, power(v, 1 / 2.4), -0.055));
    }
    return t;
  }
};

namespace detail {

/// A table of LabTables::steps intervals over 0..1, between its entries by a line.
SMALTI_HD inline float looked_up(const float* table, float v) {
  const float at = clamp_unit(v) * LabTables::steps;
  const int k = static_cast<int>(at), below = k < LabTables::steps ? k : LabTables::steps - 1;
  return std::fma(at - static_cast<float>(below), table[below + 1] - table[below], table[below]);
}

}  // namespace detail

/// L of three bytes.
SMALTI_HD inline float lightness(const LabTables& t, int r, int g, int b) {
  const auto of = [&](int v) { return t.linear.data()[v]; };
  const float y = std::fma(0.072169f, of(b), std::fma(0.715160f, of(g), 0.212671f * of(r)));
  return std::fma(116.0f, detail::looked_up(t.root.data(), y), -16.0f);
}
SMALTI_HD inline Lab to_lab(const LabTables& t, int r, int g, int b) {
  const float lr = t.linear.data()[r], lg = t.linear.data()[g], lb = t.linear.data()[b];
  const auto f = [&](float v) { return detail::looked_up(t.root.data(), v); };
  const float x = std::fma(0.180423f / 0.950456f, lb, std::fma(0.357580f / 0.950456f, lg, 0.412453f / 0.950456f * lr));
  const float y = std::fma(0.072169f, lb, std::fma(0.715160f, lg, 0.212671f * lr));
  const float z = std::fma(0.950227f / 1.088754f, lb, std::fma(0.119193f / 1.088754f, lg, 0.019334f / 1.088754f * lr));
  const float fx = f(x), fy = f(y), fz = f(z);
  return {std::fma(116.0f, fy, -16.0f), 500 * (fx - fy), 200 * (fy - fz)};
}
/// R, G and B in 0..1; colours outside of sRGB are clamped.
SMALTI_HD inline Rgb to_rgb(const LabTables& t, Lab c) {
  const float fy = (c.l + 16) / 116, fx = std::fma(c.a, 1.0f / 500, fy), fz = std::fma(c.b, -1.0f / 200, fy);
  const auto cubed = [](float f) { return select(f > 6.0f / 29, f * f * f, (f - 16.0f / 116) * (108.0f / 841)); };
  const float x = cubed(fx) * 0.950456f, y = cubed(fy), z = cubed(fz) * 1.088754f;
  const auto shown = [&](float v) { return detail::looked_up(t.encoded.data(), v); };
  return {shown(std::fma(-0.498535f, z, std::fma(-1.537150f, y, 3.240479f * x))),
          shown(std::fma(0.041556f, z, std::fma(1.875991f, y, -0.969256f * x))),
          shown(std::fma(1.057311f, z, std::fma(-0.204043f, y, 0.055648f * x)))};
}

}  // namespace smalti
