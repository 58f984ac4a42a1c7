// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/renderer.hpp>

#include <array>
#include <span>
#include <string>
#include <vector>

namespace smalti::cuda {

/// A batch captured as a CUDA graph, and replayed for others of its kind: a launch then costs the host the same whatever
/// the batch. What a replay renders, and where to, is that of the last update. `Steps` and `Kinds` as of a Renderer.
template <class Steps, class Kinds = RgbBytes>
class Graph {
 public:
  /// Captures a batch. Later ones may need a share of `spare` more tiles, records and memory than it does: crops of other
  /// sizes have other weights, for one.
  explicit Graph(std::span<const BatchSample> samples, double spare = 0.5, int device = current_device()) : memory_(device) {
    const OnDevice here(device);
    const auto work = [&] { return describe<Steps>(samples); };
    if (samples.empty()) smalti::raise("param.range", "Graph.samples = 0: must be at least 1");
    batch_.build(samples, {});
    for (const TileLaunch& l : batch_.launches()) shapes_.push_back(LaunchShape::of(l));
    check_kinds<Kinds>(shapes_, work);
    const auto more = [&](int blocks) { return blocks + static_cast<int>(spare * blocks); };
    for (LaunchShape& s : shapes_) s.blocks = more(s.blocks);
    axis_blocks_ = more(batch_.axis_blocks());
    room_ = room_of(batch_).with_spare(spare);
    const Owned<cudaStream_t> stream = make_stream();
    std::byte* const base = memory_.acquire(room_.bytes(), stream.get());
    for (Replay& r : replays_) capture(r, base, stream.get(), work);
    update(samples);
  }

  /// Puts another batch in its place. The host waits only for the replay before the last one. Throws DeviceError
  /// [device.kernel] if the batch does not fit what was captured; what was there then stays.
  void update(std::span<const BatchSample> samples) {
    Process::check();
    const OnDevice here(memory_.device());
    batch_.build(samples, room_.in(memory_.data()));
    place(samples);
    Replay& next = replays_[1 - turn_];
    write_upload(batch_, room_, next.pinned.acquire(room_.copied()), [&](std::size_t k) { return places_[k]; });
    turn_ = 1 - turn_;
  }

  /// Enqueues the batch of the last update on a stream of the device.
  void launch(cudaStream_t stream) {
    Process::check();
    const OnDevice here(memory_.device());
    Replay& r = replays_[turn_];
    memory_.acquire(0, stream);
    check(cudaGraphLaunch(r.run.get(), stream), "cudaGraphLaunch");
    r.pinned.release(stream);
    memory_.release(stream);
  }

 private:
  /// Two take turns, so that the host writes one batch while the device copies the other.
  struct Replay {
    PinnedMemory pinned;
    Owned<cudaGraph_t> graph;
    Owned<cudaGraphExec_t> run;
  };

  template <class Work>
  void capture(Replay& r, std::byte* base, cudaStream_t stream, const Work& work) {
    const std::byte* const from = r.pinned.acquire(room_.copied());
    check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "cudaStreamBeginCapture", work);
    cudaGraph_t graph = nullptr;
    try {
      enqueue<Steps, Kinds>(room_, base, from, room_.copied(), axis_blocks_, shapes_, stream, work);
    } catch (...) {
      ignore(cudaStreamEndCapture(stream, &graph));
      if (graph) ignore(cudaGraphDestroy(graph));
      throw;
    }
    check(cudaStreamEndCapture(stream, &graph), "cudaStreamEndCapture", work);
    r.graph.reset(graph);
    cudaGraphExec_t run = nullptr;
    check(cudaGraphInstantiate(&run, graph, 0), "cudaGraphInstantiate", work);
    r.run.reset(run);
  }
  /// Finds for each launch of the batch one that was captured and does its work, in the same order.
  void place(std::span<const BatchSample> samples) {
    const auto refuse = [&](const std::string& what) {
      smalti::raise("device.kernel", describe<Steps>(samples) + ": does not fit the captured graph: " + what + "; capture one with more to spare, or a batch that has everything");
    };
    const BatchRoom needed = room_of(batch_);
    const auto hold = [&](const char* what, std::size_t n, std::size_t room) {
      if (n > room) refuse("it takes " + std::to_string(n) + " " + what + ", captured were " + std::to_string(room));
    };
    hold("bytes of records", needed.records, room_.records);
    hold("bytes of zeros", needed.zeroed, room_.zeroed);
    hold("bytes of memory between passes", needed.scratch, room_.scratch);
    hold("blocks of weights", static_cast<std::size_t>(batch_.axis_blocks()), static_cast<std::size_t>(axis_blocks_));
    places_.clear();
    std::size_t at = 0;
    for (const TileLaunch& l : batch_.launches()) {
      while (at < shapes_.size() && !serves(shapes_[at], LaunchShape::of(l))) ++at;
      if (at == shapes_.size()) refuse("it has a launch of " + std::to_string(l.tiles) + " tiles that " + (l.measures ? "measures" : "renders") + " and has no place");
      places_.push_back(at++);
    }
  }
  /// Whether the kernel that was captured for `a` does the work of `b`.
  static bool serves(const LaunchShape& a, const LaunchShape& b) {
    bool kernel = false;
    detail::with_kind(Kinds{}, a, [&]<class Kind>(Kind) { kernel = Kind::layers <= b.layers; });
    return kernel && a.planes == b.planes && a.measures == b.measures && b.blocks <= a.blocks;
  }

  DeviceMemory memory_;
  FlatBatch batch_;
  BatchRoom room_;
  int axis_blocks_ = 0;
  std::vector<LaunchShape> shapes_;
  std::vector<std::size_t> places_;
  std::array<Replay, 2> replays_;
  std::size_t turn_ = 0;
};

}  // namespace smalti::cuda
