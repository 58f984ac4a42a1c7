// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#include "buffer.hpp"

#include "dlpack.hpp"

#include <smalti/core/error.hpp>
#include <smalti/core/param_value.hpp>

namespace smalti::python {
namespace {

/// PEP 3118 format; bfloat16 has none.
const char* format_of(Dtype t) {
  switch (t) {
    case Dtype::uint8: return "B";
    case Dtype::uint16: return "H";
    case Dtype::int16: return "h";
    case Dtype::float32: return "f";
    case Dtype::float16: return "e";
    case Dtype::int32: return "i";
    case Dtype::int64: return "q";
    case Dtype::float64: return "d";
    case Dtype::boolean: return "?";
    case Dtype::bfloat16: break;
  }
  throw py::buffer_error("bfloat16 has no buffer format; take it by DLPack, or ask for dtype=\"float32\"");
}

DLDataType dl_type(Dtype t) {
  const auto bits = static_cast<std::uint8_t>(8 * size_of(t));
  switch (t) {
    case Dtype::uint8:
    case Dtype::uint16: return {kDLUInt, bits, 1};
    case Dtype::int16:
    case Dtype::int32:
    case Dtype::int64: return {kDLInt, bits, 1};
    case Dtype::boolean: return {kDLBool, bits, 1};
    case Dtype::bfloat16: return {kDLBfloat, bits, 1};
    default: return {kDLFloat, bits, 1};
  }
}

DLDevice device_of(const Tensor& t) {
  if (t.device) return {kDLCUDA, t.device->device()};
  return {kDLCPU, 0};
}
std::pair<int, int> device_pair(const PyBuffer& b) {
  const DLDevice d = device_of(b.tensor);
  return {d.device_type, d.device_id};
}
/// Lets the stream of a consumer, as DLPack numbers them, wait for the content; None is the legacy default stream.
void lend(const Tensor& t, const py::object& stream) {
  const std::intptr_t number = stream.is_none() ? 1 : stream.cast<std::intptr_t>();
  if (number == 0) throw py::buffer_error("stream 0 means either of two; pass 1 for the legacy default stream, 2 for that of the thread");
  if (number != -1) t.device->lend(number);
}
/// What a capsule keeps alive. Its deleter may run on any thread without the interpreter: C++ only.
struct Exported {
  Tensor tensor;
  DLManagedTensorVersioned versioned{};
  DLManagedTensor legacy{};

  DLTensor describe() {
    TensorView& v = tensor.view;
    return {v.count() == 0 ? nullptr : v.data, device_of(tensor), v.rank, dl_type(v.dtype), v.shape.data(), v.strides.data(), 0};
  }
};

py::capsule export_dlpack(const PyBuffer& b, const py::object& stream, const py::object& max_version, const py::object& device, const py::object& copy) {
  if (b.tensor.device) lend(b.tensor, stream);
  else if (!stream.is_none()) throw py::buffer_error("stream must be None: the tensor is on the CPU");
  const auto [type, number] = device_pair(b);
  if (!device.is_none() && device.cast<std::pair<int, int>>() != std::pair{type, number})
    throw py::buffer_error("dl_device must be (" + std::to_string(type) + ", " + std::to_string(number) + "), where the tensor is; copy it after taking it");
  if (!copy.is_none() && copy.cast<bool>()) throw py::buffer_error("copy must be None or False: copy the tensor after taking it");
  const bool versioned = !max_version.is_none() && max_version.cast<std::pair<int, int>>().first >= 1;
  auto* e = new Exported{b.tensor};
  if (versioned) {
    e->versioned = {{1, 0}, e, [](DLManagedTensorVersioned* t) { delete static_cast<Exported*>(t->manager_ctx); }, 0, e->describe()};
    return py::reinterpret_steal<py::capsule>(PyCapsule_New(&e->versioned, "dltensor_versioned", [](PyObject* capsule) {
      if (!PyCapsule_IsValid(capsule, "dltensor_versioned")) return;
      auto* t = static_cast<DLManagedTensorVersioned*>(PyCapsule_GetPointer(capsule, "dltensor_versioned"));
      t->deleter(t);
    }));
  }
  e->legacy = {e->describe(), e, [](DLManagedTensor* t) { delete static_cast<Exported*>(t->manager_ctx); }};
  return py::reinterpret_steal<py::capsule>(PyCapsule_New(&e->legacy, "dltensor", [](PyObject* capsule) {
    if (!PyCapsule_IsValid(capsule, "dltensor")) return;
    auto* t = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(capsule, "dltensor"));
    t->deleter(t);
  }));
}

py::tuple shape_of(const PyBuffer& b) {
  py::tuple out(static_cast<std::size_t>(b.tensor.view.rank));
  for (int i = 0; i < b.tensor.view.rank; ++i) out[static_cast<std::size_t>(i)] = b.tensor.view.shape[static_cast<std::size_t>(i)];
  return out;
}

/// The array interface of the host and that of CUDA, as far as they are the same.
py::dict array_interface(const PyBuffer& b) {
  const TensorView& v = b.tensor.view;
  py::dict d;
  const char* f = format_of(v.dtype);
  const std::string kind = v.dtype == Dtype::boolean ? "b" : *f == 'B' || *f == 'H' ? "u" : *f == 'e' || *f == 'f' || *f == 'd' ? "f" : "i";
  d["shape"] = shape_of(b);
  d["typestr"] = (size_of(v.dtype) == 1 ? "|" : "<") + kind + std::to_string(size_of(v.dtype));
  d["data"] = py::make_tuple(reinterpret_cast<std::uintptr_t>(v.data), false);
  d["version"] = 3;
  return d;
}

}  // namespace

py::object wrap(Tensor tensor) {
  if (!tensor) return py::none();
  return py::cast(PyBuffer{std::move(tensor)});
}

Tensor tensor_of(std::shared_ptr<const Image> image) {
  const Extent e = image->extent();
  std::byte* data = const_cast<std::byte*>(image->view().data);
  Tensor t;
  t.view = image->channels() == 1 ? contiguous(data, image->dtype(), {e.height, e.width})
                                  : contiguous(data, image->dtype(), {e.height, e.width, image->channels()});
  t.memory = std::move(image);
  return t;
}

void bind_buffer(py::module_& m) {
  py::class_<PyBuffer>(m, "Buffer", py::module_local(), py::buffer_protocol(), "A tensor, 256-byte aligned and contiguous, on the CPU or on a device; it is never reused while anyone holds it.")
      .def_property_readonly("shape", &shape_of, "Length of each axis.")
      .def_property_readonly("dtype", [](const PyBuffer& b) { return std::string(name_of_dtype(b.tensor.view.dtype)); }, "Number format, such as \"float32\".")
      .def("__len__", [](const PyBuffer& b) { return b.tensor.view.rank ? b.tensor.view.shape[0] : 0; })
      .def("__repr__", [](const PyBuffer& b) {
        return "smalti.Buffer(shape=" + py::repr(shape_of(b)).cast<std::string>() + ", dtype=" + std::string(name_of_dtype(b.tensor.view.dtype)) + ")";
      })
      .def("__dlpack__", &export_dlpack, py::kw_only(), py::arg("stream") = py::none(), py::arg("max_version") = py::none(),
           py::arg("dl_device") = py::none(), py::arg("copy") = py::none(), "A DLPack capsule: versioned if max_version is at least (1, 0).")
      .def("__dlpack_device__", &device_pair)
      .def("record_stream", [](const PyBuffer& b, std::intptr_t stream) {
        if (b.tensor.device) lend(b.tensor, py::int_(stream));
      }, py::arg("stream"), "A stream besides that of `__dlpack__` reads the tensor, as DLPack numbers it: it finds the content, and the memory waits for it. Nothing on the CPU.")
      .def_property_readonly("__array_interface__", [](const PyBuffer& b) {
        if (b.tensor.device) throw py::attribute_error("__array_interface__: the tensor is on a device");
        return array_interface(b);
      })
      .def_property_readonly("__cuda_array_interface__", [](const PyBuffer& b) {
        if (!b.tensor.device) throw py::attribute_error("__cuda_array_interface__: the tensor is on the CPU");
        py::dict d = array_interface(b);
        lend(b.tensor, py::none());
        d["stream"] = 1;  // the consumer lets its own stream wait for this one
        return d;
      })
      .def_buffer([](PyBuffer& b) {
        if (b.tensor.device) throw py::buffer_error("the tensor is on a device; take it by torch.from_dlpack or __cuda_array_interface__");
        const TensorView& v = b.tensor.view;
        std::vector<py::ssize_t> shape, strides;
        for (int i = 0; i < v.rank; ++i) {
          shape.push_back(v.shape[static_cast<std::size_t>(i)]);
          strides.push_back(v.strides[static_cast<std::size_t>(i)] * size_of(v.dtype));
        }
        return py::buffer_info(v.data, size_of(v.dtype), format_of(v.dtype), v.rank, shape, strides);
      });
}

}  // namespace smalti::python
