// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/core/param_value.hpp>

#include <functional>
#include <memory>
#include <string>

namespace smalti {

/// A geometric operator of any type, as a parameter of another operator: what it draws, and how it reads pixels.
struct AnyGeometry {
  std::optional<Interpolation> interpolation{};
  bool antialias = false;
  Fill fill{0};
  std::optional<int> fill_mask{};
  Border padding_mode = Border::constant;
  Probability p{1};
  bool reads_labels = false;  ///< draws from boxes or masks
  Value value;                ///< the operator with its parameters, as a pipeline's JSON has it
  std::function<Bounded<Map, 2>(const Draws&, const Frame&)> draw;

  AnyGeometry() = default;
  template <Geometry Op>
  AnyGeometry(const Op& op)
      : draw([op](const Draws& d, const Frame& in) {
          if constexpr (std::is_same_v<StateOf<Op>, Map>) return Bounded<Map, 2>{op.draw(d, in)};
          else return op.draw(d, in);
        }) {
    if constexpr (requires { op.interpolation; }) interpolation = op.interpolation;
    if constexpr (requires { op.antialias; }) antialias = op.antialias;
    if constexpr (requires { op.fill; }) fill = op.fill;
    if constexpr (requires { op.fill_mask; }) fill_mask = op.fill_mask;
    if constexpr (requires { op.padding_mode; }) padding_mode = op.padding_mode;
    if constexpr (requires { op.border_mode; }) padding_mode = op.border_mode;
    if constexpr (requires { op.p; }) p = op.p;
    if constexpr (requires { op.reads_labels(); }) reads_labels = op.reads_labels();
    else reads_labels = requires { Op::reads_labels; };
    value.set("op", name_of<Op>);
    for_each_field(op, [&](const auto& field, const auto& member) { value.set(std::string(field.name), write_param(member)); });
  }
};

template <>
struct ParamType<AnyGeometry> {
  /// Who knows all operators reads them (ValueReader); a plain value is none.
  static const char* read(const Value&, AnyGeometry&) { return "must be a geometric operator"; }
  static Value write(const AnyGeometry& op) { return op.value; }
  static std::string text() { return "Operator"; }
};

/// The maps that a list of such operators drew, an entry an operator; empty where it was not applied.
using DrawnMaps = Bounded<Bounded<Map, 2>, 8>;

}  // namespace smalti
