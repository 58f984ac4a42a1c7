// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/bounded.hpp>
#include <smalti/core/extent.hpp>
#include <smalti/core/interpolation.hpp>

#include <array>
#include <concepts>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace smalti {

/// The names of an enumeration in Python, JSON and YAML, in the order of its enumerators.
template <class E>
inline constexpr std::array<std::string_view, 0> enum_names{};
template <>
inline constexpr std::array<std::string_view, 9> enum_names<Interpolation>{
    "nearest", "nearest-exact", "nearest-legacy", "bilinear", "bicubic", "box", "hamming", "lanczos", "area"};
template <>
inline constexpr std::array<std::string_view, 4> enum_names<Border>{"constant", "edge", "reflect", "symmetric"};

namespace detail {
struct anything;  // stands for any type where members are counted
/// One number makes both sides of a T. A concept of its own: nvcc 13.0 fails inside its parser on packs of parameters in
/// a requirement.
template <class T, class... A>
concept Squared = requires { T::square(std::declval<A>()...); };
}  // namespace detail

/// A parameter that has no sensible default: leaving it out does not compile, and is an error in Python and JSON.
template <class T>
struct Required {
  T value;

  template <class... A>
    requires(sizeof...(A) > 0) && (!std::is_same_v<A, detail::anything> && ...) &&
            (std::is_arithmetic_v<T> ? (std::is_arithmetic_v<A> && ...) : std::is_constructible_v<T, A...> || detail::Squared<T, A...>)
  constexpr Required(A... a) : value(make(a...)) {}
  template <class E>
    requires std::constructible_from<T, std::initializer_list<E>>
  constexpr Required(std::initializer_list<E> list) : value(list) {}
  constexpr operator const T&() const { return value; }
  constexpr const T* operator->() const { return &value; }
  friend constexpr bool operator==(const Required&, const Required&) = default;

 private:
  template <class... A>
  static constexpr T make(A... a) {
    if constexpr (std::is_arithmetic_v<T>) return (static_cast<T>(a), ...);
    else if constexpr (detail::Squared<T, A...>) return T::square(a...);
    else return T(a...);
  }
};

/// An interval to draw from; a single number fixes the value.
struct Range {
  float lo = 0, hi = 0;

  constexpr Range() = default;
  constexpr Range(double value) : lo(static_cast<float>(value)), hi(lo) {}
  constexpr Range(double low, double high) : lo(static_cast<float>(low)), hi(static_cast<float>(high)) {}
  friend constexpr bool operator==(const Range&, const Range&) = default;
};

/// An interval around zero: a single number v means [-v, v].
struct Symmetric {
  float lo = 0, hi = 0;

  constexpr Symmetric() = default;
  constexpr Symmetric(double value) : lo(static_cast<float>(0 - value)), hi(static_cast<float>(value)) {}  // of 0 no -0
  constexpr Symmetric(double low, double high) : lo(static_cast<float>(low)), hi(static_cast<float>(high)) {}
  friend constexpr bool operator==(const Symmetric&, const Symmetric&) = default;
};

/// An interval of factors around one: a single number v means [max(0, 1 - v), 1 + v].
struct Factor {
  float lo = 1, hi = 1;

  constexpr Factor() = default;
  constexpr Factor(double v)
      : lo(static_cast<float>(v < 1 ? 1 - v : 0)), hi(static_cast<float>(1 + v)) {}
  constexpr Factor(double low, double high) : lo(static_cast<float>(low)), hi(static_cast<float>(high)) {}
  friend constexpr bool operator==(const Factor&, const Factor&) = default;
};

/// An interval that begins at `least` where only its end is given: a single number v means [least, v].
template <int least>
struct UpTo {
  float lo = least, hi = least;

  constexpr UpTo() = default;
  constexpr UpTo(double v) : hi(static_cast<float>(v)) {}
  constexpr UpTo(double low, double high) : lo(static_cast<float>(low)), hi(static_cast<float>(high)) {}
  friend constexpr bool operator==(const UpTo&, const UpTo&) = default;
};

/// A probability that follows the epochs: p0 rising to p1 over `ramp` epochs, 0 in the last `close` of `total`. A total of
/// 0 is open: the loader's `epochs` fill it. Closing helps on most data sets and costs points on some.
struct Schedule {
  float p0 = 0, p1 = 1;
  int ramp = 0, close = 0, total = 0;

  /// Whether it needs to be told how long the training is.
  constexpr bool open() const { return close > 0 && total == 0; }
  constexpr double at(int epoch) const {
    if (close > 0 && epoch >= (total > close ? total - close : 0)) return 0;
    if (epoch < ramp) return p0 + (static_cast<double>(p1) - p0) * epoch / ramp;
    return p1;
  }
  friend constexpr bool operator==(const Schedule&, const Schedule&) = default;
};

/// How often an operator is applied: a number in [0, 1] or a Schedule.
struct Probability {
  float constant = 1;
  std::optional<Schedule> schedule;

  constexpr Probability() = default;
  constexpr Probability(double p) : constant(static_cast<float>(p)) {}
  constexpr Probability(Schedule s) : schedule(s) {}
  constexpr double at(int epoch) const { return schedule ? schedule->at(epoch) : constant; }
  /// nullptr, or the rule that it breaks.
  constexpr const char* refuse() const {
    const auto share = [](float v) { return v >= 0 && v <= 1; };
    if (!schedule) return share(constant) ? nullptr : "must be in [0, 1] fraction";
    if (!share(schedule->p0) || !share(schedule->p1)) return "must have p0 and p1 in [0, 1] fraction";
    return schedule->ramp >= 0 && schedule->close >= 0 && schedule->total >= 0 ? nullptr : "must have ramp, close and total of at least 0 epochs";
  }
  friend constexpr bool operator==(const Probability&, const Probability&) = default;
};

/// What shows where there is no source: a number or one a channel, in units of the declared range, or a rule.
struct Fill {
  /// `mean` is the pipeline's Normalize mean and an error without one; `neutral` is the same, but without Normalize the
  /// middle of the declared range.
  enum class Kind : unsigned char { constant, mean, neutral, edge, reflect, symmetric, random, random_uniform };
  Kind kind = Kind::constant;
  Bounded<float, 16> values{0.0f};

  constexpr Fill() = default;
  constexpr Fill(double v) : values{static_cast<float>(v)} {}
  constexpr Fill(std::initializer_list<float> per_channel) : values(per_channel) {}
  constexpr Fill(Kind k) : kind(k) {}
  constexpr float of(int channel) const { return values[values.size() > 1 ? channel : 0]; }
  friend constexpr bool operator==(const Fill&, const Fill&) = default;
};
/// The grey that detection recipes pad with. On float pictures it means 114 / 255 of their range.
inline constexpr Fill padding_grey{114};
template <>
inline constexpr std::array<std::string_view, 8> enum_names<Fill::Kind>{
    "constant", "mean", "neutral", "edge", "reflect", "symmetric", "random", "random_uniform"};

/// Border widths in px: one number, [left and right, top and bottom], or [left, top, right, bottom].
struct Padding {
  int left = 0, top = 0, right = 0, bottom = 0;

  constexpr Padding() = default;
  constexpr Padding(int all) : left(all), top(all), right(all), bottom(all) {}
  constexpr Padding(int x, int y) : left(x), top(y), right(x), bottom(y) {}
  constexpr Padding(int l, int t, int r, int b) : left(l), top(t), right(r), bottom(b) {}
  friend constexpr bool operator==(const Padding&, const Padding&) = default;
};

/// Kernel sides in px, (x, y); one number makes both.
struct Sides {
  int x = 0, y = 0;

  constexpr Sides() = default;
  constexpr Sides(int side) : x(side), y(side) {}
  constexpr Sides(int across, int down) : x(across), y(down) {}
  friend constexpr bool operator==(const Sides&, const Sides&) = default;
};

/// The target of Resize: one number for the short side, or the whole extent.
using ShortSideOrExtent = std::variant<int, Extent>;

}  // namespace smalti
