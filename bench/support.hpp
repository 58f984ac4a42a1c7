// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/image.hpp>

#include <benchmark/benchmark.h>

#include <cstring>
#include <vector>

namespace smalti::bench {

/// Pictures with slow gradients and fine noise, so that no branch of a filter is always taken.
inline std::vector<Image> pictures(Extent e, int count = 32) {
  std::vector<Image> out;
  for (int i = 0; i < count; ++i) {
    Image& image = out.emplace_back(e, 3);
    const auto line = static_cast<std::size_t>(3 * e.width);
    for (std::size_t k = 0; k < image.bytes(); ++k)
      image.view().data[k] = static_cast<std::byte>(k % line / 3 + k / line * 2 + (k * 2654435761u >> 27) + static_cast<unsigned>(i));
  }
  return out;
}

/// A measured copy of as many bytes as the benchmark reads and writes, for the memory floor beside it.
inline void copy_floor(benchmark::State& state, std::size_t bytes_in, std::size_t bytes_out) {
  const std::size_t most = std::max(bytes_in, bytes_out);
  std::vector<std::byte> from(most * 8), to(most * 8);
  std::size_t k = 0;
  for (auto _ : state) {
    const std::size_t at = most * (k++ % 8);
    std::memcpy(to.data() + at, from.data() + at, (bytes_in + bytes_out) / 2);
    benchmark::DoNotOptimize(to.data());
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes_in + bytes_out));
}

}  // namespace smalti::bench
