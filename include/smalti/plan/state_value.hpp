// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/core/param_value.hpp>
#include <smalti/core/reflect.hpp>

namespace smalti {

/// Drawn states as Values: what stands in a sample's parameters, and what replay reads.
template <class S>
Value write_state(const S& state);
template <class S>
void read_state(const Value& v, S& state);

namespace detail {

[[noreturn]] inline void refuse_state(std::string_view what) {
  raise("state.field", "params: must be what a sample carried in .params; " + std::string(what) + " does not fit");
}
template <class T>
inline constexpr bool is_bounded = false;
template <class T, std::size_t N>
inline constexpr bool is_bounded<Bounded<T, N>> = true;

template <class T>
void read_member(const Value& object, std::string_view name, T& out) {
  const Value* v = object.find(name);
  if (!v) refuse_state(name);
  if constexpr (!is_bounded<T> && requires { ParamType<T>::read(*v, out); }) {
    if (read_param(*v, out)) refuse_state(name);
  } else {
    read_state(*v, out);
  }
}
template <class T>
Value write_member(const T& v) {
  if constexpr (!is_bounded<T> && requires { ParamType<T>::write(v); }) return write_param(v);
  else return write_state(v);
}

inline Value write_span(const Span& s) { return Value::Array{s.begin, s.end, s.length, s.reversed}; }
inline Span read_span(const Value& v) {
  const auto* a = v.as<Value::Array>();
  if (!a || a->size() != 4 || !(*a)[3].as<bool>()) refuse_state("a span");
  Span s;
  if (read_param((*a)[0], s.begin) || read_param((*a)[1], s.end) || read_param((*a)[2], s.length)) refuse_state("a span");
  s.reversed = *(*a)[3].as<bool>();
  return s;
}

template <class T>
inline constexpr bool is_one_of = false;
template <class... S>
inline constexpr bool is_one_of<OneOf<S...>> = true;

/// "Contrast" for Contrast::State.
template <class S>
constexpr std::string_view step_name() {
  constexpr std::string_view text = spelling_of_type<S>();
  constexpr std::string_view owner = text.substr(0, text.rfind("::"));
  return last_identifier(owner);
}

template <class S, class... All>
bool read_if_named(const Value& v, std::string_view name, OneOf<All...>& out) {
  if (name != step_name<S>()) return false;
  S state{};
  for_each_member(state, [&](std::string_view member, auto& value) { read_member(v, member, value); });
  out = state;
  return true;
}
template <class... S>
void read_one_of(const Value& v, OneOf<S...>& out) {
  std::string name;
  if (const Value* kind = v.find("step"); kind && kind->as<std::string>()) name = *kind->as<std::string>();
  if (!(read_if_named<S>(v, name, out) || ...)) refuse_state("step '" + name + "'");
}

}  // namespace detail

template <class S>
Value write_state(const S& state) {
  if constexpr (std::is_same_v<S, Map>) {
    Value out = Value::Object{};
    if (state.exact && state.transposed) out.set("transposed", true);
    if (!state.satisfied) out.set("satisfied", false);
    if (state.exact) return out.set("x", detail::write_span(state.x)).set("y", detail::write_span(state.y));
    return out.set("matrix", write_param(state.matrix)).set("extent", write_param(state.extent));
  } else if constexpr (detail::is_one_of<S>) {
    Value out = Value::Object{};
    state.visit([&]<class T>(const T& held) {
      out.set("step", detail::step_name<T>());
      for_each_member(held, [&](std::string_view name, const auto& v) { out.set(std::string(name), detail::write_member(v)); });
    });
    return out;
  } else if constexpr (detail::is_bounded<S>) {
    Value::Array out;
    for (const auto& item : state) out.push_back(detail::write_member(item));
    return out;
  } else if constexpr (std::is_empty_v<S>) {
    return Value::Object{};
  } else {
    Value out = Value::Object{};
    for_each_member(state, [&](std::string_view name, const auto& v) { out.set(std::string(name), detail::write_member(v)); });
    return out;
  }
}

template <class S>
void read_state(const Value& v, S& state) {
  if constexpr (std::is_same_v<S, Map>) {
    const Value* x = v.find("x");
    const Value* y = v.find("y");
    if (x && y) {
      const Value* swap = v.find("transposed");
      state = Map::aligned(detail::read_span(*x), detail::read_span(*y), swap && swap->as<bool>() && *swap->as<bool>());
      state.satisfied = !v.find("satisfied");
      return;
    }
    state = {};
    detail::read_member(v, "matrix", state.matrix);
    detail::read_member(v, "extent", state.extent);
  } else if constexpr (detail::is_one_of<S>) {
    detail::read_one_of(v, state);
  } else if constexpr (detail::is_bounded<S>) {
    const auto* list = v.as<Value::Array>();
    if (!list || static_cast<int>(list->size()) > S::capacity()) detail::refuse_state("a list");
    state.clear();
    for (const Value& item : *list) {
      std::remove_reference_t<decltype(state[0])> one{};
      if constexpr (!detail::is_bounded<decltype(one)> && requires { ParamType<decltype(one)>::read(item, one); }) {
        if (read_param(item, one)) detail::refuse_state("a list entry");
      } else {
        read_state(item, one);
      }
      state.push_back(one);
    }
  } else if constexpr (!std::is_empty_v<S>) {
    for_each_member(state, [&](std::string_view name, auto& member) { detail::read_member(v, name, member); });
  }
}

}  // namespace smalti
