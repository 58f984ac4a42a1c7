# SPDX-License-Identifier: MIT
"""Sixteen bits from the file's numbers to the batch: a scene of ten bands, and a scan in Hounsfield units."""

import io

import numpy as np
import pytest
import smalti as sm
from PIL import Image

SIZE = 64


def scenes(dtype, nodata, count=6):
    """Ten bands, a corner without data, and ids of land cover; one pixel lacks data in some bands only."""
    rng = np.random.default_rng(11)
    out = []
    for _ in range(count):
        scene = (rng.gamma(4, 600, (90, 120, 10)) + 200).astype(dtype)
        scene[np.add.outer(np.arange(90), np.arange(120)) < 50] = nodata
        scene[80, 60, :3] = nodata
        out.append((scene, rng.integers(0, 6, (90, 120), dtype=np.uint8)))
    return out


def between_percentiles(scene, nodata):
    """NumPy's answer, nodata as it was."""
    x = np.where(scene == nodata, np.nan, scene.astype(np.float64))
    low, high = np.nanpercentile(x, [2, 98], axis=(0, 1))
    return np.where(scene == nodata, nodata, np.clip((x - low) / (high - low), 0, 1))


def moved(array, matrix):
    """An array (h w ...) cropped and perhaps mirrored as a map says."""
    mirrored = matrix[0, 0] < 0
    left, top = (matrix[0, 2] - SIZE if mirrored else -matrix[0, 2]), -matrix[1, 2]
    assert left == int(left) and top == int(top)
    cut = array[int(top) : int(top) + SIZE, int(left) : int(left) + SIZE]
    return cut[:, ::-1] if mirrored else cut


def land(nodata):
    clip = sm.PercentileClip(2, 98, nodata=nodata, nodata_to_segmentation=True)
    return sm.Compose([clip, sm.RandomCrop(SIZE), sm.RandomHorizontalFlip()])


@pytest.mark.parametrize("dtype, nodata", [("uint16", 0), ("uint16", 65535), ("int16", -9999), ("float32", -9999)])
def test_a_scene_of_ten_bands_keeps_its_bits_and_its_gaps(dtype, nodata):
    pipeline = land(nodata)
    seen = set()
    for seed, (scene, cover) in enumerate(scenes(dtype, nodata)):
        out = pipeline(scene, segmentation=cover, seed=seed)
        seen.add((out.map[0, 0] < 0, out.map[0, 2]))
        theirs = moved(between_percentiles(scene, nodata), np.asarray(out.map))
        assert out.image.dtype == np.float32 and out.image.shape == (SIZE, SIZE, 10)
        assert np.abs(out.image - theirs).max() <= 1e-6
        assert all(len(np.unique(out.image[..., band])) > 1000 for band in range(10))  # 8 bits hold 256
        expected = np.where((scene == nodata).all(axis=2), 255, cover)
        assert (out.segmentation == moved(expected, np.asarray(out.map))).all()
        assert (out.image == nodata).all(axis=2)[out.segmentation == 255].all()
    assert len(seen) > 3 and len({mirrored for mirrored, _ in seen}) == 2


def test_a_loader_gives_the_same_scenes():
    made = scenes("uint16", 0)
    source = sm.Sequence([scene for scene, _ in made], [{"segmentation": cover} for _, cover in made])
    unknown = 0
    for batch in sm.Loader(source, land(0), 3, seed=5, threads=2):
        images, ids = np.asarray(batch.images), np.asarray(batch.segmentation)
        assert images.dtype == np.float32 and images.shape == (3, 10, SIZE, SIZE)
        for image, seg, matrix, k in zip(images, ids, np.asarray(batch.maps), np.asarray(batch.ids), strict=True):
            scene, cover = made[k]
            assert np.abs(image.transpose(1, 2, 0) - moved(between_percentiles(scene, 0), matrix)).max() <= 1e-6
            assert (seg == moved(np.where((scene == 0).all(axis=2), 255, cover), matrix)).all()
            assert len(np.unique(image[4])) > 1000
            unknown += (seg == 255).sum()
    assert unknown > 0


def test_gaps_are_found_in_files_of_which_a_region_is_decoded():
    rng = np.random.default_rng(3)
    stored = rng.integers(1000, 60000, (90, 120)).astype(np.uint16)
    stored[20:50, 30:80] = 0
    stream = io.BytesIO()
    Image.fromarray(stored).save(stream, "PNG")
    source = sm.Sequence([stream.getvalue()] * 2, [{"segmentation": np.full((90, 120), 3, np.uint8)}] * 2)
    pipeline = sm.Compose([sm.CenterCrop(SIZE), sm.PercentileClip(2, 98, nodata=0, nodata_to_segmentation=True)])
    batch = next(iter(sm.Loader(source, pipeline, 2, decode=sm.Decode(dtype="uint16"))))
    inner = stored[13 : 13 + SIZE, 28 : 28 + SIZE]
    assert (np.asarray(batch.segmentation)[0] == np.where(inner == 0, 255, 3)).all()
    low, high = np.percentile(inner[inner != 0].astype(np.float64), [2, 98])
    theirs = np.where(inner == 0, 0, np.clip((inner - low) / (high - low), 0, 1))
    images = np.asarray(batch.images)
    assert np.abs(images[0] - theirs).max() <= 1e-6 and len(np.unique(images[0, 0])) > 1000


SLOPE, INTERCEPT = 0.5, -1024.0


def scans(count=4):
    """Stored values of a scan, below its circle -2000, and where its organs are."""
    rng = np.random.default_rng(12)
    out = []
    for _ in range(count):
        organ = np.zeros((SIZE, 80), np.uint8)
        organ[10:50, 15:70] = rng.integers(1, 4, (40, 55))
        organ[0, :] = 255
        stored = ((rng.normal(60, 120, organ.shape) - INTERCEPT) / SLOPE).astype(np.int16)
        stored[:, 75:] = -2000
        out.append((stored, organ))
    return out


def soft_tissue(fn):
    return sm.Compose([
        sm.Window(40, 400, fn=fn, slope=SLOPE, intercept=INTERCEPT),
        sm.ZScore(scope="masked", mask="segmentation"),
        sm.RandomHorizontalFlip(),
    ])  # fmt: skip


def scores(stored, organ, fn):
    hounsfield = stored * SLOPE + INTERCEPT
    center, width = (39.5, 399) if fn == "linear" else (40, 400)
    x = np.clip((hounsfield - center) / width + 0.5, 0, 1)
    inside = (organ != 0) & (organ != 255)
    return np.where(inside, (x - x[inside].mean()) / x[inside].std(), 0)


@pytest.mark.parametrize("fn", ["linear", "linear_exact"])
def test_a_scan_becomes_scores_of_its_organs(fn):
    for seed, (stored, organ) in enumerate(scans()):
        out = soft_tissue(fn)(stored, segmentation=organ, seed=seed)
        theirs = scores(stored, organ, fn)
        ours = out.image.reshape(theirs.shape)
        ours = ours[:, ::-1] if out.map[0, 0] < 0 else ours
        assert ours.dtype == np.float32
        assert np.abs(ours - theirs).max() <= 1e-6 * (theirs.max() - theirs.min())
        assert len(np.unique(ours)) > 500  # of 800 stored values in the window
        assert ours[:, 75:].max() == ours[:, 75:].min() == 0


def test_a_loader_gives_the_same_scans():
    made = scans()
    source = sm.Sequence([stored for stored, _ in made], [{"segmentation": organ} for _, organ in made])
    batch = next(iter(sm.Loader(source, soft_tissue("linear_exact"), 4, seed=2, shuffle=False)))
    mirrored = np.asarray(batch.maps)[:, 0, 0] < 0
    for k, (image, (stored, organ)) in enumerate(zip(np.asarray(batch.images), made, strict=True)):
        theirs = scores(stored, organ, "linear_exact")
        ours = image[0, :, ::-1] if mirrored[k] else image[0]
        assert np.abs(ours - theirs).max() <= 1e-6 * (theirs.max() - theirs.min())
        assert len(np.unique(ours)) > 500


def test_a_second_raster_with_colour_is_measured_where_the_same_objects_are():
    stored, organ = scans(1)[0]
    pipeline = sm.Compose([sm.RandomHorizontalFlip(p=1), sm.ZScore(scope="masked", mask="segmentation")])
    other = (stored // 2).astype(np.int16)
    out = pipeline(stored, segmentation=organ, rasters={"other": sm.Raster(other, coloured=True)}, seed=1)
    inside = (organ != 0) & (organ != 255)
    x = other.astype(np.float64)
    theirs = np.where(inside, (x - x[inside].mean()) / x[inside].std(), 0)[:, ::-1]
    assert np.abs(out.rasters["other"].reshape(theirs.shape) - theirs).max() <= 1e-5


def test_mixed_samples_count_where_their_own_objects_are():
    size = (40, 40)
    made = [{"image": np.full(size, 100 * k, np.int16), "segmentation": np.full(size, k, np.uint8)} for k in range(4)]
    clip = sm.PercentileClip(0, 100, mask="segmentation", clip=False)
    pipeline = sm.Compose([sm.Mosaic(target_size=size, cell_shape=size), clip])
    for out in pipeline(made, seed=3):
        shown = out.segmentation[out.segmentation != 255]
        low, high = 100.0 * shown[shown > 0].min(), 100.0 * shown.max()
        theirs = (100.0 * shown - low) / (high - low if high > low else 1)
        ours = out.image.reshape(out.segmentation.shape)[out.segmentation != 255]
        assert np.abs(ours - theirs).max() <= 1e-5
