// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/elastic.hpp>
#include <smalti/cuda/equalize.hpp>
#include <smalti/cuda/jpeg.hpp>
#include <smalti/cuda/raster.hpp>

namespace smalti::cuda {

/// Room for one of the things that are prepared.
union PreparedShared {
  NoiseShared noise;
  BlocksShared blocks;
  CountsShared counts;
};

/// Prepares tile number `tile` of what a later pass reads: that of a field's frame, of a component, or of a grid.
template <class Block>
SMALTI_HD void prepare_tile(Block block, const Job& job, int tile) {
  switch (job.work) {
    case Job::Work::noise: return blur_noise(block, *job.field, tile);
    case Job::Work::bend: return bend(block, *job.field, tile);
    case Job::Work::code: return code_blocks(block, *job.coding, job.first, tile);
    case Job::Work::equalize: return equalize_tile(block, *job.equalization, tile);
    case Job::Work::raster: return render_raster(block, *job.raster, tile);
    case Job::Work::pixels: break;
  }
}

}  // namespace smalti::cuda
