// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/measure.hpp>
#include <smalti/cuda/ranks.hpp>

namespace smalti::cuda {

/// How often a step wants to see all pixels before it is complete. Of floats the first sweep finds what sums of them, or
/// their ranks, are counted by.
SMALTI_HD inline int sweeps_of(const StepRecord& step) {
  if (step.whole) return 1;
  if (step.reduction == Reduction::ranks) return step.ranks.clips ? 3 : 2;
  return step.reduction == Reduction::moments ? 2 : 1;
}

/// Measures the quads of a tile for a step of the job. The last tile of the last sweep completes the step.
template <class Steps, int C, class Block, class Quads>
SMALTI_HD void measure_tile(Block block, const Job& job, Quads& quads) {
  StepRecord& step = job.steps[job.measured];
  const bool ends = step.reduction == Reduction::min_max || (step.reduction == Reduction::moments && !step.whole && job.sweep == 0);
  if (ends) {
    if constexpr (detail::asks<Reduction::min_max>(Steps{})) detail::add_ends<C>(block, job, step, quads);
  } else if (step.reduction == Reduction::mean_luma) {
    if constexpr (detail::asks<Reduction::mean_luma>(Steps{})) {
      if (job.first == 0) detail::add_luma(block, job, step, quads);
    }
  } else if (step.reduction == Reduction::moments) {
    if constexpr (detail::asks<Reduction::moments>(Steps{})) {
      const double unit = step.whole ? detail::unit_of(step.range) : job.tally->measured.unit;
      detail::add_moments<C>(block, job, step, quads, [unit](float v, int) { return static_cast<std::int64_t>(std::rint(static_cast<double>(v) * unit)); });
    }
  } else if (step.reduction == Reduction::tones) {
    if constexpr (detail::asks<Reduction::tones>(Steps{})) {
      const ToneScale scale = ToneScale::of(step.range, step.whole);
      detail::count_bins<C>(block, job, step, quads, TallyShared::bins_each, false, [&](float v) { return scale.tone(v); });
    }
  } else if (step.reduction == Reduction::ranks) {
    if constexpr (detail::asks<Reduction::ranks>(Steps{})) count_ranks<C>(block, job, step, quads);
  }
  block.threads([&](int) { block.publish(); });
  block.threads([&](int t) {
    if (t > 0) return;
    block.shared.tally.last = block.add(job.tally->arrived, u32{1}) + 1 == static_cast<u32>(job.finished_by);
    block.shared.tally.channels = job.pass->planes > C ? job.pass->channels : quads[t].channels;
    block.publish();
  });
  if (!block.shared.tally.last) return;
  const int channels = block.shared.tally.channels;
  if constexpr (detail::asks<Reduction::ranks>(Steps{})) {
    if (step.reduction == Reduction::ranks) rank(block, job, step, channels);
  }
  block.threads([&](int t) {
    if (t > 0) return;
    detail::read_tally(job, step, channels);
    if (job.sweep + 1 == sweeps_of(step)) detail::finish(Steps{}, job, step);
    job.tally->arrived = 0;
  });
}

}  // namespace smalti::cuda
