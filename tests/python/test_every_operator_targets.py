# SPDX-License-Identifier: MIT
"""Every operator x number format x kind of target x odd extent. Operators that mix samples run in a Loader."""

import functools
import zlib

import numpy as np
import pytest
import smalti as sm
from smalti import operators
from smalti._examples import DTYPES, accepting, contents, example, parameters, picture, switches, targets

pytest.register_assert_rewrite("witness")
import witness  # noqa: E402

ALL = sorted(operators.classes)
ODD = [(1, 1), (1, 7), (13, 42), (37, 64)]
GROUP = 4
TOGETHER = {
    "both kinds of boxes": ("boxes", "oriented boxes"),
    "all at once": ("boxes", "instance masks", "segmentation", "keypoints", "soft label", "rasters"),
}
KINDS = [*targets(), *TOGETHER]


@functools.cache
def samples(kind, extent, dtype):
    """A mix group: other pictures, the same targets, so that a place in the source has one meaning."""
    one = targets(extent, dtype)
    given = {key: value for k in TOGETHER.get(kind, (kind,)) for key, value in one[k].items()}
    if kind == "both kinds of boxes":
        given["labels"] = np.tile(given["labels"], 2)
    return [{"image": picture(extent, dtype=dtype, which=i), **given} for i in range(GROUP)]


def small(name):
    """Sides of hundreds of px, divided by 8: nothing is lost but time."""
    op, about = example(name), parameters(name)
    sides = {n: np.array(getattr(op, n)) for n, p in about.items() if p["unit"] == "px" and p["type"].startswith("int")}
    return {n: np.where(v > 96, v // 8, v) for n, v in sides.items() if v.dtype == int and v.max() > 96}


def windows(name, extent):
    """Half of the picture, for crops whose example is larger than the picture."""
    h, w = (max(1, side // 2) for side in extent)
    return {n: v for n, v in (("size", (h, w)), ("height", h), ("width", w)) if n in parameters(name)}


@functools.cache
def fitting(name, kind, extent):
    """The example, or the first operator close to it that takes such samples; the refusal names what to change."""

    def make(name, **changed):
        return example(name, **{**small(name), **changed})

    changes = [windows(name, extent), *switches(name)]
    op, changed, refusal = accepting(name, samples(kind, extent, "uint8"), make, changes)
    assert op is not None, refusal
    assert not changed or any(parameter in str(refusal) for parameter in changed), (changed, refusal)
    return op


def run(op, group, index, filter):
    """Samples through the operator: all that become of the first one, or of a mix group."""
    pipeline = sm.Compose([op], filter=filter)
    if op._about["kind"] != "mix":
        return pipeline(group[:1], seed=5, index=index)
    source = sm.Sequence([s["image"] for s in group], [{k: v for k, v in s.items() if k != "image"} for s in group])
    how = {"seed": 5, "epoch": index, "shuffle": False, "group": GROUP, "threads": 1, "layout": "HWC"}
    with sm.Loader(source, pipeline, GROUP, **how) as loader:
        (batch,) = loader
    return [row(batch, i, list(group[0].get("rasters", ()))) for i in range(GROUP)]


def row(batch, i, rasters):
    """Row i of a batch as a Sample; of ragged tensors the part between its offsets."""

    def part(values, offsets):
        return None if values is None else np.asarray(values)[np.asarray(offsets)[i] : np.asarray(offsets)[i + 1]]

    def column(name):
        return np.concatenate([part(getattr(b, name), b.offsets) for b in (batch.boxes, batch.oriented_boxes)])

    further = [np.asarray(r)[i] for r in batch.rasters]
    return sm.Sample(
        image=np.asarray(batch.images)[i],
        labels=column("classes"),
        weight=column("weight"),
        ignore=column("ignore"),
        index=column("index"),
        boxes=part(batch.boxes.values, batch.boxes.offsets),
        oriented_boxes=part(batch.oriented_boxes.values, batch.oriented_boxes.offsets),
        masks=part(batch.masks, batch.mask_offsets),
        segmentation=None if batch.segmentation is None else np.asarray(batch.segmentation)[i],
        keypoints=part(batch.keypoints, batch.keypoint_offsets),
        soft_label=None if batch.soft_labels is None else np.asarray(batch.soft_labels)[i],
        rasters={name: r[:, :, 0] if r.shape[2] == 1 else r for name, r in zip(rasters, further)},
    )


@pytest.mark.parametrize("extent", ODD, ids=lambda extent: "x".join(map(str, extent)))
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ALL)
def test_carries_its_targets_with_the_picture(name, kind, dtype, extent):
    op, group = fitting(name, kind, extent), samples(kind, extent, dtype)
    before = [contents(s) for s in group]
    index = zlib.crc32(f"{kind} {dtype} {extent}".encode()) % 1000  # every case has a draw of its own
    first, again = (run(op, group, index, sm.BoxFilter()) for _ in range(2))
    whole = run(op, [witness.witnessed(s) for s in group], index, None)
    assert [contents(s) for s in group] == before, "the input was written to"
    assert [contents(s) for s in first] == [contents(s) for s in again], "the same key gave other bytes"
    if not op._about["spares_places"]:
        assert [contents(s.image) for s in first] == [contents(s.image) for s in whole], "a raster more changed the pixels"
    for out in first + whole:
        check_picture(op, group[0], out)
        check_instances(group[0], out)
        check_masks(group[0], out)
        check_keypoints_and_labels(group[0], out)
    for out in whole:
        for check in witness.CHECKS:
            check(group[0], out, hides=op._about["kind"] in ("hole", "mix"))


def check_picture(op, given, out):
    image, delivers = given["image"], op._about["kind"] == "delivery"
    assert out.image.shape[2:] == image.shape[2:] or op._about["changes_channels"]
    assert out.image.dtype == (np.float32 if delivers or op._about["makes_floats"] else image.dtype)
    for name, raster in given.get("rasters", {}).items():
        before = getattr(raster, "image", raster)
        coloured = isinstance(raster, sm.Raster) and raster.coloured
        assert out.rasters[name].shape == (out.image.shape if coloured else (*out.image.shape[:2], *before.shape[2:]))
        assert out.rasters[name].dtype == (np.float32 if coloured and op._about["makes_floats"] else before.dtype)
        if coloured and not delivers and op._about["kind"] != "mix":
            assert (out.rasters[name] == out.image).all()  # it is the picture once more


def check_instances(given, out):
    if "labels" not in given:
        return
    height, width = out.image.shape[:2]
    boxes, oriented = out.boxes, np.empty((0, 5)) if out.oriented_boxes is None else out.oriented_boxes
    count = len(boxes) + len(oriented)
    assert [len(column) for column in (out.labels, out.weight, out.ignore, out.index)] == 4 * [count]
    own = out.index >= 0  # copies that an operator makes have no row of the user's
    assert (out.labels[own] == given["labels"][out.index[own]]).all()
    assert ((out.weight >= 0) & (out.weight <= 1)).all()
    if out.visible is not None:
        assert len(out.visible) == count and all(0 <= share <= 1 for share in out.visible)
    low, high = boxes[:, :2], boxes[:, 2:]
    assert (low >= 0).all() and (low <= high).all() and (high <= [width, height]).all()
    assert np.isfinite(oriented).all() and (oriented[:, 2:4] >= 0).all()


def check_masks(given, out):
    if "masks" in given:
        assert out.masks.dtype == bool and out.masks.shape == (len(out.labels), *out.image.shape[:2])
    if "segmentation" in given:
        ids = given["segmentation"]
        assert out.segmentation.dtype == ids.dtype and out.segmentation.shape == out.image.shape[:2]
        assert set(np.unique(out.segmentation)) <= {*np.unique(ids), np.iinfo(ids.dtype).max}


def check_keypoints_and_labels(given, out):
    if "keypoints" in given:
        seen = out.keypoints[out.keypoints[:, 2] > 0]
        assert (seen[:, :2] >= 0).all() and (seen[:, :2] <= out.image.shape[1::-1]).all()
        before = np.resize(given["keypoints"], out.keypoints.shape)
        assert (out.keypoints[:, 2] <= before[:, 2]).all()  # none comes into sight
    if "image_label" in given:
        label = np.array(out.soft_label)
        assert label.shape == (3,) and (label >= 0).all() and (label <= 1).all()
        if sum(given["image_label"]) == 1:
            assert abs(label.sum() - 1) < 1e-6  # shares stay shares


SPOILED = {
    "boxes": ("boxes", lambda boxes: np.maximum(boxes - 3, 0)),
    "oriented boxes": ("oriented_boxes", lambda boxes: boxes + [4, 0, 0, 0, 0]),
    "polygons": ("index", lambda index: index[::-1]),
    "instance masks": ("masks", lambda masks: np.roll(masks, 1, axis=2)),
    "segmentation": ("segmentation", lambda ids: np.roll(ids, 1, axis=0)),
    "keypoints": ("keypoints", lambda points: points + [3, 0, 0]),
    "rasters": ("rasters", lambda rasters: {**rasters, "depth": np.roll(rasters["depth"], 1, axis=0)}),
}


@pytest.mark.parametrize("kind", SPOILED)
def test_a_label_that_is_off_is_noticed(kind):
    sample = samples(kind, (37, 64), "uint8")[0]
    (out,) = run(sm.RandomHorizontalFlip(p=1), [witness.witnessed(sample)], 0, None)
    column, spoil = SPOILED[kind]
    for check in witness.CHECKS:
        check(sample, out, hides=False)
    setattr(out, column, spoil(getattr(out, column)))
    with pytest.raises(AssertionError):
        for check in witness.CHECKS:
            check(sample, out, hides=False)
