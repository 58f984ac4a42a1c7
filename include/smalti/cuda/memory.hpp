// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>

namespace smalti::cuda {

/// The device that is current.
inline int current_device() {
  device_count();
  int device = 0;
  check(cudaGetDevice(&device), "cudaGetDevice");
  return device;
}

// Events are recorded where nothing may be thrown: if that fails the device is lost, and the next call says so.

/// Ends what the runtime made. While the process ends the driver may be gone before: then nothing is left to end.
struct Ends {
  void operator()(cudaStream_t s) const { ignore(cudaStreamDestroy(s)); }
  void operator()(cudaEvent_t e) const { ignore(cudaEventDestroy(e)); }
  void operator()(cudaMemPool_t p) const { ignore(cudaMemPoolDestroy(p)); }
  void operator()(cudaGraph_t g) const { ignore(cudaGraphDestroy(g)); }
  void operator()(cudaGraphExec_t g) const { ignore(cudaGraphExecDestroy(g)); }
  void operator()(std::byte* pinned) const { ignore(cudaFreeHost(pinned)); }
};
template <class Handle>
using Owned = std::unique_ptr<std::remove_pointer_t<Handle>, Ends>;

/// A stream that waits for none of the legacy default stream.
inline Owned<cudaStream_t> make_stream() {
  cudaStream_t s = nullptr;
  check(cudaStreamCreateWithFlags(&s, cudaStreamNonBlocking), "cudaStreamCreateWithFlags");
  return Owned<cudaStream_t>(s);
}
inline Owned<cudaEvent_t> make_event() {
  cudaEvent_t e = nullptr;
  check(cudaEventCreateWithFlags(&e, cudaEventDisableTiming), "cudaEventCreateWithFlags");
  return Owned<cudaEvent_t>(e);
}
/// Memory of the host that the device copies from while the host goes on.
inline Owned<std::byte*> make_pinned(std::size_t bytes) {
  void* p = nullptr;
  check(cudaHostAlloc(&p, bytes, cudaHostAllocDefault), "cudaHostAlloc", [&] { return std::to_string(bytes) + " pinned bytes"; });
  return Owned<std::byte*>(static_cast<std::byte*>(p));
}

/// A pool of device memory whose pieces come and go in the order of a stream. `kept` bytes stay with it while they are
/// free, however often somebody waits for the device.
inline Owned<cudaMemPool_t> make_pool(int device, std::size_t kept = std::numeric_limits<std::size_t>::max()) {
  device_count();  // says what is missing, where there is none
  cudaMemPoolProps about{};
  about.allocType = cudaMemAllocationTypePinned;
  about.location.type = cudaMemLocationTypeDevice;
  about.location.id = device;
  cudaMemPool_t p = nullptr;
  check(cudaMemPoolCreate(&p, &about), "cudaMemPoolCreate");
  Owned<cudaMemPool_t> pool(p);
  unsigned long long threshold = kept;
  check(cudaMemPoolSetAttribute(p, cudaMemPoolAttrReleaseThreshold, &threshold), "cudaMemPoolSetAttribute");
  return pool;
}

/// One piece of device memory that grows. Work of one stream after the other may use it.
class DeviceMemory {
 public:
  explicit DeviceMemory(int device) : device_(device), pool_(make_pool(device)), stream_(make_stream()), free_(make_event()) {}
  DeviceMemory(const DeviceMemory&) = delete;
  DeviceMemory& operator=(const DeviceMemory&) = delete;
  ~DeviceMemory() {
    if (!data_) return;
    ignore(cudaStreamWaitEvent(stream_.get(), free_.get(), 0));
    ignore(cudaFreeAsync(data_, stream_.get()));
  }

  /// The memory, of at least so many bytes and aligned to 256, for what is enqueued on `stream` from here to release(). What
  /// was in it is lost when it grows.
  std::byte* acquire(std::size_t bytes, cudaStream_t stream) {
    check(cudaStreamWaitEvent(stream, free_.get(), 0), "cudaStreamWaitEvent");
    if (bytes <= bytes_) return data_;
    if (data_) check(cudaFreeAsync(std::exchange(data_, nullptr), stream), "cudaFreeAsync");
    bytes_ = 0;
    void* p = nullptr;
    check(cudaMallocFromPoolAsync(&p, bytes, pool_.get(), stream), "cudaMallocFromPoolAsync", [&] { return std::to_string(bytes) + " bytes"; });
    data_ = static_cast<std::byte*>(p), bytes_ = bytes;
    release(stream);
    return data_;
  }
  void release(cudaStream_t stream) noexcept { ignore(cudaEventRecord(free_.get(), stream)); }

  std::byte* data() const { return data_; }
  std::size_t bytes() const { return bytes_; }
  int device() const { return device_; }

 private:
  int device_;
  Owned<cudaMemPool_t> pool_;
  Owned<cudaStream_t> stream_;
  Owned<cudaEvent_t> free_;
  std::byte* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/// A piece of pinned memory, and the event behind which it may be written again.
class PinnedMemory {
 public:
  /// Room for so many bytes that nobody reads any more. Waits if the device still has to: what it waits for is the copy of
  /// a batch that was enqueued long before, where several pieces take turns.
  std::byte* acquire(std::size_t bytes) {
    check(cudaEventSynchronize(read_.get()), "cudaEventSynchronize");
    if (bytes > bytes_) {
      data_.reset();
      bytes_ = 0;
      data_ = make_pinned(bytes);
      bytes_ = bytes;
    }
    return data_.get();
  }
  /// Everything that reads it is enqueued on `stream`.
  void release(cudaStream_t stream) noexcept { ignore(cudaEventRecord(read_.get(), stream)); }
  std::byte* data() const { return data_.get(); }

 private:
  Owned<cudaEvent_t> read_ = make_event();
  Owned<std::byte*> data_;
  std::size_t bytes_ = 0;
};

/// Pinned memory for what batches copy to the device. A host that runs ahead by this many batches waits for the oldest copy.
class UploadRing {
 public:
  static constexpr int depth = 4;
  PinnedMemory& next() {
    turn_ = (turn_ + 1) % depth;
    return slots_[static_cast<std::size_t>(turn_)];
  }

 private:
  std::array<PinnedMemory, depth> slots_;
  int turn_ = 0;
};

}  // namespace smalti::cuda
