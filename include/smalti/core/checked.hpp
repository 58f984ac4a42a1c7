// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>
#include <smalti/core/param_value.hpp>

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
template <class Op>
void contradiction(const char* rule) { raise("param.conflict", std::string(name_of<Op>) + ": " + rule); }

}  // namespace detail

/// The operator, after every parameter was held against the bounds of its description. Throws ParamError; in a constant
/// expression a bad parameter does not compile.
template <class Op>
constexpr Op checked(Op op) {
  for_each_field(op, [](const auto& f, const auto& value) {
    if (f.min == f.max) return;
    for_each_number(value, [&](double number) {
      if (!(number >= f.min && number <= f.max)) detail::out_of_range<Op>(f, value);
    });
  });
  if constexpr (requires { op.refuse(); })
    if (const char* rule = op.refuse()) detail::contradiction<Op>(rule);
  return op;
}

}  // namespace smalti
