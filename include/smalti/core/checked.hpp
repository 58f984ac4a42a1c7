// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>
#include <smalti/core/param_value.hpp>

#include <algorithm>
#include <string>

namespace smalti {
namespace detail {

/// Not constexpr, so that a parameter out of range in a constant does not compile and this name says why.
template <class Op, class Field, class Member>
void out_of_range(const Field& f, const Member& value) {
  const std::string unit = *f.unit ? std::string(" ") + f.unit : "";
  raise("param.range", std::string(name_of<Op>) + "." + std::string(f.name) + " = " + to_json(write_param(value)) + ": must be in [" +
                           text_of(f.min) + ", " + text_of(f.max) + "]" + unit);
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
template <class Op>
void contradiction(const char* rule) { raise("param.conflict", std::string(name_of<Op>) + ": " + rule); }

}  // namespace detail

/// The operator, after every parameter was held against the bounds of its description. Throws ParamError; in a constant
/// expression a bad parameter does not compile.
template <class Op>
constexpr Op checked(Op op) {
  for_each_field(op, [](const auto& f, const auto& value) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, Fill>)
      if (const char* rule = detail::refuse_fill<Op>(value.kind)) detail::contradiction<Op>(rule);
    if (f.min == f.max) return;
    const double least = std::min(f.min, double{static_cast<float>(f.min)}), most = std::max(f.max, double{static_cast<float>(f.max)});
    for_each_number(value, [&](double number) {  // a bound itself may have gone through a float
      if (!(number >= least && number <= most)) detail::out_of_range<Op>(f, value);
    });
  });
  if constexpr (requires { op.refuse(); })
    if (const char* rule = op.refuse()) detail::contradiction<Op>(rule);
  return op;
}

}  // namespace smalti
