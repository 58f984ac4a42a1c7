// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/mix.hpp"

#include <smalti/ops/Compose.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(Compose, applies_its_operators_in_order) {
  const Image image = flat(110);
  const auto twice = compose(RandomSolarize{.threshold = 100, .p = 1}, RandomSolarize{.threshold = 140, .p = 1});
  EXPECT_EQ(at(apply(twice, image.view()).image, 0, 0), 110);  // 110 -> 145 -> 110
}
TEST(Compose, refuses_two_operators_with_one_label) {
  EXPECT_THROW(compose(labelled("a", RandomGrayscale{}), labelled("a", RandomGrayscale{})), ConfigError);
}
TEST(Compose, a_label_keeps_draws_when_operators_are_inserted) {
  const Image image = flat(60, {40, 40});
  const auto drawn = [&](const auto& pipeline) {
    for (const Value& v : apply(pipeline, image.view(), 3).params)
      if (*v.find("op")->template as<std::string>() == "RandomCrop") return to_json(*v.find("state"));
    return std::string();
  };
  EXPECT_EQ(drawn(compose(labelled("crop", RandomCrop{.size = 8}))), drawn(compose(RandomGrayscale{}, labelled("crop", RandomCrop{.size = 8}))));
}

}  // namespace
