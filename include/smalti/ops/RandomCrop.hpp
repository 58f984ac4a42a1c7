// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace smalti {

/// What a drawn window must show: nothing in particular, the centre of a box, or no class that takes most of it.
enum class CropRequirement : std::uint8_t { none, any_box, class_ratio };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<CropRequirement>{"none", "any_box", "class_ratio"};

/// Cuts out a window of fixed size at a uniform place.
struct RandomCrop {
  Required<Extent> size;
  std::optional<Padding> padding{};
  bool pad_if_needed = false;
  Fill fill{0};
  Border padding_mode = Border::constant;
  CropRequirement require = CropRequirement::none;
  float cat_max_ratio = 0.75f;
  int max_tries = 10;

  constexpr bool reads_labels() const { return require != CropRequirement::none; }
  static constexpr auto describe() {
    return about("Cut out a window of fixed size at a random place", "torchvision",
        field<&RandomCrop::size>{.doc = "height and width of the window", .unit = "px", .min = 1, .max = 65535, .example = 32},
        field<&RandomCrop::padding>{.doc = "border added first", .unit = "px", .min = 0, .max = 65535},
        field<&RandomCrop::pad_if_needed>{.doc = "pad a picture that is smaller than the window, by the missing amount on both sides"},
        field<&RandomCrop::fill>{.doc = "what the border shows", .unit = "input units", .min = -32768, .max = 65535},
        field<&RandomCrop::padding_mode>{.doc = "constant shows the fill, the others repeat the picture"},
        field<&RandomCrop::require>{.doc = "draw again until the centre of a box is in the window, or no class of the segmentation takes too much of it"},
        field<&RandomCrop::cat_max_ratio>{.doc = "share of the labelled pixels that the largest class must stay below for class_ratio", .unit = "fraction", .min = 0, .max = 1},
        field<&RandomCrop::max_tries>{.doc = "windows drawn; the last one is taken if none shows what is required", .min = 1, .max = 1000});
  }

  /// Slots: 1 top, 2 left; try t on sub t.
  Map draw(const Draws& d, const Frame& in) const {
    const Padding pad = padding.value_or(Padding{});
    Rect canvas{-pad.left, -pad.top, in.extent.width + pad.right, in.extent.height + pad.bottom};
    if (pad_if_needed) {
      const int dx = std::max(0, size->width - canvas.width()), dy = std::max(0, size->height - canvas.height());
      canvas = {canvas.left - dx, canvas.top - dy, canvas.right + dx, canvas.bottom + dy};
    }
    if (canvas.width() < size->width || canvas.height() < size->height)
      raise("param.range", "RandomCrop.size = (" + std::to_string(size->height) + ", " + std::to_string(size->width) + "): must fit the image, " +
                               std::to_string(canvas.width()) + "x" + std::to_string(canvas.height()) + " px; set pad_if_needed=True or put a Resize before it");
    for (u32 t = 0;; ++t) {
      const int top = canvas.top + static_cast<int>(d.between(1, 0, canvas.height() - size->height, t));
      const int left = canvas.left + static_cast<int>(d.between(2, 0, canvas.width() - size->width, t));
      Map map = Map::crop({left, top, left + size->width, top + size->height});
      map.satisfied = satisfies({left, top, left + size->width, top + size->height}, in);
      if (map.satisfied || t + 1 >= static_cast<u32>(max_tries)) return map;
    }
  }

 private:
  bool satisfies(Rect window, const Frame& in) const {
    if (require == CropRequirement::none) return true;
    if (require == CropRequirement::any_box)
      return in.targets && std::any_of(in.targets->instances.begin(), in.targets->instances.end(), [&](const Instance& i) {
               return window.contains(static_cast<int>(std::floor(0.5f * (i.box.x1 + i.box.x2))), static_cast<int>(std::floor(0.5f * (i.box.y1 + i.box.y2))));
             });
    if (!in.targets || !in.targets->segmentation)
      raise("label.missing", "RandomCrop.require = class_ratio: samples must have a segmentation; give one, or set require to none");
    const Image& mask = *in.targets->segmentation;
    const Rect shown = intersection(window, Rect::of(in.extent));
    std::vector<std::int64_t> count(65536);
    std::int64_t labelled = 0;
    for (int y = shown.top; y < shown.bottom; ++y)
      for (int x = shown.left; x < shown.right; ++x) {
        const int id = id_at(mask, smalti::apply(*in.to_source, {x + 0.5, y + 0.5}));
        if (id == ignore_index(mask.dtype())) continue;
        ++count[static_cast<std::size_t>(id)], ++labelled;
      }
    const std::int64_t most = *std::max_element(count.begin(), count.end());
    return labelled > 0 && static_cast<double>(most) < double{cat_max_ratio} * static_cast<double>(labelled);
  }
};

}  // namespace smalti
