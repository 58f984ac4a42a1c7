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
#include <set>
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
      pixels += p.view.data ? p.view.extent.area() : 0;
      if (!p.view.extent.empty()) {
        Image& image = there->emplace_back(p.view.extent, p.view.channels, p.view.dtype);
        for (int y = 0; y < p.view.extent.height && p.view.data; ++y) std::memcpy(image.view().row(y), p.view.row(y), static_cast<std::size_t>(p.view.extent.width * p.view.pixel_stride));
        copy.view = std::as_const(image).view();
      }
      group.there.push_back(copy);
    }
    group.holder_there = std::move(there);
  }
  void open_decoder() override { open = true; }
  bool decodes(std::span<const std::byte> file) override {
    const std::lock_guard lock(mutex_);
    asked.insert(file.data());
    return open;
  }
  std::vector<std::size_t> decode(std::span<const GroupWork> groups) override {
    std::vector<std::size_t> out;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      bool whole = true;
      for (std::size_t k = 0; k < groups[g].files.size(); ++k)
        if (const auto file = groups[g].files[k]; !file.empty()) whole = !refuses(file) && decode(file, groups[g].there[k].view) && whole;
      if (!whole) out.push_back(g);
    }
    return out;
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
  std::atomic<std::int64_t> pixels = 0;  ///< that were uploaded
  bool fails = false, open = false;
  std::set<const std::byte*> asked;  ///< files
  std::function<bool(std::span<const std::byte>)> refuses = [](auto) { return false; };

 private:
  static bool decode(std::span<const std::byte> file, const ImageView& to) {
    io::Decoder decoder;
    Image image;
    const auto header = decoder.header(file, {}, "");
    if (!decoder.decode(file, *header, {}, std::nullopt, image, "")) return false;
    std::memcpy(const_cast<std::byte*>(to.data), std::as_const(image).view().data, image.bytes());
    return true;
  }
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
TEST(DeviceLoader, uploads_no_more_of_a_picture_than_is_read) {
  const auto crop = compose(CenterCrop{.size = {8, 8}}, RandomHorizontalFlip{});
  auto device = std::make_shared<HostBatchEngine<decltype(crop)::StepList>>();
  const LoaderOptions options{.batch_size = 4, .threads = 1};
  Loader host{pictures(8), crop, options}, there{pictures(8), crop, options, device};
  EXPECT_EQ(rows_of(there), rows_of(host));
  EXPECT_EQ(device->pixels, 8 * 8 * 8);
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
const LoaderOptions all_there{.batch_size = 3, .seed = 1, .tail = Tail::short_, .threads = 2, .decode = {.backend = io::Backend::nvjpeg}};
LoaderOptions on_host(LoaderOptions o) { return o.decode.backend = io::Backend::cpu, o; }
/// In the middle of the last photograph's scan, a marker that cannot be there.
void damage_last(std::size_t k, std::string& bytes) {
  if (k + 1 == static_cast<std::size_t>(photos().size())) bytes.replace(bytes.size() / 2, 4, "\xFF\xC4\xFF\xC4", 4);
}

TEST(DeviceLoader, lets_the_device_decode) {
  auto device = std::make_shared<HostBatchEngine<decltype(chain)::StepList>>();
  Loader host{photos(), chain, on_host(all_there)}, there{photos(), chain, all_there, device};
  EXPECT_EQ(rows_of(there), rows_of(host));
  const WorkStats did = there.stats().work;
  EXPECT_EQ(did.device_decodes, photos().size());
  EXPECT_EQ(did.decodes, 0);
  EXPECT_EQ(did.fallbacks, 0);
}
TEST(DeviceLoader, decodes_on_the_host_what_the_device_refuses) {
  for (const Partners partners : {Partners::group, Partners::dataset}) {
    LoaderOptions options = all_there;
    options.batch_size = 2, options.group = 2, options.partners = partners;
    auto device = std::make_shared<HostBatchEngine<decltype(mixing)::StepList>>();
    const Sequence source = photos();
    Item first;
    ASSERT_TRUE(source.load(0, first));
    device->refuses = [&](std::span<const std::byte> file) { return file.data() == first.encoded.data(); };
    Loader host{source, mixing, on_host(options)}, there{source, mixing, options, device};
    EXPECT_EQ(rows_of(there), rows_of(host));
    const WorkStats did = there.stats().work;
    EXPECT_GE(did.fallbacks, 1);
    EXPECT_EQ(did.decodes, did.fallbacks);
    EXPECT_EQ(did.device_decodes + did.fallbacks, host.stats().work.decodes);
    EXPECT_EQ(did.samples, host.stats().work.samples);
  }
}
TEST(DeviceLoader, treats_a_damaged_file_as_the_host_does) {
  for (const OnError on_error : {OnError::null, OnError::substitute}) {
    LoaderOptions options = all_there;
    options.on_error = on_error, options.max_errors = 1.0;
    auto device = std::make_shared<HostBatchEngine<decltype(chain)::StepList>>();
    Loader host{photos(&damage_last), chain, on_host(options)}, there{photos(&damage_last), chain, options, device};
    EXPECT_EQ(rows_of(there), rows_of(host));
    EXPECT_EQ(there.stats().bad_samples, 1);
  }
  Loader there{photos(&damage_last), chain, all_there, std::make_shared<HostBatchEngine<decltype(chain)::StepList>>()};
  try {
    while (there.next()) {}
    FAIL();
  } catch (const DecodeError& e) {
    EXPECT_EQ(e.code(), "jpeg.corrupt");
  }
}
TEST(DeviceLoader, does_not_ask_the_device_for_what_only_the_host_decodes) {
  const auto cut = [](std::size_t k, std::string& bytes) {
    if (k == 0) bytes.resize(bytes.size() - 2);  // no end-of-image marker; all rows are there
    if (k == 1) bytes.insert(2, std::string("\xFF\xE1\x00\x22" "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", 36));
    if (k == 2) bytes.insert(2, std::string("\xFF\xEE\x00\x0E" "Adobe\0\x64\0\0\0\0\0", 16));
  };
  const Sequence source = photos(cut);
  auto device = std::make_shared<HostBatchEngine<decltype(chain)::StepList>>();
  Loader host{source, chain, on_host(all_there)}, there{source, chain, all_there, device};
  EXPECT_EQ(rows_of(there), rows_of(host));
  EXPECT_EQ(there.stats().work.fallbacks, 3);
  for (std::int64_t k = 0; k < source.size(); ++k) {
    Item item;
    ASSERT_TRUE(source.load(k, item));
    EXPECT_EQ(device->asked.count(item.encoded.data()), k < 3 ? 0u : 1u) << k;
  }
}
TEST(DeviceLoader, is_needed_for_a_decoder_of_devices) {
  try {
    const Loader loader{photos(), chain, all_there};
    FAIL();
  } catch (const ConfigError& e) {
    EXPECT_EQ(e.message(), "Loader.decode.backend = nvjpeg: must be cpu where pictures are rendered on the CPU; or give the loader a CUDA device");
  }
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
