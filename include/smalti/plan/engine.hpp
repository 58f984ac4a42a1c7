// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/image.hpp>
#include <smalti/core/sample.hpp>
#include <smalti/plan/plan.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace smalti {

/// Pixels that layers read: the part `window` of a picture.
struct SourcePixels {
  ImageView view;
  Rect window;
};

/// The label rasters of one picture; they move with its pixels.
struct Rasters {
  std::shared_ptr<const Image> segmentation;
  std::vector<std::shared_ptr<const Image>> masks;

  bool empty() const { return !segmentation && masks.empty(); }
};

/// Everything that a plan may refer to by SourceRef. Labels are wanted by steps that look at objects, too.
struct Sources {
  std::span<const SourcePixels> decoded{}, finished{};
  std::span<const Rasters> decoded_labels{}, finished_labels{};
};

/// Executes plans, one at a time; a thread owns one and it reuses its memory.
class Engine {
 public:
  virtual ~Engine() = default;
  /// Renders a plan into `out`, whose extent and channels are the plan's; dtype and layout follow from the view.
  virtual void render(const Plan& plan, const Sources& sources, MutableImageView out) = 0;
  /// Renders the label rasters through the same maps, nearest: ids where nothing shows are `ignore_index`, masks 0.
  virtual Rasters render_rasters(const Plan& plan, const Sources& sources) = 0;
};

/// Pictures of a batch in memory of a device, which may still be on their way there.
class DeviceImages {
 public:
  virtual ~DeviceImages() = default;
  virtual std::byte* data() const = 0;
  virtual int device() const = 0;
  /// What is put on `stream` from now on finds them. When the last holder is gone the memory waits for that stream, too,
  /// before it is used again. 1: the legacy default stream, 2: that of the thread, else a pointer, as DLPack says it.
  virtual void lend(std::intptr_t stream) const = 0;
};

/// The pictures of a batch that a device renders: (n c h w) or (n h w c).
struct BatchShape {
  std::int64_t rows = 0;
  Extent extent;
  int channels = 3;
  Dtype dtype = Dtype::uint8;
  Layout layout = Layout::CHW;

  std::size_t row_bytes() const { return static_cast<std::size_t>(extent.area() * channels * size_of(dtype)); }
};

/// What a mix group, or a single sample, asks of a device.
struct GroupWork {
  struct Row {
    std::size_t number;  ///< in the batch
    const Plan* plan;
  };
  std::shared_ptr<void> holder;            ///< of the plans and the pixels
  std::vector<SourcePixels> decoded;       ///< in memory of the host; without data where the device decodes them
  std::vector<std::span<const std::byte>> files;  ///< ... from these; empty: not this one
  std::vector<Rasters> labels, finished_labels;  ///< ... as well, before and after they are finished, for steps that look at objects
  std::vector<const Plan*> finishing;      ///< that finish a picture before others read it; nullptr: it is read as it is
  std::vector<Row> rows;
  std::shared_ptr<void> holder_there;      ///< what upload() fills: the same on the device
  std::vector<SourcePixels> there;
};

/// Renders whole batches on a device. The threads of a loader share one.
class BatchEngine {
 public:
  virtual ~BatchEngine() = default;
  /// Memory of the host from which pictures reach the device fastest; nullptr: any.
  virtual MemorySource* decoding_memory() = 0;
  /// Begins to bring pictures to the device; those outside decoding_memory() are read before it returns. By any thread.
  virtual void upload(GroupWork& group) = 0;
  /// Comes before the next two. Throws UnsupportedError where the device decodes no JPEG.
  virtual void open_decoder() = 0;
  /// Whether decode() takes this JPEG file. By any thread.
  virtual bool decodes(std::span<const std::byte> file) = 0;
  /// Begins to decode the files of uploaded groups, all in one go. Returns the groups of which it refuses one after all, in
  /// ascending order; they must not be rendered. Files are read until the groups are let go of.
  virtual std::vector<std::size_t> decode(std::span<const GroupWork> groups) = 0;
  /// Renders the rows of uploaded groups; rows without one are zeros. Returns as soon as that is queued, and keeps what
  /// the groups hold until it is done. Throws DeviceError.
  virtual std::shared_ptr<const DeviceImages> render(std::vector<GroupWork> groups, const BatchShape& shape) = 0;
};

}  // namespace smalti
