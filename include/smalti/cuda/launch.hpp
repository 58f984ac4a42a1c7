// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/type_list.hpp>
#include <smalti/cuda/error.hpp>
#include <smalti/cuda/flat_batch.hpp>

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace smalti::cuda {

/// The tiles of one launch as its kernel finds them, in device memory: a launch can have more blocks than tiles, and what
/// it renders can change while the launch stays the same.
template <class Item>
struct Tiles {
  Grid<Item> grid;
  int count = 0;
};

/// What a kernel of tiles is compiled for: pictures of up to so many channels, and what their layers may be.
template <int Planes, Layers layers_>
struct TileKind {
  static constexpr int planes = Planes;
  static constexpr Layers layers = layers_;
};
/// RGB pictures of uint8 that are cropped, flipped and resized: compiles in a few seconds.
using RgbBytes = TypeList<TileKind<3, byte_layers>>;
/// Everything.
using AnyPictures = TypeList<TileKind<3, byte_layers>, TileKind<1, any_layers>, TileKind<3, any_layers>, TileKind<4, any_layers>>;

/// The kernels of one kind. Their bodies stand in kernels.cuh; a program whose object files hold them needs no nvcc here.
template <class Steps, class Kind>
struct TileKernels {
  static cudaError_t render(const Tiles<Job>* tiles, int blocks, cudaStream_t stream);
  static cudaError_t measure(const Tiles<Job>* tiles, int blocks, cudaStream_t stream);
};
/// The kernel that makes the weights of resizes.
template <int Threads>
struct AxisKernel {
  static cudaError_t weigh(const Tiles<JobAxis>* tiles, int blocks, cudaStream_t stream);
};

/// How much a batch needs of a device, or how much there is.
struct BatchRoom {
  std::size_t launches = 0, records = 0, zeroed = 0, scratch = 0;

  bool holds(const BatchRoom& b) const { return b.launches <= launches && b.records <= records && b.zeroed <= zeroed && b.scratch <= scratch; }
  /// With a share more of everything.
  BatchRoom with_spare(double share) const {
    const auto more = [&](std::size_t n) { return n + static_cast<std::size_t>(share * static_cast<double>(n)); };
    return {launches, more(records), more(zeroed), more(scratch)};
  }
  /// What is copied: the tiles of the weights, those of each launch, and then the records.
  std::size_t copied() const { return table() + records; }
  std::size_t bytes() const { return padded(copied()) + padded(zeroed) + scratch; }
  BatchMemory in(std::byte* base) const {
    const auto at = [base](std::size_t offset) { return reinterpret_cast<std::byte*>(reinterpret_cast<std::uintptr_t>(base) + offset); };  // base may be null
    return {at(table()), at(padded(copied())), at(padded(copied()) + padded(zeroed))};
  }

  static std::size_t padded(std::size_t n) { return (n + 255) / 256 * 256; }
  std::size_t table() const { return padded(sizeof(Tiles<JobAxis>) + launches * sizeof(Tiles<Job>)); }
  static constexpr std::size_t tiles_at(std::size_t launch) { return sizeof(Tiles<JobAxis>) + launch * sizeof(Tiles<Job>); }
};

/// One launch of tiles, apart from what it renders.
struct LaunchShape {
  int blocks = 0;
  int planes = 3;
  Layers layers = any_layers;
  bool measures = false;

  static LaunchShape of(const TileLaunch& l) { return {l.tiles, l.planes, l.layers(), l.measures}; }
};
inline BatchRoom room_of(const FlatBatch& batch) {
  return {batch.launches().size(), batch.records().size(), batch.zeroed_bytes(), batch.scratch_bytes()};
}

namespace detail {

/// Calls f(kind) for the first kind that serves a launch; false: none does.
template <class... Kind, class F>
bool with_kind(TypeList<Kind...>, const LaunchShape& l, F f) {
  return ((Kind::planes == l.planes && Kind::layers <= l.layers ? (f(Kind{}), true) : false) || ...);
}

/// Names of the steps that plans use.
template <class... S>
std::string step_names(TypeList<S...>, std::span<const BatchSample> samples) {
  std::vector<bool> used(sizeof...(S) + 1, false);
  for (const BatchSample& s : samples)
    for (const StepRecord& step : s.plan->steps) used[std::min<std::size_t>(step.code, sizeof...(S))] = true;
  std::string out;
  std::size_t code = 0;
  ((used[code++] ? void(out += (out.empty() ? "" : ", ") + std::string(name_of<S>)) : void()), ...);
  return out.empty() ? "none" : out;
}
inline std::string extent_text(Extent e) { return std::to_string(e.width) + "x" + std::to_string(e.height); }

}  // namespace detail

/// A batch in words, for errors.
template <class Steps>
std::string describe(std::span<const BatchSample> samples) {
  if (samples.empty()) return "a batch of no pictures";
  return "rendering a batch of " + std::to_string(samples.size()) + ", the first to " + detail::extent_text(samples.front().plan->extent) +
         " (steps: " + detail::step_names(Steps{}, samples) + ")";
}

/// Throws unless there is a kernel for each launch.
template <class Kinds, class Work>
void check_kinds(std::span<const LaunchShape> launches, const Work& work) {
  for (const LaunchShape& l : launches)
    if (!detail::with_kind(Kinds{}, l, [](auto) {}))
      smalti::raise("device.kernel", work() + ": no kernel is compiled for " +
                                         (l.planes != 3 && l.layers == byte_layers ? "pictures of up to " + std::to_string(l.planes) + " channels"
                                          : l.layers == axis_layers               ? "pictures of other than uint8 numbers"
                                                                                  : "layers that are warped, displaced or seen through a window") +
                                         "; Renderer<Steps, smalti::cuda::AnyPictures> has kernels for everything");
}

/// Writes what is copied to the device: the tiles of each launch, and the records. Launch number k of the batch is number
/// place(k) on the device; those in between get no tiles.
template <class Place>
void write_upload(const FlatBatch& batch, const BatchRoom& room, std::byte* to, Place place) {
  const auto put = [&](std::size_t at, const auto& tiles) {
    static_assert(std::is_trivially_copyable_v<std::remove_cvref_t<decltype(tiles)>>);
    std::memcpy(to + at, &tiles, sizeof tiles);
  };
  put(0, Tiles<JobAxis>{batch.axes(), batch.axis_blocks()});
  for (std::size_t k = 0; k < room.launches; ++k) put(BatchRoom::tiles_at(k), Tiles<Job>{});
  for (std::size_t k = 0; k < batch.launches().size(); ++k) put(BatchRoom::tiles_at(place(k)), Tiles<Job>{batch.launches()[k].jobs, batch.launches()[k].tiles});
  std::memcpy(to + room.table(), batch.records().data(), batch.records().size());
}

/// Enqueues a batch on a stream: one copy of what lies at `from`, zeros, and the launches. It is all that a batch asks of
/// the stream, so a stream that is being captured takes it, too.
template <class Steps, class Kinds, class Work>
void enqueue(const BatchRoom& room, std::byte* base, const std::byte* from, std::size_t copied, int axis_blocks,
             std::span<const LaunchShape> launches, cudaStream_t stream, const Work& work) {
  check(cudaMemcpyAsync(base, from, copied, cudaMemcpyHostToDevice, stream), "cudaMemcpyAsync", work);
  if (room.zeroed > 0) check(cudaMemsetAsync(room.in(base).zeroed, 0, room.zeroed, stream), "cudaMemsetAsync", work);
  if (axis_blocks > 0) check(AxisKernel<axis_threads>::weigh(reinterpret_cast<const Tiles<JobAxis>*>(base), axis_blocks, stream), "the kernel of weights", work);
  for (std::size_t k = 0; k < launches.size(); ++k) {
    const LaunchShape& l = launches[k];
    const auto* const tiles = reinterpret_cast<const Tiles<Job>*>(base + BatchRoom::tiles_at(k));
    detail::with_kind(Kinds{}, l, [&]<class Kind>(Kind) {
      if (l.measures) check(TileKernels<Steps, Kind>::measure(tiles, l.blocks, stream), "a measuring kernel", work);
      else check(TileKernels<Steps, Kind>::render(tiles, l.blocks, stream), "a rendering kernel", work);
    });
  }
}

}  // namespace smalti::cuda
