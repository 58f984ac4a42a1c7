// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti {

/// Bends the picture by smooth random displacements.
struct ElasticTransform {
  Bounded<float, 2> alpha{50.0f};
  Bounded<float, 2> sigma{5.0f};
  Interpolation interpolation = Interpolation::bilinear;
  Fill fill{0};

  static constexpr auto describe() {
    return about("Bend by smooth random displacements: noise that a Gaussian has blurred",
        "Simard et al., ICDAR 2003; torchvision",
        field<&ElasticTransform::alpha>{.doc = "strength, one number or x and y: half of it times the blurred noise is the displacement", .unit = "px", .min = 0, .max = 65535},
        field<&ElasticTransform::sigma>{.doc = "standard deviation of the Gaussian, one number or x and y; 0 does not blur", .unit = "px", .min = 0, .max = 31},
        field<&ElasticTransform::interpolation>{.doc = "nearest, bilinear or bicubic"},
        field<&ElasticTransform::fill>{.doc = "what shows where there is no source", .unit = "input units", .min = -32768, .max = 65535});
  }
  constexpr const char* refuse() const {
    if (const char* rule = warp_conflict(interpolation)) return rule;
    return alpha.empty() || sigma.empty() ? "alpha and sigma must have 1 or 2 numbers" : nullptr;
  }

  struct State {
    std::array<float, 2> alpha, sigma;
  };
  /// No slots: the noise is that of the field streams 1 (x) and 2 (y).
  State draw(const Draws&, const Frame&) const {
    return {{alpha[0], alpha[alpha.size() - 1]}, {sigma[0], sigma[sigma.size() - 1]}};
  }

  Displacement field_of(const State& s, const Draws& d, Extent frame) const {
    Displacement field;
    field.kind = Displacement::Kind::elastic;
    field.frame = frame;
    field.elastic = {s.alpha, s.sigma, d.field(1), d.field(2), d.at};
    return field;
  }
};

}  // namespace smalti
