// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/image.hpp>
#include <smalti/core/params.hpp>
#include <smalti/core/value.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace smalti {

template <>
inline constexpr std::array<std::string_view, 10> enum_names<Dtype>{"uint8",    "uint16", "int16", "float32", "float16",
                                                                    "bfloat16", "int32",  "int64", "float64", "bool"};
template <>
inline constexpr std::array<std::string_view, 2> enum_names<Layout>{"HWC", "CHW"};

/// How a parameter of type T is read from a Value, written to one, spelled in a signature and walked for its numbers.
/// read() returns nullptr, or what the value must be.
template <class T>
struct ParamType;

/// Parses `v` into `out`; nullptr, or the rule that `v` breaks ("must be a number or [lo, hi]").
template <class T>
const char* read_param(const Value& v, T& out) { return ParamType<T>::read(v, out); }
template <class T>
  requires requires(const T& v) { ParamType<T>::write(v); }
Value write_param(const T& v) { return ParamType<T>::write(v); }
/// The type in words, for signatures and documentation.
template <class T>
std::string type_text() { return ParamType<T>::text(); }
/// Calls f(double) for every number in the parameter: what the bounds of its field apply to.
template <class T, class F>
constexpr void for_each_number(const T& v, F f) {
  if constexpr (std::is_same_v<T, bool> || std::is_enum_v<T>) return;
  else if constexpr (std::is_arithmetic_v<T>) f(static_cast<double>(v));
  else if constexpr (requires { ParamType<T>::numbers(v, f); }) ParamType<T>::numbers(v, f);
}

template <>
struct ParamType<bool> {
  static const char* read(const Value& v, bool& out) {
    if (!v.as<bool>()) return "must be true or false";
    out = *v.as<bool>();
    return nullptr;
  }
  static Value write(bool v) { return v; }
  static std::string text() { return "bool"; }
};
template <>
struct ParamType<int> {
  static const char* read(const Value& v, int& out) {
    const double d = v.is_number() ? v.number() : 0.5;
    if (d != std::floor(d) || std::abs(d) > std::numeric_limits<int>::max()) return "must be an integer";
    out = static_cast<int>(d);
    return nullptr;
  }
  static Value write(int v) { return v; }
  static std::string text() { return "int"; }
};
template <>
struct ParamType<std::int64_t> {
  static const char* read(const Value& v, std::int64_t& out) {
    if (!v.as<std::int64_t>()) return "must be an integer";
    out = *v.as<std::int64_t>();
    return nullptr;
  }
  static Value write(std::int64_t v) { return v; }
  static std::string text() { return "int"; }
};
/// Keys and sample coordinates, at most 2^53.
template <class T>
  requires(std::is_unsigned_v<T> && sizeof(T) >= sizeof(int))
struct ParamType<T> {
  static const char* read(const Value& v, T& out) {
    const auto* n = v.as<std::int64_t>();
    if (!n || *n < 0 || static_cast<std::uint64_t>(*n) > std::numeric_limits<T>::max()) return "must be an integer of at least 0";
    out = static_cast<T>(*n);
    return nullptr;
  }
  static Value write(T v) { return static_cast<std::int64_t>(v); }
  static std::string text() { return "int"; }
};
template <class T>
  requires std::is_floating_point_v<T>
struct ParamType<T> {
  static const char* read(const Value& v, T& out) {
    if (!v.is_number()) return "must be a number";
    out = static_cast<T>(v.number());
    return nullptr;
  }
  static Value write(T v) { return v; }
  static std::string text() { return "float"; }
};
template <class T>
  requires(std::is_integral_v<T> && sizeof(T) < sizeof(int) && !std::is_same_v<T, bool>)
struct ParamType<T> : ParamType<int> {
  static const char* read(const Value& v, T& out) {
    int wide = 0;
    const char* rule = ParamType<int>::read(v, wide);
    out = static_cast<T>(wide);
    return rule;
  }
};
template <class E>
  requires std::is_enum_v<E>
struct ParamType<E> {
  static std::string listed() {
    std::string out;
    for (const auto name : enum_names<E>) (out += out.empty() ? "" : ", ") += name;
    return out;
  }
  static const char* read(const Value& v, E& out) {
    if (const auto* s = v.as<std::string>())
      for (std::size_t i = 0; i < enum_names<E>.size(); ++i)
        if (enum_names<E>[i] == *s) {
          out = static_cast<E>(i);
          return nullptr;
        }
    static const std::string rule = "must be one of " + listed();
    return rule.c_str();
  }
  static Value write(E v) { return enum_names<E>[static_cast<std::size_t>(v)]; }
  static std::string text() { return "str"; }
};
template <class T>
struct ParamType<Required<T>> {
  static const char* read(const Value& v, Required<T>& out) { return read_param(v, out.value); }
  static Value write(const Required<T>& v) { return write_param(v.value); }
  static std::string text() { return type_text<T>(); }
  template <class F>
  static constexpr void numbers(const Required<T>& v, F f) { for_each_number(v.value, f); }
};
template <class T>
struct ParamType<std::optional<T>> {
  static const char* read(const Value& v, std::optional<T>& out) {
    out.reset();
    if (v.is_null()) return nullptr;
    return read_param(v, out.emplace());
  }
  static Value write(const std::optional<T>& v) { return v ? write_param(*v) : Value{}; }
  static std::string text() { return type_text<T>().append(" | None"); }
  template <class F>
  static constexpr void numbers(const std::optional<T>& v, F f) {
    if (v) for_each_number(*v, f);
  }
};

namespace detail {

/// Range, Symmetric, Factor and UpTo: a number or [lo, hi].
template <class T>
struct IntervalType {
  static const char* read(const Value& v, T& out) {
    const auto* pair = v.as<Value::Array>();
    if (v.is_number()) out = T(v.number());
    else if (pair && pair->size() == 2 && (*pair)[0].is_number() && (*pair)[1].is_number())
      out = T((*pair)[0].number(), (*pair)[1].number());
    else return "must be a number or [lo, hi]";
    return out.lo <= out.hi ? nullptr : "must have lo <= hi";
  }
  static Value write(const T& v) { return Value::Array{v.lo, v.hi}; }
  static std::string text() { return "float | tuple[float, float]"; }
  template <class F>
  static constexpr void numbers(const T& v, F f) { f(v.lo), f(v.hi); }
};

/// The integers of an array of one of the lengths allowed, or of a lone number.
inline bool read_ints(const Value& v, Bounded<int, 4>& out) {
  out.clear();
  int item = 0;
  if (v.is_number()) {
    if (ParamType<int>::read(v, item)) return false;
    out.push_back(item);
    return true;
  }
  const auto* list = v.as<Value::Array>();
  if (!list || list->empty() || list->size() > 4) return false;
  for (const Value& one : *list) {
    if (ParamType<int>::read(one, item)) return false;
    out.push_back(item);
  }
  return true;
}

}  // namespace detail

template <>
struct ParamType<Range> : detail::IntervalType<Range> {};
template <>
struct ParamType<Symmetric> : detail::IntervalType<Symmetric> {};
template <>
struct ParamType<Factor> : detail::IntervalType<Factor> {};
template <int least>
struct ParamType<UpTo<least>> : detail::IntervalType<UpTo<least>> {};

template <>
struct ParamType<Extent> {
  static const char* read(const Value& v, Extent& out) {
    Bounded<int, 4> n;
    if (!detail::read_ints(v, n) || n.size() > 2) return "must be a side or [height, width], px";
    out = n.size() == 1 ? Extent::square(n[0]) : Extent{n[0], n[1]};
    return nullptr;
  }
  static Value write(Extent e) { return Value::Array{e.height, e.width}; }
  static std::string text() { return "int | tuple[int, int]"; }
  template <class F>
  static constexpr void numbers(Extent e, F f) { f(e.height), f(e.width); }
};
template <>
struct ParamType<ShortSideOrExtent> {
  static const char* read(const Value& v, ShortSideOrExtent& out) {
    Bounded<int, 4> n;
    if (!detail::read_ints(v, n) || n.size() > 2) return "must be the short side or [height, width], px";
    const bool side = n.size() == 1;
    if (side) out = n[0];
    else out = Extent{n[0], n[1]};
    return nullptr;
  }
  static Value write(const ShortSideOrExtent& v) {
    return v.index() ? write_param(std::get<1>(v)) : write_param(std::get<0>(v));
  }
  static std::string text() { return "int | tuple[int, int]"; }
  template <class F>
  static constexpr void numbers(const ShortSideOrExtent& v, F f) {
    v.index() ? for_each_number(std::get<1>(v), f) : for_each_number(std::get<0>(v), f);
  }
};
template <>
struct ParamType<Sides> {
  static const char* read(const Value& v, Sides& out) {
    Bounded<int, 4> n;
    if (!detail::read_ints(v, n) || n.size() > 2) return "must be a side or [x, y], px";
    out = {n[0], n[n.size() - 1]};
    return nullptr;
  }
  static Value write(Sides s) { return Value::Array{s.x, s.y}; }
  static std::string text() { return "int | tuple[int, int]"; }
  template <class F>
  static constexpr void numbers(Sides s, F f) { f(s.x), f(s.y); }
};
template <>
struct ParamType<Padding> {
  static const char* read(const Value& v, Padding& out) {
    Bounded<int, 4> n;
    if (!detail::read_ints(v, n) || n.size() == 3)
      return "must be one width, [left and right, top and bottom] or [left, top, right, bottom], px";
    out = n.size() == 1 ? Padding(n[0]) : n.size() == 2 ? Padding(n[0], n[1]) : Padding(n[0], n[1], n[2], n[3]);
    return nullptr;
  }
  static Value write(Padding p) { return Value::Array{p.left, p.top, p.right, p.bottom}; }
  static std::string text() { return "int | tuple[int, int] | tuple[int, int, int, int]"; }
  template <class F>
  static constexpr void numbers(Padding p, F f) { f(p.left), f(p.top), f(p.right), f(p.bottom); }
};
template <>
struct ParamType<Rect> {
  static const char* read(const Value& v, Rect& out) {
    Bounded<int, 4> n;
    if (!detail::read_ints(v, n) || n.size() != 4) return "must be [left, top, right, bottom], px";
    out = {n[0], n[1], n[2], n[3]};
    return nullptr;
  }
  static Value write(Rect r) { return Value::Array{r.left, r.top, r.right, r.bottom}; }
  static std::string text() { return "tuple[int, int, int, int]"; }
};
template <class T, std::size_t N>
struct ParamType<Bounded<T, N>> {
  static const char* read(const Value& v, Bounded<T, N>& out) {
    out.clear();
    const auto* list = v.as<Value::Array>();
    if (!list) {
      T one{};
      if (const char* rule = read_param(v, one)) return rule;
      out.push_back(one);
      return nullptr;
    }
    if (list->size() > N) {
      static const std::string rule = "must have at most " + std::to_string(N) + " entries";
      return rule.c_str();
    }
    for (const Value& item : *list) {
      T one{};
      if (const char* rule = read_param(item, one)) return rule;
      out.push_back(one);
    }
    return nullptr;
  }
  static Value write(const Bounded<T, N>& v) {
    Value::Array out;
    for (const T& item : v) out.push_back(write_param(item));
    return out;
  }
  static std::string text() { return type_text<T>().append(" | Sequence[").append(type_text<T>()).append("] | None"); }
  template <class F>
  static constexpr void numbers(const Bounded<T, N>& v, F f) {
    for (const T& item : v) for_each_number(item, f);
  }
};
template <class T, std::size_t N>
struct ParamType<std::array<T, N>> {
  static const char* read(const Value& v, std::array<T, N>& out) {
    Bounded<T, N> list;
    if (const char* rule = read_param(v, list)) return rule;
    static const std::string rule = "must have " + std::to_string(N) + " entries";
    if (list.size() != static_cast<int>(N)) return rule.c_str();
    for (std::size_t i = 0; i < N; ++i) out[i] = list[static_cast<int>(i)];
    return nullptr;
  }
  static Value write(const std::array<T, N>& v) {
    Value::Array out;
    for (const T& item : v) out.push_back(write_param(item));
    return out;
  }
  static std::string text() { return std::string("Sequence[").append(type_text<T>()).append("]"); }
  template <class F>
  static constexpr void numbers(const std::array<T, N>& v, F f) {
    for (const T& item : v) for_each_number(item, f);
  }
};
template <class T>
struct ParamType<std::vector<T>> {
  static const char* read(const Value& v, std::vector<T>& out) {
    out.clear();
    if (v.is_null()) return nullptr;
    const auto* list = v.as<Value::Array>();
    if (!list) return read_param(v, out.emplace_back());
    for (const Value& item : *list)
      if (const char* rule = read_param(item, out.emplace_back())) return rule;
    return nullptr;
  }
  static Value write(const std::vector<T>& v) {
    Value::Array out;
    for (const T& item : v) out.push_back(write_param(item));
    return out;
  }
  static std::string text() { return type_text<T>().append(" | Sequence[").append(type_text<T>()).append("] | None"); }
  template <class F>
  static constexpr void numbers(const std::vector<T>& v, F f) {
    for (const T& item : v) for_each_number(item, f);
  }
};
template <>
struct ParamType<Fill> {
  static const char* read(const Value& v, Fill& out) {
    out = Fill{};
    if (v.is_number() || v.as<Value::Array>()) return read_param(v, out.values);
    if (!read_param(v, out.kind) && out.kind != Fill::Kind::constant) return nullptr;
    return "must be a number, a list with one a channel, or one of mean, neutral, edge, reflect, symmetric, random, random_uniform";
  }
  static Value write(const Fill& f) {
    if (f.kind != Fill::Kind::constant) return write_param(f.kind);
    return f.values.size() == 1 ? write_param(f.values[0]) : write_param(f.values);
  }
  static std::string text() { return "float | Sequence[float] | str"; }
  template <class F>
  static constexpr void numbers(const Fill& v, F f) {
    if (v.kind == Fill::Kind::constant) for_each_number(v.values, f);
  }
};
template <>
struct ParamType<Probability> {
  static constexpr const char* rule = "must be a number in [0, 1] or an object with p1 and perhaps p0, ramp, close, total";
  static const char* read(const Value& v, Probability& out) {
    out = Probability{};
    if (v.is_number()) {
      out.constant = static_cast<float>(v.number());
      return nullptr;
    }
    const auto* object = v.as<Value::Object>();
    if (!object) return rule;
    if (!v.find("p1")) return rule;
    Schedule s;
    for (const auto& [key, item] : *object) {
      const bool bad = key == "p0"     ? read_param(item, s.p0) != nullptr
                       : key == "p1"   ? read_param(item, s.p1) != nullptr
                       : key == "ramp" ? read_param(item, s.ramp) != nullptr
                       : key == "close" ? read_param(item, s.close) != nullptr
                       : key == "total" ? read_param(item, s.total) != nullptr
                                        : true;
      if (bad) return rule;
    }
    out.schedule = s;
    return nullptr;
  }
  static Value write(const Probability& p) {
    if (!p.schedule) return p.constant;
    const Schedule& s = *p.schedule;
    return Value::Object{{"p0", s.p0}, {"p1", s.p1}, {"ramp", s.ramp}, {"close", s.close}, {"total", s.total}};
  }
  static std::string text() { return "float | Schedule | dict[str, float]"; }
  template <class F>
  static constexpr void numbers(const Probability& p, F f) {
    if (p.schedule) f(p.schedule->p0), f(p.schedule->p1);
    else f(p.constant);
  }
};

}  // namespace smalti
