// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/image.hpp>
#include <smalti/plan/engine.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace smalti {

/// A contiguous tensor that shares its memory: 256-byte aligned, freed or reused only when the last holder is gone.
struct Tensor {
  TensorView view;
  std::shared_ptr<const void> memory;
  const DeviceImages* device = nullptr;  ///< the same, if it is a device's

  explicit operator bool() const { return view.rank > 0; }
  template <class T>
  T* data() const { return static_cast<T*>(view.data); }
};

/// A view of contiguous memory with the given shape.
inline TensorView contiguous(void* data, Dtype dtype, std::initializer_list<std::int64_t> shape) {
  TensorView v;
  v.data = data;
  v.dtype = dtype;
  for (const std::int64_t n : shape) v.shape[static_cast<std::size_t>(v.rank++)] = n;
  std::int64_t stride = 1;
  for (int i = v.rank; i-- > 0;) {
    v.strides[static_cast<std::size_t>(i)] = stride;
    stride *= v.shape[static_cast<std::size_t>(i)];
  }
  return v;
}

/// Pictures of a batch, without memory yet.
inline TensorView view_of_batch(const BatchShape& s) {
  const auto [h, w] = s.extent;
  return s.layout == Layout::CHW ? contiguous(nullptr, s.dtype, {s.rows, s.channels, h, w}) : contiguous(nullptr, s.dtype, {s.rows, h, w, s.channels});
}

/// Memory that comes back: a buffer returns here when its last holder lets go, wherever and whenever that is.
class BufferPool : public std::enable_shared_from_this<BufferPool> {
 public:
  /// A buffer of at least `bytes`, used before if there is one.
  std::shared_ptr<const Buffer> take(std::size_t bytes) {
    std::unique_ptr<Buffer> buffer;
    {
      const std::lock_guard lock(mutex_);
      const auto fits = std::find_if(free_.begin(), free_.end(), [&](const auto& b) { return b->size() >= bytes && b->size() <= 2 * bytes + 4096; });
      if (fits != free_.end()) {
        buffer = std::move(*fits);
        free_.erase(fits);
        free_bytes_ -= buffer->size();
      }
      ++held_;
    }
    if (!buffer) buffer = std::make_unique<Buffer>(bytes);
    return {buffer.release(), [pool = weak_from_this()](const Buffer* b) {
              std::unique_ptr<Buffer> back(const_cast<Buffer*>(b));
              if (const auto home = pool.lock()) home->give(std::move(back));
            }};
  }
  Tensor tensor(Dtype dtype, std::initializer_list<std::int64_t> shape) { return tensor(contiguous(nullptr, dtype, shape)); }
  /// One of that shape.
  Tensor tensor(const TensorView& shape) {
    Tensor t;
    t.view = shape;
    const auto buffer = take(static_cast<std::size_t>(std::max<std::int64_t>(1, t.view.count())) * static_cast<std::size_t>(size_of(shape.dtype)));
    t.view.data = buffer->data();
    t.memory = buffer;
    return t;
  }
  int held() const {
    const std::lock_guard lock(mutex_);
    return held_;
  }

 private:
  void give(std::unique_ptr<Buffer> buffer) {
    const std::lock_guard lock(mutex_);
    --held_;
    if (free_bytes_ > 3 * buffer->size() + (1u << 20)) return;  // about four of the large ones wait for reuse
    free_bytes_ += buffer->size();
    free_.push_back(std::move(buffer));
  }
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Buffer>> free_;
  std::size_t free_bytes_ = 0;
  int held_ = 0;
};

/// Ragged boxes: row i of `values` belongs to sample s where offsets[s] <= i < offsets[s + 1].
struct BoxTensors {
  Tensor values;    ///< (m 4) f32 xyxy px, or (m 5) f32 cx cy w h angle in degrees
  Tensor offsets;   ///< (n + 1) i64
  Tensor classes;   ///< (m) i64
  Tensor weight;    ///< (m) f32
  Tensor ignore, crowd;  ///< (m) bool
  Tensor index;     ///< (m) i64, row of the user's own columns
};

/// What a trainer gets: pictures and labels of consecutive positions of the epoch's order.
struct Batch {
  Tensor images;        ///< (n c h w) or (n h w c)
  Tensor labels;        ///< (n) i64; -1 unlabelled
  Tensor soft_labels;   ///< (n k) f32; absent unless a sample has one
  BoxTensors boxes, oriented_boxes;
  Tensor keypoints;         ///< (m 3) f32 x y v of all instances and pictures
  Tensor keypoint_offsets;  ///< (n + 1) i64
  Tensor masks;             ///< (k h w) bool, the instances of all samples in order; absent unless there are masks
  Tensor mask_offsets;      ///< (n + 1) i64
  Tensor segmentation;      ///< (n h w) u8 or u16; absent unless there is one
  std::vector<Tensor> rasters;  ///< (n h w c) each, further rasters in the order in which samples have them
  Tensor ids, source_ids;   ///< (n) i64: the sample asked for, and the one that stands there
  Tensor valid;             ///< (n) bool: false for padding and for rows nothing could be loaded for
  Tensor maps;              ///< (n 3 3) f64, source to output
  Tensor extents, source_extents;  ///< (n 2) i32 height, width
  std::vector<std::string> error_code;  ///< (n) "" where all went well
  std::string state;        ///< JSON: resume after this batch
};

}  // namespace smalti
