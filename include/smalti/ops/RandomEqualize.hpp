// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>
#include <smalti/pixel/tone.hpp>

#include <algorithm>
#include <cmath>

namespace smalti {

/// Equalises the histogram of each channel.
struct RandomEqualize {
  Probability p{0.5f};

  static constexpr auto describe() {
    return about("Equalise the histogram of each channel, of 256 tones", "torchvision; Pillow",
        field<&RandomEqualize::p>{.doc = "probability of being applied", .unit = "fraction", .min = 0, .max = 1});
  }

  struct State {
    ToneScale tones;
    float step;  ///< from one tone that comes out to the next
  };
  State draw(const Draws&, const Frame& in) const {
    return {ToneScale::of({in.lo, in.max}, in.whole()), static_cast<float>((double{in.max} - in.lo) / 255)};
  }

  static constexpr Reduction reduction = Reduction::tones;
  static constexpr int table_size = 257;  ///< the value of each tone; then whether the channel changes
  SMALTI_HD static State measured(State s, const Measured& m, float* table) {
    for (int c = 0; c < m.channels; ++c, table += table_size) {
      const std::uint32_t* h = m.histogram_of(c);
      int last = 255;
      while (last > 0 && h[last] == 0) --last;
      const std::int64_t step = (m.counts[c] - h[last]) / 255;
      table[256] = step > 0 ? 1.0f : 0.0f;
      std::int64_t below = 0;  // pixels of darker tones
      for (int k = 0; step > 0 && k < 256; below += h[k++]) {
        const auto tone = std::min<std::int64_t>(255, (below + step / 2) / step);
        table[k] = std::fma(static_cast<float>(k == 0 ? 0 : tone), s.step, s.tones.lo);
      }
    }
    return s;
  }

  SMALTI_HD static float apply(float v, const State& s, Place at) {
    return at.table[256] > 0 ? at.table[s.tones.tone(v)] : v;
  }
};

}  // namespace smalti
