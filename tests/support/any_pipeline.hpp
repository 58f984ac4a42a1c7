// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/cpu/apply.hpp>
#include <smalti/plan/node.hpp>

#include <memory>
#include <string>

// The planner, the writer, the renderer and the reader of all operators, compiled once for tests and benchmarks: each
// of them takes long. Include this where a Pipeline is read or run.
namespace smalti {

extern template class BasicPipeline<Operators<Node>, AllSteps>;
extern template Applied apply(const Pipeline&, ImageView, std::uint64_t, SampleCoord, Targets, int,
                              const Value::Array*);
extern template Value write_pipeline(const Operators<Node>&, const PipelineOptions&);
extern template Value write_operator(const Node&);

namespace testing {

/// What a ValueReader reads; `file` stands in errors of text.
Pipeline read_pipeline(const Value& v, std::string file = "");
Node read_node(const Value& v, std::string file = "");
/// A cpu::Renderer for pipelines that are data.
std::unique_ptr<Engine> make_engine();

}  // namespace testing
}  // namespace smalti
