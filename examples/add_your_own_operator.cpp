// SPDX-License-Identifier: MIT
// An operator of one's own is a plain struct: it fuses with the others, draws from its own slots and describes itself.
#include <smalti/smalti.hpp>

#include <cstdio>

namespace sm = smalti;

/// Keeps a share of each value's distance from a level.
struct FadeTo {
  sm::Required<float> level;
  sm::Range keep{0.2, 0.8};

  static constexpr auto describe() {
    return sm::about("Fade towards a level", "",
        sm::field<&FadeTo::level>{.doc = "what values fade to", .unit = "input units", .min = 0, .max = 255, .example = 128},
        sm::field<&FadeTo::keep>{.doc = "share that is kept, drawn", .unit = "fraction", .min = 0, .max = 1});
  }

  struct State {
    float keep, shift;
  };
  State draw(const sm::Draws& d, const sm::Frame&) const {  // slot 1: the share
    const auto share = static_cast<float>(d.uniform(1, keep));
    return {share, (1 - share) * level};
  }
  static float apply(float value, State s) { return std::fma(value, s.keep, s.shift); }
};

int main() {
  const auto pipeline = sm::compose(sm::RandomHorizontalFlip{}, FadeTo{.level = 128});
  sm::Image black({4, 4}, 3);
  std::fill_n(black.view().data, black.bytes(), std::byte{0});
  for (sm::u64 id = 0; id < 3; ++id) {
    const sm::Applied out = sm::apply(pipeline, std::as_const(black).view(), 7, {id, 0, 0});
    std::printf("%s -> %d\n", sm::to_json(sm::Value(out.params)).c_str(), out.image.view().at<std::uint8_t>(0, 0));
  }
}
