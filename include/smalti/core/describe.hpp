// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace smalti {

/// What one parameter means, attached to the member itself. The name is read off the member pointer by the
/// compiler, so it is spelt once and renaming the member cannot leave a stale string behind.
template <auto Member>
struct field;

namespace detail {

template <auto Member>
constexpr auto spelling() { return std::string_view(__PRETTY_FUNCTION__); }
template <class T>
constexpr auto spelling_of_type() { return std::string_view(__PRETTY_FUNCTION__); }

/// The last identifier in `text`: "[with auto Member = &smalti::RandomRotation::degrees]" gives "degrees".
constexpr std::string_view last_identifier(std::string_view text) {
  constexpr auto part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  std::size_t end = text.size();
  while (end > 0 && !part(text[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && part(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

/// The type's own identifier in "... [with T = smalti::RandomApply<smalti::One>]".
constexpr std::string_view type_identifier(std::string_view text) {
  text = text.substr(text.find("T = ") + 4);
  return last_identifier(text.substr(0, text.find('<')));
}

template <class M>
struct member_of;
template <class C, class T>
struct member_of<T C::*> { using owner = C; using type = T; };

struct anything { template <class T> operator T() const noexcept; };
template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) { return requires { T{(void(I), anything{})...}; }; }
/// Whether the aggregate T has more than N members.
template <class T, std::size_t N>
inline constexpr bool has_more_than = takes<T>(std::make_index_sequence<N + 1>{});

}  // namespace detail

template <auto Member>
struct field {
  using owner = typename detail::member_of<decltype(Member)>::owner;
  using type = typename detail::member_of<decltype(Member)>::type;
  static constexpr auto member = Member;
  static constexpr std::string_view name = detail::last_identifier(detail::spelling<Member>());

  const char* doc = "";     ///< one sentence, no full stop
  const char* unit = "";    ///< SI symbol, "px", "fraction", "" for a flag or a choice
  double min = 0, max = 0;  ///< closed bounds of every number in it; min == max means unbounded
  double example = 0;       ///< a valid value, for what has no default: tests and docs use it
};

/// What holds of an operator beyond its parameters, where it differs from its family.
struct Traits {
  double exact_bound = 1;   ///< largest difference between fused and exact mode, in levels of u8
  double device_bound = 0;  ///< largest difference between engines, in levels of u8
  bool own_p = false;       ///< `p` means something else here, so an extra one is refused
};

/// What an operator is, in one sentence, and where it comes from. Its parameters are bases, as compilers take far longer over
/// a tuple.
template <class... Fields>
struct Description : Fields... {
  static constexpr std::size_t size = sizeof...(Fields);

  const char* doc;
  const char* source;  ///< paper or library, with year; "" if elementary
  Traits traits;
};
template <class... Fields>
constexpr Description<Fields...> about(const char* doc, const char* source, Fields... fields) {
  return {fields..., doc, source, {}};
}
template <class... Fields>
constexpr Description<Fields...> about(const char* doc, const char* source, Traits traits, Fields... fields) {
  return {fields..., doc, source, traits};
}

/// "RandomResizedCrop"; of a template only the part before its arguments: RandomApply<A, B> gives "RandomApply".
template <class T>
inline constexpr std::string_view name_of = detail::type_identifier(detail::spelling_of_type<T>());

/// What an operator says of itself, once.
template <class Op>
inline constexpr auto description_of = Op::describe();

/// Calls f(field, value) for every parameter, in the order of describe().
template <class Op, class F>
constexpr void for_each_field(Op& op, F f) {
  using Plain = std::remove_const_t<Op>;
  static_assert(!detail::has_more_than<Plain, decltype(Plain::describe())::size>, "every data member needs a field<&Op::member> entry in describe()");
  [&]<class... Fields>(const Description<Fields...>& d) { (f(static_cast<const Fields&>(d), op.*(Fields::member)), ...); }(description_of<Plain>);
}

}  // namespace smalti
