// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/annotated.hpp>
#include <smalti/io/xml.hpp>

#include <algorithm>
#include <charconv>
#include <map>

namespace smalti {

/// A data set in the layout of Pascal VOC: an XML file a picture, with boxes. Pictures without objects are background.
class PascalVoc final : public Annotated {
 public:
  /// `annotations` holds the XML files, `images` the pictures they name. `origin` 1: coordinates are pixel numbers from 1
  /// on, both ends included, as the VOC kit writes them; 0: corners, as most tools write them.
  PascalVoc(const std::filesystem::path& images, const std::filesystem::path& annotations, int origin = 1, LabelOptions how = {}) {
    namespace fs = std::filesystem;
    if (origin != 0 && origin != 1) raise("param.range", "PascalVoc.origin = " + std::to_string(origin) + ": must be 0 or 1");
    for (const fs::path& folder : {images, annotations})
      if (!fs::is_directory(folder)) raise("io.not_found", folder.string() + ": must be a folder");
    std::vector<fs::path> files;
    for (const auto& file : fs::directory_iterator(annotations))
      if (file.path().extension() == ".xml") files.push_back(file.path());
    std::sort(files.begin(), files.end());
    if (files.empty()) raise("io.not_found", annotations.string() + ": must hold at least one .xml file");
    std::vector<std::vector<std::string>> names;
    std::vector<std::byte> memory;
    for (const fs::path& file : files) {
      const auto bytes = io::read_file(file.string(), memory, {});
      if (!bytes) raise(bytes.error());
      const auto root = io::parse_xml({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, file.string());
      if (!root) raise(root.error());
      read(*root, file, images, origin, how, names.emplace_back());
    }
    number(names, how);
  }
  /// The layout of the VOC kit: root/JPEGImages and root/Annotations.
  explicit PascalVoc(const std::filesystem::path& root, int origin = 1, LabelOptions how = {})
      : PascalVoc(root / "JPEGImages", root / "Annotations", origin, std::move(how)) {}

 private:
  static std::string trimmed(const std::string& s) {
    const auto first = s.find_first_not_of(" \t\r\n"), last = s.find_last_not_of(" \t\r\n");
    return first == s.npos ? "" : s.substr(first, last - first + 1);
  }
  static std::string text_at(const io::XmlElement& from, const char* name, const std::string& where) {
    const io::XmlElement* e = from.find(name);
    if (!e) raise("label.missing", where + ": must have <" + std::string(name) + ">");
    return trimmed(e->text);
  }
  static double number_at(const io::XmlElement& from, const char* name, const std::string& where) {
    const std::string text = text_at(from, name, where);
    double v = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), v);
    if (failed != std::errc{} || end != text.data() + text.size())
      raise("label.type", where + ", " + name + " = '" + text + "': must be a number");
    return v;
  }

  void read(const io::XmlElement& root, const std::filesystem::path& file, const std::filesystem::path& images, int origin, const LabelOptions& how,
            std::vector<std::string>& names) {
    const std::string in = file.string();
    if (root.name != "annotation") raise("label.type", in + ": must be a Pascal VOC file, whose root is <annotation>, not <" + root.name + ">");
    Entry& entry = entries_.emplace_back();
    entry.path = (images / text_at(root, "filename", in)).string();
    if (!std::filesystem::exists(entry.path)) raise("io.not_found", in + ": filename = " + entry.path + ": must exist; set images to the folder of the pictures");
    const io::XmlElement* size = root.find("size");
    if (!size) raise("label.missing", in + ": must have <size>");
    entry.extent = {static_cast<int>(number_at(*size, "height", in)), static_cast<int>(number_at(*size, "width", in))};
    int k = 0;
    for (const io::XmlElement& object : root.children) {
      if (object.name != "object") continue;
      const std::string where = in + ", object " + std::to_string(k++);
      const io::XmlElement* at = object.find("bndbox");
      if (!at) raise("label.missing", where + ": must have <bndbox>");
      const double x = number_at(*at, "xmin", where), y = number_at(*at, "ymin", where);
      if (origin == 1 && (x == 0 || y == 0))
        raise("box.outside", where + ": " + (x == 0 ? "xmin" : "ymin") + " = 0: must be at least 1 under origin=1; these files count from 0, set origin=0");
      const Box box{static_cast<float>(x - origin), static_cast<float>(y - origin), static_cast<float>(number_at(*at, "xmax", where)),
                    static_cast<float>(number_at(*at, "ymax", where))};
      const auto kept = admit(box, entry.extent, how, where, counts_);
      if (!kept) raise(kept.error());
      if (!*kept) continue;
      Instance& i = entry.targets.instances.emplace_back();
      set_box(i, **kept);
      start(i);
      const io::XmlElement* difficult = object.find("difficult");
      i.ignore = difficult && trimmed(difficult->text) == "1";
      i.index = k - 1;
      names.push_back(text_at(object, "name", where));
    }
  }
  /// Class ids: the order of `how.classes`, else of the names' bytes.
  void number(const std::vector<std::vector<std::string>>& names, const LabelOptions& how) {
    std::map<std::string, int> ids;
    classes_ = how.classes;
    if (classes_.empty()) {
      for (const auto& of_file : names)
        for (const std::string& n : of_file) ids[n] = 0;
      for (const auto& [n, id] : ids) classes_.push_back(n);
    }
    for (std::size_t c = 0; c < classes_.size(); ++c) ids[classes_[c]] = static_cast<int>(c);
    for (std::size_t f = 0; f < names.size(); ++f)
      for (std::size_t k = 0; k < names[f].size(); ++k) {
        const auto found = ids.find(names[f][k]);
        if (found == ids.end()) raise("label.class", entries_[f].path + ": class '" + names[f][k] + "': must be one of classes; add it there");
        entries_[f].targets.instances[k].class_id = found->second;
      }
  }
};

}  // namespace smalti
