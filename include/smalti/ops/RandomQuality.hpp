// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/ops/Downscale.hpp>
#include <smalti/ops/GaussianBlur.hpp>
#include <smalti/ops/JPEG.hpp>
#include <smalti/ops/RandomApply.hpp>

#include <cmath>
#include <optional>

namespace smalti {

/// What transmission does to a picture, as one operator: less resolution, blur, compression, each with draws of its own.
struct RandomQuality {
  Range scale_range{0.5, 1};
  Range quality{30, 95};
  std::optional<Range> blur_sigma{};
  float p_scale = 0.5f;
  float p_jpeg = 0.5f;
  Subsampling subsampling = Subsampling::s420;

  static constexpr auto describe() {
    return about("Lose resolution, blur and compress the picture, as transmission does", "",
        field<&RandomQuality::scale_range>{.doc = "size that the picture is shrunk to on the way", .unit = "fraction", .min = 1e-3, .max = 1},
        field<&RandomQuality::quality>{.doc = "of the JPEG, whole number, drawn", .min = 1, .max = 100},
        field<&RandomQuality::blur_sigma>{.doc = "standard deviation of a blur, drawn; none leaves it out", .unit = "px", .min = 1e-3, .max = 42},
        field<&RandomQuality::p_scale>{.doc = "probability of losing resolution", .unit = "fraction", .min = 0, .max = 1},
        field<&RandomQuality::p_jpeg>{.doc = "probability of being compressed", .unit = "fraction", .min = 0, .max = 1},
        field<&RandomQuality::subsampling>{.doc = "of the JPEG's chroma"});
  }
  constexpr const char* refuse() const { return JPEG{.quality = quality}.refuse(); }

  /// The operators it stands for.
  auto expanded() const {
    const Range sigma = blur_sigma.value_or(Range(1));
    const int side = 2 * static_cast<int>(std::ceil(3 * sigma.hi)) + 1;
    return operators(random_apply(double{p_scale}, Downscale{.scale_range = scale_range, .interpolation_pair = {Interpolation::area, Interpolation::bilinear}}),
                     random_apply(blur_sigma ? 1.0 : 0.0, GaussianBlur{.kernel_size = side, .sigma = sigma}),
                     random_apply(double{p_jpeg}, JPEG{.quality = quality, .subsampling = subsampling}));
  }
};

}  // namespace smalti
