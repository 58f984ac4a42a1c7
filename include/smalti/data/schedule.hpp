// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/epoch_order.hpp>
#include <smalti/core/error.hpp>
#include <smalti/core/params.hpp>

#include <cstdint>
#include <memory>
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

/// A sample of an epoch: its index in the source, how often it came before, and how many numbers its copies take.
struct Pick {
  std::int64_t index = 0;
  std::uint32_t occurrence = 0, copies = 1;
};

/// What an epoch consists of before it is put in order, where samples come more or less often than once: virtual indices
/// [0, size()), each a sample and a copy of it. Safe to read from many threads.
class EpochSamples {
 public:
  virtual ~EpochSamples() = default;
  virtual std::int64_t size() const = 0;
  virtual Pick operator[](std::int64_t virtual_index) const = 0;
  /// The most numbers that the copies of one sample take.
  virtual std::uint32_t most_copies() const = 0;
};

/// Which sample stands where: the same for any number of ranks, threads and workers. O(1), or a search where a sampler
/// says what the epoch consists of.
class EpochSchedule {
 public:
  EpochSchedule() = default;
  EpochSchedule(std::int64_t samples, std::uint64_t seed, std::uint32_t epoch, bool shuffle, std::int64_t global_batch, Tail tail)
      : order_(static_cast<u64>(samples), seed, epoch), samples_(samples), batch_(global_batch), epoch_(epoch), shuffle_(shuffle), tail_(tail) {}
  /// Throws ParamError if a sample would come more than 2^16 times.
  EpochSchedule(std::shared_ptr<const EpochSamples> of, std::uint64_t seed, std::uint32_t epoch, bool shuffle, std::int64_t global_batch, Tail tail)
      : EpochSchedule(of->size(), seed, epoch, shuffle, global_batch, tail) {
    of_ = std::move(of);
    const std::int64_t rounds = samples_ > 0 ? (length() + samples_ - 1) / samples_ : 0;
    if (of_->most_copies() * rounds > 65536)
      raise("param.range", "Loader.sampler: must repeat a sample at most 65536 times an epoch, not " + std::to_string(of_->most_copies() * rounds) +
                               "; bound the repeats or shorten the epoch");
  }

  std::uint32_t epoch() const { return epoch_; }
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
  /// The sample of a virtual index of the epoch's multiset.
  Pick sample(std::int64_t virtual_index) const { return of_ ? (*of_)[virtual_index] : Pick{virtual_index}; }
  /// The sample at a position; positions past the multiset go round it again, drawn anew.
  Pick operator[](std::int64_t position) const {
    const std::int64_t p = position % samples_;
    Pick pick = sample(shuffle_ ? static_cast<std::int64_t>(order_(static_cast<u64>(p))) : p);
    pick.occurrence += static_cast<std::uint32_t>(position / samples_) * pick.copies;
    return pick;
  }

 private:
  EpochOrder order_{1, 0, 0};
  std::shared_ptr<const EpochSamples> of_;  ///< null: every sample once
  std::int64_t samples_ = 0, batch_ = 1;
  std::uint32_t epoch_ = 0;
  bool shuffle_ = true;
  Tail tail_ = Tail::drop;
};

}  // namespace smalti
