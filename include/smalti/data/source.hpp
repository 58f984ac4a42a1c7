// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/image.hpp>
#include <smalti/core/sample.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace smalti {

/// One item of a source: encoded bytes, or pixels that somebody owns, with its labels. Reused from item to item.
struct Item {
  std::vector<std::byte> file;          ///< memory for bytes that had to be read
  std::span<const std::byte> encoded;   ///< the encoded picture
  ImageView pixels;                     ///< or the picture itself; data is null if it is encoded
  Targets targets;                      ///< in the frame of the whole picture
  std::optional<SourceWindow> window;   ///< the part of the picture that the sample is; none: all of it
  std::optional<Extent> labelled;       ///< the picture's extent as its annotation says, to be held against the file
  std::string name;                     ///< for messages: path, or "item 12"
};

/// The classes that labels name: the picture's own label, else those of its instances; ignored ones are no examples of
/// their class and do not count.
inline void class_ids_of(const Targets& t, std::vector<int>& ids) {
  ids.clear();
  if (t.label >= 0) ids.push_back(t.label);
  for (std::size_t c = 0; c < t.soft_label.size(); ++c)
    if (t.soft_label[c] > 0 && static_cast<int>(c) != t.label) ids.push_back(static_cast<int>(c));
  if (!ids.empty()) return;
  for (const Instance& i : t.instances)
    if (!i.ignore) ids.push_back(i.class_id);
}

/// Where samples come from, by index. Implementations are safe to read from many threads.
class Source {
 public:
  virtual ~Source() = default;
  virtual std::int64_t size() const = 0;
  /// Reads item `index` into `item`.
  virtual Result<Done> load(std::int64_t index, Item& item) const = 0;
  /// The same where only the header is wanted: of a file its first `head_bytes` suffice.
  virtual Result<Done> head(std::int64_t index, Item& item) const { return load(index, item); }
  static constexpr std::size_t head_bytes = std::size_t{64} << 10;
  virtual std::string name(std::int64_t index) const = 0;
  /// The classes of item `index` as its labels have them, one an instance, for samplers to count: none of a picture
  /// that is unlabelled or background. Decodes nothing.
  virtual void class_ids(std::int64_t /*index*/, std::vector<int>& ids) const { ids.clear(); }
  /// Names of the classes of the image label; empty if there are none.
  virtual std::vector<std::string> classes() const { return {}; }
  /// XXH3-64 over the index (ids, names, sizes): what a checkpoint compares.
  virtual std::uint64_t fingerprint() const = 0;
};

}  // namespace smalti
