# SPDX-License-Identifier: MIT
"""What must hold of every operator, seen from Python, once, over the list; its targets have a file of their own."""

import json
import pickle

import numpy as np
import pytest
import smalti as sm
from smalti import operators
from smalti._examples import DTYPES, contents, example, picture, targets, through

ALL = sorted(operators.classes)
MIXING = [n for n in ALL if operators.classes[n]._about["kind"] == "mix"]


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


@pytest.mark.parametrize("name", ALL)
def test_the_example_does_something(name):
    """Else all that is checked with the example holds of anything."""
    masks, label = targets()["instance masks"], targets()["soft label"]
    parts = ("image", "boxes", "masks", "soft_label")
    seen = False
    for channels in (3, 1):  # RGB leaves colours alone
        group = [{"image": picture(channels=channels, which=i), **masks, **label} for i in range(4)]
        nothing = sm.Compose([], filter=None)(group[:1], seed=0)[0]
        if channels == 3 or operators.classes[name]._about["changes_channels"]:
            outs = [out for index in range(16) for out in through(example(name), group, index)]
            seen = seen or any(contents(getattr(out, part)) != contents(getattr(nothing, part)) for out in outs for part in parts)
    assert seen


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ALL)
def test_takes_every_dtype_and_channel_count_of_its_kind(name, dtype):
    op, about = example(name), operators.classes[name]._about
    floats = about["kind"] == "delivery" or about["makes_floats"]
    for channels in (1, 3, 4, 10):
        group = [{"image": picture(channels=channels, dtype=dtype, which=i)} for i in range(4)]
        before = [contents(sample) for sample in group]
        try:
            first, again = through(op, group, 3), through(op, group, 3)
        except sm.DecodeError as refusal:  # colours need three of them
            assert channels != 3 and f"{name}: must have " in str(refusal) and f"channels, not {channels}" in str(refusal)
            continue
        assert [contents(out.image) for out in first] == [contents(out.image) for out in again]
        for out in first:
            left = 1 if out.image.ndim == 2 else out.image.shape[2]
            assert left == channels or (about["changes_channels"] and left in (1, 3))
            assert out.image.dtype == ("float32" if floats else dtype)
        assert [contents(sample) for sample in group] == before


@pytest.mark.parametrize("name", [n for n in ALL if operators.classes[n]._about["kind"] in ("geometry", "field")])
def test_a_marker_in_the_pixels_goes_where_its_box_and_keypoint_go(name):
    image = np.zeros((300, 320, 3), np.uint8)
    image[140:156, 150:170] = 255
    for index in range(6):
        has = operators.classes[name].__signature__.parameters
        plain = {n: v for n, v in (("interpolation", "bilinear"), ("fill", 0)) if n in has}
        smooth = {"alpha": 150, "sigma": 30} if name == "ElasticTransform" else {}  # hardly bends the marker itself
        given = {"boxes": [[150, 140, 170, 156]], "labels": [0], "keypoints": [[160, 148, 2]]}
        out = sm.Compose([example(name, **plain, **smooth)], filter=None)(image, seed=1, index=index, **given)
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
        {
            "image": picture((40 + i, 50)),
            "boxes": [[5, 5, 35, 30]],
            "labels": [i % 3],
            "image_label": [float(k == i % 3) for k in range(3)],
            "masks": np.ones((1, 40 + i, 50), np.uint8),
        }
        for i in range(4)
    ]
    for out in sm.Compose([sm.Resize((40, 50)), example(name)])(samples, seed=2):
        assert len(out.masks) == len(out.boxes) == len(out.labels)
        if name != "CutMix" or out.soft_label:
            assert sum(out.soft_label) == pytest.approx(1, abs=1e-6)
        height, width = out.image.shape[:2]
        for x1, y1, x2, y2 in out.boxes:
            assert 0 <= x1 < x2 <= width and 0 <= y1 < y2 <= height
