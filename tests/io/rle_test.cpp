// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/io/rle.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using io::parse_rle;
using io::RunLengths;
using io::unpack;

TEST(Rle, reads_the_compressed_strings_that_pycocotools_writes) {
  // pycocotools 2.0 of a 5 x 4 mask whose rows 1 to 3 of columns 1 and 2 are set, and of a disc of radius 10 about (14, 20)
  EXPECT_EQ(*parse_rle("63204", "f"), (RunLengths{6, 3, 2, 3, 6}));
  EXPECT_EQ(*parse_rle("h69n02M4N0O2N2O0000000000000001N2N102L3NQ7", "f"),
            (RunLengths{216, 9, 30, 11, 27, 15, 25, 15, 24, 17, 22, 19, 21, 19, 21, 19, 21, 19, 21, 19, 21, 19, 21, 19, 21, 19, 21, 19, 22, 17, 24, 15, 25, 15, 27, 11, 30, 9, 255}));
}
TEST(Rle, refuses_strings_that_end_early_or_hold_other_characters) {
  EXPECT_EQ(parse_rle("`", "a.json").error().message, "a.json: must be a compressed run-length string of COCO");
  EXPECT_EQ(parse_rle("6 3", "a.json").error().code, "mask.rle");
}
TEST(Rle, fills_columns_and_holds_the_sum_against_the_extent) {
  const auto mask = unpack({6, 3, 2, 3, 6}, {5, 4}, "f");
  ASSERT_TRUE(mask);
  for (int y = 0; y < 5; ++y)
    for (int x = 0; x < 4; ++x) EXPECT_EQ(mask->view().at<std::uint8_t>(y, x), (x == 1 || x == 2) && y >= 1 && y <= 3) << y << ' ' << x;
  EXPECT_EQ(unpack({6, 3}, {5, 4}, "f").error().message, "f: runs sum to 9: must be height x width = 20");
}

}  // namespace
