// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Programs of steps on the host through the bodies of the kernels: the bytes of the CPU engine.
#include "cuda/parity.hpp"

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(Program, gives_the_bytes_of_the_cpu_engine_for_another_order_of_any_number_of_channels) {
  for (const int channels : {2, 3, 4, 5, 8, 11})
    for (const Dtype in : {Dtype::uint8, Dtype::uint16, Dtype::int16, Dtype::float32}) {
      expect_parity(*as_data(RandomChannelPermutation{}), channels, in, {in}, {7});
      expect_parity(*as_data(RandomAffine{.degrees = 40}, RandomChannelPermutation{}, RandomHorizontalFlip{}), channels, in, {}, {7});
    }
}
TEST(Program, gives_them_for_another_order_between_steps_that_know_their_channel) {
  for (const Dtype in : {Dtype::uint8, Dtype::float32})
    for (const int channels : {3, 7, 16}) {
      const auto data = as_data(Resize{.size = Extent{45, 61}}, ColorJitter{.brightness = 0.4f, .hue = 0.1f}, RandomChannelPermutation{}, GaussianNoise{}, RandomChannelPermutation{},
                                ColorJitter{.saturation = 0.4f}, RandomErasing{.p = 1, .value = Fill::Kind::random}, Normalize{.mean = {0.4f}, .std = {0.2f}});
      expect_parity(*data, channels, in, {Dtype::float32, Layout::CHW}, {7});
    }
}
TEST(Program, gives_them_for_another_order_before_and_after_a_statistic) {
  for (const Dtype in : {Dtype::uint8, Dtype::float32})
    for (const int channels : {3, 9}) {
      expect_parity(*as_data(RandomChannelPermutation{}, MinMax{}, RandomChannelPermutation{}), channels, in, {}, {7});
      expect_parity(*as_data(Resize{.size = Extent{45, 61}}, ColorJitter{.contrast = 0.4f}, RandomChannelPermutation{}, RandomEqualize{.p = 1}, RandomChannelPermutation{}, ZScore{.scope = ZScope::image}),
                    channels, in, {}, {7});
    }
}

}  // namespace
