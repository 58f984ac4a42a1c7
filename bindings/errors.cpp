// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "convert.hpp"

namespace smalti::python {
void bind_errors(py::module_& m) {
  const auto make = [&](const char* name, const py::object& bases) {
    py::object type = py::reinterpret_steal<py::object>(PyErr_NewException(("smalti." + std::string(name)).c_str(), bases.ptr(), nullptr));
    m.attr(name) = type;
    return type;
  };
  const py::object exception = py::reinterpret_borrow<py::object>(PyExc_Exception);
  const py::object value_error = py::reinterpret_borrow<py::object>(PyExc_ValueError);
  const py::object error = make("Error", exception);
  const py::object decode = make("DecodeError", error);
  for (const char* name : {"IoError", "GeometryError", "LabelError", "ConfigError", "StateError", "DeviceError", "TooManyErrors"}) make(name, error);
  for (const char* name : {"LimitError", "TruncatedError", "UnsupportedError"}) make(name, decode);
  make("ParamError", py::make_tuple(error, value_error));
  static PyObject* module = m.ptr();
  py::register_exception_translator([](std::exception_ptr p) {
    try {
      if (p) std::rethrow_exception(p);
    } catch (const Error& e) {
      const std::string what = e.what();
      const std::string name = what.substr(0, what.find(' '));
      const py::object type = py::reinterpret_borrow<py::object>(module).attr(name.c_str());
      py::object raised = type(what);
      raised.attr("code") = e.code();
      raised.attr("message") = e.message();
      PyErr_SetObject(type.ptr(), raised.ptr());
    }
  });
}

}  // namespace smalti::python
