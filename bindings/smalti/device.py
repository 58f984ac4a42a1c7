# SPDX-License-Identifier: MIT
"""CUDA devices. Their module is loaded when one is asked for, never by `import smalti`."""

import ctypes
import pathlib
from importlib import import_module, util

from ._core import core


def _module():
    """The compiled module; None where it was not built."""
    try:
        return import_module("._cuda", __package__)
    except ImportError:
        return None


def _fault():
    """(code, message) of what stands in the way of using a device; None if nothing does."""
    module = _module()
    if module is None:
        return (
            "device.kernel",
            "this smalti was built without its CUDA module: build it where nvcc is installed (make cuda, or CMake with SMALTI_KERNELS=ON); "
            'everything on the CPU works without it (device="cpu")',
        )
    return module.fault()


def require_cuda(where):
    """Raise the DeviceError that says why no device can be used; `where` asked for one."""
    if fault := _fault():
        code, message = fault[0], f"{where}: {fault[1]}"
        error = core.DeviceError(f"DeviceError [{code}] {message}")
        error.code, error.message = code, message
        raise error


def engine_of(device, where, memory_limit, release):
    """What a loader is told of a device: "cuda", "cuda:1" or a torch.device. DeviceError where there is none."""
    require_cuda(f"{where}.device = {device!r}")
    number = str(device).partition(":")[2] or "0"
    if not number.isdecimal():
        raise core.ParamError(f"ParamError [param.value] {where}.device = {device!r}: must be 'cpu', 'cuda' or 'cuda:N'")
    return _module().engine, int(number), memory_limit or 0, release == "device"


def open_nvjpeg():
    """Open nvJPEG where the Python package nvidia-nvjpeg has it, off the path that the system searches; the device's module finds
    a library that is open by its name."""
    spec = util.find_spec("nvidia")
    for root in spec.submodule_search_locations if spec else ():
        for path in sorted(pathlib.Path(root).glob("*/lib/libnvjpeg.so.1[23]"), reverse=True):
            try:
                return ctypes.CDLL(str(path))
            except OSError:
                continue
    return None


def stream_number(stream):
    """A stream of torch, CuPy or cuda.core as DLPack numbers it."""
    if isinstance(stream, int):
        return stream
    if hasattr(stream, "__cuda_stream__"):
        number = stream.__cuda_stream__()[1]
    else:
        number = getattr(stream, "cuda_stream", getattr(stream, "ptr", None))
    if number is None:
        raise core.ParamError(f"ParamError [param.type] record_stream.stream = {stream!r}: must be a CUDA stream, or its number as DLPack has it")
    return int(number) or 1  # the legacy default stream


def describe_cuda():
    """One line on the devices of this machine, or on why there is none that can be used."""
    if fault := _fault():
        return fault[1]
    module = _module()
    found = "; ".join(f"{name}, compute capability {capability}, {memory / (1 << 30):.0f} GiB" for name, capability, memory in module.devices())
    return f"{found}; kernels built with CUDA {module.toolkit}"


def describe_nvjpeg():
    """The version of nvJPEG that Decode(backend="nvjpeg") would use, or what is missing."""
    if (module := _module()) is None:
        return "not used without the CUDA module"
    open_nvjpeg()
    return module.nvjpeg_version() or "not found; pip install nvidia-nvjpeg"
