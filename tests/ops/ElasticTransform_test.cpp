// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/draw.hpp"
#include "support/field.hpp"

namespace {

using namespace smalti;
using namespace smalti::testing;

TEST(ElasticTransform, leaves_the_bytes_alone_at_alpha_0) {
  for (const Extent e : {Extent{1, 1}, Extent{1, 7}, Extent{13, 42}, Extent{64, 81}}) {
    const Image in = noise(e);
    EXPECT_TRUE(same(made(in, ElasticTransform{.alpha = {0}}), in));
    EXPECT_TRUE(same(made(in, ElasticTransform{.alpha = {0}, .interpolation = Interpolation::bicubic}), in));
    EXPECT_TRUE(same(made(in, ElasticTransform{.alpha = {0}, .interpolation = Interpolation::nearest}), in));
  }
  EXPECT_FALSE(same(made(noise({64, 81}), ElasticTransform{}), noise({64, 81})));
}
TEST(ElasticTransform, displaces_by_half_alpha_times_noise_that_a_gaussian_has_blurred) {
  constexpr int w = 11, h = 7;  // the kernels are wider than the sides
  const ElasticTransform op{.alpha = {40, 10}, .sigma = {1.0f, 0.5f}};
  const Draws d = draws(5);
  const Displacement field = op.field_of(op.draw(d, frame(h, w)), d, {h, w});
  ElasticGrid grid;
  const ElasticView seen = grid.of(field);
  const auto mirrored = [](int i, int n) {  // reflect without repeating the border
    while (i < 0 || i >= n) i = i < 0 ? -i : 2 * (n - 1) - i;
    return i;
  };
  for (u32 stream : {1u, 2u})
    for (int y = 0; y < h; ++y)
      for (int x = 0; x < w; ++x) {
        double sum = 0, weights = 0;
        for (int j = -2; j <= 2; ++j)      // sigma .5: 5 samples
          for (int i = -4; i <= 4; ++i) {  // sigma 1: 9
            const int e = mirrored(y + j, h) * w + mirrored(x + i, w);
            const double word = draw(d.field(stream), d.at, static_cast<u32>(e) / 4)[static_cast<unsigned>(e) % 4] >> 8;
            const double weight = std::exp(-0.5 * i * i) * std::exp(-2.0 * j * j);
            sum += weight * (word / 8388608 - 1), weights += weight;
          }
        const float got = (stream == 1 ? seen.x : seen.y)[y * w + x];
        EXPECT_NEAR(got, (stream == 1 ? 20 : 5) * sum / weights, 1e-5);
      }
}
TEST(ElasticTransform, does_not_blur_at_sigma_0) {
  const ElasticTransform op{.alpha = {2}, .sigma = {0}};
  const Draws d = draws(1);
  ElasticGrid grid;
  const ElasticView v = grid.of(op.field_of(op.draw(d, frame(4, 4)), d, {4, 4}));
  EXPECT_FLOAT_EQ(v.x[6], 2 * uniform_f32(draw(d.field(1), d.at, 1)[2]) - 1);
}
TEST(ElasticTransform, a_keypoint_follows_a_drawn_blob) {
  EXPECT_LT(blob_error(ElasticTransform{.alpha = {100}, .sigma = {10}}), 0.1);  // as smooth as a blob of 1 px needs it
  EXPECT_LT(ramp_error(ElasticTransform{}), 0.02);
  EXPECT_LT(ramp_error(ElasticTransform{.alpha = {200, 150}, .sigma = {9, 7}}), 0.02);
}
TEST(ElasticTransform, a_box_holds_the_bent_mask) {
  expect_box_around_mask(ElasticTransform{.alpha = {90}, .sigma = {6}});
}
TEST(ElasticTransform, folds_a_crop_before_and_a_flip_behind_it) { expect_crop_and_flip_fold(ElasticTransform{}); }
TEST(ElasticTransform, gives_the_same_bytes_when_replayed) { expect_replay(ElasticTransform{}); }

TEST(ElasticTransform, goes_on_with_a_pad_of_its_own_fill_and_renders_another_first) {
  const Image in = noise({40, 50});
  const auto field = labelled("field", ElasticTransform{.alpha = {80}, .fill = 9});
  for (const float fill : {9.0f, 200.0f}) {
    const Pad pad{.padding = 5, .fill = double{fill}};
    EXPECT_TRUE(same(made(in, pad, field), made(made(in, pad), field)));
    std::vector<SampleInput> sample(1);
    sample[0].picture.extent = in.extent();
    GroupPlan plan;
    compose(pad, field).plan(sample, {}, plan);
    EXPECT_EQ(plan.outputs[0].plan.passes.size(), fill == 9 ? 1u : 2u);
  }
}
TEST(ElasticTransform, refuses_a_filter_that_only_a_resize_has) {
  EXPECT_THROW(compose(ElasticTransform{.interpolation = Interpolation::lanczos}), ParamError);
  EXPECT_THROW(compose(ElasticTransform{.sigma = {32}}), ParamError);
}

}  // namespace
