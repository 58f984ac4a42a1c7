// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/chirality.hpp>
#include <smalti/core/error.hpp>
#include <smalti/core/image.hpp>
#include <smalti/core/map.hpp>
#include <smalti/core/point.hpp>
#include <smalti/core/polygon.hpp>
#include <smalti/plan/targets.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <tuple>

namespace smalti {

/// Takes predictions back to the source picture: the inverse of the map that a sample or a batch carries.
inline std::array<double, 9> inverted(const std::array<double, 9>& map) {
  if (!(std::abs(determinant(map)) > 1e-12)) raise("geometry.singular", "map: must have an inverse");
  return inverse(map);
}

namespace detail {

inline bool before_horizon(const std::array<double, 9>& m, double x, double y) {
  return !projective(m) || std::fma(m[6], x, std::fma(m[7], y, m[8])) > 1e-6;
}
/// Moved by the way back `m`, which the caller has inverted once for many.
inline Keypoint moved(Keypoint k, const std::array<double, 9>& m) {
  const Point p = apply(m, {k.x, k.y});
  return {static_cast<float>(p.x), static_cast<float>(p.y),
          before_horizon(m, k.x, k.y) ? k.v : static_cast<unsigned char>(0)};
}
inline Ring moved(Ring ring, const std::array<double, 9>& m) {
  Ring spare;
  clip_to_horizon(ring, m, spare);
  for (Point& p : ring) p = apply(m, p);
  return ring;
}
inline Box moved(Box b, const std::array<double, 9>& m) {
  Bounds around;
  for (const Point p : moved(Ring{{b.x1, b.y1}, {b.x2, b.y1}, {b.x2, b.y2}, {b.x1, b.y2}}, m)) around.add(p);
  if (!(around.x2 >= around.x1)) return {};
  return {static_cast<float>(around.x1), static_cast<float>(around.y1), static_cast<float>(around.x2),
          static_cast<float>(around.y2)};
}
inline OrientedBox moved(OrientedBox b, const std::array<double, 9>& m) {
  Instance i;
  set_oriented_box(i, b);
  const Ring corners = moved(Ring(i.quad.begin(), i.quad.end()), m);
  if (corners.size() < 3) return {};
  if (corners.size() == 4) std::copy(corners.begin(), corners.end(), i.quad.begin());
  if (!similarity(m)) i.quad = in_order_of(i.quad, smallest_rectangle(corners));
  return oriented_box(i);
}

}  // namespace detail

/// A point of the output in the source's frame; one behind the horizon of the map becomes unlabelled.
inline Keypoint invert(Keypoint k, const std::array<double, 9>& map) { return detail::moved(k, inverted(map)); }
/// The hull of a box's corners in the source's frame; exact for crops, pads, flips and resizes.
inline Box invert(Box b, const std::array<double, 9>& map) { return detail::moved(b, inverted(map)); }
/// An oriented box in the source's frame: its corners, and the smallest rectangle around them unless the map keeps
/// angles.
inline OrientedBox invert(OrientedBox b, const std::array<double, 9>& map) { return detail::moved(b, inverted(map)); }
/// A polygon in the source's frame, vertex by vertex.
inline Ring invert(const Ring& ring, const std::array<double, 9>& map) { return detail::moved(ring, inverted(map)); }

/// Takes the boxes, oriented boxes, keypoints or polygons of n pictures back, in place: those from offsets[s] to
/// offsets[s + 1] by map s. Throws ConfigError if there are not n + 1 offsets that rise from 0 to the number of values.
template <class T>
void invert(std::span<T> values, std::span<const std::int64_t> offsets, std::span<const std::array<double, 9>> maps) {
  const bool rising = !offsets.empty() && offsets[0] == 0 && std::is_sorted(offsets.begin(), offsets.end());
  if (!rising || offsets.size() != maps.size() + 1 || offsets.back() != static_cast<std::int64_t>(values.size()))
    raise("config.conflict", "offsets: must be one more than the maps, " + std::to_string(maps.size()) +
                                 ", and rise from 0 to the number of values, " + std::to_string(values.size()));
  for (std::size_t s = 0; s < maps.size(); ++s) {
    const std::array<double, 9> back = inverted(maps[s]);
    for (T& v :
         values.subspan(static_cast<std::size_t>(offsets[s]), static_cast<std::size_t>(offsets[s + 1] - offsets[s])))
      v = detail::moved(v, back);
  }
}

/// Takes the keypoints of one picture back, in place, whole sets of them: left and right change places again where the
/// map mirrored.
inline void invert(std::span<Keypoint> keypoints, const std::array<double, 9>& map, const Chirality& chirality) {
  const std::array<double, 9> back = inverted(map);
  for (Keypoint& k : keypoints) k = detail::moved(k, back);
  chirality.reorder(keypoints, map, true);
}

namespace detail {

/// Calls f(x, y, p) for every pixel of `source` whose centre lies at p on the output `shown`, and none(x, y) for the
/// others.
template <class F, class None>
void for_each_seen(const std::array<double, 9>& map, Extent source, Extent shown, F f, None none) {
  for (int y = 0; y < source.height; ++y)
    for (int x = 0; x < source.width; ++x) {
      const Point p = apply(map, {x + 0.5, y + 0.5});
      if (p.x >= 0 && p.y >= 0 && p.x < shown.width && p.y < shown.height && before_horizon(map, x + 0.5, y + 0.5))
        f(x, y, p);
      else none(x, y);
    }
}

}  // namespace detail

/// Takes a mask of labels (h w) of any dtype back to `out`, which has the source's extent: the nearest label. What the
/// output does not show becomes `none`: the ignore_index of ids, 0 of instance masks.
inline void invert_labels(ImageView labels, const std::array<double, 9>& map, MutableImageView out, std::int64_t none) {
  if (labels.dtype != out.dtype || labels.channels != 1 || out.channels != 1)
    raise("mask.size", "labels: must be of the dtype of the result, in one plane");
  const auto size = static_cast<std::size_t>(size_of(labels.dtype));
  detail::for_each_seen(
      map, out.extent, labels.extent,
      [&](int x, int y, Point p) {
        std::memcpy(&out.at<std::byte>(y, x), &labels.at<std::byte>(static_cast<int>(p.y), static_cast<int>(p.x)),
                    size);
      },
      [&](int x, int y) { std::memcpy(&out.at<std::byte>(y, x), &none, size); });  // little-endian: the low bytes
}

/// Takes a dense map (h w c) f32 back to `out`, which has the source's extent: bilinear, and taps stay where the output
/// shows the source. What it does not show becomes `none`.
inline void invert_dense(ImageView values, const std::array<double, 9>& map, MutableImageView out, float none) {
  if (values.dtype != Dtype::float32 || out.dtype != Dtype::float32 || values.channels != out.channels)
    raise("image.dtype", "dense map: must be float32, with the channels of the result");
  const double w = out.extent.width, h = out.extent.height;
  Bounds shown;
  for (const Point p : detail::moved(Ring{{0, 0}, {w, 0}, {w, h}, {0, h}}, map)) shown.add(p);
  const auto whole = [](double v, int n) { return static_cast<int>(std::clamp<double>(v, 0, n)); };
  const int left = whole(std::floor(shown.x1 + 1e-6), values.extent.width),
            right = whole(std::ceil(shown.x2 - 1e-6), values.extent.width) - 1;
  const int top = whole(std::floor(shown.y1 + 1e-6), values.extent.height),
            bottom = whole(std::ceil(shown.y2 - 1e-6), values.extent.height) - 1;
  const auto tap = [](double v, int lo, int hi) {
    const double at = std::clamp(v - 0.5, static_cast<double>(lo), static_cast<double>(std::max(lo, hi))),
                 low = std::floor(at);
    const int i = static_cast<int>(low);
    return std::tuple{i, at > low ? i + 1 : i, static_cast<float>(at - low)};
  };
  detail::for_each_seen(
      map, out.extent, values.extent,
      [&](int x, int y, Point p) {
        const auto [x0, x1, fx] = tap(p.x, left, right);
        const auto [y0, y1, fy] = tap(p.y, top, bottom);
        for (int c = 0; c < out.channels; ++c) {
          const float a = values.at<float>(y0, x0, c), b = values.at<float>(y0, x1, c), d = values.at<float>(y1, x0, c),
                      e = values.at<float>(y1, x1, c);
          const float above = x1 > x0 ? std::fma(fx, b - a, a) : a, below = x1 > x0 ? std::fma(fx, e - d, d) : d;
          out.at<float>(y, x, c) = y1 > y0 ? std::fma(fy, below - above, above) : above;
        }
      },
      [&](int x, int y) {
        for (int c = 0; c < out.channels; ++c) out.at<float>(y, x, c) = none;
      });
}

}  // namespace smalti
