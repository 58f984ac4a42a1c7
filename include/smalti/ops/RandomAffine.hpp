// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/affine.hpp>
#include <smalti/core/op.hpp>

#include <cmath>

namespace smalti {

/// What the box of an object without a polygon becomes where a map turns or shears it: the hull of its corners, or of the
/// ellipse in it, which is closer to most objects.
enum class Hull : std::uint8_t { polygon, ellipse };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<Hull>{"polygon", "ellipse"};

/// Rotation, translation, scale, shear and a slight perspective in one warp; positive angles turn clockwise.
struct RandomAffine {
  Required<Symmetric> degrees;
  std::optional<std::array<float, 2>> translate{};
  std::optional<Range> scale{};
  std::optional<Bounded<float, 4>> shear{};
  Interpolation interpolation = Interpolation::nearest;
  Fill fill{0};
  std::optional<std::array<float, 2>> center{};
  float perspective = 0;
  bool log_scale = false;
  std::optional<Extent> out_size{};
  Hull hull = Hull::polygon;
  bool antialias = false;

  static constexpr auto describe() {
    return about("Rotate, translate, scale and shear in one warp", "torchvision",
        field<&RandomAffine::degrees>{.doc = "drawn angle, clockwise; a number v means [-v, v]", .unit = "deg", .min = -360, .max = 360, .example = 10},
        field<&RandomAffine::translate>{.doc = "largest shift as a share of width and height", .unit = "fraction", .min = 0, .max = 1, .example = 0.1},
        field<&RandomAffine::scale>{.doc = "factor of the picture's size", .min = 1e-3, .max = 1e3, .example = 0.8},
        field<&RandomAffine::shear>{.doc = "v: x in [-v, v]; (a, b): x in [a, b]; (a, b, c, d): y in [c, d] as well", .unit = "deg", .min = -89, .max = 89, .example = 10},
        field<&RandomAffine::interpolation>{.doc = "nearest, bilinear or bicubic"},
        field<&RandomAffine::fill>{.doc = "what shows where there is no source", .unit = "input units", .min = -32768, .max = 65535},
        field<&RandomAffine::center>{.doc = "x and y of the pivot; none is the middle", .unit = "px", .min = -65535, .max = 65535},
        field<&RandomAffine::perspective>{.doc = "largest entry of the third row", .unit = "1/px", .min = 0, .max = 0.001},
        field<&RandomAffine::log_scale>{.doc = "draw the scale evenly on a log scale"},
        field<&RandomAffine::out_size>{.doc = "height and width of the output; none keeps the picture's", .unit = "px", .min = 1, .max = 65535},
        field<&RandomAffine::hull>{.doc = "boxes without a polygon become the hull of their corners, or of the ellipse in them; a perspective takes the corners"},
        field<&RandomAffine::antialias>{.doc = "resize first where the warp shrinks"});
  }
  constexpr const char* refuse() const {
    if (const char* rule = warp_conflict(interpolation)) return rule;
    return shear && shear->size() == 3 ? "shear must have 1, 2 or 4 numbers" : nullptr;
  }

  /// Slots: 1 angle, 2 tx, 3 ty, 4 scale, 5 shear x, 6 shear y, 7 and 8 perspective.
  Map draw(const Draws& d, const Frame& in) const {
    const double w = in.extent.width, h = in.extent.height;
    const double angle = d.uniform(1, degrees.value);
    const auto shift = [&](u32 slot, std::size_t axis, double side) {
      const double reach = translate ? (*translate)[axis] * side : 0;
      return reach > 0 ? std::rint(d.uniform(slot, -reach, reach)) : 0.0;
    };
    const double tx = shift(2, 0, w), ty = shift(3, 1, h);
    const double s = !scale ? 1.0 : log_scale ? d.log_uniform(4, *scale) : d.uniform(4, *scale);
    const auto [x_lo, x_hi, y_lo, y_hi] = shears();
    const double fx = x_lo < x_hi ? d.uniform(5, x_lo, x_hi) : x_lo, fy = y_lo < y_hi ? d.uniform(6, y_lo, y_hi) : y_lo;
    const double cx = center ? double{(*center)[0]} : 0.5 * w, cy = center ? double{(*center)[1]} : 0.5 * h;
    const Extent out = out_size.value_or(in.extent);
    const double to_x = (out_size ? 0.5 * out.width : cx) + tx, to_y = (out_size ? 0.5 * out.height : cy) + ty;
    const double reach = perspective, px = reach > 0 ? d.uniform(7, -reach, reach) : 0, py = reach > 0 ? d.uniform(8, -reach, reach) : 0;
    return {Affine{angle, s, fx, fy, px, py}.about({cx, cy}, {to_x, to_y}), out};
  }

 private:
  std::array<double, 4> shears() const {
    if (!shear || shear->empty()) return {};
    const auto at = [&](int i) { return double{(*shear)[i]}; };
    if (shear->size() == 1) return {-at(0), at(0), 0, 0};
    return {at(0), at(1), shear->size() == 4 ? at(2) : 0, shear->size() == 4 ? at(3) : 0};
  }
};

}  // namespace smalti
