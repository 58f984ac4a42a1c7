// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/axis.hpp>
#include <smalti/core/map.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace smalti {

namespace detail {

/// a after b: index j is first walked by b, then by a.
constexpr Walk after(Walk a, Walk b) {
  return {a(b.origin), a.reversed != b.reversed};
}
/// The indices that w gives for [begin, end), as an interval.
constexpr std::pair<int, int> image_of(Walk w, int begin, int end) {
  return w.reversed ? std::pair{w(end - 1), w(begin) + 1} : std::pair{w(begin), w(end)};
}
/// Narrows [begin, end) to its common part with [lo, hi); an empty one stays inside.
constexpr void narrow(int& begin, int& end, std::pair<int, int> to) {
  begin = std::max(begin, to.first);
  end = std::max(begin, std::min(end, to.second));
}

/// Output index to source index of an axis that does not resize.
constexpr Walk source_walk(const Axis& a) { return after(a.in, a.out); }
/// The output indices of such an axis that show a source sample, as an interval.
constexpr std::pair<int, int> kept(const Axis& a) {
  int begin = 0, end = a.length;
  const auto behind = [](Walk w, int from, int to) {
    return w.reversed ? std::pair{w(to - 1), w(from) + 1} : std::pair{from - w.origin, to - w.origin};
  };
  narrow(begin, end, behind(a.out, a.keep_begin, a.keep_end));
  narrow(begin, end, behind(source_walk(a), a.support_begin, a.support_end));
  return {begin, end};
}

}  // namespace detail

/// What the canvas so far does not hold is cut, whatever follows.
constexpr void cut_for_good(Axis& axis) {
  detail::narrow(axis.keep_begin, axis.keep_end, detail::image_of(axis.out, 0, axis.length));
}

/// Follows `axis` by an integer step that does not resize: crop, pad or flip.
constexpr void fold_integer(Axis& axis, Span step) {
  cut_for_good(axis);
  const Walk walk = step.reversed ? Walk{step.end - 1, true} : Walk{step.begin, false};
  axis.out = detail::after(axis.out, walk);
  axis.length = step.length;
}

/// Reads only the outputs [begin, end) of `axis`. Nothing is cut: a mirrored border still shows what lies outside them.
constexpr void read_only(Axis& axis, int begin, int end) {
  axis.out = detail::after(axis.out, {begin, false});
  axis.length = end - begin;
}

/// Reads `axis` from its end; nothing is cut, as for read_only.
constexpr void mirror(Axis& axis) { axis.out = detail::after(axis.out, {axis.length - 1, true}); }

/// Whether `axis` can be followed by a resize of its whole length without a surface in between.
constexpr bool resize_folds(const Axis& axis) {
  if (!axis.resizes()) return true;
  const auto [begin, end] = detail::image_of(axis.out, 0, axis.length);
  return begin >= axis.keep_begin && end <= axis.keep_end;  // a pad after a resize is content of its own
}

/// Follows `axis` by a resize of its whole length to n samples. The canvas that the first resize sees becomes its source:
/// its lengths decide the order of the passes, and taps never leave it.
inline void fold_resize(Axis& axis, int n) {
  if (!axis.resizes()) {
    Axis next;
    next.in = detail::after(axis.in, axis.out);
    const auto kept = detail::image_of(axis.in, axis.keep_begin, axis.keep_end);
    const auto shown = detail::image_of(next.in, 0, axis.length);
    next.support_begin = axis.support_begin, next.support_end = axis.support_end;
    detail::narrow(next.support_begin, next.support_end, kept);
    detail::narrow(next.support_begin, next.support_end, shown);
    next.n_in = axis.length;
    next.b0 = 0, next.b1 = static_cast<float>(axis.length);
    next.n_resized = n;
    next.keep_begin = 0, next.keep_end = n;
    next.length = n;
    axis = next;
    return;
  }
  const double scale = axis.scale();
  const auto [begin, end] = detail::image_of(axis.out, 0, axis.length);
  const double b0 = std::fma(scale, begin, double{axis.b0}), b1 = std::fma(scale, end, double{axis.b0});
  const auto cut = detail::image_of(axis.in, static_cast<int>(std::floor(b0)), static_cast<int>(std::ceil(b1)));
  detail::narrow(axis.support_begin, axis.support_end, cut);
  axis.b0 = static_cast<float>(b0), axis.b1 = static_cast<float>(b1);
  axis.n_resized = n;
  axis.keep_begin = 0, axis.keep_end = n;
  axis.out = axis.out.reversed ? Walk{n - 1, true} : Walk{0, false};
  axis.length = n;
}

/// Follows `axis` by any span: its integer part first, then its resize. The caller has asked resize_folds().
inline void fold(Axis& axis, Span span) {
  const int cut = span.end - span.begin;
  if (!span.resizes()) return fold_integer(axis, span);
  fold_integer(axis, {span.begin, span.end, cut, false});
  fold_resize(axis, span.length);
  if (span.reversed) fold_integer(axis, {0, span.length, span.length, true});
}

/// The source indices that outputs [0, length) of the axis may read, `reach` filter radii (in source samples at scale 1)
/// included: what must be decoded.
inline std::pair<int, int> needed(const Axis& axis, double reach) {
  const auto [first, last] = detail::image_of(axis.out, 0, axis.length);
  const int r0 = std::max(first, axis.keep_begin), r1 = std::min(last, axis.keep_end);
  int lo = axis.support_begin, hi = axis.support_end;
  if (r1 <= r0) return {lo, std::min(lo + 1, hi)};
  int k0 = r0, k1 = r1;
  if (axis.resizes()) {
    const double scale = axis.scale(), margin = std::fma(reach, std::max(scale, 1.0), 1.0);
    k0 = static_cast<int>(std::floor(std::fma(scale, r0, axis.b0 - margin)));
    k1 = static_cast<int>(std::ceil(std::fma(scale, r1, axis.b0 + margin)));
  }
  const auto [s0, s1] = detail::image_of(axis.in, std::max(k0, 0), std::min(k1, axis.n_in));
  detail::narrow(lo, hi, {s0, s1});
  return {lo, hi};
}

}  // namespace smalti
