# SPDX-License-Identifier: MIT
"""What must hold of every operator, seen from Python, once, over the list."""

import json
import pickle

import numpy as np
import pytest

import smalti as sm
from smalti import operators

ALL = sorted(operators.classes)
MIXING = [n for n in ALL if operators.classes[n]._about["kind"] == "mix"]
ALONE = [n for n in ALL if n not in MIXING]
DTYPES = ["uint8", "uint16", "int16", "float32"]
ODD = [(1, 1), (1, 7), (13, 42), (37, 64)]


def example(name, **changed):
    """The operator with its examples where it has no default, always applied."""
    cls = operators.classes[name]
    about = {p["name"]: p for p in cls._about["parameters"]}
    values = {p: a["example"] for p, a in about.items() if a["required"] or a["example"] != a["default"]}
    if "ops" in about:
        values["ops"] = [sm.RandomHorizontalFlip(p=0.5), sm.RandomVerticalFlip(p=0.5)]
    if "pipelines" in about:
        values["pipelines"] = [[sm.RandomHorizontalFlip(p=0.5)], [sm.RandomVerticalFlip(p=0.5), sm.RandomGrayscale(p=0.5)]]
    if "p" in about and not cls._about["own_p"]:
        values["p"] = 1.0
    return cls(**{**values, **changed})


def picture(extent=(37, 64), channels=3, dtype="uint8"):
    y, x, c = np.mgrid[: extent[0], : extent[1], :channels]
    values = (x * 5 + y * (3 + c) + (x ^ y) % 8 * 9) % 256
    if dtype == "float32":
        return (values / 255).astype(np.float32)
    return (values * (100 if dtype != "uint8" else 1)).astype(dtype)


@pytest.mark.parametrize("name", ALL)
def test_describes_itself(name):
    cls = operators.classes[name]
    assert "Args:" in cls.__doc__ and "Raises:" in cls.__doc__
    for parameter in cls._about["parameters"]:
        assert parameter["doc"], parameter["name"]
        assert f"{parameter['name']} (" in cls.__doc__


@pytest.mark.parametrize("name", ALL)
def test_survives_json_yaml_pickle_and_repr(name):
    op = example(name)
    assert sm.Compose.from_yaml(sm.Compose([op]).to_yaml()).ops == [op]
    assert sm.operators.from_dict(json.loads(json.dumps(op.to_dict()))) == op
    assert pickle.loads(pickle.dumps(op)) == op
    assert eval(repr(op), vars(sm)) == op  # what is printed can be typed


@pytest.mark.parametrize("name", ALL)
def test_an_unknown_parameter_is_an_error_that_lists_the_known(name):
    with pytest.raises(sm.ParamError, match="no parameter 'sky'"):
        example(name, sky=1)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ALONE)
def test_takes_every_dtype_and_channel_count_of_its_kind(name, dtype):
    op = example(name)
    for channels in (1, 3, 4, 10):
        image = picture(channels=channels, dtype=dtype)
        before = image.copy()
        out = sm.Compose([op])(image, seed=3)
        first, again = (out[0] if isinstance(out, list) else out), sm.Compose([op])(image, seed=3)
        again = again[0] if isinstance(again, list) else again
        assert first.image.tobytes() == again.image.tobytes()
        assert (first.image.shape[2] if first.image.ndim == 3 else 1) == channels
        if operators.classes[name]._about["kind"] != "delivery":
            assert first.image.dtype == image.dtype
        assert (image == before).all()


@pytest.mark.parametrize("extent", ODD)
@pytest.mark.parametrize("name", ALONE)
def test_takes_odd_extents_or_says_what_must_hold(name, extent):
    image = picture(extent)
    h, w = extent
    try:
        out = sm.Compose([example(name)])(
            image, seed=5, boxes=[[0, 0, w, h]], labels=[1], masks=np.ones((1, h, w), np.uint8),
            segmentation=np.full((h, w), 4, np.uint8), keypoints=[[0.5, 0.5, 2]],
        )  # fmt: skip
    except sm.Error as error:
        assert " must " in str(error)
        return
    for one in out if isinstance(out, list) else [out]:
        height, width = one.image.shape[:2]
        assert one.segmentation.shape == (height, width) and set(np.unique(one.segmentation)) <= {4, 255}
        assert len(one.masks) == len(one.boxes) == len(one.labels) == len(one.index)
        assert all(mask.shape == (height, width) for mask in one.masks)
        for x1, y1, x2, y2 in one.boxes:
            assert 0 <= x1 < x2 <= width and 0 <= y1 < y2 <= height


@pytest.mark.parametrize("name", [n for n in ALONE if operators.classes[n]._about["kind"] in ("geometry", "field")])
def test_a_marker_in_the_pixels_goes_where_its_box_and_keypoint_go(name):
    image = np.zeros((300, 320, 3), np.uint8)
    image[140:156, 150:170] = 255
    for index in range(6):
        has = operators.classes[name].__signature__.parameters
        smooth = {"alpha": 150, "sigma": 30} if name == "ElasticTransform" else {}  # so that the marker's own shape hardly bends
        op = example(name, **({"interpolation": "bilinear"} if "interpolation" in has else {}), **({"fill": 0} if "fill" in has else {}), **smooth)
        out = sm.Compose([op], filter=None)(image, seed=1, index=index, boxes=[[150, 140, 170, 156]], labels=[0], keypoints=[[160, 148, 2]])
        if out.visible[0] < 0.999:
            continue
        light = out.image[..., 0].astype(float)
        light -= light * (light < 1)
        y, x = np.mgrid[: light.shape[0], : light.shape[1]]
        assert (light * (x + 0.5)).sum() / light.sum() == pytest.approx(out.keypoints[0][0], abs=0.1)
        assert (light * (y + 0.5)).sum() / light.sum() == pytest.approx(out.keypoints[0][1], abs=0.1)
        ys, xs = np.nonzero(light > 127)
        x1, y1, x2, y2 = out.boxes[0]
        assert xs.min() >= x1 - 1 and ys.min() >= y1 - 1 and xs.max() + 1 <= x2 + 1 and ys.max() + 1 <= y2 + 1


@pytest.mark.parametrize("name", MIXING)
def test_mixing_keeps_shares_boxes_and_masks_in_order(name):
    samples = [
        {"image": picture((40 + i, 50)), "boxes": [[5, 5, 35, 30]], "labels": [i % 3], "image_label": [float(k == i % 3) for k in range(3)], "masks": np.ones((1, 40 + i, 50), np.uint8)}
        for i in range(4)
    ]
    for out in sm.Compose([sm.Resize((40, 50)), example(name)])(samples, seed=2):
        assert len(out.masks) == len(out.boxes) == len(out.labels)
        if name != "CutMix" or out.soft_label:
            assert sum(out.soft_label) == pytest.approx(1, abs=1e-6)
        height, width = out.image.shape[:2]
        for x1, y1, x2, y2 in out.boxes:
            assert 0 <= x1 < x2 <= width and 0 <= y1 < y2 <= height
