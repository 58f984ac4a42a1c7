// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
// The module for CUDA devices: a shared object of its own, loaded when a device is asked for.
#include "engine.hpp"

#include <smalti/cuda/batch_renderer.hpp>
#include <smalti/plan/node.hpp>

#include <pybind11/pybind11.h>

namespace smalti::python {
namespace py = pybind11;
namespace {

/// (code, message) of what stands in the way of using a device, or None. The types of errors belong to the other module.
py::object fault() {
  try {
    cuda::device_count();
    return py::none();
  } catch (const Error& e) {
    return py::make_tuple(e.code(), e.message());
  }
}

/// Name, compute capability and memory [bytes] of each device; empty where there is none.
py::list devices() {
  py::list out;
  int count = 0;
  if (const cudaError_t e = cudaGetDeviceCount(&count); e != cudaSuccess) {
    cuda::ignore(e);
    return out;
  }
  for (int k = 0; k < count; ++k) {
    cudaDeviceProp about{};
    cuda::check(cudaGetDeviceProperties(&about, k), "cudaGetDeviceProperties");
    out.append(py::make_tuple(std::string(about.name), std::to_string(about.major) + "." + std::to_string(about.minor), about.totalGlobalMem));
  }
  return out;
}

/// Version of the nvJPEG that is found; empty: none is.
std::string nvjpeg_version() {
  try {
    return cuda::NvJpeg::load().version();
  } catch (const UnsupportedError&) {
    return {};
  }
}

std::shared_ptr<BatchEngine> make(int device, std::size_t memory_limit, bool any_stream) {
  return std::make_shared<cuda::BatchRenderer<AllSteps>>(device, memory_limit > 0 ? memory_limit : std::numeric_limits<std::size_t>::max(),
                                                        any_stream ? cuda::Release::device : cuda::Release::stream);
}
const DeviceBuild build{&make};

}  // namespace

PYBIND11_MODULE(_cuda, m) {
  m.doc() = "The CUDA part of smalti; use the package smalti instead.";
  m.attr("toolkit") = cuda::detail::version_text(CUDART_VERSION);
  m.attr("engine") = py::capsule(&build, DeviceBuild::capsule);
  m.def("fault", &fault);
  m.def("devices", &devices);
  m.def("nvjpeg_version", &nvjpeg_version);
}

}  // namespace smalti::python
