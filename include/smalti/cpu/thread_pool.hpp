// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#include <unistd.h>
#endif

namespace smalti::cpu {

/// Processors this process may keep busy: the lesser of its affinity mask and its cgroup's quota, divided by
/// LOCAL_WORLD_SIZE; SMALTI_NUM_THREADS overrides. At least 1.
inline int available_processors() {
  const auto number = [](const char* name) {
    const char* text = std::getenv(name);
    return text ? std::atoi(text) : 0;
  };
  if (const int n = number("SMALTI_NUM_THREADS"); n > 0) return n;
  int n = static_cast<int>(std::thread::hardware_concurrency());
#if defined(__linux__)
  cpu_set_t mask;
  if (sched_getaffinity(0, sizeof mask, &mask) == 0) n = CPU_COUNT(&mask);
  std::ifstream quota_file("/sys/fs/cgroup/cpu.max");
  std::string quota;
  double period = 0;
  if (quota_file >> quota >> period && quota != "max" && period > 0)
    n = std::min(n, static_cast<int>(std::max(1.0, std::stod(quota) / period)));
#endif
  if (const int ranks = number("LOCAL_WORLD_SIZE"); ranks > 1) n /= ranks;
  return std::max(1, n);
}

/// Worker threads that run tasks in the order of submission. A pool belongs to the process that made it: after fork the
/// child gets a new one, and the old one is left alone.
class ThreadPool {
 public:
  explicit ThreadPool(int threads) { grow(threads); }
  ~ThreadPool() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& t : threads_) t.join();
  }
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// The pool of this process, made on first use, with at least `threads` threads.
  static ThreadPool& shared(int threads) {
    static std::mutex guard;  // never held across a fork by us: taken for a moment, and only here
    static ThreadPool* pool = nullptr;
    static long owner = 0;
#if defined(__linux__)
    const long self = getpid();
#else
    const long self = 1;
#endif
    if (owner != self) {  // first use, or a forked child: the inherited pool has no threads here and is leaked
      pool = new ThreadPool(threads);
      owner = self;
      return *pool;
    }
    const std::lock_guard lock(guard);
    pool->grow(threads);
    return *pool;
  }

  void submit(std::function<void()> task) {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
  }

 private:
  void grow(int threads) {
    while (static_cast<int>(threads_.size()) < threads) threads_.emplace_back([this] { work(); });
  }
  void work() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
        if (tasks_.empty()) return;
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      task();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  bool stopping_ = false;
};

}  // namespace smalti::cpu
