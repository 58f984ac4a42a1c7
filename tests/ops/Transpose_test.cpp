// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/made.hpp"

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(Transpose, exchanges_rows_and_columns_byte_for_byte) {
  const Image in = noise({5, 9});
  const Image out = made(in, Transpose{});
  ASSERT_EQ(out.extent(), (Extent{9, 5}));
  for (int y = 0; y < 9; ++y)
    for (int x = 0; x < 5; ++x)
      for (int c = 0; c < 3; ++c) EXPECT_EQ(out.view().at<std::uint8_t>(y, x, c), in.view().at<std::uint8_t>(x, y, c));
  EXPECT_TRUE(same(made(in, Transpose{}, Transpose{}), in));
}
TEST(Transpose, before_and_after_a_resize_gives_the_bytes_of_one_after_the_other) {
  for (const Extent e : {Extent{37, 90}, Extent{90, 37}, Extent{41, 41}}) {
    const Image in = noise(e);
    const Resize small{.size = Extent{20, 30}}, wide{.size = Extent{50, 11}};
    EXPECT_TRUE(same(made(in, Transpose{}, small), made(made(in, Transpose{}), small)));
    EXPECT_TRUE(same(made(in, small, Transpose{}), made(made(in, small), Transpose{})));
    EXPECT_TRUE(same(made(in, wide, Transpose{}, CenterCrop{.size = Extent{7, 9}}), made(made(made(in, wide), Transpose{}), CenterCrop{.size = Extent{7, 9}})));
  }
}

}  // namespace
