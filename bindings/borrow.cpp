// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "arrow.hpp"
#include "buffer.hpp"

#include <pybind11/numpy.h>

#include <string>

namespace smalti::python {
namespace {

/// The pixels of a PIL image of mode L, RGB, RGBA or CMYK as a read-only array (h w) or (h w c) u8 in Pillow's own memory,
/// which has four bytes a pixel but for L; None where Pillow does not give it away: old versions, and pictures whose rows
/// do not lie in one piece.
py::object borrow(const py::object& image) {
  const auto mode = image.attr("mode").cast<std::string>();
  const int channels = mode == "L" ? 1 : mode == "RGB" ? 3 : mode == "RGBA" || mode == "CMYK" ? 4 : 0;
  if (channels == 0 || !py::hasattr(image, "__arrow_c_array__")) return py::none();
  py::tuple capsules;
  try {
    capsules = image.attr("__arrow_c_array__")();
  } catch (py::error_already_set& e) {
    if (!e.matches(PyExc_ValueError)) throw;  // an image that cannot be loaded says so
    return py::none();
  }
  const auto capsule = py::reinterpret_borrow<py::capsule>(capsules[1]);
  const auto* schema = static_cast<const ArrowSchema*>(PyCapsule_GetPointer(py::object(capsules[0]).ptr(), "arrow_schema"));
  const auto* array = static_cast<const ArrowArray*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array"));
  if (!schema || !array) throw py::error_already_set();
  const auto width = image.attr("width").cast<py::ssize_t>(), height = image.attr("height").cast<py::ssize_t>();
  const bool plain = channels == 1;
  if (std::string(schema->format) != (plain ? "C" : "+w:4") || array->length != width * height || array->offset != 0) return py::none();
  const ArrowArray* bytes = plain ? array : array->n_children == 1 ? array->children[0] : nullptr;
  if (!bytes || bytes->n_buffers != 2 || bytes->offset != 0) return py::none();
  const auto* data = static_cast<const std::uint8_t*>(bytes->buffers[1]);
  const py::ssize_t pixel = plain ? 1 : 4;
  py::array out = plain ? py::array_t<std::uint8_t>({height, width}, {width, pixel}, data, capsule)
                        : py::array_t<std::uint8_t>({height, width, py::ssize_t{channels}}, {width * pixel, pixel, py::ssize_t{1}}, data, capsule);
  out.attr("flags").attr("writeable") = false;
  return out;
}

}  // namespace

void bind_borrow(py::module_& m) { m.def("borrow", &borrow, py::arg("image")); }

}  // namespace smalti::python
