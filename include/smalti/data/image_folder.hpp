// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/source.hpp>
#include <smalti/io/bytes.hpp>
#include <smalti/io/hash.hpp>

#include <algorithm>
#include <filesystem>

namespace smalti {

/// A folder of class folders: each first-level folder is a class, in the order of the names' bytes. A folder that holds
/// only pictures is a source without labels (label -1). Hidden files and thumbnails of file managers are passed over.
class ImageFolder final : public Source {
 public:
  /// Lists the folder; throws IoError, or LabelError[label.missing] naming the first file that stands beside folders.
  explicit ImageFolder(const std::filesystem::path& root, io::Limits limits = {}) : root_(root), limits_(limits) {
    namespace fs = std::filesystem;
    std::error_code failed;
    if (!fs::is_directory(root, failed))
      raise(failed ? "io.not_found" : "io.not_found", root.string() + ": must be a folder of pictures, or of one folder a class");
    std::vector<std::string> stray;
    for (const auto& entry : fs::directory_iterator(root)) {
      const std::string name = entry.path().filename().string();
      if (hidden(name)) continue;
      if (entry.is_directory()) classes_.push_back(name);
      else if (picture(name)) stray.push_back(name);
    }
    std::sort(classes_.begin(), classes_.end());
    std::sort(stray.begin(), stray.end());
    if (!classes_.empty() && !stray.empty())
      raise("label.missing", (root / stray.front()).string() + ": must stand in a class folder, as " + std::to_string(classes_.size()) +
                                 " folders beside it are classes; move it or take it away");
    for (const std::string& name : stray) items_.push_back({name, -1});
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      std::vector<std::string> names;
      for (const auto& entry : fs::recursive_directory_iterator(root / classes_[c], fs::directory_options::follow_directory_symlink)) {
        const std::string name = entry.path().filename().string();
        if (!hidden(name) && picture(name) && !entry.is_directory()) names.push_back(fs::relative(entry.path(), root).generic_string());
      }
      std::sort(names.begin(), names.end());
      for (std::string& name : names) items_.push_back({std::move(name), static_cast<int>(c)});
    }
    if (items_.empty()) raise("io.not_found", root.string() + ": must hold at least one picture");
  }

  std::int64_t size() const override { return static_cast<std::int64_t>(items_.size()); }
  std::vector<std::string> classes() const override { return classes_; }
  void class_ids(std::int64_t index, std::vector<int>& ids) const override {
    ids.clear();
    if (at(index).label >= 0) ids.push_back(at(index).label);
  }
  std::string name(std::int64_t index) const override { return (root_ / at(index).path).string(); }

  Result<Done> load(std::int64_t index, Item& item) const override { return read(index, item, static_cast<std::size_t>(-1)); }
  Result<Done> head(std::int64_t index, Item& item) const override { return read(index, item, head_bytes); }

  std::uint64_t fingerprint() const override {
    std::string index;
    for (const Entry& e : items_) {
      std::error_code failed;
      const auto bytes = std::filesystem::file_size(root_ / e.path, failed);
      index += e.path + '\n' + std::to_string(e.label) + '\n' + std::to_string(failed ? 0 : bytes) + '\n';
    }
    for (const std::string& c : classes_) index += c + '\n';
    return io::xxh3(index);
  }

 private:
  struct Entry {
    std::string path;
    int label;
  };
  Result<Done> read(std::int64_t index, Item& item, std::size_t most) const {
    item.name = name(index);
    item.targets.clear();
    item.labelled.reset();
    item.targets.label = at(index).label;
    auto bytes = io::read_file(item.name, item.file, limits_, most);
    if (!bytes) return bytes.error();
    item.encoded = *bytes;
    item.pixels = {};
    return Done{};
  }
  static bool hidden(const std::string& name) { return name.starts_with('.') || name == "Thumbs.db" || name == "desktop.ini"; }
  static bool picture(const std::string& name) {
    std::string ext = std::filesystem::path(name).extension().string();
    std::transform(ext.begin(), ext.end(), ext.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::string_view known[] = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp"};
    return std::find(std::begin(known), std::end(known), ext) != std::end(known);
  }
  const Entry& at(std::int64_t index) const { return items_[static_cast<std::size_t>(index)]; }

  std::filesystem::path root_;
  io::Limits limits_;
  std::vector<std::string> classes_;
  std::vector<Entry> items_;
};

}  // namespace smalti
