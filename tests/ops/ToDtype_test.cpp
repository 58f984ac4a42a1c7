// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"

#include <smalti/ops/ToDtype.hpp>
#include <smalti/core/param_value.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using smalti::testing::draws;
using smalti::testing::frame;
using smalti::testing::window;

TEST(ToDtype, is_read_by_its_name) {
  ToDtype op{.dtype = Dtype::float16, .scale = true};
  EXPECT_EQ(to_json(write_param(op.dtype)), "\"float16\"");
  EXPECT_STREQ(read_param(Value("float"), op.dtype),
               "must be one of uint8, uint16, int16, float32, float16, bfloat16, int32, int64, float64, bool");
}

}  // namespace
