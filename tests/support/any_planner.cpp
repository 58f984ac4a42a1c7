// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "support/any_pipeline.hpp"

namespace smalti {

template class BasicPipeline<Operators<Node>, AllSteps>;
template Value write_pipeline(const Operators<Node>&, const PipelineOptions&);
template Value write_operator(const Node&);

}  // namespace smalti
