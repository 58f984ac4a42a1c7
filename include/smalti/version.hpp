// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <string_view>

#define SMALTI_VERSION_MAJOR 0
#define SMALTI_VERSION_MINOR 1
#define SMALTI_VERSION_PATCH 0

namespace smalti {

inline constexpr std::string_view version = "0.1.0";

}  // namespace smalti
