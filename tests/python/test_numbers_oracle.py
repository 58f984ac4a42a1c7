# SPDX-License-Identifier: MIT
"""Normalisation against NumPy in double and windows against pydicom: 1e-6 of the output's range, and equal as bytes."""

import numpy as np
import pytest
import smalti as sm

DTYPES = ["uint8", "uint16", "int16", "float32"]
CHANNELS = [1, 3, 10]


def picture(dtype, channels, seed=0):
    """Skewed values, other ones in each channel, far from zero where the format allows it; floats have an outlier."""
    rng = np.random.default_rng([seed, channels])
    dark = rng.gamma(2.0, 1.0, (37, 41, channels)) * np.linspace(1, 2, channels) + np.arange(channels) / 4
    if dtype == "uint8":
        return np.clip(dark * 25, 0, 255).astype(np.uint8)
    if dtype == "uint16":
        return np.clip(dark * 900 + 40000, 0, 65535).astype(np.uint16)
    if dtype == "int16":
        return np.clip(dark * 400 - 31000, -32768, 32767).astype(np.int16)
    floats = (dark * 3 - 500).astype(np.float32)
    floats[7, 9] = 1e5
    return floats


def assert_near(ours, theirs):
    assert ours.dtype == np.float32 and ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= 1e-6 * (theirs.max() - theirs.min())


def assert_same_bytes(pipeline, image, theirs):
    """As uint8 of the range 0..1, where float32 decides: further than 1e-4 from a tie."""
    ours = sm.Compose([*pipeline, sm.ToDtype("uint8", scale=True)])(image, seed=1).image.reshape(image.shape)
    levels = np.clip(theirs, 0, 1) * 255
    decided = np.abs(levels - np.floor(levels) - 0.5) > 1e-4
    assert ours.dtype == np.uint8 and decided.mean() > 0.8
    assert (ours == np.rint(levels))[decided].all()


def made(op, image, **targets):
    return sm.Compose([op])(image, seed=1, **targets).image.reshape(image.shape)  # one channel comes back as (h w)


def spread(x, per_channel):
    """The axes of a statistic, and x in double."""
    return (0, 1) if per_channel else None, x.astype(np.float64)


@pytest.mark.parametrize("per_channel", [True, False])
@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("lower, upper", [(0.5, 99.5), (2, 98), (0, 100), (37.25, 61.75)])
def test_percentiles_are_numpys(dtype, channels, per_channel, lower, upper):
    image = picture(dtype, channels)
    axes, x = spread(image, per_channel)
    low, high = np.percentile(x, [lower, upper], axis=axes)
    theirs = (x - low) / (high - low)
    op = sm.PercentileClip(lower, upper, per_channel=per_channel, clip=False)
    assert_near(made(op, image), theirs)
    clipped = sm.PercentileClip(lower, upper, per_channel=per_channel, b_min=-1, b_max=3)
    assert_near(made(clipped, image), np.clip(theirs, 0, 1) * 4 - 1)
    assert_same_bytes([sm.PercentileClip(lower, upper, per_channel=per_channel)], image, theirs)


@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_percentiles_see_only_what_is_asked_for(dtype, channels):
    image = picture(dtype, channels)
    ids = np.random.default_rng(5).choice(np.array([0, 1, 4, 255], np.uint8), image.shape[:2])
    named = (ids != 0) & (ids != 255)
    x = image.astype(np.float64)
    low, high = np.percentile(x[named], [2, 98], axis=0)
    op = sm.PercentileClip(2, 98, mask="segmentation", clip=False)
    assert_near(made(op, image, segmentation=ids), (x - low) / (high - low))

    nodata = float(np.sort(image[..., 0], axis=None)[500])
    kept = np.where(x == nodata, np.nan, x)
    low, high = np.nanpercentile(kept, [2, 98], axis=(0, 1))
    ours = made(sm.PercentileClip(2, 98, nodata=nodata, clip=False), image)
    gone = x == nodata
    assert gone.any() and (ours[gone] == nodata).all()
    theirs = (x - low) / (high - low)
    assert np.abs(ours - theirs)[~gone].max() <= 1e-6 * (theirs.max() - theirs.min())


@pytest.mark.parametrize("per_channel", [True, False])
@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_min_max_is_numpys(dtype, channels, per_channel):
    image = picture(dtype, channels)
    axes, x = spread(image, per_channel)
    low, high = x.min(axis=axes), x.max(axis=axes)
    theirs = (x - low) / (high - low)
    assert_near(made(sm.MinMax(per_channel=per_channel), image), theirs)
    assert_near(made(sm.MinMax(per_channel=per_channel, eps=0.5), image), (x - low) / (high - low + 0.5))
    assert_same_bytes([sm.MinMax(per_channel=per_channel)], image, theirs)


@pytest.mark.parametrize("per_channel", [True, False])
@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_z_scores_are_numpys(dtype, channels, per_channel):
    image = picture(dtype, channels)
    axes, x = spread(image, per_channel)
    op = sm.ZScore(scope="image", per_channel=per_channel)
    assert_near(made(op, image), (x - x.mean(axis=axes)) / x.std(axis=axes))
    low, high = np.percentile(x, [0.5, 99.5], axis=axes)
    c = np.clip(x, low, high)
    clipped = sm.ZScore(scope="image", per_channel=per_channel, clip_percentiles=(0.5, 99.5))
    assert_near(made(clipped, image), (c - c.mean(axis=axes)) / c.std(axis=axes))


@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_z_scores_of_objects_are_numpys_and_0_outside(dtype, channels):
    image = picture(dtype, channels)
    ids = np.random.default_rng(6).choice(np.array([0, 3, 65535], np.uint16), image.shape[:2])
    x = image.astype(np.float64)
    mean, std = x[ids == 3].mean(axis=0), x[ids == 3].std(axis=0)
    ours = made(sm.ZScore(scope="masked", mask="segmentation"), image, segmentation=ids)
    assert_near(ours, np.where((ids == 3)[..., None], (x - mean) / std, 0))

    zeros = image.copy()
    zeros[::3] = 0
    x = zeros.astype(np.float64)
    some = np.where(x == 0, np.nan, x)
    theirs = np.where(x == 0, 0, (x - np.nanmean(some, axis=(0, 1))) / np.nanstd(some, axis=(0, 1)))
    assert_near(made(sm.ZScore(scope="masked"), zeros), theirs)


@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_z_scores_and_ranges_of_a_data_set_are_numpys(dtype, channels):
    image = picture(dtype, channels)
    x = image.astype(np.float64)
    mean, std = np.float32(x.mean(axis=(0, 1))), np.float32(x.std(axis=(0, 1)))
    assert_near(made(sm.ZScore(mean=mean.tolist(), std=std.tolist()), image), (x - mean) / std.astype(np.float64))
    low, high = float(np.float32(x.min() + 1)), float(np.float32(np.percentile(x, 90)))
    assert_near(made(sm.ScaleRange(low, high, b_min=-1), image), np.clip((x - low) / (high - low), 0, 1) * 2 - 1)


WINDOWS = {"uint8": (70, 91), "uint16": (41500, 2001), "int16": (-30000, 1501), "float32": (-490.5, 17)}


def windowed(x, center, width, fn):
    """DICOM PS3.3 C.11.2.1.2.1, C.11.2.1.3.2 and C.11.2.1.3.1, onto 0..1."""
    if fn == "sigmoid":
        return 1 / (1 + np.exp(-4 * (x - center) / width))
    if fn == "linear":
        center, width = center - 0.5, width - 1
    if width == 0:
        return np.where(x <= center, 0.0, 1.0)
    return np.where(x <= center - width / 2, 0, np.where(x > center + width / 2, 1, (x - center) / width + 0.5))


@pytest.mark.parametrize("fn", ["linear", "linear_exact", "sigmoid"])
@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_windows_follow_the_formulas_of_dicom(dtype, channels, fn):
    image = picture(dtype, channels)
    x = image.astype(np.float64)
    center, width = WINDOWS[dtype]
    theirs = windowed(x, center, width, fn)
    assert 0.02 < (theirs > 0.5).mean() < 0.98
    assert_near(made(sm.Window(center, width, fn=fn), image), theirs)
    assert_same_bytes([sm.Window(center, width, fn=fn)], image, theirs)
    slope, intercept = 0.3, 7.1
    hounsfield = slope * x + intercept
    at = np.percentile(hounsfield, 40)
    op = sm.Window(at, width, fn=fn, slope=slope, intercept=intercept, out=(-2, 5))
    assert_near(made(op, image), windowed(hounsfield, at, width, fn) * 7 - 2)


def test_a_window_of_one_value_is_a_step():
    x = np.arange(-4, 5, dtype=np.int16)[None]
    assert (made(sm.Window(1, 1), x).ravel() == windowed(x.astype(np.float64), 1, 1, "linear").ravel()).all()


@pytest.mark.torch
@pytest.mark.parametrize("fn", ["linear", "linear_exact", "sigmoid"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16"])
def test_windows_are_pydicoms(dtype, fn):
    pydicom = pytest.importorskip("pydicom")
    from pydicom.pixels import apply_rescale, apply_windowing

    image = picture(dtype, 1)[..., 0]
    dark = float(np.percentile(image, 40))
    for slope, intercept, (center, width) in [(1, 0, WINDOWS[dtype]), (0.5, -1024, (dark / 2 - 1024, 300))]:
        ds = pydicom.Dataset()
        ds.PhotometricInterpretation = "MONOCHROME2"
        ds.PixelRepresentation, ds.BitsStored = int(dtype == "int16"), 8 if dtype == "uint8" else 16
        ds.RescaleSlope, ds.RescaleIntercept = slope, intercept
        ds.WindowCenter, ds.WindowWidth, ds.VOILUTFunction = center, width, fn.upper()
        theirs = apply_windowing(apply_rescale(image, ds), ds)
        ends = np.iinfo(image.dtype)
        out = (ends.min * slope + intercept, ends.max * slope + intercept)  # pydicom's output range
        op = sm.Window(center, width, fn=fn, out=out, slope=slope, intercept=intercept)
        ours = made(op, image).reshape(theirs.shape)
        assert np.abs(ours - theirs).max() <= 1e-6 * (out[1] - out[0])


def test_sixteen_bits_stay_apart_in_every_operator():
    """All 65,536 values: 8 bits on the way would leave 256 of them."""
    for dtype in ("uint16", "int16"):
        ends = np.iinfo(dtype)
        image = np.arange(ends.min, ends.max + 1).astype(dtype).reshape(256, 256)
        for op in [
            sm.PercentileClip(0, 100),
            sm.MinMax(),
            sm.ZScore(scope="image"),
            sm.ZScore(mean=[0], std=[1000]),
            sm.ScaleRange(ends.min, ends.max),
            sm.Window((ends.min + ends.max + 1) / 2, 65536),
            sm.Window((ends.min + ends.max + 1) / 2, 65536, fn="linear_exact"),
            sm.Normalize(0.5, 0.5),
        ]:
            assert len(np.unique(made(op, image))) == 65536, op
