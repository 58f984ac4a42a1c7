// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/io/json.hpp>
#include <smalti/io/yaml.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace smalti;

Value read(std::string_view text) { return io::parse_yaml(text, "pipe.yaml").value(); }
/// "code message" of the fault.
std::string fault(std::string_view text) {
  const auto result = io::parse_yaml(text, "pipe.yaml");
  return result ? "none" : result.error().code + " " + result.error().message;
}

TEST(Yaml, gives_the_tree_that_json_gives) {
  const Value yaml = read("smalti: 1\nop: Compose\nfilter:\nops:\n  - op: RandomCrop\n    size: [224, 0.5]\n  - {op: Pad, on: true}\n");
  const Value json = io::parse_json(R"({"smalti": 1, "op": "Compose", "filter": null, "ops": [{"op": "RandomCrop", "size": [224, 0.5]}, {"op": "Pad", "on": true}]})", "pipe.json").value();
  EXPECT_EQ(to_json(yaml), to_json(json));
}
TEST(Yaml, types_plain_scalars_by_the_core_schema_and_quoted_ones_as_strings) {
  EXPECT_EQ(to_json(read("[null, ~, , True, FALSE, 12, -7, +3, 0x1F, 0o17, 1.5, .5, 5., 1e3, -2E-2]")),
            "[null, null, null, true, false, 12, -7, 3, 31, 15, 1.5, 0.5, 5, 1000, -0.02]");
  EXPECT_EQ(to_json(read("[yes, No, on, '12', \"true\", 1_000, 12:30, 0x, -0x1F, ., e3, 1e, \"a\\tb\"]")),
            R"(["yes", "No", "on", "12", "true", "1_000", "12:30", "0x", "-0x1F", ".", "e3", "1e", "a\tb"])");
  EXPECT_EQ(to_json(read("[9223372036854775807, 9223372036854775808]")), "[9223372036854775807, 9223372036854775808]");
  EXPECT_TRUE(read("9223372036854775808").as<double>());
}
TEST(Yaml, tells_where_every_value_stands) {
  const Value v = read("op: Compose\nops:\n  - op: Pad\n    padding: 4\n");
  const Value& pad = (*v.find("ops")->as<Value::Array>())[0];
  EXPECT_EQ(pad.line, 3);
  EXPECT_EQ(pad.find("padding")->line, 4);
  EXPECT_EQ(pad.find("padding")->column, 14);
}
TEST(Yaml, makes_nothing_of_tags) {
  EXPECT_EQ(fault("a: !!python/object:os.system ls"),
            "config.tag pipe.yaml:1:4: tag 'tag:yaml.org,2002:python/object:os.system': must not be there; values are read as plain data, nothing else is made of them");
  EXPECT_TRUE(fault("a:\n  - !!python/object/apply:os.system [ls]").starts_with("config.tag pipe.yaml:2:5:"));
  EXPECT_TRUE(fault("!pipeline {a: 1}").starts_with("config.tag pipe.yaml:1:1:"));
  EXPECT_TRUE(fault("!!str 5").starts_with("config.tag pipe.yaml:1:1:"));
}
TEST(Yaml, refuses_duplicate_keys_and_numbers_that_are_none) {
  EXPECT_EQ(fault("a: 1\nb: 2\na: 3\n"), "config.duplicate pipe.yaml:3:1: key 'a': must stand only once in an object");
  for (const char* number : {".nan", ".NaN", ".inf", "-.INF", "1e999"})
    EXPECT_EQ(fault("a: " + std::string(number)), "config.syntax pipe.yaml:1:4: number '" + std::string(number) + "': must be finite and fit a double");
  EXPECT_EQ(fault("a: .nano"), "none");
}
TEST(Yaml, says_where_the_syntax_is_wrong) {
  EXPECT_EQ(fault("a: [1, 2\nb: 3\n").substr(0, 23), "config.syntax pipe.yaml");
  EXPECT_NE(fault("a: [1, 2\nb: 3\n").find(": syntax error: "), std::string::npos);
  EXPECT_TRUE(fault("a: 1\n--- \nb: 2\n").starts_with("config.syntax pipe.yaml:2:"));
  EXPECT_TRUE(fault("a: *nobody").starts_with("config.syntax pipe.yaml:1:4:"));
  EXPECT_TRUE(fault("[a]: 1").starts_with("config.type pipe.yaml:1:1:"));
}
TEST(Yaml, repeats_what_aliases_name) {
  const Value v = read("base: &crop {op: RandomCrop, size: 8}\nops: [*crop, *crop]\n");
  EXPECT_EQ(to_json(*v.find("ops")), R"([{"op": "RandomCrop", "size": 8}, {"op": "RandomCrop", "size": 8}])");
  EXPECT_EQ(v.find("ops")->as<Value::Array>()->front().line, 1);
}
TEST(Yaml, does_not_unfold_a_bomb) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int k = 1; k < 20; ++k) {
    const std::string below = "*a" + std::to_string(k - 1);
    bomb += "a" + std::to_string(k) + ": &a" + std::to_string(k) + " [" + below + ", " + below + ", " + below + ", " + below + "]\n";
  }
  EXPECT_TRUE(fault(bomb).find("aliases: must repeat at most 65536 values in all") != std::string::npos) << fault(bomb);
  EXPECT_TRUE(fault("a: &a [1, *a]").starts_with("config.syntax pipe.yaml:1:11: an alias: must not stand inside what it repeats"));
}
TEST(Yaml, is_bounded_in_depth_and_length) {
  for (const auto& [open, close] : {std::pair{"[", "]"}, {"{a: ", "}"}, {"- ", ""}}) {
    std::string deep, end;
    for (int k = 0; k < 10000; ++k) deep += open, end += close;
    EXPECT_TRUE(fault(deep + end).starts_with("limit.config pipe.yaml:1:")) << open << fault(deep + end);
    EXPECT_NE(fault(deep), "none") << open;  // never closed
  }
  std::string deep = "[*a]", chain;  // an alias counts with the depth of what it repeats
  for (int k = 0; k < 40; ++k) deep = "[" + deep + "]", chain += "[";
  EXPECT_TRUE(fault("a: &a " + chain + "1" + std::string(40, ']') + "\nb: " + deep).starts_with("limit.config pipe.yaml:2:"));
  EXPECT_EQ(io::parse_yaml("a: 12345678", "pipe.yaml", 64, 8).error().message, "pipe.yaml = 11 bytes: must be at most 8");
}
TEST(Yaml, takes_a_byte_order_mark_windows_lines_and_comments) {
  EXPECT_EQ(to_json(read("\xEF\xBB\xBF# a pipeline\r\na: 1\r\nb: [2,\r\n 3]\r\n")), R"({"a": 1, "b": [2, 3]})");
}
TEST(Yaml, writes_what_it_reads) {
  const Value v = io::parse_json(R"({"smalti": 1, "filter": null, "none": [], "empty": {}, "ops": [{"op": "A", "size": [1, 2.5], "ops": [{"op": "B"}, {}]}, {"label": "1e3"}],
                                     "text": ["null", "yes", "a b", "x-1", "-", "", "é\n\"\\"], "deep": {"p": {"p1": 0.8}}, "key: odd": -3})", "").value();
  const std::string text = io::to_yaml(v);
  EXPECT_EQ(to_json(read(text)), to_json(v)) << text;
  EXPECT_TRUE(text.starts_with("smalti: 1\nfilter: null\nnone: []\nempty: {}\nops:\n  - op: A\n    size: [1, 2.5]\n    ops:\n      - op: B\n      - {}\n  - label: \"1e3\"\n")) << text;
}

}  // namespace
