// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/describe.hpp>
#include <smalti/core/param_value.hpp>

namespace smalti {

namespace detail {

/// Converts to Required<T> and nothing else: stands for parameters that are still to be read.
struct Blank {
  template <class T>
  operator Required<T>() const { return Required<T>(T{}); }
};
/// An operator with its defaults, and blanks where there are none; those come first in every operator.
template <class Op>
Op blank() {
  if constexpr (requires { Op{}; }) return Op{};
  else if constexpr (requires { Op{Blank{}}; }) return Op{Blank{}};
  else if constexpr (requires { Op{Blank{}, Blank{}}; }) return Op{Blank{}, Blank{}};
  else return Op{Blank{}, Blank{}, Blank{}};
}
template <class T>
inline constexpr bool is_required = false;
template <class T>
inline constexpr bool is_required<Required<T>> = true;

}  // namespace detail

/// An operator with its defaults, and the example of its description where there is one (of an enumeration: the number of
/// the enumerator; of a pair: both).
template <class Op>
Op example() {
  Op op = detail::blank<Op>();
  for_each_field(op, [](const auto& field, auto& member) {
    if (field.example == 0) return;
    if constexpr (requires { std::is_enum_v<decltype(member.value)>; }) {
      if constexpr (std::is_enum_v<decltype(member.value)>) {
        member.value = static_cast<decltype(member.value)>(static_cast<int>(field.example));
        return;
      }
    }
    if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(member)>>) member = static_cast<std::remove_cvref_t<decltype(member)>>(static_cast<int>(field.example));
    else if constexpr (requires { sizeof(ParamType<std::remove_cvref_t<decltype(member)>>); }) {
      const Value one(field.example);
      if (read_param(one, member)) read_param(Value(Value::Array{one, one}), member);  // it takes a pair only
    }
  });
  return op;
}

}  // namespace smalti
