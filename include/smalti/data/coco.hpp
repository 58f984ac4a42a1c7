// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/annotated.hpp>
#include <smalti/io/json.hpp>
#include <smalti/io/rle.hpp>

#include <algorithm>
#include <map>

namespace smalti {

/// A data set in the layout of COCO: one JSON file with pictures, categories and annotations (boxes, polygons, run-length
/// masks, keypoints; crowds are flagged crowd and ignore). Class ids follow the category ids in ascending order. Pictures
/// come in the order of the file; those without annotations are background.
class Coco final : public Annotated {
 public:
  /// `images`: the folder that the file names start from.
  Coco(const std::filesystem::path& images, const std::filesystem::path& annotations, LabelOptions how = {}) : file_(annotations.string()), how_(std::move(how)) {
    std::vector<std::byte> memory;
    io::Limits limits;
    limits.max_file_bytes = std::int64_t{4} << 30;
    const auto bytes = io::read_file(file_, memory, limits);
    if (!bytes) raise(bytes.error());
    const auto root = io::parse_json({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, file_, 64, static_cast<std::size_t>(limits.max_file_bytes));
    if (!root) raise(root.error());
    read_categories(*root);
    read_images(*root, images);
    read_annotations(*root);
  }

  Result<Done> load(std::int64_t index, Item& item) const override {
    if (auto done = Annotated::load(index, item); !done) return done;
    for (const auto& [k, runs] : masks_[static_cast<std::size_t>(index)]) {
      auto mask = io::unpack(runs, entry(index).extent, item.name + ", annotation " + std::to_string(item.targets.instances[k].index));
      if (!mask) return mask.error();
      item.targets.instances[k].mask = static_cast<int>(item.targets.masks.size());
      item.targets.masks.push_back(std::make_shared<const Image>(std::move(*mask)));
    }
    return Done{};
  }

 private:
  using Masks = std::vector<std::pair<std::size_t, io::RunLengths>>;  ///< instance and its runs

  const Value::Array& list(const Value& root, const char* key) const {
    const Value* v = root.find(key);
    if (!v || !v->as<Value::Array>()) raise("label.missing", file_ + ": must have a list '" + key + "', as COCO files do");
    return *v->as<Value::Array>();
  }
  std::string at(const Value& v) const { return file_ + ":" + std::to_string(v.line); }
  std::int64_t integer(const Value& from, const char* key) const {
    const Value* v = from.find(key);
    if (!v || !v->as<std::int64_t>()) raise("label.type", at(from) + ": " + key + ": must be an integer");
    return *v->as<std::int64_t>();
  }
  std::string text(const Value& from, const char* key) const {
    const Value* v = from.find(key);
    if (!v || !v->as<std::string>()) raise("label.type", at(from) + ": " + key + ": must be a string");
    return *v->as<std::string>();
  }
  std::vector<double> numbers(const Value& v, const char* what) const {
    std::vector<double> out;
    const auto* a = v.as<Value::Array>();
    if (!a) raise("label.type", at(v) + ": " + what + ": must be a list of numbers");
    for (const Value& n : *a) {
      if (!n.is_number()) raise("label.type", at(n) + ": " + what + ": must be a list of numbers");
      out.push_back(n.number());
    }
    return out;
  }

  void read_categories(const Value& root) {
    std::map<std::int64_t, std::string> by_id;
    for (const Value& c : list(root, "categories"))
      if (!by_id.emplace(integer(c, "id"), text(c, "name")).second)
        raise("label.duplicate", at(c) + ": category id = " + std::to_string(integer(c, "id")) + ": must be unique");
    for (const auto& [id, name] : by_id) {
      categories_[id] = static_cast<int>(classes_.size());
      classes_.push_back(name);
    }
    if (how_.classes.empty()) return;
    classes_ = how_.classes;
    for (const auto& [id, name] : by_id) {
      const auto found = std::find(classes_.begin(), classes_.end(), name);
      if (found == classes_.end()) raise("label.class", file_ + ": category '" + name + "': must be one of classes; add it there");
      categories_[id] = static_cast<int>(found - classes_.begin());
    }
  }
  void read_images(const Value& root, const std::filesystem::path& folder) {
    for (const Value& image : list(root, "images")) {
      const std::int64_t id = integer(image, "id");
      if (!places_.emplace(id, entries_.size()).second) raise("label.duplicate", at(image) + ": image id = " + std::to_string(id) + ": must be unique");
      Entry& e = entries_.emplace_back();
      e.path = (folder / text(image, "file_name")).string();
      e.extent = {static_cast<int>(integer(image, "height")), static_cast<int>(integer(image, "width"))};
      if (!std::filesystem::exists(e.path)) raise("io.not_found", at(image) + ": file_name = " + e.path + ": must exist; set images to the folder of the pictures");
    }
    if (entries_.empty()) raise("io.not_found", file_ + ": must list at least one picture");
    masks_.resize(entries_.size());
  }
  void read_annotations(const Value& root) {
    std::vector<std::string> absent;
    std::map<std::int64_t, int> seen;
    std::int64_t row = 0;
    for (const Value& a : list(root, "annotations")) {
      const auto image = places_.find(integer(a, "image_id"));
      const auto category = categories_.find(integer(a, "category_id"));
      const std::int64_t id = a.find("id") ? integer(a, "id") : row;
      if (!seen.emplace(id, 0).second) raise("label.duplicate", at(a) + ": annotation id = " + std::to_string(id) + ": must be unique");
      if (image == places_.end()) absent.push_back("image_id " + std::to_string(integer(a, "image_id")));
      else if (category == categories_.end()) absent.push_back("category_id " + std::to_string(integer(a, "category_id")));
      else read_annotation(a, image->second, category->second, row);
      ++row;
    }
    if (absent.empty()) return;
    std::string first;
    for (std::size_t k = 0; k < std::min<std::size_t>(5, absent.size()); ++k) first += (k ? ", " : "") + absent[k];
    raise("label.missing", file_ + ": " + std::to_string(absent.size()) + " annotations name what is not there: " + first + (absent.size() > 5 ? ", ..." : ""));
  }
  void read_annotation(const Value& a, std::size_t place, int class_id, std::int64_t row) {
    Entry& e = entries_[place];
    const std::string where = at(a) + ", annotation " + std::to_string(row);
    const Value* bbox = a.find("bbox");
    if (!bbox) raise("label.missing", where + ": must have bbox (x, y, width, height)");
    const std::vector<double> b = numbers(*bbox, "bbox");
    if (b.size() != 4) raise("box.format", where + ": bbox has " + std::to_string(b.size()) + " numbers: must be (x, y, width, height)");
    const auto kept = admit({static_cast<float>(b[0]), static_cast<float>(b[1]), static_cast<float>(b[0] + b[2]), static_cast<float>(b[1] + b[3])},
                            e.extent, how_, where, counts_);
    if (!kept) raise(kept.error());
    if (!*kept) return;
    Instance& i = e.targets.instances.emplace_back();
    set_box(i, **kept);
    i.class_id = class_id;
    i.index = row;
    i.crowd = a.find("iscrowd") && integer(a, "iscrowd") != 0;
    i.ignore = i.crowd;
    if (const Value* s = a.find("segmentation"); s && !s->is_null()) read_segmentation(*s, e, place, i, where);
    if (const Value* k = a.find("keypoints"); k && !k->is_null()) read_keypoints(*k, i, where);
    start(i);
  }
  void read_segmentation(const Value& s, Entry& e, std::size_t place, Instance& i, const std::string& where) {
    if (const auto* rings = s.as<Value::Array>()) {
      for (const Value& ring : *rings) {
        const std::vector<double> xy = numbers(ring, "segmentation");
        if (xy.size() % 2) raise("polygon.odd", where + ": polygon of " + std::to_string(xy.size()) + " numbers: must be x, y pairs");
        if (xy.size() < 6) raise("polygon.points", where + ": polygon of " + std::to_string(xy.size() / 2) + " points: must have at least 3");
        Ring& out = i.rings.emplace_back();
        for (std::size_t k = 0; k < xy.size(); k += 2) out.push_back({xy[k], xy[k + 1]});
      }
      if (!i.rings.empty()) i.outline = Outline::polygon;
      return;
    }
    const Value* counts = s.find("counts");
    if (!counts) raise("mask.rle", where + ": segmentation must be polygons, or runs with 'counts' and 'size'");
    if (const Value* size = s.find("size"); size && size->as<Value::Array>()) {
      const std::vector<double> hw = numbers(*size, "size");
      if (hw.size() != 2 || hw[0] != e.extent.height || hw[1] != e.extent.width)
        raise("mask.size", where + ": size: must be the picture's height and width, " + std::to_string(e.extent.height) + " x " + std::to_string(e.extent.width));
    }
    io::RunLengths runs;
    if (const auto* packed = counts->as<std::string>()) {
      auto read = io::parse_rle(*packed, where);
      if (!read) raise(read.error());
      runs = std::move(*read);
    } else {
      for (const double n : numbers(*counts, "counts")) runs.push_back(static_cast<std::uint32_t>(std::clamp(n, 0.0, 4294967295.0)));
    }
    if (auto probe = io::unpack(runs, e.extent, where); !probe) raise(probe.error());
    masks_[place].emplace_back(e.targets.instances.size() - 1, std::move(runs));
  }
  void read_keypoints(const Value& v, Instance& i, const std::string& where) const {
    const std::vector<double> k = numbers(v, "keypoints");
    if (k.size() % 3) raise("keypoint.count", where + ": " + std::to_string(k.size()) + " numbers: must be x, y, visibility triples");
    const double shift = how_.keypoint_origin == KeypointOrigin::pixel_center ? 0.5 : 0;
    for (std::size_t n = 0; n < k.size(); n += 3) {
      if (k[n + 2] != 0 && k[n + 2] != 1 && k[n + 2] != 2)
        raise("keypoint.visibility", where + ", keypoint " + std::to_string(n / 3) + ": visibility = " + text_of(k[n + 2]) + ": must be 0, 1 or 2");
      i.keypoints.push_back({static_cast<float>(k[n] + shift), static_cast<float>(k[n + 1] + shift), static_cast<unsigned char>(k[n + 2])});
    }
  }

  std::string file_;
  LabelOptions how_;
  std::map<std::int64_t, int> categories_;
  std::map<std::int64_t, std::size_t> places_;
  std::vector<Masks> masks_;
};

}  // namespace smalti
