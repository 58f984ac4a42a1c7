// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace smalti {

/// Blends the picture with copies of itself that went through chains of drawn operations. Where anything lies at a place
/// of the picture (boxes, masks, keypoints, rasters) the chains leave the geometry alone, as one picture cannot follow
/// several maps. With `views` 3 it makes three pictures of one, for a loss that asks whether a model says the same of all:
/// the picture as it is, and two blends, which draw for themselves, as does what follows.
struct AugMix {
  int severity = 3;
  int mixture_width = 3;
  int chain_depth = -1;
  float alpha = 1;
  bool all_ops = true;
  Interpolation interpolation = Interpolation::bilinear;
  Fill fill{0};
  int views = 1;

  static constexpr auto describe() {
    // fused mode rounds the sum, exact mode cuts it off; the chains are the same
    return about("Blend the picture with copies that went through chains of drawn operations", "torchvision; Hendrycks et al., 2020", Traits{.exact_bound = 1},
        field<&AugMix::severity>{.doc = "operations come from the first so many of ten bins of strength", .min = 1, .max = 10},
        field<&AugMix::mixture_width>{.doc = "chains", .min = 1, .max = 8},
        field<&AugMix::chain_depth>{.doc = "operations a chain; below 1 they are drawn, 1 to 3", .min = -1, .max = 8},
        field<&AugMix::alpha>{.doc = "parameter of the distributions of the weights", .min = 1e-6, .max = 1e6},
        field<&AugMix::all_ops>{.doc = "use brightness, colour, contrast and sharpness as well"},
        field<&AugMix::interpolation>{.doc = "nearest, bilinear or bicubic"},
        field<&AugMix::fill>{.doc = "what shows where there is no source", .unit = "input units", .min = -32768, .max = 65535},
        field<&AugMix::views>{.doc = "pictures: 1 the blend; 3 the picture as it is and two blends of it", .min = 1, .max = 3});
  }
  constexpr const char* refuse() const {
    if (views == 2) return "views must be 1, or 3 for the picture as it is and two blends";
    return warp_conflict(interpolation);
  }

  static constexpr PolicyStrength strength{.shift_of_side = 1.0 / 3, .most_bits = 4, .fewest_bits = 0};
  static constexpr std::array choice{
      PolicyOp::shear_x, PolicyOp::shear_y, PolicyOp::translate_x, PolicyOp::translate_y, PolicyOp::rotate,
      PolicyOp::posterize, PolicyOp::solarize, PolicyOp::auto_contrast, PolicyOp::equalize,
      PolicyOp::brightness, PolicyOp::color, PolicyOp::contrast, PolicyOp::sharpness};
  static constexpr int maps = 5, without_colour = 9;  ///< the first so many

  /// Slots: 1 weight of the picture, 2 those of the chains, 3 depth of chain c (sub c); of its step s, sub 8 c + s: 4 which,
  /// 5 the bin, 6 its sign.
  PolicyMixture draw(const Draws& d, const Frame& in) const {
    std::array<double, 8> shares{};
    shares.fill(double{alpha});
    dirichlet_variate(d.key, d.at, 2, std::span(shares).first(static_cast<std::size_t>(mixture_width)));
    const int first = in.targets && has_places(*in.targets) ? maps : 0;
    const int last = (all_ops ? static_cast<int>(choice.size()) : without_colour) - 1;
    PolicyMixture mixture{static_cast<float>(d.beta(1, alpha, alpha)), {}};
    for (u32 c = 0; c < static_cast<u32>(mixture_width); ++c) {
      PolicyMixture::Chain chain{static_cast<float>(shares[c]), {}};
      const u32 depth = static_cast<u32>(chain_depth > 0 ? chain_depth : d.between(3, 1, 3, c));
      for (u32 sub = 8 * c; sub < 8 * c + depth; ++sub) {
        const PolicyOp op = choice[static_cast<std::size_t>(d.between(4, first, last, sub))];
        const int bin = static_cast<int>(d.between(5, 0, severity - 1, sub));
        chain.steps.push_back(strength.step(op, bin, 10, d.bernoulli(6, 0.5, sub), in.extent));
      }
      mixture.chains.push_back(chain);
    }
    return mixture;
  }

 private:
  static bool has_places(const Targets& t) {
    return !t.instances.empty() || !t.keypoints.empty() || !t.rasters.empty() || t.segmentation;
  }
};

}  // namespace smalti
