// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/image.hpp>
#include <smalti/core/params.hpp>

#include <array>
#include <cstdint>
#include <optional>

namespace smalti::io {

/// What a picture may cost; checked before any pixel is allocated.
struct Limits {
  std::int64_t max_pixels = std::int64_t{1} << 28;
  int max_side = 65535;                              ///< px; JPEG ends at 65,500
  std::int64_t max_decoded_bytes = std::int64_t{1} << 30;
  std::int64_t max_file_bytes = std::int64_t{512} << 20;
  std::int64_t max_metadata_bytes = std::int64_t{8} << 20;
  int max_jpeg_scans = 100;
  double max_seconds = 30;  ///< a sample
};

enum class Scale : std::uint8_t { none, bits8, bits16 };
enum class Exif : std::uint8_t { apply, ignore };
enum class Faults : std::uint8_t { error, accept };
enum class ColourMode : std::uint8_t { rgb, gray, unchanged };
enum class Alpha : std::uint8_t { error, drop, keep };
/// Who decodes: nvjpeg is for loaders with a CUDA device, and gives other bytes than the CPU.
enum class Backend : std::uint8_t { cpu, nvjpeg };

/// How files become pixels.
struct Decode {
  std::optional<Dtype> dtype{};  ///< none: uint8
  Scale scale = Scale::none;     ///< what may be done to files of another depth
  bool region = true;            ///< decode only what the plan reads; nvjpeg decodes whole pictures
  Backend backend = Backend::cpu;
  Exif exif = Exif::apply;
  Faults truncated = Faults::error;
  double accept_fraction = 0.95;  ///< share of rows that must be there when truncated files are accepted
  Faults corrupt = Faults::error;
  ColourMode mode = ColourMode::rgb;  ///< unchanged: masks keep palette indices and grey ids
  Alpha alpha = Alpha::error;
  Limits limits{};
};

}  // namespace smalti::io

namespace smalti {
template <>
inline constexpr std::array<std::string_view, 3> enum_names<io::Scale>{"none", "8bit", "16bit"};
template <>
inline constexpr std::array<std::string_view, 2> enum_names<io::Exif>{"apply", "ignore"};
template <>
inline constexpr std::array<std::string_view, 2> enum_names<io::Faults>{"error", "accept"};
template <>
inline constexpr std::array<std::string_view, 3> enum_names<io::ColourMode>{"rgb", "gray", "unchanged"};
template <>
inline constexpr std::array<std::string_view, 3> enum_names<io::Alpha>{"error", "drop", "keep"};
template <>
inline constexpr std::array<std::string_view, 2> enum_names<io::Backend>{"cpu", "nvjpeg"};
}  // namespace smalti
