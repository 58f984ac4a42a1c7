// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/value.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace smalti::io {

namespace detail {

/// A character iterator that tells how far reading got: the library keeps no positions of its own.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    const CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& o) const { return at_ == o.at_; }
  bool operator!=(const CountingIterator& o) const { return at_ != o.at_; }

 private:
  const char* at_;
  const char** reached_;
};

/// Builds a Value tree from parse events, with the line and column where each value stands.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(std::string_view text, const char* const* reached, std::string name, int max_depth)
      : text_(text), reached_(reached), name_(std::move(name)), max_depth_(max_depth) {}

  Value take() { return std::move(root_); }
  const Fault& fault() const { return fault_; }

  bool null() override { return put({}); }
  bool boolean(bool v) override { return put(v); }
  bool number_integer(number_integer_t v) override { return put(std::int64_t{v}); }
  bool number_unsigned(number_unsigned_t v) override {
    return v > 9223372036854775807u ? put(static_cast<double>(v)) : put(static_cast<std::int64_t>(v));
  }
  bool number_float(number_float_t v, const string_t&) override { return put(double{v}); }
  bool string(string_t& v) override { return put(std::move(v)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Value::Object{}); }
  bool start_array(std::size_t) override { return open(Value::Array{}); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& k) override {
    auto& object = *stack_.back()->as<Value::Object>();
    for (const auto& [name, value] : object)
      if (name == k) return refuse("config.duplicate", "key '" + k + "': must stand only once in an object");
    locate();
    object.emplace_back(std::move(k), Value{});
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& e) override {
    const std::string_view what = e.what();
    const std::size_t colon = what.find("syntax error");
    return refuse("config.syntax", std::string(colon == what.npos ? what : what.substr(colon)));
  }

 private:
  bool put(Value v) {
    locate(v);
    if (Value* to = place()) *to = std::move(v);
    return true;
  }
  bool open(Value v) {
    if (static_cast<int>(stack_.size()) >= max_depth_)
      return refuse("limit.config", "nesting: must be at most " + std::to_string(max_depth_) + " deep");
    locate(v);
    Value* to = place();
    *to = std::move(v);
    stack_.push_back(to);
    return true;
  }
  bool close() {
    locate();
    stack_.pop_back();
    return true;
  }
  /// Where the next value goes: the root, the end of a list, or the member whose key was read.
  Value* place() {
    if (stack_.empty()) return &root_;
    if (auto* list = stack_.back()->as<Value::Array>()) return &list->emplace_back();
    return &stack_.back()->as<Value::Object>()->back().second;
  }
  /// Where the token begins that was just read, 1-based: behind the one before it, spaces, commas and colons.
  void locate(Value& v) {
    const auto separates = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == ':'; };
    while (counted_ < text_.size() && separates(text_[counted_])) advance();
    v.line = line_;
    v.column = static_cast<int>(counted_ - line_start_) + 1;
    while (text_.data() + counted_ < *reached_) advance();
  }
  void advance() {
    if (text_[counted_++] == '\n') ++line_, line_start_ = counted_;
  }
  void locate() {
    Value unused;
    locate(unused);
  }
  bool refuse(std::string code, const std::string& what) {
    Value here;
    locate(here);
    fault_ = {std::move(code), name_ + ":" + std::to_string(here.line) + ":" + std::to_string(here.column) + ": " + what};
    return false;
  }

  std::string_view text_;
  const char* const* reached_;
  std::string name_;
  int max_depth_;
  Value root_;
  std::vector<Value*> stack_;
  Fault fault_;
  std::size_t counted_ = 0, line_start_ = 0;
  int line_ = 1;
};

}  // namespace detail

/// JSON text as a Value tree with positions; a byte-order mark is accepted, duplicate keys and NaN are not. `name` stands
/// in messages before the line.
inline Result<Value> parse_json(std::string_view text, std::string_view name, int max_depth = 64, std::size_t max_bytes = 16u << 20) {
  if (text.size() > max_bytes)
    return Fault{"limit.config", std::string(name) + " = " + std::to_string(text.size()) + " bytes: must be at most " + std::to_string(max_bytes)};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const char* reached = text.data();
  detail::TreeBuilder builder(text, &reached, std::string(name), max_depth);
  const detail::CountingIterator begin(text.data(), &reached), end(text.data() + text.size(), &reached);
  if (!nlohmann::json::sax_parse(begin, end, &builder)) return builder.fault();
  return builder.take();
}

}  // namespace smalti::io
