// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/data/batch.hpp>

#include <pybind11/pybind11.h>

namespace smalti::python {
namespace py = pybind11;

/// A tensor in Python: DLPack (legacy and versioned), buffer protocol and array interface, without a copy.
struct PyBuffer {
  Tensor tensor;
};

/// The buffer as an object, or None for an absent tensor.
py::object wrap(Tensor tensor);
/// A tensor that owns the pixels of an image, (h w c) or (h w) for one channel.
Tensor tensor_of(std::shared_ptr<const Image> image);
void bind_buffer(py::module_& m);
/// borrow(image): the pixels of a PIL image without a copy.
void bind_borrow(py::module_& m);

}  // namespace smalti::python
