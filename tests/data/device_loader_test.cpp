// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// A loader with a device: the bytes of one without. The device is the host, which runs the bodies of the kernels.
#include "cuda/reference.hpp"
#include "support/sequences.hpp"

#include <smalti/cuda/grouped_batch.hpp>
#include <smalti/loader.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <deque>
#include <map>
#include <thread>

namespace {

using namespace smalti;
using smalti::testing::photos;
using smalti::testing::pictures;

/// A device on the host: memory is "there" once it was copied, and decoded pictures must lie in its own.
template <class Steps>
class HostBatchEngine final : public BatchEngine {
 public:
  struct Pinned final : MemorySource {
    std::byte* take(std::size_t bytes) override { return ++taken, static_cast<std::byte*>(::operator new(bytes, std::align_val_t{buffer_alignment})); }
    void give(std::byte* p) noexcept override { ++given, ::operator delete(p, std::align_val_t{buffer_alignment}); }
    std::atomic<int> taken = 0, given = 0;
  };
  struct Memory final : DeviceImages {
    explicit Memory(std::size_t bytes) : buffer(bytes) { std::memset(buffer.data(), 0, bytes); }
    std::byte* data() const override { return buffer.data(); }
    int device() const override { return 3; }
    void lend(std::intptr_t) const override {}
    Buffer buffer;
  };
  MemorySource* decoding_memory() override { return &pinned; }
  void upload(GroupWork& group) override {
    auto there = std::make_shared<std::deque<Image>>();
    for (const SourcePixels& p : group.decoded) {
      SourcePixels copy = p;
      if (p.view.data) {
        Image& image = there->emplace_back(p.view.extent, p.view.channels, p.view.dtype);
        for (int y = 0; y < p.view.extent.height; ++y) std::memcpy(image.view().row(y), p.view.row(y), static_cast<std::size_t>(p.view.extent.width * p.view.pixel_stride));
        copy.view = std::as_const(image).view();
      }
      group.there.push_back(copy);
    }
    group.holder_there = std::move(there);
  }
  std::shared_ptr<const DeviceImages> render(std::vector<GroupWork> groups, const BatchShape& shape) override {
    const std::lock_guard lock(mutex_);
    if (fails) raise("device.lost", "the device is gone");
    auto out = std::make_shared<Memory>(static_cast<std::size_t>(shape.rows) * shape.row_bytes());
    std::deque<Buffer> surfaces;
    batch_.build(groups, shape, out->data(), [&](std::size_t bytes) { return surfaces.emplace_back(bytes).data(); });
    if (!batch_.finishing().empty()) device_.run(batch_.finishing());
    device_.run(batch_.rows());
    ++batches;
    return out;
  }
  Pinned pinned;
  int batches = 0;
  bool fails = false;

 private:
  std::mutex mutex_;
  cuda::GroupedBatch batch_;
  smalti::testing::HostDevice<Steps> device_;
};

/// Ids and bytes of the pictures of an epoch, batch by batch.
using Rows = std::map<std::int64_t, std::string>;
Rows rows_of(Loader& loader) {
  Rows out;
  for (const Batch& batch : loader) {
    const std::int64_t n = batch.images.view.shape[0], bytes = batch.images.view.count() / n * size_of(batch.images.view.dtype);
    for (std::int64_t i = 0; i < n; ++i)
      if (const std::int64_t id = batch.ids.data<std::int64_t>()[i]; id >= 0) out[id] = std::string(batch.images.data<char>() + i * bytes, static_cast<std::size_t>(bytes));
  }
  return out;
}
template <class P>
void expect_same(const P& pipeline, LoaderOptions options, int count = 40) {
  Loader host{pictures(count), pipeline, options};
  auto device = std::make_shared<HostBatchEngine<typename P::StepList>>();
  Loader there{pictures(count), pipeline, options, device};
  EXPECT_EQ(rows_of(there), rows_of(host));
  EXPECT_EQ(device->batches, host.stats().batches);
}

const auto chain = compose(RandomResizedCrop{.size = 16}, RandomHorizontalFlip{}, ColorJitter{.brightness = 0.4f, .contrast = 0.4f, .saturation = 0.4f},
                           Normalize{.mean = imagenet_mean, .std = imagenet_std});
const auto mixing = compose(RandomResizedCrop{.size = 16}, RandomSolarize{.threshold = 99}, MixUp{}, CutMix{}, Normalize{.mean = imagenet_mean, .std = imagenet_std});

TEST(DeviceLoader, gives_the_bytes_of_the_host) {
  expect_same(chain, {.batch_size = 8, .seed = 3, .threads = 2});
  expect_same(chain, {.batch_size = 8, .seed = 3, .tail = Tail::short_, .threads = 1, .dtype = Dtype::float16, .layout = Layout::HWC}, 37);
}
TEST(DeviceLoader, shows_the_device_which_pixels_are_objects) {
  const auto masked = compose(RandomHorizontalFlip{}, ZScore{.scope = ZScope::masked, .mask = PixelMask::segmentation}, Resize{.size = Extent{12, 12}});
  auto images = std::make_shared<std::vector<Image>>();
  std::vector<Sequence::Entry> entries;
  for (int i = 0; i < 6; ++i) {
    Image& image = images->emplace_back(Extent{20 + i, 26}, 3);
    for (std::size_t k = 0; k < image.bytes(); ++k) image.view().data[k] = static_cast<std::byte>(k * 5 + static_cast<std::size_t>(i) * 31);
  }
  for (const Image& image : *images) {
    auto ids = std::make_shared<Image>(image.extent(), 1);
    for (std::size_t k = 0; k < ids->bytes(); ++k) ids->view().data[k] = static_cast<std::byte>(k % 7 < 3 ? 2 : 0);
    entries.push_back({{}, image.view(), {}});
    entries.back().targets.segmentation = std::move(ids);
  }
  const LoaderOptions options{.batch_size = 6, .threads = 1};
  Loader host{Sequence(entries, images), masked, options};
  Loader there{Sequence(entries, images), masked, options, std::make_shared<HostBatchEngine<decltype(masked)::StepList>>()};
  EXPECT_EQ(rows_of(there), rows_of(host));
}
TEST(DeviceLoader, renders_what_others_mix_in_before_them) { expect_same(mixing, {.batch_size = 8, .seed = 3, .threads = 2, .group = 8}); }
TEST(DeviceLoader, says_where_its_pictures_are_and_leaves_labels_on_the_host) {
  Loader loader{pictures(8), chain, {.batch_size = 8, .threads = 1}, std::make_shared<HostBatchEngine<decltype(chain)::StepList>>()};
  const Batch batch = *loader.next();
  ASSERT_TRUE(batch.images.device);
  EXPECT_EQ(batch.images.device->device(), 3);
  EXPECT_EQ(static_cast<void*>(batch.images.device->data()), batch.images.view.data);
  EXPECT_FALSE(batch.labels.device);
}
TEST(DeviceLoader, decodes_into_memory_that_the_device_reads_and_gives_all_of_it_back) {
  const LoaderOptions options{.batch_size = 3, .seed = 1, .tail = Tail::short_, .threads = 2};
  auto device = std::make_shared<HostBatchEngine<decltype(chain)::StepList>>();
  {
    Loader host{photos(), chain, options}, there{photos(), chain, options, device};
    EXPECT_EQ(rows_of(there), rows_of(host));
  }
  EXPECT_GE(device->pinned.taken, static_cast<int>(photos().size()));
  for (int k = 0; k < 5000 && device->pinned.given != device->pinned.taken; ++k)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));  // a thread of the pool may be the last to let go
  EXPECT_EQ(device->pinned.given, device->pinned.taken);
}
TEST(DeviceLoader, makes_rows_that_nothing_could_be_loaded_for_zeros) {
  std::vector<Sequence::Entry> entries;
  const std::string broken = "not a picture";
  const Sequence good = pictures(3);
  for (std::int64_t k = 0; k < 3; ++k) {
    Item item;
    ASSERT_TRUE(good.load(k, item));
    entries.push_back({{}, item.pixels, {}});
  }
  entries.push_back({std::as_bytes(std::span(broken)), {}, {}});
  const LoaderOptions options{.batch_size = 4, .shuffle = false, .threads = 1, .on_error = OnError::null, .max_errors = 1.0};
  Loader loader{Sequence(entries), chain, options, std::make_shared<HostBatchEngine<decltype(chain)::StepList>>()};
  const Batch batch = *loader.next();
  EXPECT_FALSE(batch.valid.data<bool>()[3]);
  const std::int64_t each = batch.images.view.count() / 4;
  for (std::int64_t k = 0; k < each; ++k) ASSERT_EQ(batch.images.data<float>()[3 * each + k], 0);
}
TEST(DeviceLoader, throws_in_the_loop_what_the_device_reports) {
  auto device = std::make_shared<HostBatchEngine<decltype(chain)::StepList>>();
  device->fails = true;
  Loader loader{pictures(8), chain, {.batch_size = 8, .threads = 2}, device};
  EXPECT_THROW((void)loader.next(), DeviceError);
}

}  // namespace
