// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/grouped_batch.hpp>
#include <smalti/cuda/nvjpeg.hpp>
#include <smalti/cuda/output.hpp>
#include <smalti/cuda/renderer.hpp>
#include <smalti/plan/engine.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <deque>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace smalti::cuda {

/// Pinned memory in pieces of a power of two, kept for reuse until the end. Thread-safe.
class PinnedPool final : public MemorySource {
 public:
  explicit PinnedPool(int device) : device_(device) {}

  std::byte* take(std::size_t bytes) override {
    std::size_t room = 4096;
    while (room < bytes) room *= 2;
    const std::lock_guard lock(mutex_);
    const auto fits = std::find_if(free_.begin(), free_.end(), [&](const Piece* p) { return p->bytes == room; });
    if (fits != free_.end()) {
      Piece* const piece = *fits;
      free_.erase(fits);
      return piece->data.get();
    }
    const OnDevice here(device_);
    return pieces_.emplace_back(Piece{make_pinned(room), room}).data.get();
  }
  void give(std::byte* memory) noexcept override {
    const std::lock_guard lock(mutex_);
    for (Piece& p : pieces_)
      if (p.data.get() == memory) free_.push_back(&p);
  }
  bool holds(const std::byte* at) const {
    const std::lock_guard lock(mutex_);
    return std::any_of(pieces_.begin(), pieces_.end(), [&](const Piece& p) { return at >= p.data.get() && at < p.data.get() + p.bytes; });
  }

 private:
  struct Piece {
    Owned<std::byte*> data;
    std::size_t bytes;
  };
  int device_;
  mutable std::mutex mutex_;
  std::deque<Piece> pieces_;
  std::vector<Piece*> free_;
};

/// The batches of a loader on a device. Pictures are decoded into pinned memory and uploaded on one stream as their groups
/// come; a second one renders a batch when all of them are there. The host waits for neither.
template <class Steps, class Kinds = AnyPictures>
class BatchRenderer final : public BatchEngine {
 public:
  /// `limit`: bytes of the batches that are out or rest, together. Throws DeviceError where the device cannot be used.
  explicit BatchRenderer(int device, std::size_t limit = std::numeric_limits<std::size_t>::max(), Release release = Release::stream)
      : BatchRenderer(OnDevice(usable(device)), device, limit, release) {}
  ~BatchRenderer() override {
    int before = 0;
    ignore(cudaGetDevice(&before));
    ignore(cudaSetDevice(device_));
    ignore(cudaStreamSynchronize(upload_.get()));
    ignore(cudaStreamSynchronize(render_.get()));
    in_flight_.clear(), decoding_.clear();  // before the streams that free what they hold
    decoder_.reset();
    ignore(cudaSetDevice(before));
  }

  MemorySource* decoding_memory() override { return &pinned_; }

  void upload(GroupWork& group) override {
    const OnDevice here(device_);
    const std::lock_guard lock(upload_mutex_);
    auto there = std::make_shared<Uploaded>(*this);
    std::size_t bytes = 0;
    const auto room = [&](std::size_t n) { return std::exchange(bytes, bytes + (n + 255) / 256 * 256); };
    std::vector<std::size_t> at;
    for (const SourcePixels& p : group.decoded) at.push_back(room(p.view.bytes()));  // 0 where nothing is read
    there->data = allocate(bytes, upload_.get());
    auto offset = at.begin();
    for (const SourcePixels& p : group.decoded) {
      std::byte* const to = there->data + *offset++;
      SourcePixels& copy = group.there.emplace_back(p);
      if (p.view.bytes() > 0) copy.view = view_of<const std::byte>(to, p.view.dtype, p.view.extent, p.view.channels);
      if (p.view.data) send(pinned_.holds(p.view.data) && whole(p.view) ? p.view.data : packed(p.view, *there), to, p.view.bytes());
    }
    group.holder_there = std::move(there);
  }

  void open_decoder() override {
    if (!decoder_) open_decoder(NvJpeg::load());
  }
  /// The same with another copy of the library, such as one that is linked.
  void open_decoder(const NvJpeg& library) {
    const OnDevice here(device_);
    decoder_ = std::make_unique<JpegBatchDecoder>(library);
  }
  bool decodes(std::span<const std::byte> file) override {
    const OnDevice here(device_);
    return decoder_->takes(file);
  }
  std::vector<std::size_t> decode(std::span<const GroupWork> groups) override {
    const OnDevice here(device_);
    std::vector<JpegJob> jobs;
    std::vector<std::size_t> of;
    const std::lock_guard lock(decode_mutex_);
    while (!decoding_.empty() && passed(decoding_.front().done.get())) decoding_.pop_front();
    Decoding& now = decoding_.emplace_back();
    for (std::size_t g = 0; g < groups.size(); ++g) {
      now.held.insert(now.held.end(), {groups[g].holder, groups[g].holder_there});
      for (std::size_t k = 0; k < groups[g].files.size(); ++k) {
        if (groups[g].files[k].empty()) continue;
        const ImageView& to = groups[g].there[k].view;
        jobs.push_back({groups[g].files[k], view_of(const_cast<std::byte*>(to.data), to.dtype, to.extent, to.channels)});
        of.push_back(g);
      }
    }
    const std::vector<char> done = decoder_->decode(jobs, upload_.get());
    check(cudaEventRecord(now.done.get(), upload_.get()), "cudaEventRecord");
    std::vector<std::size_t> refused;
    for (std::size_t k = 0; k < jobs.size(); ++k)
      if (!done[k] && (refused.empty() || refused.back() != of[k])) refused.push_back(of[k]);
    return refused;
  }

  std::shared_ptr<const DeviceImages> render(std::vector<GroupWork> groups, const BatchShape& shape) override {
    const OnDevice here(device_);
    const std::lock_guard lock(render_mutex_);
    while (!in_flight_.empty() && passed(in_flight_.front().done.get())) in_flight_.pop_front();
    InFlight& now = in_flight_.emplace_back();
    now.groups = std::move(groups);
    for (const GroupWork& g : now.groups) static_cast<Uploaded*>(g.holder_there.get())->rendered = true;
    {
      const std::lock_guard uploading(upload_mutex_);
      check(cudaEventRecord(uploaded_.get(), upload_.get()), "cudaEventRecord");
    }
    check(cudaStreamWaitEvent(render_.get(), uploaded_.get(), 0), "cudaStreamWaitEvent");
    const std::size_t bytes = static_cast<std::size_t>(shape.rows) * shape.row_bytes();
    const std::shared_ptr<Output> out = output_->take(bytes, render_.get());
    std::size_t rows = 0;
    for (const GroupWork& g : now.groups) rows += g.rows.size();
    if (rows < static_cast<std::size_t>(shape.rows)) check(cudaMemsetAsync(out->data(), 0, bytes, render_.get()), "cudaMemsetAsync");
    std::vector<std::byte*> surfaces;
    batch_.build(now.groups, shape, out->data(), [&](std::size_t n) { return surfaces.emplace_back(allocate(n, render_.get())); });
    renderer_.render(batch_.finishing(), render_.get());
    renderer_.render(batch_.rows(), render_.get());
    for (std::byte* const p : surfaces) check(cudaFreeAsync(p, render_.get()), "cudaFreeAsync");
    out->filled(render_.get());
    check(cudaEventRecord(now.done.get(), render_.get()), "cudaEventRecord");
    return std::make_shared<const Lent>(render_, out);
  }

 private:
  BatchRenderer(const OnDevice&, int device, std::size_t limit, Release release)
      : device_(device), pinned_(device), renderer_(device), output_(OutputRing::make(device, 3, limit, release)) {}

  /// A batch as the loader's consumer holds it.
  class Lent final : public DeviceImages {
   public:
    Lent(std::shared_ptr<CUstream_st> producer, std::shared_ptr<Output> out) : producer_(std::move(producer)), out_(std::move(out)) {}
    std::byte* data() const override { return out_->data(); }
    int device() const override { return out_->device(); }
    void lend(std::intptr_t stream) const override {
      out_->deliver(stream == 1 ? cudaStreamLegacy : stream == 2 ? cudaStreamPerThread : reinterpret_cast<cudaStream_t>(stream));
    }

   private:
    std::shared_ptr<CUstream_st> producer_;  ///< which out_ still asks when it is let go of
    std::shared_ptr<Output> out_;
  };
  /// What a group has on the device, and copies on the way there. Its memory is free behind what is enqueued to read it, or,
  /// where it is given up before, to write it.
  struct Uploaded {
    explicit Uploaded(BatchRenderer& from) : renderer(from) {}
    ~Uploaded() { if (data) ignore(cudaFreeAsync(data, rendered ? renderer.render_.get() : renderer.upload_.get())); }
    Uploaded(const Uploaded&) = delete;
    Uploaded& operator=(const Uploaded&) = delete;
    BatchRenderer& renderer;
    std::byte* data = nullptr;
    std::deque<Buffer> staged;
    bool rendered = false;
  };
  /// What must live until a batch is rendered.
  struct InFlight {
    std::vector<GroupWork> groups;
    Owned<cudaEvent_t> done = make_event();
  };

  /// What must live until files are decoded, even if their batch is given up.
  struct Decoding {
    std::vector<std::shared_ptr<void>> held;
    Owned<cudaEvent_t> done = make_event();
  };

  static int usable(int device) {
    const int count = device_count();
    if (device < 0 || device >= count)
      smalti::raise("device.none", "cuda:" + std::to_string(device) + ": there is no device of this number; this process may use " + std::to_string(count));
    return device;
  }
  static bool passed(cudaEvent_t e) {
    const cudaError_t state = cudaEventQuery(e);
    if (state != cudaErrorNotReady) check(state, "cudaEventQuery");
    return state == cudaSuccess;
  }
  std::byte* allocate(std::size_t bytes, cudaStream_t stream) {
    void* p = nullptr;
    check(cudaMallocFromPoolAsync(&p, std::max<std::size_t>(bytes, 256), pool_.get(), stream), "cudaMallocFromPoolAsync", [&] { return std::to_string(bytes) + " bytes for pictures"; });
    return static_cast<std::byte*>(p);
  }
  void send(const std::byte* from, std::byte* to, std::size_t bytes) {
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, upload_.get()), "cudaMemcpyAsync");
  }
  static bool whole(const ImageView& v) { return v.interleaved() && v.row_stride == v.extent.width * v.pixel_stride; }
  /// A copy of somebody's pixels, side by side, in pinned memory.
  const std::byte* packed(const ImageView& v, Uploaded& there) {
    Buffer& staged = there.staged.emplace_back(v.bytes(), &pinned_);
    const std::ptrdiff_t size = size_of(v.dtype), row = v.extent.width * v.channels * size;
    for (int y = 0; y < v.extent.height; ++y) {
      std::byte* to = staged.data() + y * row;
      if (v.interleaved()) {
        std::memcpy(to, v.row(y), static_cast<std::size_t>(row));
        continue;
      }
      for (int x = 0; x < v.extent.width; ++x)
        for (int c = 0; c < v.channels; ++c, to += size) std::memcpy(to, v.row(y) + x * v.pixel_stride + c * v.channel_stride, static_cast<std::size_t>(size));
    }
    return staged.data();
  }

  const int device_;
  PinnedPool pinned_;
  Owned<cudaMemPool_t> pool_ = make_pool(device_);
  Owned<cudaStream_t> upload_ = make_stream();
  std::shared_ptr<CUstream_st> render_ = make_stream();
  Owned<cudaEvent_t> uploaded_ = make_event();
  std::mutex upload_mutex_, decode_mutex_, render_mutex_;
  std::unique_ptr<JpegBatchDecoder> decoder_;
  Renderer<Steps, Kinds> renderer_;
  std::shared_ptr<OutputRing> output_;
  GroupedBatch batch_;
  std::deque<InFlight> in_flight_;
  std::deque<Decoding> decoding_;
};

}  // namespace smalti::cuda
