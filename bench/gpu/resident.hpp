// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/renderer.hpp>

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace smalti::bench {

/// A batch whose plans lie on the device already: what is enqueued is its kernels, and nothing else.
template <class Steps, class Kinds>
class Resident {
 public:
  Resident(std::span<const cuda::BatchSample> samples, cudaStream_t stream)
      : memory_(cuda::current_device()), work_(cuda::describe<Steps>(samples)) {
    batch_.build(samples, {});
    room_ = cuda::room_of(batch_);
    for (const cuda::TileLaunch& l : batch_.launches()) shapes_.push_back(cuda::LaunchShape::of(l));
    cuda::check_kinds<Kinds>(shapes_, [&] { return work_; });
    base_ = memory_.acquire(room_.bytes(), stream);
    batch_.build(samples, room_.in(base_));
    std::byte* const from = pinned_.acquire(room_.copied());
    cuda::write_upload(batch_, room_, from, [](std::size_t k) { return k; });
    enqueue(stream, room_.copied());
    cuda::check(cudaStreamSynchronize(stream), "cudaStreamSynchronize");
  }
  void enqueue(cudaStream_t stream) { enqueue(stream, 0); }

 private:
  void enqueue(cudaStream_t stream, std::size_t copied) {
    cuda::enqueue<Steps, Kinds>(room_, base_, pinned_.data(), copied, batch_.axis_blocks(), shapes_, stream,
                                [&] { return work_; });
    memory_.release(stream);
  }

  cuda::DeviceMemory memory_;
  cuda::PinnedMemory pinned_;
  cuda::FlatBatch batch_;
  cuda::BatchRoom room_;
  std::vector<cuda::LaunchShape> shapes_;
  std::string work_;
  std::byte* base_ = nullptr;
};

}  // namespace smalti::bench
