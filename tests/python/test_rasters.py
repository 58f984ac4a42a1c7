# SPDX-License-Identifier: MIT
"""Further rasters that move with the image."""

import numpy as np
import pytest

import smalti as sm

RNG = np.random.default_rng(3)
IMAGE = RNG.integers(0, 256, (41, 57, 3), dtype=np.uint8)
IDS = np.arange(41 * 57, dtype=np.uint16).reshape(41, 57)


@pytest.mark.parametrize(
    "op",
    [sm.RandomHorizontalFlip(p=1), sm.RandomCrop(20), sm.D4(), sm.RandomAffine(degrees=40), sm.ElasticTransform(alpha=20), sm.RandomPerspective(p=1), sm.Resize(23)],
)
def test_a_nearest_raster_shows_the_ids_that_a_segmentation_shows(op):
    pipeline = sm.Compose([op])
    ids = IDS + 1
    out = pipeline(IMAGE, segmentation=ids, rasters={"ids": ids}, seed=5)
    expected = np.where(out.segmentation == 65535, 0, out.segmentation)  # rasters are 0 where there is no source
    assert out.rasters["ids"].dtype == np.uint16
    assert (out.rasters["ids"] == expected).all()


def test_a_second_picture_takes_the_filter_and_the_colour_of_the_image():
    pipeline = sm.Compose([sm.RandomResizedCrop(32), sm.RandomHorizontalFlip(), sm.ColorJitter(0.4, 0.4, 0.4), sm.RandomErasing(p=1)])
    out = pipeline(IMAGE, rasters={"same": sm.Raster(IMAGE, nearest=False, coloured=True)}, seed=9)
    assert (out.rasters["same"] == out.image).all()


def test_a_raster_without_colour_keeps_its_values_and_format():
    depth = RNG.random((41, 57), dtype=np.float32) * 40
    out = sm.Compose([sm.ColorJitter(0.9), sm.GaussianBlur(5), sm.Normalize(0.5, 0.5)])(IMAGE, rasters={"depth": depth}, seed=1)
    assert out.rasters["depth"].dtype == np.float32
    assert (out.rasters["depth"] == depth).all()


def test_rasters_are_mixed_with_those_of_the_partners():
    samples = [{"image": np.full((40, 40, 3), 10 * k, np.uint8), "rasters": {"depth": np.full((40, 40), 100 + k, np.int16)}} for k in range(4)]
    for out in sm.Compose([sm.Mosaic(target_size=(40, 40), cell_shape=(40, 40))])(samples, seed=2):
        assert (out.rasters["depth"] == 100 + out.image[:, :, 0] // 10).all()
    with pytest.raises(sm.Error, match="rasters: must be the same in all samples that are mixed"):
        sm.Compose([sm.Mosaic(target_size=(40, 40), cell_shape=(40, 40))])(samples[:3] + [{"image": samples[3]["image"]}], seed=2)


def test_a_loader_stacks_them():
    source = sm.Sequence([IMAGE] * 4, [{"rasters": {"ids": IDS}}] * 4)
    batch = next(iter(sm.Loader(source, sm.Compose([sm.RandomCrop(16)]), 4, shuffle=False)))
    assert np.asarray(batch.rasters[0]).shape == (4, 16, 16, 1)


def test_another_extent_is_an_error():
    with pytest.raises(sm.Error, match=r"rasters = 7x7: must be 57x41 px, as the image"):
        sm.Compose([sm.RandomCrop(16)])(IMAGE, rasters={"ids": np.zeros((7, 7), np.uint8)})
