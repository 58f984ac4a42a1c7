// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/partners.hpp>
#include <smalti/data/error_budget.hpp>
#include <smalti/data/group_runner.hpp>
#include <smalti/data/loader_options.hpp>
#include <smalti/data/schedule.hpp>
#include <smalti/data/source.hpp>

#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace smalti::detail {

/// A sample that was asked for, and the one that stands in its place.
struct Seat {
  std::int64_t position = 0;  ///< of the epoch: where it is, or whose partner it is
  std::int64_t id = 0, stands = 0;
  int attempts = 0;
  bool valid = true;
};

/// Reads samples, and by policy replaces those that cannot be used.
class SampleReader {
 public:
  SampleReader(const Source& source, const LoaderOptions& options, std::uint32_t epoch, WorkStats& stats)
      : source_(source), options_(options), epoch_(epoch), stats_(stats) {}

  void read(Seat& seat, Item& item) {
    if (auto fault = load(seat, item)) replace(seat, item, std::move(*fault));
  }
  /// Notes what is wrong with the sample that stands there, and reads another one; without one the seat is invalid.
  void replace(Seat& seat, Item& item, Fault fault) {
    std::optional<Fault> wrong = std::move(fault);
    while (wrong) {
      note(seat, std::move(*wrong));
      seat.valid = options_.on_error == OnError::substitute && seat.attempts < 8;
      if (!seat.valid) return;
      seat.stands = static_cast<std::int64_t>(
          substitute_id(options_.seed, static_cast<u64>(seat.id), static_cast<u32>(seat.attempts++), epoch_, static_cast<u64>(source_.size())));
      wrong = load(seat, item);
    }
  }
  void note(const Seat& seat, Fault fault, bool fatal = false) {
    bad.push_back({seat.position, seat.id, seat.stands, epoch_, source_.name(seat.stands), std::move(fault), fatal});
  }

  std::vector<BadSample> bad;

 private:
  std::optional<Fault> load(const Seat& seat, Item& item) {
    const StopWatch watch(stats_.read);
    auto loaded = source_.load(seat.stands, item);
    if (!loaded) return loaded.error();
    return std::nullopt;
  }

  const Source& source_;
  const LoaderOptions& options_;
  std::uint32_t epoch_;
  WorkStats& stats_;
};

/// The partners that the samples of a group draw from the epoch's whole list, as far as they were asked for.
class ListedPartners {
 public:
  /// `first`: position of the group's first sample.
  ListedPartners(SampleReader& reader, const EpochSchedule& schedule, std::int64_t first)
      : reader_(reader), schedule_(schedule), first_(first) {}

  Partner operator()(const Draws& d, int self, int j) {
    int number = 0;
    for (const Entry& e : entries_) {
      if (e.asked_by == d.key && e.self == self && e.j == j) return found(number);
      ++number;
    }
    const u64 index = draw_from_list(d.key, d.at, j, static_cast<u64>(schedule_.samples()));
    const std::int64_t id = schedule_.sample(static_cast<std::int64_t>(index)).index;
    Entry& e = entries_.emplace_back(Entry{d.key, self, j, {first_ + self, id, id}, {}});
    reader_.read(e.seat, e.item);
    return found(number);
  }
  void replace(int number, Fault fault) {
    Entry& e = entries_[static_cast<std::size_t>(number)];
    reader_.replace(e.seat, e.item, std::move(fault));
  }
  std::int64_t size() const { return static_cast<std::int64_t>(entries_.size()); }
  /// The samples themselves, for a holder of what they own.
  std::vector<Item> take() {
    std::vector<Item> items;
    for (Entry& e : entries_) items.push_back(std::move(e.item));
    return items;
  }

 private:
  struct Entry {
    Key asked_by;
    int self, j;
    Seat seat;
    Item item;
  };
  Partner found(int number) const {
    const Entry& e = entries_[static_cast<std::size_t>(number)];
    return {number, e.seat.valid, &e.item};
  }

  SampleReader& reader_;
  const EpochSchedule& schedule_;
  std::int64_t first_;
  std::deque<Entry> entries_;
};

}  // namespace smalti::detail
