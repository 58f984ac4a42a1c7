// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// Takes the place of tests/cuda/reference.hpp in the tests that run on a device: the same suite, the real kernels.
#pragma once
#include "device/mirror.hpp"

#include <smalti/cuda/renderer.hpp>

namespace smalti::testing {

/// Runs a batch of the host's memory on a device.
template <class Steps>
class HostDevice {
 public:
  void run(std::span<const cuda::BatchSample> samples) {
    Mirror mirror(samples, stream_.get());
    renderer_.render(mirror.samples(), stream_.get());
    mirror.bring_back();
  }
  int launches() const { return renderer_.launches(); }

 private:
  cuda::Renderer<Steps, cuda::AnyPictures> renderer_;
  cuda::Owned<cudaStream_t> stream_ = cuda::make_stream();
};

}  // namespace smalti::testing
