// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/ops/ColorJitter.hpp>
#include <smalti/ops/GaussianBlur.hpp>
#include <smalti/ops/RandomApply.hpp>
#include <smalti/ops/RandomChoice.hpp>
#include <smalti/ops/RandomHorizontalFlip.hpp>
#include <smalti/ops/RandomPaddingCrop.hpp>
#include <smalti/ops/RandomRotation.hpp>
#include <smalti/ops/RandomScaleAspect.hpp>
#include <smalti/ops/RandomVerticalFlip.hpp>

namespace smalti {

/// A chain for segmentation as one operator: blur, rotation, scale and aspect, colour, flips and a padded crop, each with
/// draws of its own.
struct RichCrop {
  Required<Extent> size;
  float max_rotation = 15;
  float min_area_ratio = 0.5f;
  float aspect_ratio = 0.33f;
  float brightness = 0.5f;
  float contrast = 0.5f;
  float saturation = 0.5f;
  float blur_ratio = 0.1f;
  bool flip = true;

  static constexpr auto describe() {
    // exact mode resamples for the rotation and for the scale, fused mode once for both: single pixels of a rough picture
    // may differ by any amount. Its test holds a bound of 5 where one of the two is left out.
    return about("Blur, rotate, change scale, aspect and colour, flip, and cut out a window", "PaddleSeg", Traits{.exact_bound = 255},
        field<&RichCrop::size>{.doc = "height and width of the window", .unit = "px", .min = 1, .max = 65535, .example = 32},
        field<&RichCrop::max_rotation>{.doc = "largest angle, to either side", .unit = "deg", .min = 0, .max = 180},
        field<&RichCrop::min_area_ratio>{.doc = "smallest share of the picture's area that is enlarged to its size", .unit = "fraction", .min = 1e-3, .max = 1},
        field<&RichCrop::aspect_ratio>{.doc = "smallest aspect of that part; the largest is its inverse", .min = 1e-2, .max = 1},
        field<&RichCrop::brightness>{.doc = "factors in [1 - v, 1 + v]; 0 leaves it out", .min = 0, .max = 1},
        field<&RichCrop::contrast>{.doc = "factors in [1 - v, 1 + v]; 0 leaves it out", .min = 0, .max = 1},
        field<&RichCrop::saturation>{.doc = "factors in [1 - v, 1 + v]; 0 leaves it out", .min = 0, .max = 1},
        field<&RichCrop::blur_ratio>{.doc = "probability of a blur with a kernel of 3, 5, 7 or 9 px", .unit = "fraction", .min = 0, .max = 1},
        field<&RichCrop::flip>{.doc = "mirror left to right and top to bottom, each with probability one half"});
  }

  /// The operators it stands for.
  auto expanded() const {
    const auto jitter = [](float v) { return v > 0 ? std::optional(Factor(double{v})) : std::nullopt; };
    const double turned = flip ? 0.5 : 0;
    return operators(random_apply(double{blur_ratio}, random_choice(GaussianBlur{.kernel_size = 3}, GaussianBlur{.kernel_size = 5},
                                                                    GaussianBlur{.kernel_size = 7}, GaussianBlur{.kernel_size = 9})),
                     RandomRotation{.degrees = double{max_rotation}, .interpolation = Interpolation::bilinear, .expand = true, .fill = padding_grey},
                     RandomScaleAspect{.min_scale = min_area_ratio, .aspect_ratio = aspect_ratio},
                     ColorJitter{.brightness = jitter(brightness), .contrast = jitter(contrast), .saturation = jitter(saturation)},
                     RandomHorizontalFlip{.p = turned}, RandomVerticalFlip{.p = turned}, RandomPaddingCrop{.crop_size = size});
  }
};

}  // namespace smalti
