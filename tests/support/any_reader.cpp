// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/any_pipeline.hpp"

#include <smalti/plan/from_value.hpp>

#include <utility>

namespace smalti::testing {

Pipeline read_pipeline(const Value& v, std::string file) { return ValueReader(std::move(file)).pipeline(v); }
Node read_node(const Value& v, std::string file) { return ValueReader(std::move(file)).node(v); }

}  // namespace smalti::testing
