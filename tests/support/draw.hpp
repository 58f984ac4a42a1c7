// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/op.hpp>

namespace smalti::testing {

/// The draws of sample `id` for an operator at place "0".
inline Draws draws(u64 id, u64 seed = 7) { return Draws(seed, op_id("0"), {id, 0, 0}); }
inline Frame frame(int height, int width) { return {.extent = {height, width}}; }

/// The interval that an axis-aligned map shows of the input.
inline Rect window(const Map& m) { return {m.x.begin, m.y.begin, m.x.end, m.y.end}; }

/// Targets with these boxes.
inline Targets boxes(std::initializer_list<Box> list) {
  Targets t;
  for (const Box& b : list) t.instances.emplace_back().box = b;
  return t;
}

}  // namespace smalti::testing
