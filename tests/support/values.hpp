// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace smalti::testing {

/// A picture of these values, pixel after pixel, channel after channel.
template <class T>
Image picture(Extent e, int channels, const std::vector<T>& values) {
  Image image(e, channels, dtype_of<T>);
  std::memcpy(image.view().data, values.data(), image.bytes());
  return image;
}
/// A row of values of one channel.
template <class T>
Image row_of(std::initializer_list<T> values) { return picture<T>({1, static_cast<int>(values.size())}, 1, values); }

template <class T>
std::vector<T> values_of(const Image& image) {
  std::vector<T> out(image.bytes() / sizeof(T));
  std::memcpy(out.data(), image.view().data, image.bytes());
  return out;
}
/// The values that operators make of a picture, as sample `id`; the output must be of T.
template <class T, class... Op>
std::vector<T> through(const Image& image, Op... op) {
  const Applied done = smalti::apply(compose(op...), image.view(), 7, {1, 0, 0});
  return done.image.dtype() == dtype_of<T> ? values_of<T>(done.image) : std::vector<T>{};
}
/// The same in exact mode.
template <class T, class... Op>
std::vector<T> through_exactly(const Image& image, Op... op) {
  return values_of<T>(smalti::apply(compose_with({.mode = Mode::exact}, op...), image.view(), 7, {1, 0, 0}).image);
}
/// A sample's ids beside its picture.
inline Targets with_ids(Image ids) {
  Targets targets;
  targets.segmentation = std::make_shared<const Image>(std::move(ids));
  return targets;
}
inline void expect_near(const std::vector<float>& v, const std::vector<float>& expected, double bound = 1e-6) {
  ASSERT_EQ(v.size(), expected.size());
  for (std::size_t k = 0; k < v.size(); ++k) EXPECT_NEAR(v[k], expected[k], bound) << k;
}
/// 600 values that fill the range unevenly: 20 x 30, k k / 700 mod 256.
inline std::vector<int> uneven() {
  std::vector<int> out;
  for (int k = 0; k < 600; ++k) out.push_back(k * k / 700 % 256);
  return out;
}

}  // namespace smalti::testing
