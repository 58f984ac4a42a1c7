// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/source.hpp>
#include <smalti/data/tile.hpp>
#include <smalti/io/decode.hpp>
#include <smalti/io/hash.hpp>
#include <smalti/plan/to_value.hpp>

#include <algorithm>
#include <concepts>
#include <functional>
#include <memory>
#include <utility>

namespace smalti {

/// How a Tiled source is built.
struct TiledOptions {
  std::uint64_t seed = 0;  ///< of the offsets and of the tiles without objects that are kept; the same in every epoch
  io::Decode decode{};     ///< as the loader's: the orientation decides the extents
  std::function<void(std::int64_t done, std::int64_t all)> progress{};  ///< called after each header
};

/// Another source's pictures as tiles, one item a tile. Extents are read once, when it is built; of a file that is
/// drawn only the region of the tile is decoded. A picture without a readable header is one item, and its fault the
/// loader's.
class Tiled final : public Source {
 public:
  Tiled(std::shared_ptr<const Source> source, Tile tile, const TiledOptions& how = {})
      : source_(std::move(source)), tile_(checked(std::move(tile))), seed_(how.seed) {
    const io::Decoder decoder;
    Item item;
    Targets labels;
    const std::int64_t n = source_->size();
    for (std::int64_t i = 0; i < n; ++i) {
      Extent& e = extents_.emplace_back(extent_of(i, item, decoder, how.decode));
      const bool chooses = tile_.keep_empty < 1;
      if (chooses && !e.empty() && !source_->load(i, item)) e = {};
      const TileGrid grid = e.empty() ? TileGrid{{0}, {0}, {}, {}} : tile_.plan(e, draws(i));
      std::int64_t count = 0;
      for (int k = 0; k < grid.size(); ++k) {
        if (chooses && !e.empty()) {
          tile_.label(item.targets, grid, k, labels);
          if (!tile_.keeps(labels, k, draws(i))) continue;
        }
        if (chooses) kept_.push_back(k);
        ++count;
      }
      first_.push_back(first_.back() + count);
      if (how.progress) how.progress(i + 1, n);
    }
    if (first_.back() == 0)
      raise("config.empty", "Tiled: must have at least one tile; lower min_tile or raise keep_empty");
  }
  template <class S>
    requires std::derived_from<S, Source>
  Tiled(S source, Tile tile, const TiledOptions& how = {})
      : Tiled(std::make_shared<const S>(std::move(source)), std::move(tile), how) {}

  /// Where an item lies: the picture's index in the wrapped source, its extent, and the tile's rectangle in it, px.
  struct Place {
    std::int64_t source = 0;
    Extent picture;  ///< empty if its header cannot be read; so is the rectangle
    Rect rect;
  };
  Place place(std::int64_t index) const {
    const auto [picture, k] = split(index);
    const Extent e = extents_[static_cast<std::size_t>(picture)];
    return {picture, e, e.empty() ? Rect{} : tile_.plan(e, draws(picture))[k]};
  }

  std::int64_t size() const override { return first_.back(); }
  std::vector<std::string> classes() const override { return source_->classes(); }
  std::string name(std::int64_t index) const override {
    const Place p = place(index);
    return named(source_->name(p.source), p.rect);
  }

  Result<Done> load(std::int64_t index, Item& item) const override {
    const auto [picture, k] = split(index);
    if (auto loaded = source_->load(picture, item); !loaded) return loaded;
    const Extent e = extents_[static_cast<std::size_t>(picture)];
    if (e.empty()) return Done{};
    if (!item.labelled) item.labelled = e;  // a file that changed since is no longer cut as planned
    const TileGrid grid = tile_.plan(e, draws(picture));
    Targets labels;
    tile_.label(item.targets, grid, k, labels);
    std::swap(item.targets, labels);
    item.window = tile_.window(grid, k);
    item.name = named(item.name, grid[k]);
    return Done{};
  }

  std::uint64_t fingerprint() const override {
    Value tile;
    detail::write_members(tile_, tile);
    std::string index =
        std::to_string(source_->fingerprint()) + '\n' + canonical_json(tile) + '\n' + std::to_string(seed_) + '\n';
    for (std::size_t i = 0; i < extents_.size(); ++i)
      index += std::to_string(extents_[i].width) + 'x' + std::to_string(extents_[i].height) + ' ' +
               std::to_string(first_[i + 1]) + '\n';
    return io::xxh3(index);
  }

 private:
  /// Numbers of a picture, independent of epochs and of the order.
  Draws draws(std::int64_t picture) const { return {seed_, op_id("Tile"), {static_cast<u64>(picture), 0, 0}}; }
  /// The picture of an item, and the number of its tile.
  std::pair<std::int64_t, int> split(std::int64_t index) const {
    const auto picture = std::upper_bound(first_.begin(), first_.end(), index) - first_.begin() - 1;
    const auto k = static_cast<int>(index - first_[static_cast<std::size_t>(picture)]);
    return {picture, kept_.empty() ? k : kept_[static_cast<std::size_t>(index)]};
  }
  static std::string named(const std::string& of, Rect r) {
    return of + " [" + std::to_string(r.left) + ", " + std::to_string(r.top) + ", " + std::to_string(r.width()) + ", " +
           std::to_string(r.height()) + "]";
  }
  /// Empty if the header cannot be read.
  Extent extent_of(std::int64_t index, Item& item, const io::Decoder& decoder, const io::Decode& how) const {
    for (const bool whole : {false, true}) {  // metadata before the header may be longer than a file's head
      item.window.reset();
      const auto loaded = whole ? source_->load(index, item) : source_->head(index, item);
      if (item.window) raise("config.conflict", "Tiled.source: must not be tiled itself");
      if (!loaded) return {};
      if (item.pixels.data) return item.pixels.extent;
      const auto header = decoder.header(item.encoded, how, item.name);
      if (header) return header->extent;
    }
    return {};
  }

  std::shared_ptr<const Source> source_;
  Tile tile_;
  std::uint64_t seed_;
  std::vector<Extent> extents_;
  std::vector<std::int64_t> first_{0};  ///< items before each picture
  std::vector<int> kept_;               ///< tile number of each item; empty: all are kept
};

}  // namespace smalti
