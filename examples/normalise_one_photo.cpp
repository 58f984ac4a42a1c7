// SPDX-License-Identifier: MIT
// Decodes one photograph, fits it to a square and normalises it: what inference needs.
#include <smalti/loader.hpp>

#include <cstdio>

namespace sm = smalti;

int main(int argc, char** argv) {
  const std::string path = std::string(argc > 1 ? argv[1] : "examples/photos") + "/chelsea.jpg";
  std::vector<std::byte> memory;
  sm::io::Decoder decoder;
  sm::Image photo;
  const auto bytes = sm::io::read_file(path, memory, {}).value();
  const auto header = decoder.header(bytes, {}, path).value();
  decoder.decode(bytes, header, {}, std::nullopt, photo, path).value();

  const auto prepare = sm::compose(sm::LetterBox{.size = {224, 224}}, sm::Normalize{.mean = sm::imagenet_mean, .std = sm::imagenet_std});
  const sm::Applied out = sm::apply(prepare, std::as_const(photo).view());
  const auto pixel = out.image.view();
  std::printf("%dx%d, middle pixel %.3f %.3f %.3f\n", out.image.extent().width, out.image.extent().height,
              double{pixel.at<const float>(112, 112, 0)}, double{pixel.at<const float>(112, 112, 1)}, double{pixel.at<const float>(112, 112, 2)});
  const sm::Box found = sm::invert(sm::Box{50, 60, 170, 160}, out.map);  // a prediction, back in the photograph
  std::printf("box in the photograph: %.1f %.1f %.1f %.1f\n", double{found.x1}, double{found.y1}, double{found.x2}, double{found.y2});
}
