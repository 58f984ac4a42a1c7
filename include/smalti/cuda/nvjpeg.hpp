// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/image.hpp>
#include <smalti/cuda/memory.hpp>

#include <dlfcn.h>

#include <cstddef>
#include <mutex>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace smalti::cuda {

/// The functions of nvJPEG that are used, as versions 12 and 13 have them (docs.nvidia.com/cuda/nvjpeg). The library is opened
/// when somebody asks for it: programs neither link nor need it.
struct NvJpeg {
  struct Image {
    unsigned char* channel[4];
    std::size_t pitch[4];
  };
  enum Status : int { success = 0, allocator_failure = 5 };
  enum Backend : int { gpu_hybrid = 2, hardware = 3 };
  enum Format : int { luma = 2, rgb_interleaved = 5 };
  static constexpr unsigned strict = 1 << 2;  ///< files that break the standard are errors

  int (*get_property)(int which, int* value) = nullptr;  ///< 0, 1, 2: major, minor, patch
  int (*create)(int backend, void* dev_allocator, void* pinned_allocator, unsigned flags, void** handle) = nullptr;
  int (*destroy)(void* handle) = nullptr;
  int (*state_create)(void* handle, void** state) = nullptr;
  int (*state_destroy)(void* state) = nullptr;
  int (*stream_create)(void* handle, void** stream) = nullptr;
  int (*stream_destroy)(void* stream) = nullptr;
  int (*parse)(void* handle, const unsigned char* data, std::size_t length, int save_metadata, int save_stream, void* stream) = nullptr;
  int (*batch_supported)(void* handle, void* stream, int* supported) = nullptr;  ///< 0: it is
  int (*batch_initialize)(void* handle, void* state, int batch, int cpu_threads, int format) = nullptr;
  int (*batch_decode)(void* handle, void* state, const unsigned char* const* data, const std::size_t* lengths, Image* to, cudaStream_t stream) = nullptr;

  /// From the shared library, which then stays open. Throws UnsupportedError [decode.not_built] where there is none.
  static NvJpeg load() {
    void* library = nullptr;
    for (const char* name : {"libnvjpeg.so.13", "libnvjpeg.so.12"})
      if (!library) library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library)
      smalti::raise("decode.not_built", "Decode.backend = \"nvjpeg\": libnvjpeg.so.13 and libnvjpeg.so.12 are not found; install the CUDA toolkit's nvJPEG or the "
                                        "Python package nvidia-nvjpeg, or decode on the CPU (backend=\"cpu\")");
    NvJpeg n;
    const auto find = [&](auto& function, const char* symbol) {
      function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, symbol));
      if (!function) smalti::raise("decode.not_built", std::string("Decode.backend = \"nvjpeg\": libnvjpeg.so has no ") + symbol + "; install version 12 or later");
    };
    find(n.get_property, "nvjpegGetProperty");
    find(n.create, "nvjpegCreateEx");
    find(n.destroy, "nvjpegDestroy");
    find(n.state_create, "nvjpegJpegStateCreate");
    find(n.state_destroy, "nvjpegJpegStateDestroy");
    find(n.stream_create, "nvjpegJpegStreamCreate");
    find(n.stream_destroy, "nvjpegJpegStreamDestroy");
    find(n.parse, "nvjpegJpegStreamParse");
    find(n.batch_supported, "nvjpegDecodeBatchedSupported");
    find(n.batch_initialize, "nvjpegDecodeBatchedInitialize");
    find(n.batch_decode, "nvjpegDecodeBatched");
    return n;
  }
  /// As in "13.3.2".
  std::string version() const {
    std::string text;
    for (int which = 0, value = 0; which < 3; ++which) {
      get_property(which, &value);
      if (which > 0) text += '.';
      text += std::to_string(value);
    }
    return text;
  }
};

/// A file, and where its pixels go on the device: (h w 3) or (h w 1), packed.
struct JpegJob {
  std::span<const std::byte> file;
  MutableImageView to;
};

/// Decodes JPEG files in batches: by the hardware engine where the device has one, else by its kernels. Pixels differ from
/// those of the CPU by a few levels. Damage that nvJPEG does not report is shown as it decodes it.
class JpegBatchDecoder {
 public:
  explicit JpegBatchDecoder(const NvJpeg& library) : lib_(library) {
    if (lib_.create(NvJpeg::hardware, nullptr, nullptr, NvJpeg::strict, &handle_) != NvJpeg::success)
      expect(lib_.create(NvJpeg::gpu_hybrid, nullptr, nullptr, NvJpeg::strict, &handle_), "nvjpegCreateEx");
  }
  JpegBatchDecoder(const JpegBatchDecoder&) = delete;
  JpegBatchDecoder& operator=(const JpegBatchDecoder&) = delete;
  ~JpegBatchDecoder() {
    for (void* const stream : idle_) lib_.stream_destroy(stream);
    if (state_) lib_.state_destroy(state_);
    lib_.destroy(handle_);
  }

  /// Whether decode() can be given this file: it is sound as far as its markers tell, and of a kind that is decoded in
  /// batches. By any thread. Source for parsing all of it: DALI's pull request 3113.
  bool takes(std::span<const std::byte> file) {
    void* stream = nullptr;
    {
      const std::lock_guard lock(mutex_);
      if (idle_.empty()) expect(lib_.stream_create(handle_, &stream), "nvjpegJpegStreamCreate");
      else stream = idle_.back(), idle_.pop_back();
    }
    int unsupported = 1;
    const bool parsed = lib_.parse(handle_, data_of(file), file.size(), 0, 0, stream) == NvJpeg::success &&
                        lib_.batch_supported(handle_, stream, &unsupported) == NvJpeg::success;
    const std::lock_guard lock(mutex_);
    idle_.push_back(stream);
    return parsed && unsupported == 0;
  }

  /// Enqueues the decoding of all files; for each, whether it could be. One thread at a time.
  std::vector<char> decode(std::span<const JpegJob> jobs, cudaStream_t stream) {
    std::vector<char> done(jobs.size());
    for (const int channels : {1, 3}) {
      std::vector<std::size_t> these;
      for (std::size_t k = 0; k < jobs.size(); ++k)
        if (jobs[k].to.channels == channels) these.push_back(k);
      const bool all = these.empty() || enqueue(jobs, these, channels, stream);
      for (const std::size_t k : these) done[k] = all || enqueue(jobs, {&k, 1}, channels, stream);
    }
    return done;
  }

 private:
  static const unsigned char* data_of(std::span<const std::byte> file) { return reinterpret_cast<const unsigned char*>(file.data()); }
  static void expect(int status, const char* call) {
    if (status == NvJpeg::success) return;
    if (status == NvJpeg::allocator_failure) smalti::raise("device.memory", std::string(call) + ": out of memory: take smaller batches, or decode on the CPU (backend=\"cpu\")");
    smalti::raise("device.kernel", std::string(call) + ": nvJPEG status " + std::to_string(status) + "; decode on the CPU (backend=\"cpu\")");
  }
  /// False if one of the files cannot be decoded.
  bool enqueue(std::span<const JpegJob> jobs, std::span<const std::size_t> these, int channels, cudaStream_t stream) {
    std::vector<const unsigned char*> data;
    std::vector<std::size_t> lengths;
    std::vector<NvJpeg::Image> images;
    for (const std::size_t k : these) {
      data.push_back(data_of(jobs[k].file)), lengths.push_back(jobs[k].file.size());
      NvJpeg::Image& image = images.emplace_back();
      image.channel[0] = reinterpret_cast<unsigned char*>(jobs[k].to.data);
      image.pitch[0] = static_cast<std::size_t>(jobs[k].to.row_stride);
    }
    if (!state_) expect(lib_.state_create(handle_, &state_), "nvjpegJpegStateCreate");
    expect(lib_.batch_initialize(handle_, state_, static_cast<int>(these.size()), 1, channels == 1 ? NvJpeg::luma : NvJpeg::rgb_interleaved), "nvjpegDecodeBatchedInitialize");
    const int status = lib_.batch_decode(handle_, state_, data.data(), lengths.data(), images.data(), stream);
    if (status == NvJpeg::success) return true;
    if (status == NvJpeg::allocator_failure) expect(status, "nvjpegDecodeBatched");
    lib_.state_destroy(std::exchange(state_, nullptr));  // who knows how it was left
    return false;
  }

  NvJpeg lib_;
  void* handle_ = nullptr;
  void* state_ = nullptr;
  std::mutex mutex_;
  std::vector<void*> idle_;  ///< for parsing
};

}  // namespace smalti::cuda
