// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/any_pipeline.hpp"

namespace smalti {

template Applied apply(const Pipeline&, ImageView, std::uint64_t, SampleCoord, Targets, int, const Value::Array*);

namespace testing {

std::unique_ptr<Engine> make_engine() { return std::make_unique<cpu::Renderer<AllSteps>>(); }

}  // namespace testing
}  // namespace smalti
