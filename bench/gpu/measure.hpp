// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cuda/memory.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace smalti::bench {

using cuda::check;

inline double median(std::vector<double> v) {
  std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
  return v[v.size() / 2];
}

/// Milliseconds that the host spends in f.
template <class F>
double host_ms(F f) {
  const auto begin = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

/// Milliseconds of the device and of the host that enqueues.
struct Spent {
  double device = 0, host = 0;
};

/// Times what is put on a stream. The stream is held until the host has put all of it there: what the device spends is
/// then its own work, not the time that the host takes to launch it.
class DeviceClock {
 public:
  explicit DeviceClock(cudaStream_t stream) : stream_(stream) {}

  template <class F>
  Spent run(F enqueue) {
    Spent spent = timed(enqueue);
    if (!hold_.late) return spent;
    held_ = false;
    return timed(enqueue);
  }
  /// False: the host once waited for the device while it enqueued. Streams are no longer held then, and times of the
  /// device hold those of launches.
  bool held() const { return held_; }

 private:
  struct Hold {
    std::atomic<bool> open = false, late = false;
    /// In a thread of the runtime. It gives up after a while: a host that waits for the device would wait for ever.
    static void CUDART_CB wait(void* self) {
      Hold& hold = *static_cast<Hold*>(self);
      const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
      while (!hold.open && std::chrono::steady_clock::now() < end) std::this_thread::yield();
      hold.late = !hold.open;
    }
  };
  /// Lets the stream go on and waits for it, whatever happened.
  struct Opens {
    DeviceClock& clock;
    ~Opens() {
      clock.hold_.open = true;
      cuda::ignore(cudaStreamSynchronize(clock.stream_));
    }
  };
  template <class F>
  Spent timed(F& enqueue) {
    hold_.open = hold_.late = false;
    if (held_) check(cudaLaunchHostFunc(stream_, &Hold::wait, &hold_), "cudaLaunchHostFunc");
    Spent spent;
    {
      const Opens opens{*this};
      check(cudaEventRecord(begin_.get(), stream_), "cudaEventRecord");
      spent.host = host_ms(enqueue);
      check(cudaEventRecord(end_.get(), stream_), "cudaEventRecord");
    }
    float ms = 0;
    check(cudaEventElapsedTime(&ms, begin_.get(), end_.get()), "cudaEventElapsedTime");
    spent.device = double{ms};
    return spent;
  }
  static cuda::Owned<cudaEvent_t> timing_event() {
    cudaEvent_t e = nullptr;
    check(cudaEventCreateWithFlags(&e, 0), "cudaEventCreateWithFlags");
    return cuda::Owned<cudaEvent_t>(e);
  }

  cudaStream_t stream_;
  cuda::Owned<cudaEvent_t> begin_ = timing_event(), end_ = timing_event();
  Hold hold_;
  bool held_ = true;
};

}  // namespace smalti::bench
