// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/launch.hpp>
#include <smalti/cuda/memory.hpp>

#include <span>
#include <string>
#include <vector>

namespace smalti::cuda {

/// Renders batches of plans on a device, with the bytes of the CPU engine. `Steps` as in the plans (P::StepList of a
/// pipeline P); `Kinds` says for which pictures kernels are compiled: by default for RGB of uint8 that is cropped, flipped
/// and resized, AnyPictures for everything. One host thread at a time.
template <class Steps, class Kinds = RgbBytes>
class Renderer {
 public:
  explicit Renderer(int device = current_device()) : memory_(device) {}

  /// Enqueues a batch on a stream of the device: a copy from pinned memory and a few launches, however many samples there
  /// are. Sources and outputs are device memory that must live until the stream has passed; plans are read before
  /// this returns. The host waits only when it runs UploadRing::depth batches ahead. Throws DeviceError.
  void render(std::span<const BatchSample> samples, cudaStream_t stream) {
    if (samples.empty()) return;
    Process::check();
    const OnDevice here(memory_.device());
    const auto work = [&] { return describe<Steps>(samples); };
    refuse_capture(stream, work);
    batch_.build(samples, room_.in(memory_.data()));
    shapes_.clear();
    for (const TileLaunch& l : batch_.launches()) shapes_.push_back(LaunchShape::of(l));
    check_kinds<Kinds>(shapes_, work);
    const BatchRoom needed = room_of(batch_);
    const bool fits = room_.holds(needed);
    if (!fits) room_ = grown(needed);
    std::byte* const base = memory_.acquire(room_.bytes(), stream);
    if (!fits) batch_.build(samples, room_.in(base));
    const std::size_t copied = room_.table() + needed.records;
    PinnedMemory& pinned = ring_.next();
    std::byte* const from = pinned.acquire(room_.copied());
    write_upload(batch_, room_, from, [](std::size_t k) { return k; });
    const Leave leave{pinned, memory_, stream};
    enqueue<Steps, Kinds>(room_, base, from, copied, batch_.axis_blocks(), shapes_, stream, work);
  }

  /// Launches of the last batch.
  int launches() const { return static_cast<int>(shapes_.size()) + (batch_.axis_blocks() > 0 ? 1 : 0); }
  int device() const { return memory_.device(); }

 private:
  /// Marks what the batch uses as used until the stream has passed, even if only a part of it could be enqueued.
  struct Leave {
    PinnedMemory& pinned;
    DeviceMemory& memory;
    cudaStream_t stream;
    ~Leave() {
      pinned.release(stream);
      memory.release(stream);
    }
  };
  /// Pinned memory takes turns here, so what was captured would later copy another batch.
  template <class Work>
  static void refuse_capture(cudaStream_t stream, const Work& work) {
    cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
    check(cudaStreamIsCapturing(stream, &status), "cudaStreamIsCapturing", work);
    if (status != cudaStreamCaptureStatusNone)
      smalti::raise("device.kernel", work() + ": the stream is being captured; smalti::cuda::Graph captures a batch so that it can be replayed");
  }
  BatchRoom grown(const BatchRoom& needed) const {
    const BatchRoom r = needed.with_spare(0.25);
    return {std::max(room_.launches, r.launches), std::max(room_.records, r.records), std::max(room_.zeroed, r.zeroed), std::max(room_.scratch, r.scratch)};
  }

  DeviceMemory memory_;
  UploadRing ring_;
  FlatBatch batch_;
  BatchRoom room_;
  std::vector<LaunchShape> shapes_;
};

}  // namespace smalti::cuda
