// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/op.hpp>

#include <string>
#include <string_view>

namespace smalti {

/// Which pixels a statistic looks at: all, those that are not 0, or those of objects, whose id in the segmentation is neither
/// 0 nor the ignore index.
enum class PixelMask : unsigned char { none, nonzero, segmentation };
template <>
inline constexpr std::array<std::string_view, 3> enum_names<PixelMask>{"none", "nonzero", "segmentation"};

/// Refuses a sample without segmentation for a parameter ("ZScore.mask = segmentation") that reads or writes it.
inline void demand_segmentation(const Frame& in, std::string_view parameter) {
  if (!in.targets || !in.targets->segmentation) raise("label.missing", std::string(parameter) + ": must have a segmentation; give the sample one");
}

}  // namespace smalti
