// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/bounded.hpp>
#include <smalti/core/chirality.hpp>
#include <smalti/core/image.hpp>
#include <smalti/core/params.hpp>
#include <smalti/core/point.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace smalti {

using Ring = std::vector<Point>;  ///< closed, the first vertex not repeated

/// A convex region of the frame: content outside was cut away by an earlier crop. At most 12 vertices.
using ClipPolygon = Bounded<Point, 12>;

/// How a box was given; oriented ones are never replaced by an axis-aligned wrap.
enum class Outline : std::uint8_t { box, oriented, polygon };

/// One annotated object and everything that belongs to it. The outline is what maps move; boxes, oriented boxes and
/// visibility follow from it.
struct Instance {
  Outline outline = Outline::box;
  std::array<Point, 4> quad{};  ///< corners of the box or the oriented box, unclipped
  std::vector<Ring> rings;      ///< the polygon, unclipped; even-odd
  std::vector<Keypoint> keypoints;
  int mask = -1;  ///< index into Targets::masks
  std::array<double, 9> mask_map{1, 0, 0, 0, 1, 0, 0, 0, 1};  ///< frame of that mask to the current frame

  std::shared_ptr<const Image> hidden;  ///< without a mask: pixels that something pasted hides, (h w 1) u8, 0 or 1
  std::array<double, 9> hidden_map{1, 0, 0, 0, 1, 0, 0, 0, 1};  ///< frame of those pixels to the current frame

  int class_id = 0;
  float weight = 1;
  bool ignore = false, crowd = false;
  int source = 0;           ///< 0 the primary sample, k the k-th partner
  std::int64_t index = -1;  ///< row of the user's own columns

  double ref_area = 0;      ///< area of the unclipped outline, px^2; never reduced
  double uncovered = 1;     ///< share that holes and pastes left
  double visible = 1;       ///< visible area / ref_area
  bool has_clip = false;
  ClipPolygon clip;         ///< the part of the frame that still shows it
  bool ellipse = false;     ///< the box is the hull of the ellipse in the outline, where that is a box and lies askew
  Box box;                  ///< hull of the visible outline, inside the canvas
};

/// Whether more is known of an instance's shape than an upright box.
inline bool has_shape(const Instance& i) { return i.mask >= 0 || !i.rings.empty() || i.outline != Outline::box; }

/// A further raster that moves with the image: depth, heat map, second picture, frame of a clip.
struct Raster {
  std::shared_ptr<const Image> image;
  bool nearest = true;    ///< show the nearest pixel; else the filter of the image
  bool coloured = false;  ///< operators on pixel values and holes act on it, too, with the same draws
};

/// Everything about a sample that is not its picture.
struct Targets {
  std::vector<Instance> instances;
  std::vector<Keypoint> keypoints;                   ///< of the picture as a whole
  std::vector<std::shared_ptr<const Image>> masks;   ///< instance masks (h w 1) u8, 0 or 1; later ones in front
  std::shared_ptr<const Image> segmentation;         ///< ids (h w 1) u8 or u16
  std::vector<Raster> rasters;
  int label = -1;                    ///< class of the picture; -1 unlabelled
  std::vector<float> soft_label;     ///< K shares (soft or multi-hot); empty: use label
  bool smoothed = false;             ///< the label was smoothed, which happens once
  std::shared_ptr<const Chirality> chirality;  ///< what mirrorings do to labels; nullptr: nothing

  /// Forgets everything and keeps the memory.
  void clear() {
    instances.clear();
    keypoints.clear();
    masks.clear();
    segmentation.reset();
    rasters.clear();
    label = -1;
    soft_label.clear();
    smoothed = false;
    chirality.reset();
  }
};

/// The part of a picture that a sample shows, px of the picture; where it reaches outside, the fill shows.
struct SourceWindow {
  Rect rect;
  Fill fill = padding_grey;
};

constexpr int ignore_index(Dtype t) { return t == Dtype::uint16 ? 65535 : 255; }
/// The id of the pixel that holds a point; the ignore index outside the mask.
inline int id_at(const Image& mask, Point p) {
  const ImageView v = mask.view();
  if (!(p.x >= 0 && p.y >= 0 && p.x < v.extent.width && p.y < v.extent.height)) return ignore_index(v.dtype);
  const int x = static_cast<int>(p.x), y = static_cast<int>(p.y);
  return v.dtype == Dtype::uint16 ? int{v.at<const std::uint16_t>(y, x)} : int{v.at<const std::uint8_t>(y, x)};
}

}  // namespace smalti
