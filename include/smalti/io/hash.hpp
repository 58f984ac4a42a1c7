// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstdint>
#include <span>
#include <string_view>

namespace smalti::io {

/// XXH3-64 of bytes: fingerprints of data sets, pipelines and files.
inline std::uint64_t xxh3(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }
inline std::uint64_t xxh3(std::span<const std::byte> bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace smalti::io
