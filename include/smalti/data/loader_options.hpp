// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/sampler.hpp>
#include <smalti/data/schedule.hpp>
#include <smalti/io/decode.hpp>

#include <optional>
#include <string>

namespace smalti {

/// What a sample that cannot be read does to its batch.
enum class OnError : std::uint8_t {
  raise,       ///< the error is thrown, after the batch's other samples are finished
  substitute,  ///< another sample takes the row; draws stay those of the row
  null         ///< the row stays, blank and invalid
};
template <>
inline constexpr std::array<std::string_view, 3> enum_names<OnError>{"raise", "substitute", "null"};

/// Whom a mixing operator mixes a sample with.
enum class Partners : std::uint8_t {
  group,   ///< members of its mix group, each decoded once
  dataset  ///< any sample of the epoch's list, decoded anew
};
template <>
inline constexpr std::array<std::string_view, 2> enum_names<Partners>{"group", "dataset"};

/// How a Loader runs. Threads, prefetch and ranks never change what comes out.
struct LoaderOptions {
  int batch_size = 1;  ///< rows of this rank
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  int epochs = 0;  ///< of the whole training; fills the open totals of schedules
  bool shuffle = true;         ///< false, here or in the sampler: in order
  std::optional<Sampler> sampler{};  ///< which samples an epoch consists of; none: each once
  std::optional<Tail> tail{};  ///< none: drop when shuffled, else short
  std::optional<bool> pad{};   ///< blank rows up to batch_size in a short batch; none: with several ranks
  int threads = 0;             ///< 0: the processors that the process may use
  int prefetch = 2;            ///< batches in work beyond the one that is waited for
  int rank = 0, world_size = 1;
  std::optional<Dtype> dtype{};  ///< of the pictures; none: what the pipeline ends with
  Layout layout = Layout::CHW;
  int group = 16;  ///< places of a mix group
  Partners partners = Partners::group;
  io::Decode decode{};
  OnError on_error = OnError::raise;
  double max_errors = 0;   ///< a count, or below 1 a rate; 1: any
  std::string report{};    ///< file that gets a line of JSON per bad sample
  bool allow_dataset_change = false, allow_pipeline_change = false;  ///< when a state is loaded

  bool shuffles() const {
    return shuffle && (!sampler || std::visit([](const auto& s) { return s.shuffle; }, *sampler));
  }
  Tail tail_rule() const { return tail.value_or(shuffles() ? Tail::drop : Tail::short_); }
};

}  // namespace smalti
