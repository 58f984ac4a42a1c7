// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/fixed.hpp>
#include <smalti/core/hd.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>

namespace smalti {

using u32 = std::uint32_t;
using u64 = std::uint64_t;
using Words = std::array<u32, 4>;

struct Key {
  u32 lo = 0, hi = 0;
  friend constexpr bool operator==(const Key&, const Key&) = default;
};
/// Which sample of which epoch; occurrence counts how often the id came up before in the epoch.
struct SampleCoord {
  u64 id = 0;
  u32 occurrence = 0, epoch = 0;
  friend constexpr bool operator==(const SampleCoord&, const SampleCoord&) = default;
};

SMALTI_HD constexpr u32 low(u64 v) { return static_cast<u32>(v); }
SMALTI_HD constexpr u32 high(u64 v) { return static_cast<u32>(v >> 32); }
constexpr Key seed_key(u64 seed) { return {low(seed), high(seed)}; }

/// Philox4x32-10 (Salmon et al., 2011): four words from a counter and a key, no state. `philox-v1`.
SMALTI_HD constexpr Words philox4x32_10(Words c, Key key) {
  for (int round = 0; round < 10; ++round) {
    const u64 p0 = u64{0xD2511F53} * c[0], p1 = u64{0xCD9E8D57} * c[2];
    c = {high(p1) ^ c[1] ^ key.lo, low(p1), high(p0) ^ c[3] ^ key.hi, low(p0)};
    key.lo += 0x9E3779B9u;
    key.hi += 0xBB67AE85u;
  }
  return c;
}

/// The key of an operator. `source` = data source | stream << 16.
constexpr Key op_key(u64 seed, u64 op_id, u32 source) {
  const Words w = philox4x32_10({low(op_id), high(op_id), source, 0x4F504B59u}, seed_key(seed));
  return {w[0], w[1]};
}
SMALTI_HD constexpr Words draw(Key key, SampleCoord at, u32 block) {
  return philox4x32_10({block, low(at.id), (high(at.id) & 0xFFFFu) | (at.occurrence << 16), at.epoch}, key);
}
/// The block of a parameter: slots 0..239, partners 240..255; `sub` numbers tries.
SMALTI_HD constexpr u32 param_block(u32 slot, u32 sub = 0) { return slot | (sub << 8); }

/// [0, 1); by way of a signed integer, which every instruction set converts.
SMALTI_HD constexpr float uniform_f32(u32 x) {
  return static_cast<float>(static_cast<std::int32_t>(x >> 8)) * 0x1p-24f;
}
/// [0, 1)
SMALTI_HD constexpr double uniform_f64(u32 w0, u32 w1) { return static_cast<double>(((u64{w1} << 32) | w0) >> 11) * 0x1p-53; }
/// (0, 1)
SMALTI_HD constexpr double open_f64(u32 w0, u32 w1) { return static_cast<double>((((u64{w1} << 32) | w0) >> 11) | 1) * 0x1p-53; }
/// [lo, hi) from a number in [0, 1).
template <class T>
T uniform(T unit, T lo, T hi) {
  const T v = std::fma(unit, hi - lo, lo);
  return v < hi ? v : std::nextafter(hi, lo);
}
/// {0..n-1}; bias at most n / 2^32: for n up to 65,536.
SMALTI_HD constexpr u32 below(u32 x, u32 n) { return high(u64{x} * n); }
/// {0..n-1}; bias at most n / 2^64.
SMALTI_HD constexpr u64 below_u64(u32 w0, u32 w1, u64 n) {
  const u64 a = u64{w0} * high(n) + high(u64{w0} * low(n)), b = u64{w1} * low(n) + low(a);
  return u64{w1} * high(n) + high(a) + high(b);
}
/// True with probability p: never at 0, always at 1.
inline bool bernoulli(u32 x, double p) { return u64{x} < static_cast<u64>(p * 0x1p32); }

/// FNV-1a, 64 bit.
constexpr u64 fnv1a_64(std::string_view text) {
  u64 h = 0xcbf29ce484222325ull;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return h;
}
/// The id of an operator from its label, or its path in the pipeline ("2/0/1").
constexpr u64 op_id(std::string_view label_or_path) { return fnv1a_64(label_or_path); }
/// A 64-bit hash folded into the 48 bits of a sample id.
constexpr u64 fold_id(u64 hash) { return (hash ^ (hash >> 48)) & 0xFFFFFFFFFFFFull; }

/// The sample that stands in for one that cannot be used: attempt 0, 1, ... of n samples.
constexpr u64 substitute_id(u64 seed, u64 id, u32 attempt, u32 epoch, u64 n) {
  const Words w = philox4x32_10({low(id), (high(id) & 0xFFFFu) | (attempt << 16), 0x53554253u, epoch}, seed_key(seed));
  return below_u64(w[0], w[1], n);
}

/// Standard normal deviate from one word, by inverse CDF: AS 241 PPND7 (Wichura, Applied Statistics 37, 1988). Error at
/// most 1.3e-6, |z| <= 6.2303.
SMALTI_HD inline float normal_f32(u32 x) {
  constexpr std::array A{3.3871327179f, 50.434271938f, 159.29113202f, 59.109374720f};
  constexpr std::array B{1.0f, 17.895169469f, 78.757757664f, 67.187563600f};
  constexpr std::array C{1.4234372777f, 2.7568153900f, 1.3067284816f, 0.17023821103f};
  constexpr std::array D{1.0f, 0.73700164250f, 0.12021132975f};
  const float k = static_cast<float>(static_cast<std::int32_t>((x & 0x7FFFFFFFu) | 1u));
  const float p = k * 0x1p-32f, q = std::fma(k, -0x1p-32f, 0.5f);
  const bool tail = q > 0.425f;
  const float r = tail ? std::sqrt(-fixed_log(p)) - 1.6f : std::fma(-q, q, 0.180625f);
  const float z = tail ? horner(C, r) / horner(D, r) : q * horner(A, r) / horner(B, r);
  return (x >> 31) ? -z : z;
}

/// Standard normal deviate from two words: AS 241 PPND16. Relative error 6e-16. Host only.
inline double normal_f64(u32 w0, u32 w1) {
  using Eight = std::array<double, 8>;
  constexpr Eight A{3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727};
  constexpr Eight B{1.0, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610};
  constexpr Eight C{1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4};
  constexpr Eight D{1.0, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550, 0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9};
  constexpr Eight E{6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230, 0.0265321895265761230930, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr Eight F{1.0, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525, 7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15};
  const double k = static_cast<double>(((u64{w1 & 0x7FFFFFFFu} << 22) | (w0 >> 10)) | 1);
  const double p = k * 0x1p-54, q = std::fma(k, -0x1p-54, 0.5);
  const double r = q <= 0.425 ? std::fma(-q, q, 0.180625) : std::sqrt(-fixed_log(p));
  const double z = q <= 0.425 ? q * horner(A, r) / horner(B, r)
                   : r <= 5.0 ? horner(C, r - 1.6) / horner(D, r - 1.6)
                              : horner(E, r - 5.0) / horner(F, r - 5.0);
  return (w1 >> 31) ? -z : z;
}

/// Logarithm of a Gamma(shape, 1) variate (Marsaglia and Tsang, 2000), host only. One slot; sub = component * 32 + {0: the
/// boost for shape < 1; 1..16: attempts}, after which the median stands in, with probability below 0.05^16.
inline double log_gamma_variate(Key key, SampleCoord at, u32 slot, u32 component, double shape) {
  double boost = 0.0;
  if (shape < 1.0) {
    const Words w = draw(key, at, param_block(slot, component * 32));
    boost = fixed_log(open_f64(w[0], w[1])) / shape;
    shape += 1.0;
  }
  const double d = shape - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
  for (u32 attempt = 1; attempt <= 16; ++attempt) {
    const Words w = draw(key, at, param_block(slot, component * 32 + attempt));
    const double z = normal_f64(w[0], w[1]), v1 = std::fma(c, z, 1.0);
    if (v1 <= 0.0) continue;
    const double log_v = fixed_log(v1 * v1 * v1), rest = std::fma(-(v1 * v1), v1, 1.0);
    if (fixed_log(open_f64(w[2], w[3])) < std::fma(0.5 * z, z, d * (rest + log_v))) return fixed_log(d) + log_v + boost;
  }
  return fixed_log(d) + boost;
}
/// Beta(a, b), through logarithms: no 0 / 0 for tiny a and b.
inline double beta_variate(Key key, SampleCoord at, u32 slot, double a, double b) {
  const double log_a = log_gamma_variate(key, at, slot, 0, a);
  return 1.0 / (1.0 + fixed_exp(log_gamma_variate(key, at, slot, 1, b) - log_a));
}
/// Dirichlet with the given concentrations: shares that sum to 1 take their place.
inline void dirichlet_variate(Key key, SampleCoord at, u32 slot, std::span<double> share) {
  for (std::size_t i = 0; i < share.size(); ++i) share[i] = log_gamma_variate(key, at, slot, static_cast<u32>(i), share[i]);
  const double largest = *std::max_element(share.begin(), share.end());
  double sum = 0;
  for (double& g : share) sum += g = fixed_exp(g - largest);
  for (double& g : share) g /= sum;
}
template <std::size_t N>
std::array<double, N> dirichlet_variate(Key key, SampleCoord at, u32 slot, std::array<double, N> shape) {
  dirichlet_variate(key, at, slot, std::span<double>(shape));
  return shape;
}

}  // namespace smalti
