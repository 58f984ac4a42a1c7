// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/image.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace smalti::io {

/// The run lengths of a mask: column by column, the first run is of zeros.
using RunLengths = std::vector<std::uint32_t>;

/// Reads the compressed string of COCO: five bits a character from '0' on, the sixth says that more follow, and from the
/// third run on the difference to the run before the last is stored.
inline Result<RunLengths> parse_rle(std::string_view text, const std::string& where) {
  RunLengths runs;
  for (std::size_t at = 0; at < text.size();) {
    std::int64_t value = 0;
    int shift = 0;
    for (bool more = true; more; shift += 5) {
      const int c = at < text.size() ? text[at++] - 48 : -1;
      if (c < 0 || c > 63 || shift > 30) return Fault{"mask.rle", where + ": must be a compressed run-length string of COCO"};
      value |= std::int64_t{c & 31} << shift;
      more = (c & 32) != 0;
      if (!more && (c & 16)) value |= -(std::int64_t{1} << (shift + 5));
    }
    if (runs.size() > 2) value += runs[runs.size() - 2];
    if (value < 0 || value > 0xffffffff) return Fault{"mask.rle", where + ": must have run lengths from 0 on"};
    runs.push_back(static_cast<std::uint32_t>(value));
  }
  return runs;
}

/// The mask (h w 1) u8, 0 or 1, of run lengths, which must add up to h w.
inline Result<Image> unpack(const RunLengths& runs, Extent e, const std::string& where) {
  std::uint64_t sum = 0;
  for (const std::uint32_t n : runs) sum += n;
  if (sum != static_cast<std::uint64_t>(e.area()))
    return Fault{"mask.rle", where + ": runs sum to " + std::to_string(sum) + ": must be height x width = " + std::to_string(e.area())};
  Image mask(e, 1);
  std::int64_t at = 0;
  int value = 0;
  for (const std::uint32_t n : runs) {
    for (std::uint32_t k = 0; k < n; ++k, ++at)
      mask.view().at<std::uint8_t>(static_cast<int>(at % e.height), static_cast<int>(at / e.height)) = static_cast<std::uint8_t>(value);
    value = 1 - value;
  }
  return mask;
}

}  // namespace smalti::io
