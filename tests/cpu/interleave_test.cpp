// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <smalti/cpu/interleave.hpp>
#include <smalti/cpu/layer_reader.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace smalti::cpu {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// n pixels whose channel c of pixel x is x + 80 c, laid out by strides in a block of memory without a byte to spare.
struct Laid {
  Bytes memory;
  std::ptrdiff_t first = 0, step, channel;

  Laid(int n, int channels, std::ptrdiff_t step_, std::ptrdiff_t channel_) : step(step_), channel(channel_) {
    if (step < 0) first = -step * (n - 1);
    memory.resize(static_cast<std::size_t>(std::abs(step) * (n - 1) + channel * (channels - 1) + 1), 255);
    for (int x = 0; x < n; ++x)
      for (int c = 0; c < channels; ++c) memory[static_cast<std::size_t>(first + x * step + c * channel)] = static_cast<std::uint8_t>(x + 80 * c);
  }
  const std::byte* data() const { return reinterpret_cast<const std::byte*>(memory.data()) + first; }
};
Bytes side_by_side(int n, int channels) {
  Bytes out;
  for (int x = 0; x < n; ++x)
    for (int c = 0; c < channels; ++c) out.push_back(static_cast<std::uint8_t>(x + 80 * c));
  return out;
}

TEST(interleave, gives_the_same_pixels_from_every_layout_and_touches_nothing_else) {
  for (const int channels : {1, 2, 3, 4})
    for (const int n : {1, 3, 5, 6, 7, 15, 16, 17, 31, 48, 53})
      for (const auto& [step, channel] : std::vector<std::pair<int, int>>{{1, 53}, {-1, 64}, {channels, 1}, {-channels, 1}, {4, 1}, {-4, 1}, {7, 2}, {-9, 2}}) {
        if (std::abs(step) < channels && channel == 1) continue;
        const Laid from(n, channels, step, channel);
        Bytes out(static_cast<std::size_t>(n * channels), 7);
        out.reserve(out.size());
        interleave(from.data(), step, channel, channels, 1, n, reinterpret_cast<std::byte*>(out.data()));
        EXPECT_EQ(out, side_by_side(n, channels)) << n << " pixels of " << channels << ", steps " << step << " and " << channel;
      }
}

TEST(interleave, moves_wider_samples_whole) {
  const std::vector<float> planes{0.5f, 1.5f, 10, 11};
  std::vector<float> out(4);
  interleave(reinterpret_cast<const std::byte*>(planes.data()), 4, 8, 2, 4, 2, reinterpret_cast<std::byte*>(out.data()));
  EXPECT_EQ(out, (std::vector<float>{0.5f, 10, 1.5f, 11}));
}

TEST(ResamplerPool, copies_of_a_planar_source_only_what_is_needed) {
  const Bytes planes{1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26};  // 2 x 3 px in three planes
  const SourcePixels planar{view_of(reinterpret_cast<const std::byte*>(planes.data()), Dtype::uint8, {2, 3}, 3, Layout::CHW), {10, 20, 13, 22}};
  ResamplerPool pool;
  const SourcePixels part = pool.interleaved(planar, {11, 20, 13, 21});
  EXPECT_EQ(part.window, (Rect{11, 20, 13, 21}));
  ASSERT_TRUE(part.view.interleaved());
  const auto* first = reinterpret_cast<const std::uint8_t*>(part.view.data);
  EXPECT_EQ(Bytes(first, first + 6), (Bytes{2, 12, 22, 3, 13, 23}));
  EXPECT_EQ(pool.interleaved(part, {12, 20, 13, 21}).view.data, part.view.data);  // it is so already
}

}  // namespace
}  // namespace smalti::cpu
