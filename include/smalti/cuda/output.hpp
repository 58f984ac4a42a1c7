// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/memory.hpp>

#include <cstdlib>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace smalti::cuda {

/// When memory that somebody held may be used again.
enum class Release {
  stream,  ///< behind what is enqueued, when they let go of it, on the streams that were recorded
  device   ///< behind everything that the device then does, whatever the stream
};

class OutputRing;

/// Device memory for one batch, from the ring until its last reference dies. The last holder lets go of it on any thread,
/// at any time, while kernels that read it may still be queued.
class Output {
 public:
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output();

  std::byte* data() const;
  std::size_t bytes() const { return bytes_; }
  int device() const;
  /// What fills it is enqueued on `producer`.
  void filled(cudaStream_t producer);
  /// Lets a consumer's stream wait until it is filled, and remembers that stream. The host waits for nothing.
  void deliver(cudaStream_t consumer);
  /// It is used on another stream, too.
  void record_stream(cudaStream_t stream);

 private:
  friend class OutputRing;
  struct Piece {
    std::byte* data = nullptr;
    std::size_t bytes = 0;
    Owned<cudaEvent_t> filled;
    std::vector<Owned<cudaEvent_t>> used;  ///< one for each stream that read it
    std::size_t waits = 0;                 ///< how many of them were recorded
    bool held = false, device = false;     ///< device: used on unknown streams
  };
  Output(std::shared_ptr<OutputRing> ring, Piece& piece, std::size_t bytes) : ring_(std::move(ring)), piece_(piece), bytes_(bytes) {}

  std::shared_ptr<OutputRing> ring_;
  Piece& piece_;
  std::size_t bytes_;
  std::vector<cudaStream_t> streams_;
};

/// Device memory for the batches that leave. What comes back rests in quarantine until all streams that used it have passed
/// the point where it was let go; the stream that fills it next waits for that, not the host. Thread-safe.
class OutputRing : public std::enable_shared_from_this<OutputRing> {
 public:
  /// `depth` pieces are made before resting ones are waited for; `limit` bytes bound all of them.
  static std::shared_ptr<OutputRing> make(int device, int depth = 3, std::size_t limit = std::numeric_limits<std::size_t>::max(), Release release = Release::stream) {
    return std::shared_ptr<OutputRing>(new OutputRing(device, depth, limit, release));
  }
  OutputRing(const OutputRing&) = delete;
  OutputRing& operator=(const OutputRing&) = delete;
  ~OutputRing() {
    for (const Piece& p : pieces_) drop(p, stream_.get(), [](cudaError_t e, const char*) { ignore(e); });
  }

  /// Memory that `producer` may write from here on. Throws DeviceError [device.memory] if all that the limit allows is held.
  std::shared_ptr<Output> take(std::size_t bytes, cudaStream_t producer) {
    Process::check();
    const OnDevice here(device_);
    const std::lock_guard lock(mutex_);
    const std::size_t room = std::max<std::size_t>((bytes + 255) / 256 * 256, 256);
    Piece* piece = resting(room, true);
    if (!piece && (static_cast<int>(pieces_.size()) < depth_ || !resting(room, false)) && bytes_ + room <= limit_) piece = &made(room, producer);
    if (!piece) piece = resting(room, false);
    if (!piece) piece = exchanged(room, producer);
    if (piece->device) check(cudaDeviceSynchronize(), "cudaDeviceSynchronize");
    for (std::size_t k = 0; k < piece->waits; ++k) check(cudaStreamWaitEvent(producer, piece->used[k].get(), 0), "cudaStreamWaitEvent");
    piece->waits = 0, piece->device = false, piece->held = true;
    return std::shared_ptr<Output>(new Output(shared_from_this(), *piece, bytes));
  }

  int device() const { return device_; }
  /// Bytes of all pieces, held or resting.
  std::size_t bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  friend class Output;
  using Piece = Output::Piece;

  OutputRing(int device, int depth, std::size_t limit, Release release)
      : device_(device), depth_(depth), limit_(limit), release_(release), pool_(make_pool(device)), stream_(make_stream()) {
    const char* asked = std::getenv("SMALTI_CHECK_LIFETIME");
    checks_ = asked && std::string_view(asked) == "1";
  }

  /// The piece that has rested longest and is large enough, but not twice as large; `idle`: nobody reads it any more.
  Piece* resting(std::size_t room, bool idle) {
    for (Piece& p : pieces_) {
      if (p.held || p.bytes < room || p.bytes / 2 > room) continue;
      if (!idle) return &p;
      bool passed = !p.device;
      for (std::size_t k = 0; k < p.waits && passed; ++k) {
        const cudaError_t e = cudaEventQuery(p.used[k].get());
        if (e != cudaErrorNotReady) check(e, "cudaEventQuery");
        passed = e == cudaSuccess;
      }
      if (passed) return &p;
    }
    return nullptr;
  }
  Piece& made(std::size_t room, cudaStream_t producer) {
    Piece p;
    p.filled = make_event();
    void* data = nullptr;
    check(cudaMallocFromPoolAsync(&data, room, pool_.get(), producer), "cudaMallocFromPoolAsync", [&] { return std::to_string(room) + " bytes for a batch"; });
    p.data = static_cast<std::byte*>(data), p.bytes = room;
    bytes_ += room;
    return pieces_.emplace_back(std::move(p));
  }
  /// A new piece in place of resting ones of other sizes.
  Piece* exchanged(std::size_t room, cudaStream_t producer) {
    for (auto p = pieces_.begin(); p != pieces_.end() && bytes_ + room > limit_;) {
      if (p->held) { ++p; continue; }
      drop(*p, producer, [](cudaError_t e, const char* call) { check(e, call); });
      bytes_ -= p->bytes;
      p = pieces_.erase(p);
    }
    if (bytes_ + room <= limit_) return &made(room, producer);
    smalti::raise("device.memory", std::to_string(pieces_.size()) + " batches are held, " + std::to_string(bytes_) + " bytes, and the next one takes " +
                                       std::to_string(room) + ": the limit is " + std::to_string(limit_) + " bytes; let go of batches, or raise device_memory_limit");
  }
  template <class F>
  static void drop(const Piece& p, cudaStream_t stream, F checked) {
    if (p.device) checked(cudaDeviceSynchronize(), "cudaDeviceSynchronize");
    for (std::size_t k = 0; k < p.waits; ++k) checked(cudaStreamWaitEvent(stream, p.used[k].get(), 0), "cudaStreamWaitEvent");
    checked(cudaFreeAsync(p.data, stream), "cudaFreeAsync");
  }

  /// Takes a piece back. Nobody can be told of an error here: a stream that is gone counts as unknown.
  void take_back(Piece& piece, std::vector<cudaStream_t>& streams) noexcept {
    const std::lock_guard lock(mutex_);
    int before = 0;
    ignore(cudaGetDevice(&before));
    ignore(cudaSetDevice(device_));
    piece.device = release_ == Release::device;
    if (streams.empty()) streams.push_back(cudaStreamLegacy);
    for (const cudaStream_t s : streams) rest(piece, s);
    if (checks_ && !piece.device) {
      for (std::size_t k = 0; k < piece.waits; ++k) ignore(cudaStreamWaitEvent(stream_.get(), piece.used[k].get(), 0));
      ignore(cudaMemsetAsync(piece.data, 0xA5, piece.bytes, stream_.get()));
      piece.waits = 0;
      rest(piece, stream_.get());
    }
    piece.held = false;
    for (auto p = pieces_.begin(); p != pieces_.end(); ++p)  // to the end: the one that has rested longest comes first
      if (&*p == &piece) { pieces_.splice(pieces_.end(), pieces_, p); break; }
    ignore(cudaSetDevice(before));
  }
  void rest(Piece& piece, cudaStream_t stream) noexcept {
    if (piece.waits == piece.used.size()) {
      cudaEvent_t e = nullptr;
      ignore(cudaEventCreateWithFlags(&e, cudaEventDisableTiming));
      piece.used.emplace_back(e);
    }
    const cudaEvent_t e = piece.used[piece.waits].get();
    const cudaError_t recorded = e ? cudaEventRecord(e, stream) : cudaErrorMemoryAllocation;
    ignore(recorded);
    if (recorded == cudaSuccess) ++piece.waits;
    else piece.device = true;
  }

  const int device_, depth_;
  const std::size_t limit_;
  const Release release_;
  bool checks_ = false;
  Owned<cudaMemPool_t> pool_;
  Owned<cudaStream_t> stream_;
  mutable std::mutex mutex_;
  std::list<Piece> pieces_;
  std::size_t bytes_ = 0;
};

inline Output::~Output() { ring_->take_back(piece_, streams_); }
inline std::byte* Output::data() const { return piece_.data; }
inline int Output::device() const { return ring_->device(); }
inline void Output::filled(cudaStream_t producer) {
  check(cudaEventRecord(piece_.filled.get(), producer), "cudaEventRecord");
  record_stream(producer);
}
inline void Output::deliver(cudaStream_t consumer) {
  check(cudaStreamWaitEvent(consumer, piece_.filled.get(), 0), "cudaStreamWaitEvent");
  record_stream(consumer);
}
inline void Output::record_stream(cudaStream_t stream) {
  if (std::find(streams_.begin(), streams_.end(), stream) == streams_.end()) streams_.push_back(stream);
}

}  // namespace smalti::cuda
