# SPDX-License-Identifier: MIT
"""What a user is told who asks for a device where there is none, or where smalti was built without one."""

import importlib.util
import pathlib
import subprocess
import sys

import pytest
import smalti as sm

PHOTOS = pathlib.Path(__file__).resolve().parents[2] / "examples/photos"
BUILT = importlib.util.find_spec("smalti._cuda") is not None


def ask(**options):
    with pytest.raises(sm.DeviceError) as caught:
        sm.Loader(sm.ImageFolder(PHOTOS), sm.Compose([sm.CenterCrop(8)]), 2, device="cuda", **options)
    return caught.value


def has_device():
    if not BUILT:
        return False
    from smalti import _cuda

    return len(_cuda.devices()) > 0


def test_importing_smalti_loads_no_cuda():
    done = subprocess.run([sys.executable, "-c", "import sys, smalti; print('smalti._cuda' in sys.modules)"], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


def test_where_the_module_was_not_built_the_error_says_how_to_build_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "smalti._cuda", None)  # as an import that fails
    error = ask()
    assert error.code == "device.kernel"
    assert str(error) == (
        "DeviceError [device.kernel] Loader.device = 'cuda': this smalti was built without its CUDA module: build it where nvcc is installed "
        '(make cuda, or CMake with SMALTI_KERNELS=ON); everything on the CPU works without it (device="cpu")'
    )


@pytest.mark.skipif(not BUILT, reason="smalti._cuda was not built; nvcc is not installed, or make cuda was not run")
@pytest.mark.skipif(has_device(), reason="this machine has a CUDA device")
def test_where_there_is_no_device_the_error_says_what_is_missing():
    error = ask()
    assert error.code in ("device.driver", "device.none")
    assert error.message.startswith("Loader.device = 'cuda': cudaGetDeviceCount: ")
    assert error.message.endswith('; everything on the CPU works without it (device="cpu")')
    if not pathlib.Path("/proc/driver/nvidia/version").exists():
        assert "no NVIDIA driver is loaded on this machine (libcuda.so.1): install one for CUDA " in error.message


def test_doctor_has_a_line_about_cuda():
    done = subprocess.run([sys.executable, "-m", "smalti", "doctor"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    line = next(row for row in done.stdout.splitlines() if row.startswith("cuda "))
    assert any(word in line for word in ("built without its CUDA module", "NVIDIA driver", "no CUDA device", "compute capability"))


@pytest.mark.skipif(not has_device(), reason="this machine has no CUDA device")
def test_a_loader_on_a_device_gives_the_bytes_of_the_host():
    torch = pytest.importorskip("torch")
    chain = sm.Compose([sm.RandomResizedCrop(64), sm.ColorJitter(0.4, 0.4, 0.4, 0.1), sm.MixUp(num_classes=4), sm.Normalize(mean=[0.5], std=[0.25])])

    def batches(device):
        loader = sm.Loader(sm.ImageFolder(PHOTOS.parent), chain, 2, seed=3, group=2, device=device, dtype="float16")
        for _ in range(3):  # epochs
            for batch in loader:
                yield torch.from_dlpack(batch.images)

    for host, device in zip(batches("cpu"), batches("cuda"), strict=True):
        assert device.device.type == "cuda"
        assert torch.equal(device.cpu().view(torch.int16), host.view(torch.int16))


@pytest.mark.skipif(not has_device(), reason="this machine has no CUDA device")
def test_a_device_tensor_is_taken_by_the_cuda_array_interface_and_by_nothing_of_the_host():
    batch = next(iter(sm.Loader(sm.ImageFolder(PHOTOS.parent), sm.Compose([sm.Resize((8, 8))]), 2, device="cuda", dtype="float32")))
    assert batch.images.__dlpack_device__() == (2, 0)
    assert batch.images.__cuda_array_interface__["shape"] == (2, 3, 8, 8)
    assert not hasattr(batch.images, "__array_interface__")
    with pytest.raises(BufferError):
        memoryview(batch.images)
