// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/io/xml.hpp>

#include <gtest/gtest.h>

namespace {

using smalti::io::parse_xml;

TEST(Xml, reads_elements_text_attributes_and_the_five_entities) {
  const auto root = parse_xml("<?xml version='1.0'?>\n<!-- made by hand -->\n<a v=\"1\" w='x > y'>A &lt; B<b/><c> C<![CDATA[<&>]]></c></a>\n", "f.xml");
  ASSERT_TRUE(root) << root.error().message;
  EXPECT_EQ(root->name, "a");
  EXPECT_EQ(root->text, "A < B");
  ASSERT_EQ(root->children.size(), 2u);
  EXPECT_EQ(root->find("c")->text, " C<&>");
  EXPECT_EQ(root->find("d"), nullptr);
}
TEST(Xml, refuses_what_it_cannot_trust_by_line) {
  const auto message = [](std::string_view text) {
    const auto root = parse_xml(text, "f.xml");
    return root ? std::string("accepted") : root.error().message;
  };
  EXPECT_EQ(message("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n<a>&x;</a>"), "f.xml:1: must not have a document type; take the line away");
  EXPECT_EQ(message("<a>\n&x;</a>"), "f.xml:2: must use no entity but &lt; &gt; &amp; &apos; &quot;");
  EXPECT_EQ(message("<a>\n<b>\n</a>"), "f.xml:3: must close <b> here");
  EXPECT_EQ(message("<a>"), "f.xml:1: must close <a>");
  EXPECT_EQ(message("<a/><b/>"), "f.xml:1: must hold one root element");
  EXPECT_EQ(message(""), "f.xml:1: must have '<' here");
  std::string deep;
  for (int k = 0; k < 40; ++k) deep += "<a>";
  EXPECT_EQ(message(deep), "f.xml:1: must be nested at most 32 deep");
}
TEST(Xml, gives_a_fault_for_every_cut_of_a_file) {
  const std::string whole = "<a v=\"1\"><b>&amp;<![CDATA[x]]></b><!-- y --></a>";
  for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(parse_xml(std::string_view(whole).substr(0, n), "f")) << n;
  EXPECT_TRUE(parse_xml(whole, "f"));
}

}  // namespace
