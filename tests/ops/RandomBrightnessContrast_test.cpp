// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/values.hpp"

#include <smalti/ops/RandomBrightnessContrast.hpp>

#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace smalti;
using namespace smalti::testing;

using Bytes = std::vector<std::uint8_t>;

TEST(RandomBrightnessContrast, scales_and_adds_a_share_of_the_white) {  // 1.2 x - 0.12 max
  const RandomBrightnessContrast op{.brightness_limit = {-0.12, -0.12}, .contrast_limit = {0.2, 0.2}};
  EXPECT_EQ(through<std::uint8_t>(row_of<std::uint8_t>({0, 100, 200, 250}), op), (Bytes{0, 89, 209, 255}));
  EXPECT_EQ(through<std::uint16_t>(row_of<std::uint16_t>({10000, 60000}), op), (std::vector<std::uint16_t>{4136, 64136}));
}
TEST(RandomBrightnessContrast, adds_a_share_of_the_mean_of_all_channels) {  // the mean of 10, 20, 90, 40, 50, 60 is 45
  const RandomBrightnessContrast op{.brightness_limit = {0.4, 0.4}, .contrast_limit = 0, .brightness_by_max = false};
  EXPECT_EQ(through<std::uint8_t>(picture<std::uint8_t>({1, 2}, 3, {10, 20, 90, 40, 50, 60}), op), (Bytes{28, 38, 108, 58, 68, 78}));
}
TEST(RandomBrightnessContrast, keeps_black_and_white_inside_the_range_if_asked) {
  for (u64 id = 0; id < 200; ++id) {
    const RandomBrightnessContrast op{.brightness_limit = 0.8, .contrast_limit = 0.9, .ensure_safe_range = true};
    op.draw(draws(id), frame(4, 4))[0].visit([]<class S>(const S& s) {
      if constexpr (std::is_same_v<S, ScaleAndShift::State>) {
        EXPECT_GE(ScaleAndShift::apply(0, s), 0);
        EXPECT_LE(ScaleAndShift::apply(255, s), 255.001f);
      }
    });
  }
}
TEST(RandomBrightnessContrast, gives_way_in_contrast_where_both_do_not_fit) {  // 1.5 x + 51 would pass white: 0.8 x + 51
  const RandomBrightnessContrast white{.brightness_limit = {0.2, 0.2}, .contrast_limit = {0.5, 0.5}, .ensure_safe_range = true};
  EXPECT_EQ(through<std::uint8_t>(row_of<std::uint8_t>({0, 100, 200, 255}), white), (Bytes{51, 131, 211, 255}));
  const RandomBrightnessContrast mean{.brightness_limit = {0.5, 0.5}, .contrast_limit = {0.5, 0.5}, .brightness_by_max = false, .ensure_safe_range = true};
  EXPECT_EQ(through<std::uint8_t>(row_of<std::uint8_t>({2, 100, 204, 102}), mean), (Bytes{53, 131, 214, 133}));  // the mean is 102
}
TEST(RandomBrightnessContrast, draws_contrast_and_brightness_from_their_limits) {
  const RandomBrightnessContrast op{.brightness_limit = {0.1, 0.2}, .contrast_limit = {-0.3, -0.2}};
  for (u64 id = 0; id < 100; ++id)
    op.draw(draws(id), frame(4, 4))[0].visit([]<class S>(const S& s) {
      EXPECT_GE(s.factor, 0.7f);
      EXPECT_LE(s.factor, 0.8f);
      EXPECT_GE(s.shift, 25.5f);
      EXPECT_LE(s.shift, 51.0f);
    });
}

}  // namespace
