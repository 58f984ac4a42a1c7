// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/flat_batch.hpp>
#include <smalti/cuda/memory.hpp>

#include <algorithm>
#include <deque>
#include <span>
#include <vector>

namespace smalti::testing {

/// A batch of the host's memory, copied to a device: the same views of the device's memory.
class Mirror {
 public:
  Mirror(std::span<const cuda::BatchSample> samples, cudaStream_t stream) : stream_(stream) {
    for (const cuda::BatchSample& from : samples) {
      cuda::BatchSample& to = samples_.emplace_back(from);
      to.sources.decoded = there(from.sources.decoded), to.sources.finished = there(from.sources.finished);
      to.out = output(from.out);
      if (from.rasters.segmentation) to.rasters.segmentation = output(*from.rasters.segmentation);
      std::vector<MutableImageView>& masks = masks_.emplace_back();
      for (const MutableImageView& mask : from.rasters.masks) masks.push_back(output(mask));
      to.rasters.masks = masks;
    }
  }
  Mirror(const Mirror&) = delete;
  Mirror& operator=(const Mirror&) = delete;
  ~Mirror() {
    for (std::byte* p : pieces_) cuda::ignore(cudaFree(p));
  }
  std::span<const cuda::BatchSample> samples() const { return samples_; }
  /// Waits for the batch, and copies the outputs to where the host has them.
  void bring_back() {
    for (const auto& [here, there] : outputs_) {
      const Span s = span_of(here);
      cuda::check(cudaMemcpyAsync(here.data + s.begin, there.data + s.begin, s.bytes(), cudaMemcpyDeviceToHost, stream_), "cudaMemcpyAsync");
    }
    cuda::check(cudaStreamSynchronize(stream_), "cudaStreamSynchronize");
  }

 private:
  /// The bytes that a view reaches, from its first pixel on.
  struct Span {
    std::ptrdiff_t begin = 0, end = 0;
    std::size_t bytes() const { return static_cast<std::size_t>(end - begin); }
  };
  template <class Byte>
  static Span span_of(const BasicImageView<Byte>& v) {
    Span s{0, size_of(v.dtype)};
    const auto reach = [&](std::ptrdiff_t stride, int n) { (stride < 0 ? s.begin : s.end) += stride * (n - 1); };
    if (!v.data || v.extent.area() == 0 || v.channels == 0) return {0, 0};
    reach(v.row_stride, v.extent.height), reach(v.pixel_stride, v.extent.width), reach(v.channel_stride, v.channels);
    return s;
  }
  std::byte* copied(const std::byte* from, std::size_t bytes) {
    void* p = nullptr;
    cuda::check(cudaMalloc(&p, std::max<std::size_t>(bytes, 1)), "cudaMalloc");
    pieces_.push_back(static_cast<std::byte*>(p));
    cuda::check(cudaMemcpyAsync(p, from, bytes, cudaMemcpyHostToDevice, stream_), "cudaMemcpyAsync");
    return static_cast<std::byte*>(p);
  }
  template <class Byte>
  BasicImageView<Byte> there(BasicImageView<Byte> v) {
    const Span s = span_of(v);
    if (s.bytes() > 0) v.data = copied(v.data + s.begin, s.bytes()) - s.begin;
    return v;
  }
  MutableImageView output(MutableImageView here) {
    outputs_.push_back({here, there(here)});
    return outputs_.back().there;
  }
  std::span<const SourcePixels> there(std::span<const SourcePixels> from) {
    std::vector<SourcePixels>& to = sources_.emplace_back(from.begin(), from.end());
    for (SourcePixels& s : to) s.view = there(s.view);
    return to;
  }
  struct Output {
    MutableImageView here, there;
  };
  cudaStream_t stream_;
  std::vector<std::byte*> pieces_;
  std::deque<std::vector<SourcePixels>> sources_;
  std::vector<cuda::BatchSample> samples_;
  std::vector<Output> outputs_;
  std::deque<std::vector<MutableImageView>> masks_;
};

}  // namespace smalti::testing
