// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/value.hpp>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace smalti::io {

namespace detail {

/// The digits at the front of `text` that `allowed` holds.
inline std::size_t run_of(std::string_view text, std::string_view allowed) {
  return std::min(text.find_first_not_of(allowed), text.size());
}
/// Whether the whole text is a number of the core schema: digits, a point, an exponent; no hexadecimal, no infinity.
inline bool decimal(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  const std::size_t whole = run_of(text, digits);
  text.remove_prefix(whole);
  std::size_t fraction = 0;
  if (text.starts_with('.')) {
    fraction = run_of(text.substr(1), digits);
    text.remove_prefix(1 + fraction);
  }
  if (whole + fraction == 0) return false;
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text.remove_prefix(1);
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && run_of(text, digits) == text.size();
}

/// A plain scalar by YAML 1.2's core schema: null, bool, integer, number, else a string. Not-a-number and infinity are
/// numbers here; who must not have them asks.
inline Value core_scalar(const std::string& text) {
  const auto is = [&](auto... names) { return ((text == names) || ...); };
  if (is("", "~", "null", "Null", "NULL")) return {};
  if (is("true", "True", "TRUE")) return true;
  if (is("false", "False", "FALSE")) return false;
  const bool sign = text[0] == '-' || text[0] == '+', minus = text[0] == '-';
  const std::string_view body = std::string_view(text).substr(sign);
  const auto is_body = [&](auto... names) { return ((body == names) || ...); };
  if (is(".nan", ".NaN", ".NAN")) return std::nan("");
  if (is_body(".inf", ".Inf", ".INF")) return minus ? -HUGE_VAL : HUGE_VAL;
  const bool hexadecimal = !sign && body.starts_with("0x"), octal = !sign && body.starts_with("0o");
  const std::string_view digits = hexadecimal || octal ? body.substr(2) : body;
  const std::string_view allowed = hexadecimal ? "0123456789abcdefABCDEF" : octal ? "01234567" : "0123456789";
  if (!digits.empty() && run_of(digits, allowed) == digits.size()) {
    const std::string whole = (minus ? "-" : "") + std::string(digits);
    std::int64_t v = 0;
    if (std::from_chars(whole.data(), whole.data() + whole.size(), v, hexadecimal ? 16 : octal ? 8 : 10).ec == std::errc{}) return v;
  }
  if (!decimal(body)) return text;
  double v = 0;
  const bool in_range = std::from_chars(body.data(), body.data() + body.size(), v).ec == std::errc{};
  if (!in_range) v = HUGE_VAL;
  return minus ? -v : v;
}

/// Builds a Value tree from yaml-cpp's events, which carry the places.
class YamlTree : public YAML::EventHandler {
 public:
  YamlTree(std::string name, int max_depth) : name_(std::move(name)), max_depth_(max_depth) {}

  /// What an alias may repeat in all, so that a few lines cannot unfold to gigabytes.
  static constexpr std::int64_t max_repeated = 65536;

  Value take() { return std::move(root_); }
  /// Thrown out of the parser, which has no other way to stop.
  struct Stop {
    Fault fault;
  };
  [[noreturn]] void refuse(const YAML::Mark& at, std::string code, const std::string& what) const {
    throw Stop{{std::move(code), name_ + ":" + std::to_string(at.line + 1) + ":" + std::to_string(at.column + 1) + ": " + what}};
  }

  void OnDocumentStart(const YAML::Mark& at) override {
    if (std::exchange(started_, true)) refuse(at, "config.syntax", "a document: must be the only one of the file");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& at, YAML::anchor_t anchor) override { scalar(at, anchor, {}, ""); }
  void OnScalar(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor, const std::string& text) override {
    const bool quoted = tag == "!";
    if (!quoted) check_tag(at, tag);
    scalar(at, anchor, quoted ? Value(text) : core_scalar(text), text);
  }
  void OnAlias(const YAML::Mark& at, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) refuse(at, "config.syntax", "an alias: must not stand inside what it repeats");
    if (key_next()) refuse(at, "config.type", "a key: must be written out, not repeated by an alias");
    std::int64_t count = 0;
    const int depth = static_cast<int>(open_.size()) + measure(found->second, count);
    if (depth > max_depth_) refuse_depth(at);
    if ((repeated_ += count) > max_repeated)
      refuse(at, "limit.config", "aliases: must repeat at most " + std::to_string(max_repeated) + " values in all");
    *place() = found->second;
  }
  void OnSequenceStart(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(at, tag, anchor, Value::Array{});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(at, tag, anchor, Value::Object{});
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Value* value;
    YAML::anchor_t anchor;
    bool has_key = false;  ///< of an object: the next value belongs to its last member
  };

  void scalar(const YAML::Mark& at, YAML::anchor_t anchor, Value v, const std::string& text) {
    if (key_next()) {
      auto& object = *open_.back().value->as<Value::Object>();
      for (const auto& member : object)
        if (member.first == text) refuse(at, "config.duplicate", "key '" + text + "': must stand only once in an object");
      object.emplace_back(text, Value{});
      open_.back().has_key = true;
      return;
    }
    if (const double* number = v.as<double>(); number && !std::isfinite(*number))
      refuse(at, "config.syntax", "number '" + text + "': must be finite and fit a double");
    v.line = at.line + 1, v.column = at.column + 1;
    if (anchor) anchors_[anchor] = v;
    *place() = std::move(v);
  }
  void open(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor, Value v) {
    check_tag(at, tag);
    if (key_next()) refuse(at, "config.type", "a key: must be a word, not a list or an object");
    if (static_cast<int>(open_.size()) >= max_depth_) refuse_depth(at);
    v.line = at.line + 1, v.column = at.column + 1;
    Value* to = place();
    *to = std::move(v);
    open_.push_back({to, anchor});
  }
  void close() {
    if (const Open& last = open_.back(); last.anchor) anchors_[last.anchor] = *last.value;
    open_.pop_back();
  }
  bool key_next() const { return !open_.empty() && open_.back().value->as<Value::Object>() && !open_.back().has_key; }
  /// Where the next value goes: the root, the end of a list, or the member whose key was read.
  Value* place() {
    if (open_.empty()) return &root_;
    if (auto* list = open_.back().value->as<Value::Array>()) return &list->emplace_back();
    open_.back().has_key = false;
    return &open_.back().value->as<Value::Object>()->back().second;
  }
  void check_tag(const YAML::Mark& at, const std::string& tag) const {
    if (!tag.empty() && tag != "?" && tag != "!")
      refuse(at, "config.tag", "tag '" + tag + "': must not be there; values are read as plain data, nothing else is made of them");
  }
  [[noreturn]] void refuse_depth(const YAML::Mark& at) const {
    refuse(at, "limit.config", "nesting: must be at most " + std::to_string(max_depth_) + " deep");
  }
  /// Counts the values of a tree; how many of them lie inside one another, scalars left out.
  static int measure(const Value& v, std::int64_t& count) {
    ++count;
    int below = 0;
    if (const auto* list = v.as<Value::Array>())
      for (const Value& item : *list) below = std::max(below, measure(item, count));
    else if (const auto* object = v.as<Value::Object>())
      for (const auto& member : *object) below = std::max(below, measure(member.second, count));
    else return 0;
    return below + 1;
  }

  std::string name_;
  int max_depth_;
  Value root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Value> anchors_;  ///< what is complete
  std::int64_t repeated_ = 0;
  bool started_ = false;
};

/// A string as it stands in YAML: bare if it then reads back as that string, else as in JSON.
inline void append_yaml_string(std::string& out, const std::string& text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const bool bare = !text.empty() && letter(text[0]) && core_scalar(text).as<std::string>() &&
                    std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; });
  if (bare) out += text;
  else smalti::detail::append_json_string(out, text);
}
inline void append_yaml(std::string& out, const Value& v, std::size_t indent) {
  const auto* list = v.as<Value::Array>();
  const auto* object = v.as<Value::Object>();
  const auto holds_objects = [](const Value& item) { return item.as<Value::Object>() != nullptr; };
  if (list && std::any_of(list->begin(), list->end(), holds_objects)) {
    for (const Value& item : *list) {
      (out += std::string(indent, ' ')) += "-";
      if (item.as<Value::Object>() && !item.as<Value::Object>()->empty()) {
        const std::size_t from = out.size();
        append_yaml(out, item, indent + 2);
        out[from + indent + 1] = ' ', out.erase(from, indent + 1);  // its first key stands behind the dash
      } else {
        append_yaml(out += ' ', item, indent + 2);
        out += '\n';
      }
    }
  } else if (object && !object->empty()) {
    for (const auto& [key, member] : *object) {
      out += std::string(indent, ' ');
      append_yaml_string(out, key);
      out += ':';
      const auto* items = member.as<Value::Array>();
      const bool block = (member.as<Value::Object>() && !member.as<Value::Object>()->empty()) ||
                         (items && std::any_of(items->begin(), items->end(), holds_objects));
      append_yaml(out += block ? '\n' : ' ', member, indent + 2);
      if (!block) out += '\n';
    }
  } else if (const auto* text = v.as<std::string>()) {
    append_yaml_string(out, *text);
  } else {
    smalti::detail::append_json(out, v);  // JSON is YAML
  }
}

}  // namespace detail

/// YAML text as the same Value tree with positions that parse_json() gives. Plain scalars are typed by the core schema of
/// YAML 1.2; tags, duplicate keys, not-a-number and infinity are refused, aliases repeat a bounded number of values. `name`
/// stands in messages before the line.
inline Result<Value> parse_yaml(std::string_view text, std::string_view name, int max_depth = 64, std::size_t max_bytes = 16u << 20) {
  if (text.size() > max_bytes)
    return Fault{"limit.config", std::string(name) + " = " + std::to_string(text.size()) + " bytes: must be at most " + std::to_string(max_bytes)};
  detail::YamlTree tree(std::string(name), max_depth);
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(tree)) {
    }
  } catch (const detail::YamlTree::Stop& stop) {
    return stop.fault;
  } catch (const YAML::Exception& e) {
    return Fault{"config.syntax", std::string(name) + ":" + std::to_string(e.mark.line + 1) + ":" + std::to_string(e.mark.column + 1) + ": syntax error: " + e.msg};
  }
  return tree.take();
}

/// The value as YAML: objects and lists of objects in blocks, everything else on one line.
inline std::string to_yaml(const Value& v) {
  std::string out;
  detail::append_yaml(out, v, 0);
  if (!out.ends_with('\n')) out += '\n';
  return out;
}

}  // namespace smalti::io
