// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/any_geometry.hpp>
#include <smalti/core/example.hpp>
#include <smalti/core/nearest_name.hpp>
#include <smalti/core/param_value.hpp>
#include <smalti/plan/node.hpp>

#include <string>
#include <string_view>

namespace smalti {

/// Turns Values into operators. `file` stands before the line in errors of text; Values that came from no text are
/// parameter errors instead of configuration errors. A template, so that a file which reads only described aggregates
/// does not compile the readers of all operators.
template <class Node>
class ReaderOf {
 public:
  explicit ReaderOf(std::string file = "") : file_(std::move(file)) {}

  /// {"op": "RandomResizedCrop", "size": 224, ...}
  Node node(const Value& v) const {
    const Value* name = v.find("op");
    if (!v.as<Value::Object>() || !name || !name->as<std::string>())
      fail("config.type", v, "an operator: must be an object with a string 'op'");
    const std::string_view wanted = *name->as<std::string>();
    Node out{Compose<Node>{}};
    if (!build<0>(wanted, v, out)) {
      std::string text = "no operator '" + std::string(wanted) + "'";
      const std::string_view near = nearest_name(wanted, names());
      if (!near.empty()) text += "; did you mean " + std::string(near) + "?";
      fail("config.op", *name, text);
    }
    if (const Value* label = v.find("label")) {
      if (!label->as<std::string>()) fail("config.type", *label, std::string(wanted) + ".label: must be a string");
      out.label = *label->as<std::string>();
    }
    return out;
  }

  /// The whole of a pipeline: {"smalti": 1, "op": "Compose", "mode": ..., "filter": ..., "close_mosaic": ..., "ops": [...]}.
  Pipeline pipeline(const Value& v) const {
    PipelineOptions options;
    Operators<Node> ops;
    const auto* object = v.as<Value::Object>();
    if (!object) fail("config.type", v, "a pipeline: must be an object with 'ops'");
    for (const auto& [key, item] : *object) {
      if (key == "smalti") {
        int format = 0;
        if (read_param(item, format) || format != pipeline_format)
          fail("config.version", item, "smalti = " + to_json(item) + ": must be 1, the format that this version reads");
      } else if (key == "op") {
        if (!item.template as<std::string>() || *item.template as<std::string>() != "Compose")
          fail("config.op", item, "op = " + to_json(item) + ": must be Compose at the top of a pipeline");
      } else if (key == "mode") {
        if (const char* rule = read_param(item, options.mode)) fail("config.type", item, "mode = " + to_json(item) + ": " + rule);
      } else if (key == "filter") {
        if (item.is_null()) options.filter.reset();
        else options.filter = members<BoxFilter>(item);
      } else if (key == "close_mosaic") {
        if (const char* rule = read_param(item, options.close_mosaic)) fail("config.type", item, "close_mosaic = " + to_json(item) + ": " + rule);
      } else if (key == "ops") {
        ops = children("Compose", key, item);
      } else {
        std::string takes = "ops, mode, filter, close_mosaic";
        bool found = false;
        for_each_field(options.chirality, [&](const auto& field, auto& member) {
          takes += ", " + std::string(field.name);
          if (field.name == key) found = true, read<Compose<Node>>(key, item, member);
        });
        if (!found) fail("config.key", item, "Compose: no parameter '" + key + "'; it takes " + takes);
      }
    }
    return Pipeline(std::move(ops), options);
  }

  /// Any described aggregate from an object with its members, checked.
  template <class T>
  T described(const Value& v) const { return members<T>(v); }

  /// The names of all operators.
  static std::vector<std::string_view> names() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return std::vector<std::string_view>{name_of<std::variant_alternative_t<I, AnyOperator>>...};
    }(std::make_index_sequence<std::variant_size_v<AnyOperator>>{});
  }

 private:
  template <std::size_t I>
  bool build(std::string_view wanted, const Value& v, Node& out) const {
    if constexpr (I < std::variant_size_v<AnyOperator>) {
      using Op = std::variant_alternative_t<I, AnyOperator>;
      if (name_of<Op> != wanted) return build<I + 1>(wanted, v, out);
      out.op.template emplace<I>(members<Op>(v, &out.p));
      return true;
    } else {
      return false;
    }
  }

  /// Reads the described members of an aggregate. `extra_p` takes a "p" that the operator does not have itself.
  template <class T>
  T members(const Value& v, std::optional<Probability>* extra_p = nullptr) const {
    T out = detail::blank<T>();
    const auto* object = v.as<Value::Object>();
    if (!object) fail("config.type", v, std::string(name_of<T>) + ": must be an object");
    std::string takes;
    std::vector<std::string_view> known;
    for_each_field(out, [&](const auto& field, auto&) {
      takes += (takes.empty() ? "" : ", ") + std::string(field.name);
      known.push_back(field.name);
    });
    for (const auto& [key, item] : *object) {
      if (extra_p && (key == "op" || key == "label")) continue;
      bool found = false;
      for_each_field(out, [&](const auto& field, auto& member) {
        if (field.name != key) return;
        found = true;
        read<T>(key, item, member);
      });
      if (!found && extra_p && key == "p" && !T::describe().traits.own_p) {
        read<T>(key, item, extra_p->emplace());
        continue;
      }
      if (found) continue;
      std::string text = std::string(name_of<T>) + ": no parameter '" + key + "'; it takes " + takes;
      const std::string_view near = nearest_name(key, known);
      if (!near.empty()) text += " (did you mean " + std::string(near) + "?)";
      fail("config.key", item, text);
    }
    for_each_field(out, [&](const auto& field, auto& member) {
      if constexpr (detail::is_required<std::remove_cvref_t<decltype(member)>>)
        if (!v.find(field.name)) fail("config.key", v, std::string(name_of<T>) + "." + std::string(field.name) + ": must be given; it has no default");
    });
    if constexpr (!Container<T>) {
      try {
        checked(out);
      } catch (const ParamError& e) {
        fail(e.code(), v, e.message());
      }
    }
    return out;
  }
  template <class T, class Member>
  void read(std::string_view key, const Value& v, Member& member) const {
    if constexpr (std::is_same_v<Member, Operators<Node>>) member = children(name_of<T>, key, v);
    else if constexpr (std::is_same_v<Member, std::vector<AnyGeometry>>) member = geometry<T>(key, v);
    else if (const char* rule = read_param(v, member)) {
      const bool conflict = std::string_view(rule).find("lo <= hi") != std::string_view::npos;
      fail(conflict ? "param.conflict" : "param.type", v, where<T>(key, v) + rule);
    }
    if constexpr (std::is_same_v<Member, Probability>)
      if (const char* rule = member.refuse()) fail("param.range", v, where<T>(key, v) + rule);
  }
  /// A list of geometric operators, which are a parameter of another one.
  template <class T>
  std::vector<AnyGeometry> geometry(std::string_view key, const Value& v) const {
    std::vector<AnyGeometry> out;
    if (v.is_null()) return out;
    for (const Node& item : children(name_of<T>, key, v).items) {
      item.visit_operator([&](const auto& op) {
        using Op = std::remove_cvref_t<decltype(op)>;
        if constexpr (Geometry<Op>) out.emplace_back(op);
        else fail("param.type", v, std::string(name_of<T>).append(".").append(key).append(": must be geometric operators, not ").append(name_of<Op>));
      });
      if (item.p) {
        out.back().p = *item.p;
        out.back().value.set("p", write_param(*item.p));
      }
      if (!item.label.empty()) fail("param.conflict", v, std::string(name_of<T>).append(".").append(key).append(": must have no labels of their own"));
    }
    return out;
  }
  /// A list of operators; a list in it stands for a Compose.
  Operators<Node> children(std::string_view op, std::string_view key, const Value& v) const {
    const auto* list = v.as<Value::Array>();
    if (!list) fail("config.type", v, std::string(op) + "." + std::string(key) + ": must be a list of operators");
    Operators<Node> out;
    for (const Value& item : *list) out.items.push_back(item.as<Value::Array>() ? Node{Compose<Node>{children(op, key, item)}} : node(item));
    return out;
  }
  template <class T>
  static std::string where(std::string_view key, const Value& v) {
    return std::string(name_of<T>).append(".").append(key).append(" = ").append(to_json(v)).append(": ");
  }
  [[noreturn]] void fail(std::string code, const Value& at, const std::string& text) const {
    if (at.line == 0) {
      if (code == "config.key" || code == "config.type") code = code == "config.key" ? "param.name" : "param.type";
      raise(code, text);
    }
    if (code.starts_with("param.")) code = code == "param.type" ? "config.type" : code;
    raise(code, file_ + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + text);
  }

  std::string file_;
};

using ValueReader = ReaderOf<Node>;

}  // namespace smalti
