# SPDX-License-Identifier: MIT
"""Defects seen elsewhere, numbered as in their list: those that concern several operators, or what is rendered.

The others are tests of one operator, beside it, and have their number in their names, too.
"""

import io
import pathlib
import re

import numpy as np
import pytest
import smalti as sm
from PIL import Image
from smalti import operators
from smalti._examples import example, parameters

DEFECTS = range(1, 25)
TESTS = pathlib.Path(__file__).parents[1]


def test_every_defect_of_the_list_has_a_test_that_names_it():
    text = "".join(file.read_text(encoding="utf-8") for file in TESTS.rglob("*") if file.suffix in (".cpp", ".py"))
    assert {int(number) for number in re.findall(r"(?:, |def test_)bug_(\d\d)_", text)} == set(DEFECTS)


def alone(op, image, seed=0, **targets):
    return sm.Compose([op], filter=None)(image, seed=seed, index=0, **targets)


def blob(extent, centre, sigma):
    """A Gaussian of 1 at `centre` (x, y), pixel (i, j) being the square from (j, i) to (j + 1, i + 1)."""
    y, x = np.mgrid[: extent[0], : extent[1]] + 0.5
    return np.float32(np.exp(-((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / (2 * sigma**2)))


def centroid(image):
    y, x = np.mgrid[: image.shape[0], : image.shape[1]] + 0.5
    return np.array([(x * image).sum(), (y * image).sum()]) / image.sum()


EXTENT, PLACE, MIDDLE = (120, 161), (70.3, 50.8), np.array([80.5, 60])
OFF = np.array(PLACE) - MIDDLE
LINEAR = {"interpolation": "bilinear"}


@pytest.mark.parametrize(
    "op, moved",
    [
        (sm.RandomAffine((0, 0), scale=(0.5, 0.5), **LINEAR), MIDDLE + 0.5 * OFF),
        (sm.RandomAffine((0, 0), scale=(1.5, 1.5), **LINEAR), MIDDLE + 1.5 * OFF),
        (sm.RandomAffine((90, 90), **LINEAR), MIDDLE + [-OFF[1], OFF[0]]),  # clockwise
        (sm.RandomAffine((180, 180), **LINEAR), MIDDLE - OFF),
        (sm.RandomAffine((0, 0), scale=(0.5, 0.5), antialias=True, **LINEAR), MIDDLE + 0.5 * OFF),
        (sm.RandomRotation((90, 90), **LINEAR), MIDDLE + [OFF[1], -OFF[0]]),  # counter-clockwise
        (sm.RandomRotation((180, 180), **LINEAR), MIDDLE - OFF),
        (sm.Resize((60, 80)), np.array(PLACE) * [80 / 161, 0.5]),
        (sm.Resize((180, 240)), np.array(PLACE) * [240 / 161, 1.5]),
        (sm.RandomHorizontalFlip(p=1), np.array([161 - PLACE[0], PLACE[1]])),
        (sm.Transpose(), np.array(PLACE[::-1])),
    ],
    ids=str,
)
def test_bug_01_a_blob_is_where_its_keypoint_is_mapped(op, moved):
    out = alone(op, blob(EXTENT, PLACE, 4), keypoints=[[*PLACE, 2]])
    np.testing.assert_allclose(out.keypoints[0, :2], moved, atol=1e-4)
    np.testing.assert_allclose(centroid(out.image), moved, atol=0.02)


SIDES = [*range(200, 2001, 61), 2000]


@pytest.mark.parametrize("side", SIDES)
def test_bug_03_the_far_corner_of_a_picture_is_that_of_its_pixels(side):
    """Pixels are counted, labels are mapped: whole rounded sides, not the unrounded ratio."""
    for extent in ((side, 211), (211, side)):
        image, corner = np.full((*extent, 1), 255, np.uint8), [[extent[1], extent[0], 2]]
        out = alone(sm.LetterBox((61, 64), fill=0), image, keypoints=corner)
        shown = np.argwhere(out.image.reshape(61, 64) > 0)
        assert out.keypoints[0, :2].tolist() == (shown.max(axis=0) + 1)[::-1].tolist()
        out = alone(sm.ScaleJitter((61, 64), scale_range=(0.5, 1.5)), image, seed=side, keypoints=corner)
        np.testing.assert_allclose(out.keypoints[0, :2], out.image.shape[1::-1], atol=1e-4)
        given = {"image": image, "keypoints": corner}
        mosaic = sm.Mosaic((1, 1), (61, 64), (61, 64), fit_mode="contain", fill=0)
        (out,) = sm.Compose([mosaic], filter=None)([given], seed=side, index=0)
        shown = np.argwhere(out.image.reshape(61, 64) > 0)
        np.testing.assert_allclose(out.keypoints[0, :2], (shown.max(axis=0) + 1)[::-1], atol=1e-4)


def window_of(out, axis):
    return out.params["drawn"][0]["state"][axis][:2]


def hole_of(out, axis):
    hole = out.params["drawn"][0]["state"][0]
    return (hole[0], hole[2]) if axis == "x" else (hole[1], hole[3])


OFFSETS = [  # of a picture of 9 x 11 px: how far a window or a hole is from its near and its far end
    (sm.RandomCrop((4, 6)), window_of),
    (sm.RandomResizedCrop((4, 6), scale=(0.2, 0.2), ratio=(1, 1)), window_of),
    (sm.RandomIoUCrop(min_scale=0.7, max_scale=0.8, sampler_options=[0]), window_of),
    (sm.RandomPaddingCrop((4, 6)), window_of),
    (sm.RandomPaddingCrop((14, 16)), window_of),
    (sm.RandomScaleAspect(), window_of),
    (sm.AtLeastOneBBoxRandomCrop(4, 6), window_of),
    (sm.RandomZoomOut(side_range=(1.5, 1.5), p=1), window_of),
    (sm.PadIfNeeded(14, 16, position="random"), window_of),
    (sm.RandomErasing(scale=(0.2, 0.2), ratio=(1, 1), p=1), hole_of),
    (sm.Cutout(length=4, inside=True), hole_of),
    (sm.CoarseDropout((1, 1), (4, 4), (6, 6)), hole_of),
    (sm.GridDropout(holes_number_xy=(1, 1)), hole_of),
]


@pytest.mark.parametrize("op, ends", OFFSETS, ids=lambda of: str(of) if isinstance(of, sm.Operator) else "")
def test_bug_07_both_ends_of_every_offset_occur(op, ends):
    image, box = np.zeros((9, 11, 3), np.uint8), {"boxes": [[0, 0, 11, 9]], "labels": [0]}
    made = [alone(op, image, seed, **box) for seed in range(300)]
    made = [out for out in made if "state" in out.params["drawn"][0]]
    for axis, side in (("x", 11), ("y", 9)):
        found = [ends(out, axis) for out in made]
        near, far = {start == 0 for start, _ in found}, {end == side for _, end in found}
        assert near == far == {True, False}, axis


def test_bug_07_both_ends_of_every_paste_occur():
    image, canvas = np.full((9, 11, 3), 200, np.uint8), np.zeros((9, 11, 3), np.uint8)
    mask = np.zeros((1, 9, 11), np.uint8)
    mask[0, 3:6, 4:8] = 1
    left, right, top, bottom = (set() for _ in range(4))
    for seed in range(300):
        given = [{"image": canvas}, {"image": image, "masks": mask, "labels": [0]}]
        out = sm.Compose([sm.CopyAndPaste(fraction=1, translate=True)], filter=None)(given, seed=seed, index=0)[0]
        ((x0, y0, x1, y1),) = out.boxes.tolist()
        assert (x1 - x0, y1 - y0) == (4, 3)
        left.add(x0), right.add(x1), top.add(y0), bottom.add(y1)
    assert left == set(range(8)) and right == set(range(4, 12)) and top == set(range(7)) and bottom == set(range(3, 10))


def test_bug_07_a_hole_as_large_as_the_picture_is_made_or_quietly_left_out():
    image = np.full((8, 8, 3), 200, np.uint8)
    assert (alone(sm.Cutout(length=8, inside=True, fill=0), image).image == 0).all()
    assert (alone(sm.RandomErasing(scale=(1, 1), ratio=(1, 1), p=1), image).image == 200).all()


def test_bug_09_boxes_of_pasted_objects_lie_within_the_crop_and_hold_their_masks():
    image = np.zeros((40, 60, 3), np.uint8)
    y, x = np.mgrid[:40, :60]
    masks = np.array([(x - cx) ** 2 + (y - cy) ** 2 < r**2 for cx, cy, r in ((12, 10, 9), (40, 30, 14))], np.uint8)
    own, others = ({"image": image, "masks": m, "labels": k} for m, k in ((masks, [0, 1]), (masks[:, ::-1], [2, 3])))
    pipeline = sm.Compose([sm.RandomCrop((24, 32)), sm.CopyAndPaste(fraction=1, translate=True)], filter=None)
    pasted = 0
    for seed in range(60):
        out = pipeline([own, others], seed=seed, index=0)[0]
        assert (out.boxes >= 0).all() and (out.boxes <= [32, 24, 32, 24]).all()
        for box, mask, label in zip(out.boxes, out.masks, out.labels):
            if mask.any():
                y, x = np.nonzero(mask)
                assert (box <= [x.min(), y.min(), 32, 24]).all() and (box >= [0, 0, x.max() + 1, y.max() + 1]).all()
                pasted += label >= 2
    assert pasted > 30


FILL, HERE, ID, IGNORE = 7, 200, 3, 255
ENLARGING = {
    "CenterCrop": {"size": 40}, "RandomCrop": {"size": 40, "pad_if_needed": True}, "Mosaic": {"fit_mode": "contain"},
    "MixUp": {"semantic": "dominant"}, "GridDistortion": {"normalized": False},
}  # fmt: skip
WITHOUT_SOURCE = {
    "CenterCrop", "CutMix", "ElasticTransform", "GridDistortion", "LetterBox", "MixUp", "Mosaic", "OpticalDistortion",
    "Pad", "PadIfNeeded", "RandomAffine", "RandomCrop", "RandomPaddingCrop", "RandomPerspective", "RandomRotation",
    "RandomZoomOut",
}  # fmt: skip
MOVING = sorted(name for name, cls in operators.classes.items() if cls._about["kind"] in ("geometry", "field", "mix"))


def scene(height, width):
    image = np.full((height, width, 3), HERE, np.uint8)
    return {"image": image, "segmentation": np.full((height, width), ID, np.uint8)}


@pytest.mark.parametrize("name", MOVING)
def test_bug_12_where_there_is_no_picture_there_is_the_ignore_index(name):
    changed = dict(ENLARGING.get(name, {}), **({"fill": FILL} if "fill" in parameters(name) else {}))
    pipeline = sm.Compose([example(name, **changed)], filter=None)
    pairs = set()
    for height, width in ((33, 37), (61, 96)):
        group = [scene(height // 2, width), scene(height, width // 2), scene(height, width)]
        for seed in range(12):
            out = pipeline(group if pipeline.mixes else group[2:], seed=seed, index=0)[0]
            pairs |= set(zip(out.image.reshape(-1, 3)[:, 0].tolist(), out.segmentation.ravel().tolist()))
    assert {ids for _, ids in pairs} <= {ID, IGNORE}
    assert (HERE, IGNORE) not in pairs and (FILL, ID) not in pairs
    assert ((FILL, IGNORE) in pairs) == (name in WITHOUT_SOURCE)


def test_bug_12_a_jpeg_says_how_good_it_is():
    with pytest.raises(sm.ParamError, match="quality"):
        sm.JPEG()


def test_bug_14_pure_red_is_what_libjpeg_makes_of_it():
    red = np.zeros((17, 19, 3), np.uint8)
    red[..., 0] = 255
    for quality in (5, 50, 95):
        file = io.BytesIO()
        Image.fromarray(red).save(file, "JPEG", quality=quality)  # 4:2:0, as is smalti's
        theirs = np.asarray(Image.open(file))
        assert (alone(sm.JPEG(quality), red).image == theirs).all() and theirs[0, 0, 0] > theirs[0, 0, 2] + 150


def test_bug_24_a_keypoint_outside_its_cell_is_where_it_is_mapped_and_not_visible():
    """Pictures of 30 x 20 cover cells of 32 x 32: 1.6 times as large, 8 px cut off on the left and on the right."""
    points = np.array([[x, y, 2] for x in (0.5, 4.5, 15, 25.5, 29.5) for y in (0.5, 10, 19.5)])
    pipeline = sm.Compose([sm.Mosaic((2, 2), (32, 32), (32, 32))], filter=None)
    within_canvas = 0
    for seed in range(20):
        given = [{"image": np.zeros((20, 30, 3), np.uint8), "keypoints": points} for _ in range(4)]
        out = pipeline(given, seed=seed, index=0)[0]
        state = out.params["drawn"][0]["state"]
        corners = np.array([(32 * (n % 2) - state["cx"] + 16, 32 * (n // 2) - state["cy"] + 16) for n in range(4)])
        corners = [c for c in corners if (c < 32).all() and (c > -32).all()]
        assert len(out.keypoints) == len(points) * len(corners)
        for x, y, v in out.keypoints:
            moved = [points[:, :2] * 1.6 - [8, 0] + c for c in corners]
            cells = [c for c, at in zip(corners, moved) if np.isclose(at, [x, y], atol=1e-3).all(axis=1).any()]
            assert cells, (x, y)
            on_canvas = 0 <= min(x, y) <= max(x, y) <= 32
            seen = on_canvas and any((c <= (x, y)).all() and ((x, y) <= c + 32).all() for c in cells)
            assert v == (2 if seen else 0)
            within_canvas += on_canvas and not seen
    assert within_canvas > 0  # beside its cell, on another one
