// SPDX-License-Identifier: MIT
// Copyright (c) 2026 the smalti authors
#pragma once
#include <smalti/core/error.hpp>

#include <cuda_runtime_api.h>

#include <atomic>
#include <concepts>
#include <string>
#include <string_view>

#include <unistd.h>

namespace smalti::cuda {

namespace detail {

/// 13000 as "13.0".
inline std::string version_text(int version) { return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10); }

/// What ends every message about a machine that lacks something.
inline constexpr const char* cpu_works = "everything on the CPU works without it (device=\"cpu\")";

/// No driver, or one that is too old for the runtime that this was built with.
inline Fault driver_fault(cudaError_t error) {
  int driver = 0, runtime = 0;
  if (cudaDriverGetVersion(&driver) != cudaSuccess) driver = 0;
  if (cudaRuntimeGetVersion(&runtime) != cudaSuccess) runtime = CUDART_VERSION;
  if (driver == 0)
    return {"device.driver", std::string("no NVIDIA driver is loaded on this machine (libcuda.so.1): install one for CUDA ") + version_text(runtime) +
                                 " or newer, and in a container pass it in; " + cpu_works};
  if (driver < runtime)
    return {"device.driver", "the NVIDIA driver serves CUDA " + version_text(driver) + ", smalti was built with " + version_text(runtime) +
                                 ": update the driver, or build with an older CUDA toolkit; " + cpu_works};
  return {"device.driver", std::string(cudaGetErrorString(error)) + ": the NVIDIA driver cannot be used; see whether nvidia-smi works; " + cpu_works};
}

/// The code and the remedy of an error of the runtime.
inline Fault fault_of(cudaError_t error) {
  const std::string text = cudaGetErrorString(error);
  switch (error) {
    case cudaErrorInsufficientDriver:
    case cudaErrorStubLibrary:
    case cudaErrorSystemDriverMismatch:
    case cudaErrorCompatNotSupportedOnDevice:
    case cudaErrorSystemNotReady:
    case cudaErrorCallRequiresNewerDriver: return driver_fault(error);
    case cudaErrorNoDevice:
      return {"device.none", std::string("there is no CUDA device that this process may use: see nvidia-smi and CUDA_VISIBLE_DEVICES; ") + cpu_works};
    case cudaErrorInvalidDevice: return {"device.none", text + ": there is no device of this number; see nvidia-smi and CUDA_VISIBLE_DEVICES"};
    case cudaErrorDevicesUnavailable: return {"device.none", text + ": another process holds the device alone; see its compute mode in nvidia-smi"};
    case cudaErrorMemoryAllocation: return {"device.memory", text + ": take smaller batches, or let go of what other programs hold on the device"};
    case cudaErrorNoKernelImageForDevice:
    case cudaErrorUnsupportedPtxVersion:
      return {"device.kernel", text + ": kernels were compiled for other devices; compile for this one (CMAKE_CUDA_ARCHITECTURES), or with PTX"};
    case cudaErrorIllegalAddress:
    case cudaErrorMisalignedAddress:
    case cudaErrorIllegalInstruction:
    case cudaErrorInvalidAddressSpace:
    case cudaErrorInvalidPc:
    case cudaErrorHardwareStackError:
    case cudaErrorAssert:
    case cudaErrorLaunchFailure:
    case cudaErrorLaunchTimeout:
    case cudaErrorECCUncorrectable:
      return {"device.kernel", text + ": this process can use the device no more, start it again; whether sources and outputs are device memory that lives "
                                      "until the batch is done, compute-sanitizer tells"};
    default: return {"device.kernel", text + " (" + cudaGetErrorName(error) + ")"};
  }
}

}  // namespace detail

/// Throws the DeviceError of a call that failed: the call, what it was part of (operators, batch), what went wrong and the
/// remedy. Codes: device.driver, device.none, device.memory, device.kernel.
[[noreturn]] inline void fail(cudaError_t error, std::string_view call, std::string_view work = {}) {
  Fault fault = detail::fault_of(error);
  fault.message = std::string(call) + (work.empty() ? "" : ", " + std::string(work)) + ": " + fault.message;
  static_cast<void>(cudaGetLastError());  // said once
  smalti::raise(std::move(fault));
}
/// Follows every call of the runtime.
inline void check(cudaError_t error, std::string_view call) {
  if (error != cudaSuccess) fail(error, call);
}
/// ... `work()` says in words what the call was part of, if it comes to that.
template <std::invocable Work>
void check(cudaError_t error, std::string_view call, Work&& work) {
  if (error != cudaSuccess) fail(error, call, work());
}
/// ... where nobody can be told: in destructors, and while the process ends.
inline void ignore(cudaError_t error) {
  if (error != cudaSuccess) static_cast<void>(cudaGetLastError());
}

/// The process that used CUDA first. A forked child cannot use it, and would fail in ways that do not say so.
class Process {
 public:
  /// Throws DeviceError [device.fork] in a child of the process that used CUDA.
  static void check() {
    if (user_ != 0 && user_ != getpid())
      smalti::raise("device.fork", "this process was forked from " + std::to_string(user_) +
                                       ", which had already used CUDA; start workers by spawn or forkserver, or use threads (num_workers=0)");
  }
  static void uses() { user_ = getpid(); }

 private:
  static inline std::atomic<pid_t> user_ = 0;
};

/// Devices that this process may use, at least one; throws the DeviceError that says what is missing.
inline int device_count() {
  Process::check();
  int count = 0;
  check(cudaGetDeviceCount(&count), "cudaGetDeviceCount");
  if (count == 0) fail(cudaErrorNoDevice, "cudaGetDeviceCount");
  Process::uses();
  return count;
}

/// Makes a device current for as long as it lives.
class OnDevice {
 public:
  explicit OnDevice(int device) {
    check(cudaGetDevice(&before_), "cudaGetDevice");
    if (before_ == device) return;
    check(cudaSetDevice(device), "cudaSetDevice");
    changed_ = true;
  }
  ~OnDevice() {
    if (changed_) ignore(cudaSetDevice(before_));
  }
  OnDevice(const OnDevice&) = delete;
  OnDevice& operator=(const OnDevice&) = delete;

 private:
  int before_ = 0;
  bool changed_ = false;
};

}  // namespace smalti::cuda
