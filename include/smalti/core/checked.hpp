// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>
#include <smalti/core/param_value.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace smalti {
namespace detail {

[[noreturn]] inline void raise_out_of_range(std::string_view op, std::string_view name, const Value& value, double min, double max, std::string_view unit) {
  std::string text;
  for (const std::string_view part : {op, std::string_view("."), name, std::string_view(" = ")}) text += part;
  text += to_json(value) + ": must be in [" + text_of(min) + ", " + text_of(max) + "]";
  if (!unit.empty()) (text += ' ') += unit;
  raise("param.range", std::move(text));
}
/// Not constexpr, so that a parameter out of range in a constant does not compile and this name says why.
template <class Op, class Field, class Member>
[[noreturn]] void out_of_range(const Field& f, const Member& value) {
  raise_out_of_range(name_of<Op>, f.name, write_param(value), f.min, f.max, f.unit);
}
/// Which rules of a Fill an operator has a use for.
template <class Op>
constexpr const char* refuse_fill(Fill::Kind kind) {
  using enum Fill::Kind;
  if (kind == constant || kind == mean || kind == neutral) return nullptr;
  if constexpr (Hole<Op>) return kind == random || kind == random_uniform ? nullptr : "the fill of a hole must be a number, mean, neutral, random or random_uniform";
  else if constexpr (Mix<Op> || SelfMix<Op>) return "fill must be a number, mean or neutral";
  else return kind == random || kind == random_uniform ? "fill must be a number, mean, neutral, edge, reflect or symmetric" : nullptr;
}
[[noreturn]] inline void contradiction(std::string_view op, const char* rule) { raise("param.conflict", std::string(op) + ": " + rule); }

}  // namespace detail

/// The operator, after every parameter was held against the bounds of its description. Throws ParamError; in a constant
/// expression a bad parameter does not compile.
template <class Op>
constexpr Op checked(Op op) {
  for_each_field(op, [](const auto& f, const auto& value) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, Fill>)
      if (const char* rule = detail::refuse_fill<Op>(value.kind)) detail::contradiction(name_of<Op>, rule);
    if (f.min == f.max) return;
    const double least = std::min(f.min, double{static_cast<float>(f.min)}), most = std::max(f.max, double{static_cast<float>(f.max)});
    for_each_number(value, [&](double number) {  // a bound itself may have gone through a float
      if (!(number >= least && number <= most)) detail::out_of_range<Op>(f, value);
    });
  });
  if constexpr (requires { op.refuse(); })
    if (const char* rule = op.refuse()) detail::contradiction(name_of<Op>, rule);
  return op;
}

}  // namespace smalti
