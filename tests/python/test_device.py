# SPDX-License-Identifier: MIT
"""What a user is told who asks for a device where there is none, or where smalti was built without one."""

import importlib.metadata
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


def test_doctor_has_lines_about_cuda_and_nvjpeg():
    done = subprocess.run([sys.executable, "-m", "smalti", "doctor"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = {row.split()[0]: row for row in done.stdout.splitlines()}
    assert any(word in lines["cuda"] for word in ("built without its CUDA module", "NVIDIA driver", "no CUDA device", "compute capability"))
    assert any(word in lines["nvjpeg"] for word in ("13.", "12.", "not found; pip install nvidia-nvjpeg", "without the CUDA module"))


@pytest.mark.skipif(not BUILT, reason="smalti._cuda was not built; nvcc is not installed, or make cuda was not run")
def test_every_function_of_nvjpeg_that_is_used_is_in_the_library_of_its_python_package():
    try:
        importlib.metadata.version("nvidia-nvjpeg")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("the package nvidia-nvjpeg is not installed")
    from smalti.device import describe_nvjpeg

    assert describe_nvjpeg().startswith(("13.", "12."))


def test_nvjpeg_is_refused_where_pictures_are_rendered_on_the_cpu():
    with pytest.raises(sm.ConfigError, match="Loader.decode.backend = nvjpeg: must be cpu where pictures are rendered on the CPU"):
        sm.Loader(sm.ImageFolder(PHOTOS), sm.Compose([sm.CenterCrop(8)]), 2, decode=sm.Decode(backend="nvjpeg"))
    with pytest.raises(sm.ParamError, match="backend"):
        sm.Loader(sm.ImageFolder(PHOTOS), sm.Compose([sm.CenterCrop(8)]), 2, decode=sm.Decode(backend="opencl"))


def test_the_cpu_counts_no_fallbacks():
    loader = sm.Loader(sm.ImageFolder(PHOTOS), sm.Compose([sm.CenterCrop(8)]), 2)
    list(loader)
    assert (loader.stats["decodes"], loader.stats["fallbacks"], loader.stats["device_decodes"]) == (6, 0, 0)


def test_streams_of_other_libraries_are_numbered_as_dlpack_does():
    from types import SimpleNamespace

    from smalti.device import stream_number

    assert stream_number(7) == 7
    assert stream_number(SimpleNamespace(cuda_stream=4096)) == 4096  # torch
    assert stream_number(SimpleNamespace(ptr=0)) == 1  # CuPy's null stream is the legacy default one
    assert stream_number(SimpleNamespace(__cuda_stream__=lambda: (0, 512))) == 512
    with pytest.raises(sm.ParamError, match="record_stream.stream = 'fast': must be a CUDA stream"):
        stream_number("fast")
    next(iter(sm.Loader(sm.ImageFolder(PHOTOS), sm.Compose([sm.CenterCrop(8)]), 2))).record_stream(7)  # nothing to wait for on the CPU


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


@pytest.mark.skipif(not has_device(), reason="this machine has no CUDA device")
def test_nvjpeg_decodes_to_about_the_pixels_of_the_cpu():
    torch = pytest.importorskip("torch")
    resize = sm.Compose([sm.Resize((224, 224))])

    def pictures(**options):
        loader = sm.Loader(sm.ImageFolder(PHOTOS), resize, 3, shuffle=False, device="cuda", decode=sm.Decode(**options))
        images = torch.cat([torch.from_dlpack(batch.images).cpu() for batch in loader]).to(torch.int32)
        return images, loader.stats

    if "not found" in subprocess.run([sys.executable, "-m", "smalti", "doctor"], capture_output=True, text=True).stdout.split("nvjpeg")[1]:
        pytest.skip("nvJPEG is not installed")
    host, _ = pictures()
    there, stats = pictures(backend="nvjpeg")
    assert stats["device_decodes"] + stats["fallbacks"] == len(host)
    assert stats["device_decodes"] > 0
    assert (there - host).abs().float().mean() < 2


@pytest.mark.skipif(not has_device(), reason="this machine has no CUDA device")
def test_a_batch_that_another_stream_reads_waits_for_it():
    torch = pytest.importorskip("torch")
    loader = sm.Loader(sm.ImageFolder(PHOTOS), sm.Compose([sm.Resize((64, 64))]), 2, shuffle=False, device="cuda", dtype="float32")
    other, sums, expected = torch.cuda.Stream(), [], []
    for _ in range(20):
        for batch in loader:
            images = torch.from_dlpack(batch.images)
            expected.append(images.double().sum())
            with torch.cuda.stream(other):
                batch.record_stream(other)
                torch.cuda._sleep(2_000_000)
                sums.append(images.double().sum())
            del images, batch
    torch.cuda.synchronize()
    assert torch.equal(torch.stack(sums), torch.stack(expected))
