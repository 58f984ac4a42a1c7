// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace smalti::io {

/// An element of an XML file: its name, the text directly inside, and its children. Attributes are passed over.
struct XmlElement {
  std::string name, text;
  std::vector<XmlElement> children;
  int line = 0;

  /// The first child of that name, or null.
  const XmlElement* find(std::string_view child) const {
    for (const XmlElement& c : children)
      if (c.name == child) return &c;
    return nullptr;
  }
};

namespace detail {

/// Reads elements, text, comments and CDATA. Document types and entities other than the five predefined are refused: they
/// are how an XML file reads other files or grows without bound.
class XmlReader {
 public:
  XmlReader(std::string_view text, std::string_view name, int max_depth) : text_(text), name_(name), max_depth_(max_depth) {}

  Result<XmlElement> read() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    XmlElement root;
    if (!between() || !expect("<") || !element(root, 1) || !between()) return fault();
    if (at_ != text_.size()) {
      fail("must hold one root element");
      return fault();
    }
    return root;
  }

 private:
  bool fail(std::string_view rule) {
    if (rule_.empty()) rule_ = rule;
    return false;
  }
  Fault fault() const {
    int line = 1;
    for (const char c : text_.substr(0, at_)) line += c == '\n';
    return {"label.xml", std::string(name_) + ":" + std::to_string(line) + ": " + rule_};
  }
  bool ahead(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  bool skip(std::string_view what) {
    if (!ahead(what)) return false;
    at_ += what.size();
    return true;
  }
  bool expect(std::string_view what) { return skip(what) || fail("must have '" + std::string(what) + "' here"); }
  bool skip_past(std::string_view end) {
    const auto found = text_.find(end, at_);
    if (found == text_.npos) return fail("must have '" + std::string(end) + "' before the file ends");
    at_ = found + end.size();
    return true;
  }
  void blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  /// What may stand around the root: blanks, comments and instructions.
  bool between() {
    for (blanks(); ahead("<?") || ahead("<!"); blanks()) {
      if (ahead("<!DOCTYPE")) return fail("must not have a document type; take the line away");
      if (!skip_past(ahead("<?") ? "?>" : "-->")) return false;
    }
    return true;
  }
  std::string word() {
    const auto begin = at_;
    while (at_ < text_.size() && !std::isspace(static_cast<unsigned char>(text_[at_])) && text_[at_] != '>' && text_[at_] != '/' && text_[at_] != '=' && text_[at_] != '<') ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }
  /// After "<".
  bool element(XmlElement& e, int depth) {
    if (depth > max_depth_) return fail("must be nested at most " + std::to_string(max_depth_) + " deep");
    e.name = word();
    if (e.name.empty()) return fail("must have an element's name here");
    for (blanks(); !ahead(">") && !ahead("/>"); blanks()) {  // attributes
      if (word().empty()) return fail("must have an attribute or '>' here");
      blanks();
      if (!expect("=")) return false;
      blanks();
      const std::string quote(text_.substr(at_, 1));
      if (quote != "\"" && quote != "'") return fail("must have a quoted value here");
      ++at_;
      if (!skip_past(quote)) return false;
    }
    if (skip("/>")) return true;
    ++at_;
    while (!skip("</")) {
      if (at_ >= text_.size()) return fail("must close <" + e.name + ">");
      if (skip("<!--")) {
        if (!skip_past("-->")) return false;
      } else if (skip("<![CDATA[")) {
        const auto begin = at_;
        if (!skip_past("]]>")) return false;
        e.text += text_.substr(begin, at_ - 3 - begin);
      } else if (ahead("<!")) {
        return fail("must not declare anything; take it away");
      } else if (skip("<?")) {
        if (!skip_past("?>")) return false;
      } else if (skip("<")) {
        if (!element(e.children.emplace_back(), depth + 1)) return false;
      } else if (!character(e.text)) {
        return false;
      }
    }
    if (word() != e.name) return fail("must close <" + e.name + "> here");
    blanks();
    return expect(">");
  }
  bool character(std::string& to) {
    if (text_[at_] != '&') {
      to += text_[at_++];
      return true;
    }
    constexpr std::pair<std::string_view, char> known[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&apos;", '\''}, {"&quot;", '"'}};
    for (const auto& [entity, c] : known)
      if (skip(entity)) {
        to += c;
        return true;
      }
    return fail("must use no entity but &lt; &gt; &amp; &apos; &quot;");
  }

  std::string_view text_, name_;
  int max_depth_;
  std::size_t at_ = 0;
  std::string rule_;
};

}  // namespace detail

/// XML text as a tree of elements. `name` stands in messages before the line; LabelError[label.xml].
inline Result<XmlElement> parse_xml(std::string_view text, std::string_view name, int max_depth = 32) {
  return detail::XmlReader(text, name, max_depth).read();
}

}  // namespace smalti::io
