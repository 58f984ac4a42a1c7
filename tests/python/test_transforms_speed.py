# SPDX-License-Identifier: MIT
"""What makes the drop-in fast changes nothing: pictures are read where they lie, and plans are kept."""

import copy
import pickle

import numpy
import pytest

torch = pytest.importorskip(
    "torch", reason="torch is not installed; make test TORCH=1 runs the comparisons with torchvision"
)
import PIL.Image  # noqa: E402

import smalti.transforms as T  # noqa: E402
from smalti._core import core  # noqa: E402

pytestmark = pytest.mark.torch
RNG = numpy.random.default_rng(4)
PICTURE = RNG.integers(0, 256, (97, 131, 4), dtype=numpy.uint8)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "CMYK"])
def test_a_borrowed_picture_is_pillows_own_memory(mode):
    image = PIL.Image.fromarray(PICTURE[:, :, :3]).convert(mode)
    first, again = core.borrow(image), core.borrow(image)
    if first is None:
        pytest.skip("this Pillow does not give its memory away")
    assert numpy.array_equal(first, numpy.asarray(image))
    assert first.ctypes.data == again.ctypes.data and not first.flags.writeable
    del image
    assert numpy.array_equal(first, again)  # an array keeps the picture's memory alive


def test_what_pillow_cannot_lend_is_copied():
    assert core.borrow(PIL.Image.new("LA", (4, 3))) is None
    big = PIL.Image.fromarray(numpy.tile(PICTURE[:, :, :3], (25, 20, 1)))  # more than one of Pillow's blocks of 16 MiB
    assert core.borrow(big) is None
    assert numpy.array_equal(numpy.asarray(T.RandomVerticalFlip(1.0)(big)), numpy.asarray(big)[::-1])


def test_a_picture_that_is_not_loaded_yet_is_loaded(tmp_path):
    PIL.Image.fromarray(PICTURE[:, :, :3]).save(tmp_path / "a.png")
    with PIL.Image.open(tmp_path / "a.png") as image:
        assert numpy.array_equal(numpy.asarray(T.RandomHorizontalFlip(1.0)(image)), PICTURE[:, ::-1, :3])


def test_a_file_that_ends_early_is_pillows_error(tmp_path):
    PIL.Image.fromarray(PICTURE[:, :, :3]).save(tmp_path / "a.jpg")
    (tmp_path / "b.jpg").write_bytes((tmp_path / "a.jpg").read_bytes()[:3000])
    with pytest.raises(OSError, match="truncated"):
        T.Resize(20)(PIL.Image.open(tmp_path / "b.jpg"))


CHAINS = {
    "crop": lambda: [T.RandomResizedCrop(64, antialias=True), T.RandomHorizontalFlip()],
    "pad": lambda: [T.RandomHorizontalFlip(), T.Pad(9, padding_mode="reflect"), T.RandomCrop(70)],
    "rotation": lambda: [T.RandomRotation(40, interpolation=T.InterpolationMode.BILINEAR, fill=9)],
    "perspective": lambda: [T.RandomPerspective(p=1.0)],
    "elastic": lambda: [T.ElasticTransform()],
}


@pytest.mark.parametrize("name", CHAINS)
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_bytes_do_not_depend_on_how_the_pixels_lie(name, channels):
    pixels = PICTURE[:, :, :channels]
    planes = torch.from_numpy(numpy.ascontiguousarray(pixels.transpose(2, 0, 1)))
    side_by_side = torch.from_numpy(numpy.ascontiguousarray(pixels)).permute(2, 0, 1)
    in_fours = torch.from_numpy(PICTURE).permute(2, 0, 1)[:channels]
    pil = PIL.Image.fromarray(pixels[:, :, 0] if channels == 1 else numpy.ascontiguousarray(pixels))
    chain = T.Compose([*CHAINS[name](), T.ToImage()])
    outs = []
    for given in (planes, side_by_side, in_fours, pil):
        torch.manual_seed(11)
        outs.append([chain(given) for _ in range(6)])
    for out in outs[1:]:
        assert all(torch.equal(a, b) for a, b in zip(out, outs[0]))


def size_of(chain):
    return tuple(chain(torch.zeros(3, 40, 50, dtype=torch.uint8)).shape[-2:])


def test_a_parameter_that_is_set_anew_counts_from_the_next_call():
    resize = T.Resize((10, 20))
    chain = T.Compose([T.RandomApply([resize], p=1.0), T.RandomHorizontalFlip()])
    assert size_of(chain) == (10, 20) and size_of(resize) == (10, 20)
    resize.size = (11, 21)
    assert size_of(chain) == (11, 21) and size_of(resize) == (11, 21)
    chain.transforms[0].p = 0.0
    assert size_of(chain) == (40, 50)


def test_a_transform_that_is_added_to_the_list_counts_from_the_next_call():
    inner = T.RandomApply([T.Resize((10, 20))], p=1.0)
    chain = T.Compose([inner])
    assert size_of(chain) == (10, 20)
    inner.transforms.append(T.CenterCrop(7))
    assert size_of(chain) == (7, 7)
    chain.transforms.append(T.Resize((5, 6)))
    assert size_of(chain) == (5, 6)
    chain.transforms[:] = [T.Resize((3, 4))]
    assert size_of(chain) == (3, 4)


def test_a_number_format_that_is_set_anew_counts_from_the_next_call():
    chain = T.Compose([T.Resize((10, 20)), T.ToDtype(torch.float32, scale=True)])
    picture = torch.full((3, 40, 50), 51, dtype=torch.uint8)
    assert chain(picture).max() == pytest.approx(0.2)
    chain.transforms[1].scale = False
    assert chain(picture).max() == 51


def test_chains_that_were_called_can_be_copied_and_pickled():
    chain = T.Compose([T.RandomResizedCrop(16), T.RandomApply([T.ColorJitter(0.4)], p=0.5), T.ToImage()])
    picture = torch.from_numpy(PICTURE[:, :, :3].transpose(2, 0, 1).copy())
    outs = []
    for each in (chain, copy.deepcopy(chain), pickle.loads(pickle.dumps(chain)), chain):
        torch.manual_seed(2)
        outs.append(each(picture))
    assert all(torch.equal(out, outs[0]) for out in outs)
