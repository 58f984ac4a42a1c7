// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/batch.hpp>
#include <smalti/data/group_runner.hpp>
#include <smalti/data/sampler.hpp>
#include <smalti/data/source.hpp>
#include <smalti/io/decode.hpp>
#include <smalti/plan/engine.hpp>
#include <smalti/plan/node.hpp>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>

namespace smalti {
extern template class BasicPipeline<Operators<Node>, AllSteps>;  // the planner of all operators, compiled in pipeline.cpp
}

namespace smalti::python {
namespace py = pybind11;

/// A pipeline, and one operator, from values; `file` stands in errors of text.
Pipeline read_pipeline(const Value& v, std::string file = "");
Node read_node(const Value& v);
/// The CPU engine of this build, for pipelines that are data.
std::unique_ptr<Engine> make_engine();

/// A picture or labels from Python, with what keeps the memory alive.
struct PyItem {
  Item item;
  std::vector<py::object> keep;
};

/// A source in Python; loaders share it.
struct PySource {
  std::shared_ptr<const Source> source;
};

/// Reads a sample dictionary: image (array, bytes or path) and its targets, checked against `extent` if it is known.
void read_item(const py::dict& sample, PyItem& out);
/// Reads the targets of a sample into `out`.
void read_targets(const py::dict& sample, Extent extent, std::string_view name, Targets& out);
/// The decoding options of a dictionary with the members of smalti.Decode.
io::Decode read_decode(const py::dict& options);
/// The sampler of a dictionary: its name as "op", and its parameters.
Sampler read_sampler(const py::dict& spec);

/// Output i of a runner as a dictionary: picture, labels, map, what was drawn, the plan in words.
py::dict sample_dict(GroupRunner& runner, std::size_t i, Tensor image, BufferPool& buffers);

void bind_pipeline(py::module_& m);
void bind_loader(py::module_& m);
void bind_tta(py::module_& m);
void bind_tiles(py::module_& m);

}  // namespace smalti::python
