# SPDX-License-Identifier: MIT
"""Pictures that Pillow has opened and not decoded: smalti.transforms decode what they show, to the same bytes."""

import io

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; make test TORCH=1 runs what needs it")
from PIL import Image, ImageFile  # noqa: E402

import smalti.transforms as T  # noqa: E402

pytestmark = pytest.mark.torch

H, W = 90, 140
CROP = T.Compose([T.RandomResizedCrop(32), T.RandomHorizontalFlip(), T.PILToTensor()])


def jpeg(mode="RGB", **options):
    """A JPEG file in memory, not smooth."""
    rng = np.random.default_rng(3)
    small = rng.integers(0, 256, (9, 14, 3), dtype=np.uint8)
    picture = Image.fromarray(small).resize((W, H), Image.Resampling.BICUBIC).convert(mode)
    file = io.BytesIO()
    picture.save(file, "JPEG", **options)
    return file


def with_orientation(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return jpeg(exif=exif.tobytes())


def decoded(file):
    return Image.open(io.BytesIO(file.getvalue())).convert("RGB")


def drawn(transform, picture):
    torch.manual_seed(5)
    return transform(picture)


FILES = {
    "420": jpeg(), "444": jpeg(subsampling=0), "progressive": jpeg(progressive=True), "grey": jpeg("L"), "CMYK": jpeg("CMYK"),
    "upright": with_orientation(1), "turned": with_orientation(6),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_an_opened_file_gives_the_bytes_of_a_decoded_one(name):
    opened = T.open_rgb(io.BytesIO(FILES[name].getvalue()))
    assert opened.mode == "RGB"
    assert torch.equal(drawn(CROP, opened), drawn(CROP, decoded(FILES[name])))
    assert opened.tobytes() == decoded(FILES[name]).tobytes()  # it still is the picture


def test_only_what_pillow_would_decode_differently_is_decoded_by_it():
    waiting = [name for name in FILES if (image := T.open_rgb(FILES[name])) and drawn(CROP, image) is not None and getattr(image, "tile", None)]
    assert waiting == ["420", "444", "progressive", "upright"]


def test_a_picture_to_be_decoded_smaller_is_taken_as_it_is():
    opened, other = T.open_rgb(jpeg()), T.open_rgb(jpeg())
    opened.draft("RGB", (W // 2, H // 2))
    other.draft("RGB", (W // 2, H // 2))
    other.load()
    assert opened.size == (W // 2, H // 2)
    assert torch.equal(drawn(CROP, opened), drawn(CROP, other))


def test_a_callable_before_the_operators_meets_a_pil_image():
    chain = T.Compose([lambda image: image.rotate(90, expand=True), T.PILToTensor()])
    assert torch.equal(chain(T.open_rgb(jpeg())), T.PILToTensor()(decoded(jpeg()).rotate(90, expand=True)))


def test_a_file_that_ends_early_is_pillows_to_judge(monkeypatch):
    whole = jpeg().getvalue()
    cut = whole[: len(whole) // 3]
    with pytest.raises(OSError, match="truncated"):
        CROP(T.open_rgb(io.BytesIO(cut)))
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert torch.equal(drawn(CROP, T.open_rgb(io.BytesIO(cut))), drawn(CROP, Image.open(io.BytesIO(cut)).convert("RGB")))


def test_image_folder_takes_it_as_a_loader(tmp_path):
    from torchvision.datasets import ImageFolder

    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "a.jpg").write_bytes(jpeg().getvalue())
    torch.manual_seed(5)
    image, label = ImageFolder(tmp_path, CROP, loader=T.open_rgb)[0]
    assert label == 0 and torch.equal(image, drawn(CROP, decoded(jpeg())))
