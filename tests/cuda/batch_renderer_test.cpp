// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Loaders whose batches are rendered on a device that runs as late as it may: the bytes of the host, whenever a consumer looks.
#include "cuda/late_kernels.hpp"
#include "cuda/late_nvjpeg.hpp"
#include "support/sequences.hpp"

#include <smalti/cuda/batch_renderer.hpp>
#include <smalti/loader.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

namespace {

using namespace smalti;
using smalti::testing::LateNvJpeg;
using smalti::testing::photos;
using smalti::testing::pictures;

using Rows = std::map<std::int64_t, std::string>;
/// A consumer with a stream of its own, which waits for nothing but what it was lent.
void collect(const Batch& batch, cudaStream_t stream, Rows& out) {
  const std::int64_t n = batch.images.view.shape[0], bytes = batch.images.view.count() / n * size_of(batch.images.view.dtype);
  if (batch.images.device) {
    batch.images.device->lend(reinterpret_cast<std::intptr_t>(stream));
    cudaStreamSynchronize(stream);
  }
  for (std::int64_t i = 0; i < n; ++i)
    if (const std::int64_t id = batch.ids.data<std::int64_t>()[i]; id >= 0) out[id] = std::string(batch.images.data<char>() + i * bytes, static_cast<std::size_t>(bytes));
}
/// `Kinds` of pictures: fewer compile faster.
template <class Kinds = cuda::RgbBytes, class P>
Loader::Stats expect_same(const Sequence& source, const P& pipeline, const LoaderOptions& options) {
  const int before = stand_in::machine().pieces;
  Rows here, there;
  Loader::Stats stats;
  LoaderOptions decoded_here = options;
  decoded_here.decode.backend = io::Backend::cpu;
  Loader host{source, pipeline, decoded_here};
  for (const Batch& batch : host) collect(batch, nullptr, here);
  {
    const auto stream = cuda::make_stream();
    auto renderer = std::make_shared<cuda::BatchRenderer<typename P::StepList, Kinds>>(0);
    if (options.decode.backend == io::Backend::nvjpeg) renderer->open_decoder(LateNvJpeg::functions());
    Loader device{source, pipeline, options, std::move(renderer)};
    std::deque<Batch> late;  // some are looked at long after they came
    for (Batch& batch : device) {
      late.push_back(std::move(batch));
      if (late.size() < 3) continue;
      collect(late.front(), stream.get(), there);
      late.pop_front();
    }
    for (const Batch& batch : late) collect(batch, stream.get(), there);
    stats = device.stats();
  }
  EXPECT_EQ(there, here);
  for (int k = 0; k < 5000 && stand_in::machine().pieces != before; ++k) {  // a thread of the pool may be the last to let go
    cudaDeviceSynchronize();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(stand_in::machine().pieces, before);  // all memory came back
  return stats;
}

const auto chain = compose(RandomResizedCrop{.size = 16}, RandomHorizontalFlip{}, ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f},
                           Normalize{.mean = imagenet_mean, .std = imagenet_std});
const auto mixing = compose(RandomResizedCrop{.size = 16}, RandomSolarize{.threshold = 99}, MixUp{}, CutMix{}, Normalize{.mean = imagenet_mean, .std = imagenet_std});

TEST(BatchRenderer, renders_pictures_in_memory_and_files) {
  expect_same(pictures(48), chain, {.batch_size = 8, .seed = 3, .threads = 2});
  expect_same(photos(), chain, {.batch_size = 2, .seed = 3, .tail = Tail::short_, .threads = 2, .dtype = Dtype::float16});
}
TEST(BatchRenderer, renders_other_numbers_and_what_others_mix_in) {
  using Rgb = TypeList<cuda::TileKind<3, cuda::any_layers>>;
  expect_same<Rgb>(pictures(24, Dtype::uint16), mixing, {.batch_size = 8, .seed = 3, .threads = 1, .layout = Layout::HWC, .group = 8});
  expect_same<Rgb>(pictures(48), mixing, {.batch_size = 8, .seed = 3, .threads = 2, .group = 8});
}
const LoaderOptions decoded_there{.batch_size = 3, .seed = 3, .tail = Tail::short_, .threads = 2, .decode = {.backend = io::Backend::nvjpeg}};

/// In the middle of a scan, a marker that cannot be there.
void damage_second(std::size_t k, std::string& bytes) {
  if (k == 1) bytes.replace(bytes.size() / 2, 4, "\xFF\xC4\xFF\xC4", 4);
}

TEST(BatchRenderer, decodes_files_in_batches) {
  const int before = LateNvJpeg::batches;
  const WorkStats did = expect_same(photos(), chain, decoded_there).work;
  EXPECT_EQ(did.device_decodes, photos().size());
  EXPECT_EQ(did.fallbacks, 0);
  EXPECT_EQ(LateNvJpeg::batches - before, 2);
  EXPECT_EQ(LateNvJpeg::handles + LateNvJpeg::states + LateNvJpeg::streams, 0);
}
TEST(BatchRenderer, decodes_one_by_one_when_a_batch_fails) {
  LateNvJpeg::refuses_batches = true;
  const WorkStats did = expect_same(photos(), chain, decoded_there).work;
  LateNvJpeg::refuses_batches = false;
  EXPECT_EQ(did.device_decodes, photos().size());
  EXPECT_EQ(did.fallbacks, 0);
}
TEST(BatchRenderer, leaves_a_damaged_file_to_the_host_and_its_error_policy) {
  LoaderOptions options = decoded_there;
  options.on_error = OnError::null, options.max_errors = 1.0;
  const Loader::Stats did = expect_same(photos(damage_second), chain, options);
  EXPECT_EQ(did.bad_samples, 1);
  EXPECT_EQ(did.work.device_decodes, photos().size() - 1);
  EXPECT_EQ(LateNvJpeg::handles + LateNvJpeg::states + LateNvJpeg::streams, 0);
}
TEST(BatchRenderer, keeps_files_until_they_are_decoded_though_a_loader_stops) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "smalti_photos_one_damaged";
  std::filesystem::create_directories(folder);
  const Sequence files = photos(damage_second);
  for (std::int64_t k = 0; k < files.size(); ++k) {
    Item item;
    ASSERT_TRUE(files.load(k, item));
    std::ofstream(folder / (std::to_string(k) + ".jpg"), std::ios::binary).write(reinterpret_cast<const char*>(item.encoded.data()), static_cast<std::streamsize>(item.encoded.size()));
  }
  {
    using Rgb = TypeList<cuda::TileKind<3, cuda::any_layers>>;
    auto renderer = std::make_shared<cuda::BatchRenderer<decltype(mixing)::StepList, Rgb>>(0);
    renderer->open_decoder(LateNvJpeg::functions());
    LoaderOptions options = decoded_there;
    options.batch_size = 6, options.group = 6, options.on_error = OnError::null, options.max_errors = 1.0;
    Loader loader{ImageFolder(folder), mixing, options, renderer};
    ASSERT_TRUE(loader.next());  // its group was given up with five files on their way, and run again
  }
  cudaDeviceSynchronize();  // a file that is gone would be read before, as the address sanitizer sees
  EXPECT_EQ(LateNvJpeg::handles + LateNvJpeg::states + LateNvJpeg::streams, 0);
}
TEST(BatchRenderer, says_how_many_batches_are_held_when_memory_ends) {
  const std::size_t each = 8 * 16 * 16 * 3 * 4;
  Loader loader{pictures(48), chain, {.batch_size = 8, .threads = 1, .prefetch = 0}, std::make_shared<cuda::BatchRenderer<decltype(chain)::StepList, cuda::RgbBytes>>(0, 2 * each)};
  std::vector<Batch> held;
  try {
    for (Batch& batch : loader) held.push_back(std::move(batch));
    FAIL() << "six batches in the room of two";
  } catch (const DeviceError& e) {
    EXPECT_EQ(e.code(), "device.memory");
    EXPECT_NE(e.message().find("2 batches are held"), std::string::npos) << e.message();
  }
  EXPECT_EQ(held.size(), 2u);
}
TEST(BatchRenderer, is_refused_where_there_is_no_such_device) {
  try {
    const cuda::BatchRenderer<decltype(chain)::StepList, cuda::RgbBytes> other(3);
    FAIL();
  } catch (const DeviceError& e) {
    EXPECT_EQ(e.message(), "cuda:3: there is no device of this number; this process may use 1");
  }
}

}  // namespace
