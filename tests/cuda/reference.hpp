// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/flat_batch.hpp>
#include <smalti/cuda/render_tile.hpp>

#include <cstring>
#include <span>

namespace smalti::testing {

/// Runs a batch launch by launch on the host: what a device does, block after block.
template <class Steps>
class HostDevice {
 public:
  void run(std::span<const cuda::BatchSample> samples) {
    batch_.build(samples, {});
    const auto room = [](Buffer& memory, std::size_t bytes) {
      std::memset(memory.reserve(bytes + 1), 0xA5, bytes + 1);
      return memory.data();
    };
    const cuda::BatchMemory where{room(records_, batch_.records().size()), room(zeroed_, batch_.zeroed_bytes()), room(scratch_, batch_.scratch_bytes())};
    batch_.build(samples, where);
    std::memcpy(where.records, batch_.records().data(), batch_.records().size());
    std::memset(where.zeroed, 0, batch_.zeroed_bytes());
    for (int b = 0; b < batch_.axis_blocks(); ++b) {
      const auto [axis, tile] = batch_.axes().at(b);
      Nothing none;
      cuda::weigh_axis(cuda::HostBlock<cuda::axis_threads, Nothing>{none}, axis, tile);
    }
    for (const cuda::TileLaunch& launch : batch_.launches()) {
      switch (launch.planes) {
        case 1: launch_tiles<1>(launch); break;
        case 3: launch_tiles<3>(launch); break;
        default: launch_tiles<4>(launch); break;
      }
    }
  }
  int launches() const { return static_cast<int>(batch_.launches().size()) + (batch_.axis_blocks() > 0 ? 1 : 0); }

 private:
  template <int C>
  static void launch_tiles(const cuda::TileLaunch& launch) {
    if constexpr (C == 3) {
      if (launch.layers() == cuda::byte_layers) return launch.measures ? launch_as<C, true, cuda::byte_layers>(launch) : launch_as<C, false, cuda::byte_layers>(launch);
    }
    launch.measures ? launch_as<C, true, cuda::any_layers>(launch) : launch_as<C, false, cuda::any_layers>(launch);
  }
  template <int C, bool measures, int layers>
  static void launch_as(const cuda::TileLaunch& launch) {
    static std::conditional_t<measures, cuda::MeasuringShared, cuda::TileShared> shared;
    for (int t = 0; t < launch.tiles; ++t) {
      const auto [job, tile] = launch.jobs.at(t);
      cuda::render_tile<Steps, C, measures, layers>(cuda::HostBlock<cuda::tile_threads, decltype(shared)>{shared}, job, tile);
    }
  }

  cuda::FlatBatch batch_;
  Buffer records_, zeroed_, scratch_;
};

}  // namespace smalti::testing
