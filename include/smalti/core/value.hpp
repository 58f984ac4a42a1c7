// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace smalti {

/// A tree of plain values with the places where they stood: JSON, YAML and Python keywords all become this.
struct Value {
  using Array = std::vector<Value>;
  using Member = std::pair<std::string, Value>;
  using Object = std::vector<Member>;  ///< in the order written

  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object> data = nullptr;
  int line = 0, column = 0;  ///< 1-based; 0 if it came from no text

  Value() = default;
  Value(std::nullptr_t) {}
  Value(bool v) : data(v) {}
  Value(int v) : data(std::int64_t{v}) {}
  Value(std::int64_t v) : data(v) {}
  Value(double v) : data(v) {}
  Value(float v);
  Value(std::string v) : data(std::move(v)) {}
  Value(std::string_view v) : data(std::string(v)) {}
  Value(const char* v) : data(std::string(v)) {}
  Value(Array v) : data(std::move(v)) {}
  Value(Object v) : data(std::move(v)) {}

  template <class T>
  const T* as() const { return std::get_if<T>(&data); }
  template <class T>
  T* as() { return std::get_if<T>(&data); }
  bool is_null() const { return data.index() == 0; }
  bool is_number() const { return as<std::int64_t>() || as<double>(); }
  double number() const { return as<double>() ? *as<double>() : static_cast<double>(*as<std::int64_t>()); }
  /// The member of an object, or null.
  const Value* find(std::string_view key) const {
    if (const auto* object = as<Object>())
      for (const auto& [name, value] : *object)
        if (name == key) return &value;
    return nullptr;
  }
  /// Appends a member; the value becomes an object if it was nothing.
  Value& set(std::string key, Value value) {
    if (is_null()) data = Object{};
    as<Object>()->emplace_back(std::move(key), std::move(value));
    return *this;
  }
};

/// A number in the shortest form that reads back the same.
inline std::string text_of(double v) {
  char out[32];
  return {out, std::to_chars(out, out + sizeof out, v).ptr};
}
inline std::string text_of(float v) {
  char out[32];
  return {out, std::to_chars(out, out + sizeof out, v).ptr};
}

/// A float becomes the double that its shortest text names, so 0.1f is written 0.1.
inline Value::Value(float v) {
  const std::string text = text_of(v);
  double exact = 0;
  std::from_chars(text.data(), text.data() + text.size(), exact);
  data = exact;
}

namespace detail {

inline void append_json_string(std::string& out, std::string_view text) {
  constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') (out += '\\') += c;
    else if (c == '\n') out += "\\n";
    else if (c == '\t') out += "\\t";
    else if (u < 0x20) ((out += "\\u00") += hex[u >> 4]) += hex[u & 15];
    else out += c;
  }
  out += '"';
}

inline void append_json(std::string& out, const Value& v) {
  if (v.is_null()) out += "null";
  else if (const auto* b = v.as<bool>()) out += *b ? "true" : "false";
  else if (const auto* i = v.as<std::int64_t>()) out += std::to_string(*i);
  else if (const auto* d = v.as<double>()) out += text_of(*d);
  else if (const auto* s = v.as<std::string>()) append_json_string(out, *s);
  else if (const auto* a = v.as<Value::Array>()) {
    out += '[';
    for (std::size_t k = 0; k < a->size(); ++k) {
      if (k) out += ", ";
      append_json(out, (*a)[k]);
    }
    out += ']';
  } else {
    out += '{';
    bool first = true;
    for (const auto& [key, member] : *v.as<Value::Object>()) {
      if (!first) out += ", ";
      first = false;
      append_json_string(out, key);
      out += ": ";
      append_json(out, member);
    }
    out += '}';
  }
}

}  // namespace detail

/// The value as one line of JSON; numbers in the shortest form that reads back the same.
inline std::string to_json(const Value& v) {
  std::string out;
  detail::append_json(out, v);
  return out;
}

/// The same with the keys of every object sorted: equal trees give equal text, which enters fingerprints.
inline std::string canonical_json(Value v) {
  const auto sort = [](auto self, Value& node) -> void {
    if (auto* a = node.as<Value::Array>())
      for (Value& item : *a) self(self, item);
    if (auto* o = node.as<Value::Object>()) {
      std::sort(o->begin(), o->end(), [](const auto& x, const auto& y) { return x.first < y.first; });
      for (auto& member : *o) self(self, member.second);
    }
  };
  sort(sort, v);
  return to_json(v);
}

}  // namespace smalti
