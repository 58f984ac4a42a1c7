// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/gaussian.hpp>
#include <smalti/pixel/field.hpp>

#include <algorithm>
#include <vector>

namespace smalti {

/// One number of the noise, in [-1, 1). Element e = y * width + x of the frame is word e % 4 of block e / 4.
SMALTI_HD inline float elastic_noise(u32 word) { return std::fma(2.0f, uniform_f32(word), -1.0f); }

/// The kernel that smooths the noise along an axis: trunc(8 sigma + 1) samples, made odd; a single 1 for sigma 0. Host.
inline std::vector<float> elastic_kernel(float sigma) {
  if (!(sigma > 0)) return {1.0f};
  const KernelWeights w = gaussian_weights(static_cast<int>(8 * sigma + 1) | 1, double{sigma});
  std::vector<float> out;
  for (const double v : w) out.push_back(static_cast<float>(v));
  return out;
}

/// The displacements of an elastic field on the host: noise, blurred along x, then along y (2.7), times alpha / 2.
/// Keeps its memory from field to field.
class ElasticGrid {
 public:
  /// The grid of `field`, made unless it is the one at hand.
  ElasticView of(const Displacement& field) {
    if (field.kind != Displacement::Kind::elastic) return {};
    if (!holds(field)) {
      const Extent e = field.frame;
      const Displacement::Elastic& s = field.elastic;
      const std::vector<float> along_x = elastic_kernel(s.sigma[0]), along_y = elastic_kernel(s.sigma[1]);
      line_.resize(static_cast<std::size_t>(e.width) + along_x.size());
      make(s.noise_x, s.at, 0.5f * s.alpha[0], e, along_x, along_y, x_);
      make(s.noise_y, s.at, 0.5f * s.alpha[1], e, along_x, along_y, y_);
      held_ = field;
    }
    return {x_.data(), y_.data()};
  }

 private:
  bool holds(const Displacement& f) const {
    const Displacement::Elastic &a = held_.elastic, &b = f.elastic;
    return held_.kind == f.kind && held_.frame == f.frame && a.alpha == b.alpha && a.sigma == b.sigma &&
           a.noise_x == b.noise_x && a.noise_y == b.noise_y && a.at == b.at;
  }
  void make(Key key, SampleCoord at, float scale, Extent e, const std::vector<float>& along_x,
            const std::vector<float>& along_y, std::vector<float>& out) {
    const auto count = static_cast<std::size_t>(e.area());
    noise_.resize(count + 4 * lanes), out.resize(count);
    fill_noise(key, at, count);
    for (int y = 0; y < e.height; ++y)
      blur_row(noise_.data() + static_cast<std::ptrdiff_t>(y) * e.width, e.width, along_x);
    blur_columns(e, along_y, scale, out.data());
  }
  static constexpr std::size_t lanes = 4;  ///< blocks side by side, so that the rounds become vectors
  void fill_noise(Key key, SampleCoord at, std::size_t count) {
    for (std::size_t first = 0; 4 * first < count; first += lanes) {
      u32 c0[lanes], c1[lanes], c2[lanes], c3[lanes];
      for (std::size_t k = 0; k < lanes; ++k) {
        c0[k] = static_cast<u32>(first + k), c1[k] = low(at.id);
        c2[k] = (high(at.id) & 0xFFFFu) | (at.occurrence << 16), c3[k] = at.epoch;
      }
      Key round_key = key;
      for (int round = 0; round < 10; ++round) {
        for (std::size_t k = 0; k < lanes; ++k) {
          const u64 p0 = u64{0xD2511F53} * c0[k], p1 = u64{0xCD9E8D57} * c2[k];
          c0[k] = high(p1) ^ c1[k] ^ round_key.lo, c1[k] = low(p1);
          c2[k] = high(p0) ^ c3[k] ^ round_key.hi, c3[k] = low(p0);
        }
        round_key.lo += 0x9E3779B9u, round_key.hi += 0xBB67AE85u;
      }
      float* out = noise_.data() + 4 * first;
      for (std::size_t k = 0; k < lanes; ++k) {
        out[4 * k] = elastic_noise(c0[k]), out[4 * k + 1] = elastic_noise(c1[k]);
        out[4 * k + 2] = elastic_noise(c2[k]), out[4 * k + 3] = elastic_noise(c3[k]);
      }
    }
  }
  /// to[x] = the sum of w[k] tap(k)[x], from the first tap on, in sweeps over the row that take eight taps each.
  template <class Tap>
  static void sum(const std::vector<float>& w, Tap tap, int n, float* __restrict to) {
    std::fill_n(to, n, 0.0f);
    std::size_t k = 0;
    for (; k + 8 <= w.size(); k += 8) {
      const float *a = tap(k), *b = tap(k + 1), *c = tap(k + 2), *d = tap(k + 3), *e = tap(k + 4), *f = tap(k + 5),
                  *g = tap(k + 6), *h = tap(k + 7);
      const float* v = w.data() + k;
      const float v0 = v[0], v1 = v[1], v2 = v[2], v3 = v[3], v4 = v[4], v5 = v[5], v6 = v[6], v7 = v[7];
      for (int x = 0; x < n; ++x) {
        const float half = std::fma(v3, d[x], std::fma(v2, c[x], std::fma(v1, b[x], std::fma(v0, a[x], to[x]))));
        to[x] = std::fma(v7, h[x], std::fma(v6, g[x], std::fma(v5, f[x], std::fma(v4, e[x], half))));
      }
    }
    for (; k < w.size(); ++k) {
      const float* from = tap(k);
      const float weight = w[k];
      for (int x = 0; x < n; ++x) to[x] = std::fma(weight, from[x], to[x]);
    }
  }
  void blur_row(float* row, int n, const std::vector<float>& w) {
    const int reach = static_cast<int>(w.size()) / 2;
    float* line = line_.data() + reach;
    std::copy(row, row + n, line);
    for (int k = 1; k <= reach; ++k) {
      line[-k] = row[border_index(-k, 0, n, Border::reflect)];
      line[n - 1 + k] = row[border_index(n - 1 + k, 0, n, Border::reflect)];
    }
    const auto tap = [&](std::size_t k) { return line_.data() + k; };
    sum(w, tap, n, row);
  }
  void blur_columns(Extent e, const std::vector<float>& w, float scale, float* out) const {
    const int reach = static_cast<int>(w.size()) / 2;
    for (int y = 0; y < e.height; ++y) {
      float* to = out + static_cast<std::ptrdiff_t>(y) * e.width;
      const auto tap = [&](std::size_t k) {
        const int from = border_index(y + static_cast<int>(k) - reach, 0, e.height, Border::reflect);
        return noise_.data() + static_cast<std::ptrdiff_t>(from) * e.width;
      };
      sum(w, tap, e.width, to);
      for (int x = 0; x < e.width; ++x) to[x] = scale * to[x];
    }
  }

  Displacement held_;
  std::vector<float> noise_, line_, x_, y_;
};

}  // namespace smalti
