// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// The kernel body runs here on the host and must give the bytes of the CPU engine.
#include <smalti/cuda/render_tile.hpp>
#include <smalti/smalti.hpp>

#include <gtest/gtest.h>

namespace {

using namespace smalti;

Image picture(Extent e, int channels, Dtype dtype) {
  Image image(e, channels, dtype);
  for (int y = 0; y < e.height; ++y)
    for (int x = 0; x < e.width; ++x)
      for (int c = 0; c < channels; ++c) {
        const int v = (x * 7 + y * (5 + c) + ((x ^ y) & 31) * 3) & 255;
        if (dtype == Dtype::uint8) image.view().at<std::uint8_t>(y, x, c) = static_cast<std::uint8_t>(v);
        else if (dtype == Dtype::uint16) image.view().at<std::uint16_t>(y, x, c) = static_cast<std::uint16_t>(v * 257);
        else image.view().at<float>(y, x, c) = static_cast<float>(v) / 255;
      }
  return image;
}

template <class Steps, int C>
void render_on_host(const Plan& plan, const SourcePixels& source, MutableImageView out) {
  const Pass& pass = plan.passes.front();
  const cuda::TileJob job{&pass, &plan.layers[static_cast<std::size_t>(pass.layers.first)], plan.steps.data() + pass.steps.first,
                          plan.holes.data() + pass.holes.first, nullptr, source.view, source.window, out};
  cuda::TileShared shared;
  for (int tile = 0; tile < job.tiles(); ++tile) cuda::render_tile<Steps, C>(cuda::HostBlock<cuda::tile_threads, cuda::TileShared>{shared}, job, tile);
}

template <int C, class Pipeline>
void expect_equal(const Pipeline& pipeline, Extent e, Dtype in, Dtype to) {
  for (u64 id = 0; id < 12; ++id) {
    const Image image = picture(e, C, in);
    std::vector<SampleInput> input(1);
    input[0].picture = {e, C, in, range_of(in)};
    input[0].at = {id, 0, 0};
    PlanOptions how{.seed = 5};
    how.dtype = to;
    GroupPlan group;
    pipeline.plan(input, how, group);
    const Plan& plan = group.outputs[0].plan;
    ASSERT_EQ(plan.passes.size(), 1u);
    Image there(plan.extent, plan.channels, to), here(plan.extent, plan.channels, to);
    const SourcePixels source{image.view(), Rect::of(e)};
    cpu::Renderer<typename Pipeline::StepList>{}.render(plan, {{&source, 1}, {}}, here.view());
    render_on_host<typename Pipeline::StepList, C>(plan, source, there.view());
    ASSERT_EQ(std::memcmp(here.view().data, there.view().data, here.bytes()), 0) << "id " << id;
  }
}

const auto chain = compose(RandomAffine{.degrees = 40, .translate = {{0.2f, 0.2f}}, .scale = {{0.6, 1.5}}, .shear = {{12.0f}},
                                        .interpolation = Interpolation::bilinear, .fill = 0.3f},
                           ColorJitter{.brightness = 0.4f, .saturation = 0.4f, .hue = 0.2f}, RandomSolarize{.threshold = 0.6f},
                           RandomErasing{.p = 1, .value = Fill::Kind::random}, GridMask{.unit = {5, 30}},
                           Normalize{.mean = {0.4f, 0.5f, 0.6f}, .std = {0.2f, 0.3f, 0.4f}});

TEST(RenderTile, gives_the_bytes_of_the_cpu_engine_on_odd_extents) {
  for (const Extent e : {Extent{1, 1}, Extent{1, 7}, Extent{13, 42}, Extent{33, 32}, Extent{75, 101}}) expect_equal<3>(chain, e, Dtype::uint8, Dtype::float32);
}
TEST(RenderTile, gives_them_for_nearest_taps) {
  expect_equal<3>(compose(RandomAffine{.degrees = 180, .scale = {{0.3, 2}}}), {75, 101}, Dtype::uint8, Dtype::uint8);
  expect_equal<3>(compose(RandomRotation{.degrees = 180, .expand = true, .fill = 77}), {40, 53}, Dtype::uint8, Dtype::uint8);
}
TEST(RenderTile, gives_them_in_every_number_format) {
  for (const Dtype in : {Dtype::uint8, Dtype::uint16, Dtype::float32})
    for (const Dtype to : {Dtype::uint8, Dtype::uint16, Dtype::int16, Dtype::float16, Dtype::bfloat16, Dtype::float32})
      expect_equal<3>(chain, {37, 45}, in, to);
}
TEST(RenderTile, gives_them_for_grey_with_bicubic_taps_behind_a_crop) {
  const auto grey = compose(RandomRotation{.degrees = 60, .interpolation = Interpolation::bicubic, .fill = 9}, CenterCrop{.size = {30, 50}},
                            RandomRotation{.degrees = 30, .interpolation = Interpolation::bicubic, .fill = 9});
  expect_equal<1>(grey, {61, 83}, Dtype::uint8, Dtype::uint8);
}

TEST(RenderTile, gives_them_where_little_of_the_source_shows) {
  for (const auto filter : {Interpolation::nearest, Interpolation::bilinear}) {
    const auto twice = compose(RandomRotation{.degrees = 80, .interpolation = filter, .fill = 9}, CenterCrop{.size = {31, 52}},
                               RandomAffine{.degrees = 45, .translate = {{0.4f, 0.4f}}, .scale = {{0.3, 2}}, .interpolation = filter, .fill = 9});
    const auto pushed = compose(RandomAffine{.degrees = 0, .translate = {{1, 1}}, .interpolation = filter, .fill = 200});
    for (const Dtype in : {Dtype::uint8, Dtype::uint16, Dtype::float32}) {
      expect_equal<3>(twice, {61, 83}, in, Dtype::float32);
      expect_equal<1>(twice, {61, 83}, in, Dtype::float32);
      expect_equal<3>(pushed, {40, 33}, in, Dtype::float32);
    }
  }
}
TEST(RenderTile, gives_them_for_noise_other_channels_and_another_range) {
  const auto turn = RandomAffine{.degrees = 40, .interpolation = Interpolation::bilinear};
  const auto colour = compose(turn, RandomHSV{}, RandomChannelPermutation{}, RandomPosterize{.bits = 5, .p = 1}, GaussianNoise{.sigma = 0.05f});
  const auto grey = compose(turn, Grayscale{}, GaussianNoise{.sigma = 0.05f}, RandomErasing{.p = 1, .value = Fill::Kind::random});
  const auto window = compose(turn, GaussianNoise{.sigma = 0.05f}, Window{.center = 0.4f, .width = 0.3f, .fn = VoiFunction::sigmoid}, Normalize{.mean = {0.5f}, .std = {0.2f}});
  for (const Dtype in : {Dtype::uint8, Dtype::uint16, Dtype::float32}) {
    expect_equal<3>(colour, {37, 45}, in, in);
    expect_equal<3>(grey, {37, 45}, in, in);
    expect_equal<1>(window, {37, 45}, in, Dtype::float32);
  }
}
TEST(RenderTile, looks_at_objects_alone_where_a_step_does) {  // of a step measured as mean 100, deviation 50: 0 outside
  const RandomAffine turn{.degrees = 40, .interpolation = Interpolation::bilinear};
  const auto scores = compose(turn, ZScore{.scope = ZScope::masked, .mask = PixelMask::segmentation});
  const Extent e{37, 45};
  const Image image = picture(e, 1, Dtype::uint8);
  std::vector<SampleInput> input(1);
  input[0].picture = {e, 1, Dtype::uint8, {0, 255}};
  input[0].targets.segmentation = std::make_shared<const Image>(e, 1);
  GroupPlan moved, scored;
  compose(turn).plan(input, {.seed = 5, .dtype = Dtype::float32}, moved);
  scores.plan(input, {.seed = 5}, scored);
  const Plan& plan = scored.outputs[0].plan;
  const SourcePixels source{image.view(), Rect::of(e)};
  Image turned(e, 1, Dtype::float32), out(e, 1, Dtype::float32);
  cpu::Renderer<TypeList<>>{}.render(moved.outputs[0].plan, {{&source, 1}, {}}, turned.view());
  std::vector<std::uint8_t> objects(static_cast<std::size_t>(e.area()));
  for (std::size_t k = 0; k < objects.size(); ++k) objects[k] = k % 3 == 0;
  const float table[] = {100, 50, 0, -1e9f, 1e9f};
  const cuda::TileJob job{&plan.passes[0], plan.layers.data(), plan.steps.data(), nullptr, table, source.view, source.window, out.view(), objects.data()};
  cuda::TileShared shared;
  for (int tile = 0; tile < job.tiles(); ++tile)
    cuda::render_tile<typename decltype(scores)::StepList, 1>(cuda::HostBlock<cuda::tile_threads, cuda::TileShared>{shared}, job, tile);
  for (int k = 0; k < e.area(); ++k) {
    const float v = std::as_const(turned).view().at<const float>(k / e.width, k % e.width);
    ASSERT_EQ(std::as_const(out).view().at<const float>(k / e.width, k % e.width), k % 3 == 0 ? (v - 100) / 50 : 0) << k;
  }
}

}  // namespace
