// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "cuda/parity.hpp"
#include "support/any_pipeline.hpp"  // the planner, compiled there

namespace smalti::testing {

std::unique_ptr<AnyPipeline> as_data(std::vector<Node> ops, PipelineOptions options) {
  return std::make_unique<Pipeline>(Operators<Node>{std::move(ops)}, std::move(options));
}
template class Parity<AllSteps>;

}  // namespace smalti::testing
