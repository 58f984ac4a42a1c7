// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// nvJPEG on a device: about the pixels of the host, damaged files left out; and what is said of its interface is what its header says.
#include "support/sequences.hpp"

#include <smalti/cuda/nvjpeg.hpp>
#include <smalti/cuda/output.hpp>
#include <smalti/io/decode.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <optional>

#if __has_include(<nvjpeg.h>)
#include <nvjpeg.h>

namespace {
using smalti::cuda::NvJpeg;
static_assert(sizeof(NvJpeg::Image) == sizeof(nvjpegImage_t) && offsetof(NvJpeg::Image, pitch) == offsetof(nvjpegImage_t, pitch));
static_assert(NvJpeg::success == static_cast<int>(NVJPEG_STATUS_SUCCESS) && NvJpeg::allocator_failure == static_cast<int>(NVJPEG_STATUS_ALLOCATOR_FAILURE));
static_assert(NvJpeg::gpu_hybrid == static_cast<int>(NVJPEG_BACKEND_GPU_HYBRID) && NvJpeg::hardware == static_cast<int>(NVJPEG_BACKEND_HARDWARE));
static_assert(NvJpeg::luma == static_cast<int>(NVJPEG_OUTPUT_Y) && NvJpeg::rgb_interleaved == static_cast<int>(NVJPEG_OUTPUT_RGBI));
static_assert(NvJpeg::strict == (NVJPEG_FLAGS_BITSTREAM_STRICT));
template <class... A, class... B>
constexpr bool alike(int (*)(A...), nvjpegStatus_t (*)(B...)) { return sizeof...(A) == sizeof...(B) && ((sizeof(A) == sizeof(B) && std::is_pointer_v<A> == std::is_pointer_v<B>) && ...); }
static_assert(alike(decltype(NvJpeg::get_property){}, decltype(&nvjpegGetProperty){}) && alike(decltype(NvJpeg::create){}, decltype(&nvjpegCreateEx){}));
static_assert(alike(decltype(NvJpeg::destroy){}, decltype(&nvjpegDestroy){}) && alike(decltype(NvJpeg::state_create){}, decltype(&nvjpegJpegStateCreate){}));
static_assert(alike(decltype(NvJpeg::state_destroy){}, decltype(&nvjpegJpegStateDestroy){}) && alike(decltype(NvJpeg::stream_create){}, decltype(&nvjpegJpegStreamCreate){}));
static_assert(alike(decltype(NvJpeg::stream_destroy){}, decltype(&nvjpegJpegStreamDestroy){}) && alike(decltype(NvJpeg::parse){}, decltype(&nvjpegJpegStreamParse){}));
static_assert(alike(decltype(NvJpeg::batch_supported){}, decltype(&nvjpegDecodeBatchedSupported){}));
static_assert(alike(decltype(NvJpeg::batch_initialize){}, decltype(&nvjpegDecodeBatchedInitialize){}) && alike(decltype(NvJpeg::batch_decode){}, decltype(&nvjpegDecodeBatched){}));
}  // namespace
#endif

namespace {

using namespace smalti;

std::optional<cuda::NvJpeg> library() {
  try {
    return cuda::NvJpeg::load();
  } catch (const UnsupportedError&) {
    return std::nullopt;
  }
}

TEST(NvJpeg, decodes_to_about_the_pixels_of_the_host_and_leaves_damaged_files_out) {
  const auto lib = library();
  if (!lib) GTEST_SKIP() << "nvJPEG is not installed";
  const Sequence files = smalti::testing::photos([](std::size_t k, std::string& bytes) { if (k == 1) bytes.resize(bytes.size() / 2); });
  cuda::JpegBatchDecoder decoder(*lib);
  const auto stream = cuda::make_stream();
  const auto ring = cuda::OutputRing::make(cuda::current_device());
  std::deque<Image> expected;
  std::vector<std::shared_ptr<cuda::Output>> memory;
  std::vector<cuda::JpegJob> jobs;
  int refused = 0;
  for (std::int64_t k = 0; k < files.size(); ++k) {
    Item item;
    ASSERT_TRUE(files.load(k, item));
    if (!decoder.takes(item.encoded)) { ++refused; continue; }
    io::Decoder host;
    const auto header = host.header(item.encoded, {}, "");
    Image image;
    if (!host.decode(item.encoded, *header, {}, std::nullopt, image, "")) continue;
    memory.push_back(ring->take(image.bytes(), stream.get()));
    jobs.push_back({item.encoded, view_of(memory.back()->data(), Dtype::uint8, image.extent(), 3)});
    expected.push_back(std::move(image));
  }
  EXPECT_LE(refused, 1);
  ASSERT_GE(jobs.size(), 4u);
  const std::vector<char> done = decoder.decode(jobs, stream.get());
  for (std::size_t k = 0; k < jobs.size(); ++k) {
    ASSERT_TRUE(done[k]);
    std::vector<unsigned char> got(expected[k].bytes());
    cuda::check(cudaMemcpyAsync(got.data(), jobs[k].to.data, got.size(), cudaMemcpyDeviceToHost, stream.get()), "cudaMemcpyAsync");
    cuda::check(cudaStreamSynchronize(stream.get()), "cudaStreamSynchronize");
    const auto* want = reinterpret_cast<const unsigned char*>(std::as_const(expected[k]).view().data);
    double sum = 0;
    for (std::size_t i = 0; i < got.size(); ++i) sum += std::abs(got[i] - want[i]);
    EXPECT_LT(sum / static_cast<double>(got.size()), 2) << k;  // it upsamples chroma by other filters
  }
}

}  // namespace
