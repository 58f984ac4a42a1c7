// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once

namespace smalti {

/// A run of records in one of the plan's arrays.
struct Run {
  int first = 0, count = 0;
};

}  // namespace smalti
