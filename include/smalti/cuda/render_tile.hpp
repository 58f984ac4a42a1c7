// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/block.hpp>
#include <smalti/cuda/gather.hpp>
#include <smalti/cuda/measure_tile.hpp>
#include <smalti/cuda/prepare_tile.hpp>
#include <smalti/cuda/program.hpp>

namespace smalti::cuda {

/// What the threads of a tile share: the steps of the pass, as many as fit, and room for one thing after the other.
struct TileShared {
  static constexpr int most_steps = 32;
  StepRecord steps[most_steps];
  StreamShared stream;
};
struct MeasuringShared : TileShared {
  TallyShared tally;
  PreparedShared prepared;
};

/// Renders tile number `tile` of a job: layers, program, and then holes, numbers and the store, or a measurement, with the
/// bytes of the CPU engine. `Steps` as in the plan; up to C channels; `measures` and `layers` as in the launch.
template <class Steps, int C, bool measures, int layers, class Block>
[[gnu::always_inline]] SMALTI_HD inline void render_tile(Block block, const Job& job, int tile) {
  if constexpr (measures && layers == any_layers) {
    if (job.work != Job::Work::pixels) return prepare_tile(block, job, tile);
  }
  const Pass& pass = *job.pass;
  const int across = blocks_of(pass.extent.width, tile_side);
  const int left = tile % across * tile_side, top = tile / across * tile_side;
  typename Block::template Own<Quad<C>> quads;
  block.threads([&](int t) {
    for (int k = t; k < job.run && k < TileShared::most_steps; k += Block::size) block.shared.steps[k] = job.steps[k];
    quads[t].channels = job.channels;
    quads[t].x = left + t % (tile_side / 4) * 4, quads[t].y = top + t / (tile_side / 4);
  });
  if (job.opens) gather<C, layers>(block, job, Rect{left, top, left + tile_side, top + tile_side}, quads);
  block.threads([&](int t) {
    Quad<C>& q = quads[t];
    if (q.x >= pass.extent.width || q.y >= pass.extent.height) return;
    if (!job.opens) fetch_quad(job.kept, [&](int c) { return job.order ? picked_channel(Steps{}, *job.order, job.first + c) : job.first + c; }, q);
    else if (measures && job.kept.data) store_quad(job.kept, job.first, q);
    each_pixel(q, [&](Pixel<C>& p) {
      for (int k = 0; k < job.run; ++k) interpret(Steps{}, job, k < TileShared::most_steps ? block.shared.steps[k] : job.steps[k], p);
    });
    if constexpr (!measures) {
      punch(job, false, q);
      deliver(job, q);
      punch(job, true, q);
      store_quad(job.out, job.first, q);
    }
  });
  if constexpr (measures) measure_tile<Steps, C>(block, job, quads);
}

}  // namespace smalti::cuda
