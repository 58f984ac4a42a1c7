// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/sequence.hpp>

#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace smalti::testing {

/// Pictures of different extents in memory that lives as long as the sequence.
inline Sequence pictures(int count, Dtype dtype = Dtype::uint8) {
  auto images = std::make_shared<std::vector<Image>>();
  std::vector<Sequence::Entry> entries;
  for (int i = 0; i < count; ++i) {
    Image& image = images->emplace_back(Extent{20 + i % 7, 25 + i % 11}, 3, dtype);
    for (std::size_t k = 0; k < image.bytes(); ++k) image.view().data[k] = static_cast<std::byte>((k * 3 + static_cast<std::size_t>(i) * 29) & 0x3F);
  }
  for (int i = 0; i < count; ++i) entries.push_back({{}, std::as_const((*images)[static_cast<std::size_t>(i)]).view(), {}});
  return Sequence(std::move(entries), images);
}
/// The photographs that ship, as files; `change(k, bytes)` may do something to the k-th.
inline Sequence photos(const std::function<void(std::size_t, std::string&)>& change = {}) {
  auto files = std::make_shared<std::deque<std::string>>();
  for (const auto& file : std::filesystem::directory_iterator("examples/photos"))
    if (file.path().extension() == ".jpg") {
      std::ifstream in(file.path(), std::ios::binary);
      std::string& bytes = files->emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
      if (change) change(files->size() - 1, bytes);
    }
  std::vector<Sequence::Entry> entries;
  for (const std::string& file : *files) entries.push_back({std::as_bytes(std::span(file)), {}, {}});
  return Sequence(std::move(entries), files);
}

}  // namespace smalti::testing
