// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include <Python.h>

#include "engine.hpp"

#include <smalti/core/isa.hpp>
#include <smalti/cpu/render.hpp>
#include <smalti/plan/node.hpp>

#include <cstring>

#define SMALTI_WITH_TEXT_(x) #x
#define SMALTI_WITH_TEXT(x) SMALTI_WITH_TEXT_(x)

namespace smalti::python {
namespace {

void resize(ImageView in, const Axis& x, const Axis& y, Interpolation filter, AxisOrder order, MutableImageView out) {
  cpu::RowResampler rows;
  rows.bind(in, Rect::of(in.extent), {.x = x, .y = y, .interpolation = filter, .order = order});
  if (rows.dtype() != in.dtype) raise("image.dtype", "resize: must have uint8 or float32 pixels");
  const auto bytes = static_cast<std::size_t>(out.extent.width * out.channels * size_of(out.dtype));
  for (int row = 0; row < out.extent.height; ++row) std::memcpy(out.row(row), rows.row(row), bytes);
}

std::unique_ptr<Engine> make() { return std::make_unique<cpu::Renderer<AllSteps>>(); }

const EngineBuild build{SMALTI_WITH_TEXT(SMALTI_WITH_ISA), &make, &resize};

/// The module's one attribute: the capsule `engine`.
int add_engine(PyObject* m) {
  PyObject* const held = PyCapsule_New(const_cast<EngineBuild*>(&build), EngineBuild::capsule, nullptr);
  if (!held) return -1;
  const int failed = PyModule_AddObjectRef(m, "engine", held);
  Py_DECREF(held);
  return failed;
}

}  // namespace
}  // namespace smalti::python

extern "C" __attribute__((visibility("default"))) PyObject* SMALTI_WITH_INIT() {
  static PyModuleDef_Slot slots[] = {{Py_mod_exec, reinterpret_cast<void*>(&smalti::python::add_engine)}, {0, nullptr}};
  static PyModuleDef definition{PyModuleDef_HEAD_INIT, "engine", "The CPU engine for one instruction set.", 0, nullptr, slots, nullptr, nullptr, nullptr};
  return PyModuleDef_Init(&definition);
}
