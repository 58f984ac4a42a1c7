// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/describe.hpp>
#include <smalti/core/operators.hpp>
#include <smalti/core/param_value.hpp>
#include <smalti/plan/options.hpp>

namespace smalti {

inline constexpr int pipeline_format = 1;  ///< the number at the top of a pipeline in JSON: {"smalti": 1, ...}

namespace detail {

template <class List>
Value write_list(const List& ops);

template <class T>
void write_members(const T& v, Value& out) {
  for_each_field(v, [&](const auto& field, const auto& member) {
    const std::string name(field.name);
    if constexpr (requires { write_param(member); }) out.set(name, write_param(member));
    else out.set(name, write_list(member));
  });
}

}  // namespace detail

/// An operator at its place, with all its parameters, as ValueReader reads it.
template <class Item>
Value write_operator(const Item& item) {
  Value out = Value::Object{};
  item.visit_operator([&](const auto& op) {
    out.set("op", name_of<std::remove_cvref_t<decltype(op)>>);
    detail::write_members(op, out);
  });
  if (item.p) out.set("p", write_param(*item.p));
  if (!item.label.empty()) out.set("label", item.label);
  return out;
}

template <class List>
Value detail::write_list(const List& ops) {
  Value::Array out;
  ops.for_each([&](const auto& item) { out.push_back(write_operator(item)); });
  return out;
}

/// A pipeline with all its parameters, as ValueReader reads it.
template <class List>
Value write_pipeline(const List& ops, const PipelineOptions& options) {
  Value out = Value::Object{};
  out.set("smalti", pipeline_format).set("op", "Compose").set("mode", write_param(options.mode));
  Value filter;
  if (options.filter) detail::write_members(*options.filter, filter);
  out.set("filter", std::move(filter));
  for_each_field(options.chirality, [&](const auto& field, const auto& member) {  // named where they say something
    if (const Value v = write_param(member); to_json(v) != to_json(write_param(std::remove_cvref_t<decltype(member)>{}))) out.set(std::string(field.name), v);
  });
  return out.set("ops", detail::write_list(ops));
}

}  // namespace smalti
