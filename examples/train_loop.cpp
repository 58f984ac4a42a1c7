// SPDX-License-Identifier: MIT
// A training loop: two epochs of augmented batches out of a folder, and a resume in the middle.
#include <smalti/loader.hpp>

#include <cstdio>

namespace sm = smalti;

namespace {

/// Stands for a trainer: the mean of a batch.
double step(const sm::Batch& batch) {
  const float* values = batch.images.data<float>();
  double sum = 0;
  for (std::int64_t i = 0; i < batch.images.view.count(); ++i) sum += double{values[i]};
  return sum / static_cast<double>(batch.images.view.count());
}

}  // namespace

int main(int argc, char** argv) {
  const char* folder = argc > 1 ? argv[1] : "examples/photos";
  const auto train = sm::compose(sm::RandomResizedCrop{.size = 96}, sm::RandomHorizontalFlip{},
                                 sm::ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f},
                                 sm::Normalize{.mean = sm::imagenet_mean, .std = sm::imagenet_std});
  const sm::LoaderOptions options{.batch_size = 2, .seed = 7};

  sm::Loader loader{sm::ImageFolder{folder}, train, options};
  std::string saved;
  double last = 0;
  for (int epoch = 0; epoch < 2; ++epoch)
    for (const sm::Batch& batch : loader) {
      last = step(batch);
      std::printf("epoch %u: batch of %lld, mean %.6f\n", loader.epoch(), static_cast<long long>(batch.images.view.shape[0]), last);
      if (saved.empty()) saved = batch.state;  // after the first batch
    }

  sm::Loader resumed{sm::ImageFolder{folder}, train, options};
  resumed.load_state(saved);
  double again = 0;
  for (int epoch = 0; epoch < 2; ++epoch)
    for (const sm::Batch& batch : resumed) again = step(batch);
  std::printf("resumed after one batch: the last one has the mean %.6f\n", again);
  return again == last ? 0 : 1;
}
