// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/source.hpp>
#include <smalti/io/hash.hpp>

#include <algorithm>
#include <functional>
#include <utility>

namespace smalti {

/// Samples in memory: pictures or encoded bytes that somebody owns, each with its targets. `owner` keeps the memory alive.
class Sequence final : public Source {
 public:
  struct Entry {
    std::span<const std::byte> encoded;  ///< empty: `pixels` is the picture
    ImageView pixels;
    Targets targets;
  };
  explicit Sequence(std::vector<Entry> entries, std::shared_ptr<const void> owner = nullptr, std::vector<std::string> classes = {})
      : entries_(std::move(entries)), owner_(std::move(owner)), classes_(std::move(classes)) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(entries_.size()); }
  std::vector<std::string> classes() const override {
    if (!classes_.empty()) return classes_;
    int last = -1;
    for (const Entry& e : entries_) last = std::max(last, e.targets.label);
    std::vector<std::string> numbered;
    for (int c = 0; c <= last; ++c) numbered.push_back(std::to_string(c));
    return numbered;
  }
  void class_ids(std::int64_t index, std::vector<int>& ids) const override {
    class_ids_of(entries_[static_cast<std::size_t>(index)].targets, ids);
  }
  std::string name(std::int64_t index) const override { return "item " + std::to_string(index); }

  Result<Done> load(std::int64_t index, Item& item) const override {
    const Entry& e = entries_[static_cast<std::size_t>(index)];
    item.name = name(index);
    item.encoded = e.encoded;
    item.pixels = e.pixels;
    item.targets = e.targets;
    item.labelled.reset();
    return Done{};
  }

  std::uint64_t fingerprint() const override {
    std::string index;
    for (const Entry& e : entries_)
      index += std::to_string(e.encoded.size()) + ' ' + std::to_string(e.pixels.extent.width) + 'x' + std::to_string(e.pixels.extent.height) + ' ' +
               std::to_string(e.targets.label) + ' ' + std::to_string(e.targets.instances.size()) + '\n';
    return io::xxh3(index);
  }

 private:
  std::vector<Entry> entries_;
  std::shared_ptr<const void> owner_;
  std::vector<std::string> classes_;
};

}  // namespace smalti
