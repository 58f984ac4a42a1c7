// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/epoch_order.hpp>
#include <smalti/core/error.hpp>
#include <smalti/core/params.hpp>

#include <cstdint>
#include <string>

namespace smalti {

/// What happens to the samples that do not fill a global batch.
enum class Tail : std::uint8_t {
  drop,  ///< they are left out
  wrap,  ///< the epoch's first samples fill up, drawn anew
  short_ ///< the last batch is smaller
};
template <>
inline constexpr std::array<std::string_view, 3> enum_names<Tail>{"drop", "wrap", "short"};

/// A run of positions of the epoch's order.
struct Slice {
  std::int64_t begin = 0, end = 0;
  std::int64_t size() const { return end - begin; }
};

/// Which sample stands where: the same for any number of ranks, threads and workers. Everything is O(1).
class EpochSchedule {
 public:
  EpochSchedule() = default;
  EpochSchedule(std::int64_t samples, std::uint64_t seed, std::uint32_t epoch, bool shuffle, std::int64_t global_batch, Tail tail)
      : order_(static_cast<u64>(samples), seed, epoch), samples_(samples), batch_(global_batch), shuffle_(shuffle), tail_(tail) {}

  std::int64_t samples() const { return samples_; }
  /// Global batches of the epoch.
  std::int64_t steps() const {
    return tail_ == Tail::drop ? samples_ / batch_ : (samples_ + batch_ - 1) / batch_;
  }
  /// One past the last position of the epoch.
  std::int64_t length() const { return tail_ == Tail::short_ ? samples_ : steps() * batch_; }
  /// Positions of a rank in global batch k; the last batch of a short tail may leave later ranks with less or nothing.
  Slice slice(std::int64_t k, int rank, int world) const {
    const std::int64_t first = k * batch_, each = batch_ / world;
    const auto cut = [&](std::int64_t p) { return p < length() ? p : length(); };
    return {cut(first + rank * each), cut(first + (rank + 1) * each)};
  }
  /// Index in the source of the sample at a position.
  std::int64_t index(std::int64_t position) const {
    const std::int64_t p = position % samples_;
    return shuffle_ ? static_cast<std::int64_t>(order_(static_cast<u64>(p))) : p;
  }
  /// How often the sample came up before in this epoch.
  std::uint32_t occurrence(std::int64_t position) const { return static_cast<std::uint32_t>(position / samples_); }

 private:
  EpochOrder order_{1, 0, 0};
  std::int64_t samples_ = 0, batch_ = 1;
  bool shuffle_ = true;
  Tail tail_ = Tail::drop;
};

}  // namespace smalti
