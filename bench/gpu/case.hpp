// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/value.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace smalti::bench {

/// How the program was called.
struct Setting {
  bool dry = false;  ///< one picture a group and one turn, to see whether everything runs
  std::string photos = "examples/photos";
};

/// Something that is measured. What it needs on the device lives as long as it does.
class Case {
 public:
  virtual ~Case() = default;
  /// What it is: the pipeline, the batch, bytes that must move, launches.
  virtual Value about() const = 0;
  /// One round: milliseconds (and counts, where the name says so), each the median of some turns.
  virtual Value round() = 0;
};
/// A case that is made when it is asked for.
struct Entry {
  std::string name, kind;
  std::function<std::unique_ptr<Case>()> make;
};

/// Batches of chains: crops, mosaics, sizes of all sorts.
std::vector<Entry> chains(const Setting& setting);
/// From encoded bytes in memory to batches on the device.
std::vector<Entry> loaders(const Setting& setting);
/// Every operator alone.
std::vector<Entry> operators(const Setting& setting);

}  // namespace smalti::bench
