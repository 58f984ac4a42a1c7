// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>
#include <smalti/core/value.hpp>

#include <pybind11/pybind11.h>

#include <string>

namespace smalti::python {
namespace py = pybind11;

/// Plain Python data (None, bool, int, float, str, list, tuple, dict) as a Value.
inline Value to_value(py::handle h) {
  if (h.is_none()) return {};
  if (PyBool_Check(h.ptr())) return h.cast<bool>();
  if (PyLong_Check(h.ptr())) {
    int overflow = 0;
    const long long v = PyLong_AsLongLongAndOverflow(h.ptr(), &overflow);
    if (overflow != 0) raise("param.type", py::str(h).cast<std::string>() + ": must fit 64 bits");
    return static_cast<std::int64_t>(v);
  }
  if (PyFloat_Check(h.ptr())) return h.cast<double>();
  if (PyUnicode_Check(h.ptr())) return h.cast<std::string>();
  if (PyDict_Check(h.ptr())) {
    Value::Object out;
    for (const auto& [key, item] : h.cast<py::dict>()) out.emplace_back(py::str(key).cast<std::string>(), to_value(item));
    return out;
  }
  if (PyList_Check(h.ptr()) || PyTuple_Check(h.ptr())) {
    Value::Array out;
    for (const py::handle item : h) out.push_back(to_value(item));
    return out;
  }
  if (PyIndex_Check(h.ptr())) return to_value(py::reinterpret_steal<py::object>(PyNumber_Index(h.ptr())));
  if (PyNumber_Check(h.ptr())) return to_value(py::reinterpret_steal<py::object>(PyNumber_Float(h.ptr())));
  if (py::hasattr(h, "tolist")) return to_value(h.attr("tolist")());
  raise("param.type", py::repr(h).cast<std::string>() + ": must be a number, string, list or dict");
}

inline py::object to_python(const Value& v) {
  if (v.is_null()) return py::none();
  if (const auto* b = v.as<bool>()) return py::bool_(*b);
  if (const auto* i = v.as<std::int64_t>()) return py::int_(*i);
  if (const auto* d = v.as<double>()) return py::float_(*d);
  if (const auto* s = v.as<std::string>()) return py::str(*s);
  if (const auto* a = v.as<Value::Array>()) {
    py::list out;
    for (const Value& item : *a) out.append(to_python(item));
    return out;
  }
  py::dict out;
  for (const auto& [key, item] : *v.as<Value::Object>()) out[py::str(key)] = to_python(item);
  return out;
}

/// Registers the exception types; each carries .code and .message.
void bind_errors(py::module_& m);

}  // namespace smalti::python
