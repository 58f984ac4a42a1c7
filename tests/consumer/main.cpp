// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// A user's program: includes smalti, links nothing but smalti::smalti, and must get the same bytes whatever its flags.
#include <smalti/smalti.hpp>

#include <cstdint>
#include <cstdio>
#include <span>

namespace sm = smalti;

namespace {

/// A picture that any machine can make: slow gradients with a pattern on top.
sm::Image picture(int seed) {
  sm::Image image({75, 100}, 3);
  for (int y = 0; y < 75; ++y)
    for (int x = 0; x < 100; ++x)
      for (int c = 0; c < 3; ++c)
        image.view().at<std::uint8_t>(y, x, c) = static_cast<std::uint8_t>((x * 2 + y * (c + 1) + ((x ^ y) & 15) * 4 + seed * 37) & 255);
  return image;
}

std::uint64_t hash(std::span<const std::byte> bytes, std::uint64_t h) {
  for (const std::byte b : bytes) h = (h ^ std::to_integer<std::uint64_t>(b)) * 0x100000001b3ull;
  return h;
}

template <class Pipeline>
std::uint64_t run(const Pipeline& pipeline) {
  std::uint64_t h = 0xcbf29ce484222325ull;
  for (int i = 0; i < 24; ++i) {
    const sm::Image image = picture(i);
    const sm::Applied out = sm::apply(pipeline, image.view(), 7, {static_cast<sm::u64>(i), 0, 1});
    h = hash({out.image.view().data, out.image.bytes()}, h);
  }
  return h;
}

int failures = 0;
void expect(const char* what, std::uint64_t got, std::uint64_t golden) {
  std::printf("%-12s %016llx %s\n", what, static_cast<unsigned long long>(got), got == golden ? "ok" : "DIFFERS");
  failures += got != golden;
}

}  // namespace

int main() {
  const auto classify = sm::compose(sm::RandomResizedCrop{.size = {56, 48}}, sm::RandomHorizontalFlip{},
                                    sm::ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f, .hue = 0.1f},
                                    sm::RandomErasing{.p = 0.7f, .value = sm::Fill::Kind::random},
                                    sm::Normalize{.mean = sm::imagenet_mean, .std = sm::imagenet_std});
  const auto warp = sm::compose(sm::RandomAffine{.degrees = 30, .translate = {{0.1f, 0.1f}}, .scale = {{0.7, 1.4}}, .shear = {{10.0f}},
                                                 .interpolation = sm::Interpolation::bilinear, .fill = 114},
                                sm::RandomGrayscale{.p = 0.3f}, sm::RandomAutocontrast{}, sm::RandomSolarize{.threshold = 100},
                                sm::GaussianBlur{.kernel_size = 5}, sm::GridMask{.unit = {12, 30}});
  const auto fit = sm::compose(sm::LetterBox{.size = {64, 64}}, sm::RandomRotation{.degrees = 20},
                               sm::ToDtype{.dtype = sm::Dtype::float16, .scale = true});
  expect("classify", run(classify), 0x67a5ec5f82804bab);
  expect("warp", run(warp), 0x08d4c4138923a84b);
  expect("fit", run(fit), 0xae057d23a6adbc33);
  return failures;
}
