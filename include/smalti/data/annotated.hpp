// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/labels.hpp>
#include <smalti/data/source.hpp>
#include <smalti/io/bytes.hpp>
#include <smalti/io/hash.hpp>

#include <filesystem>
#include <utility>

namespace smalti {

/// Pictures in files with annotations that were read beforehand: what PascalVoc and Coco have in common.
class Annotated : public Source {
 public:
  std::int64_t size() const override { return static_cast<std::int64_t>(entries_.size()); }
  std::vector<std::string> classes() const override { return classes_; }
  void class_ids(std::int64_t index, std::vector<int>& ids) const override { class_ids_of(entry(index).targets, ids); }
  std::string name(std::int64_t index) const override { return entry(index).path; }
  /// Labels that were dropped or clipped while the annotations were read.
  const LabelCounts& counts() const { return counts_; }

  Result<Done> load(std::int64_t index, Item& item) const override { return read(index, item, static_cast<std::size_t>(-1)); }
  Result<Done> head(std::int64_t index, Item& item) const override { return read(index, item, head_bytes); }

  std::uint64_t fingerprint() const override {
    std::string index;
    for (const Entry& e : entries_) {
      index += std::filesystem::path(e.path).filename().string() + ' ' + std::to_string(e.extent.width) + 'x' + std::to_string(e.extent.height);
      for (const Instance& i : e.targets.instances)
        index += ' ' + std::to_string(i.class_id) + ':' + text_of(i.box.x1) + ',' + text_of(i.box.y1) + ',' + text_of(i.box.x2) + ',' + text_of(i.box.y2);
      index += '\n';
    }
    for (const std::string& c : classes_) index += c + '\n';
    return io::xxh3(index);
  }

 protected:
  struct Entry {
    std::string path;
    Extent extent;  ///< as the annotation says
    Targets targets;
  };
  const Entry& entry(std::int64_t index) const { return entries_[static_cast<std::size_t>(index)]; }

  std::vector<Entry> entries_;
  std::vector<std::string> classes_;
  LabelCounts counts_;

 private:
  Result<Done> read(std::int64_t index, Item& item, std::size_t most) const {
    const Entry& e = entry(index);
    item.name = e.path;
    item.targets = e.targets;
    item.labelled = e.extent;
    auto bytes = io::read_file(item.name, item.file, {}, most);
    if (!bytes) return bytes.error();
    item.encoded = *bytes;
    item.pixels = {};
    return Done{};
  }
};

}  // namespace smalti
