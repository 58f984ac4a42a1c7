# SPDX-License-Identifier: MIT
"""An example of every operator, and a picture with every kind of target: what the tests and the operator table run."""

import numpy as np

from . import operators
from ._core import core
from .compose import Compose, Raster, Sample

DTYPES = ("uint8", "uint16", "int16", "float32")
EXTENT = (61, 96)
CLASSES = np.array([4, 1])  # of the instances below
IDS = {"uint8": (3, 90), "uint16": (3, 900)}  # of a segmentation: the ground, and what lies on it


def parameters(name):
    """What describe() says of each parameter, by name."""
    return {p["name"]: p for p in operators.classes[name]._about["parameters"]}


def required(name, **changed):
    """The operator with examples where it has no default, always applied."""
    about = parameters(name)
    values = {n: p["example"] for n, p in about.items() if p["required"]}
    cls = operators.classes[name]
    children = ("RandomHorizontalFlip", "RandomVerticalFlip", "RandomGrayscale")
    left, up, grey = (operators.classes[child](p=0.5) for child in children)
    if "ops" in about:
        values["ops"] = [left, up]
    if "pipelines" in about:
        values["pipelines"] = [[left], [up, grey]]
    if "p" in about and not cls._about["own_p"]:
        values["p"] = 1.0
    return cls(**{**values, **changed})


def example(name, **changed):
    """As required(), with the examples of parameters that have a default, too."""
    optional = {n: p for n, p in parameters(name).items() if not p["required"] and n != "p"}
    shown = {n: p["example"] for n, p in optional.items() if p["example"] != p["default"]}
    return required(name, **{**shown, **changed})


def switches(name):
    """Each way to turn one flag or choice of the operator the other way."""
    for parameter, about in parameters(name).items():
        others = (not about["default"],) if about["type"] == "bool" else about["choices"]
        yield from ({parameter: value} for value in others if value != about["default"])


def through(op, samples, index=0):
    """All that becomes of the first sample; the others are there to be mixed with it. Every instance is kept."""
    pipeline = Compose([op], filter=None)
    given = samples if pipeline.mixes else samples[:1]
    out = pipeline(given, seed=0, index=index)
    return out[: len(out) // len(given)]


def accepting(name, samples, make=example, changes=None):
    """The operator as make() has it, else with the first of `changes` (switches()) under which it takes the samples.

    Returns the operator, what was changed ({}: nothing), and how it refused as it was. Where no change helps, there is
    no operator but None.
    """
    refusal = None
    for changed in ({}, *(switches(name) if changes is None else changes)):
        try:
            op = make(name, **changed)
            through(op, samples)
            return op, changed, refusal
        except core.Error as error:
            refusal = refusal or error
    return None, {}, refusal


def contents(value):
    """All that is in a sample or a part of it, down to the bytes of its arrays, to be compared."""
    if isinstance(value, Sample):
        return [contents(getattr(value, name)) for name in value.__slots__]
    if isinstance(value, dict):
        return {k: contents(v) for k, v in value.items()}
    value = value.image if isinstance(value, Raster) else value
    return (value.dtype.str, value.shape, value.tobytes()) if isinstance(value, np.ndarray) else repr(value)


def picture(extent=EXTENT, channels=3, dtype="uint8", which=0):
    """A pattern (h w c) over the whole range; `which` makes another."""
    y, x, c = np.mgrid[: extent[0], : extent[1], :channels]
    values = (x * 5 + y * (3 + c) + (x ^ y) % 8 * 9 + which * 50) % 256
    if dtype == "float32":
        return (values / 255).astype(np.float32)
    return (values * (100 if dtype != "uint8" else 1)).astype(dtype)


def targets(extent=EXTENT, dtype="uint8", which=0):
    """Every kind of target, as a call takes them: two instances that do not overlap (one where w is 1), off the middle.

    Those of an odd `which` are mirrored, and its image labels are others.
    """
    h, w = extent
    half, mirror = (w + 1) // 2, which % 2
    across = np.array([[w // 8, half], [half + (w - half) // 8, half + (w - half) // 2 + 1]][: min(w, 2)], float)
    across = w - across[:, ::-1] if mirror else across
    down = np.array([[h // 5, h - h // 6], [h // 4, h - h // 3]][: min(w, 2)], float)
    boxes = np.column_stack([across[:, 0], down[:, 0], across[:, 1], down[:, 1]])
    labels = CLASSES[: len(boxes)]
    sides = boxes[:, 2:] - boxes[:, :2]
    y, x = np.mgrid[:h, :w] + 0.5
    masks = np.array([(x > b[0]) & (x < b[2]) & (y > b[1]) & (y < b[3]) for b in boxes])
    masks[-1] &= (x - boxes[-1, 0]) / sides[-1, 0] >= (y - boxes[-1, 1]) / sides[-1, 1]  # a triangle
    ids = IDS.get(dtype, IDS["uint8"])
    (x1, y1, x2, y2), edge = boxes[-1], w + 2 if mirror else -2
    polygons = [[[edge, -1, *boxes[0, [0, 3]], *boxes[0, 2:]]], [[x1, y1, x2, y1, x2, y2]]]  # the first sticks out
    points = [[*boxes[0, :2] + sides[0] / 2, 2], [x1, y1, 1], [0, 0, 2], [w, h, 1], [w / 3, h / 3, 0]]
    return {
        "boxes": {"boxes": boxes, "labels": labels},
        "oriented boxes": {
            "oriented_boxes": np.column_stack([(boxes[:, :2] + boxes[:, 2:]) / 2, sides * 0.7, [20] * len(boxes)]),
            "labels": labels,
        },
        "polygons": {"polygons": polygons[: len(boxes)], "labels": labels},
        "instance masks": {"masks": masks.astype(np.uint8), "labels": labels},
        "segmentation": {"segmentation": np.where(masks[-1], *ids[::-1]).astype(dtype if dtype in IDS else "uint8")},
        "keypoints": {"keypoints": np.array(points)},
        "soft label": {"image_label": np.roll([0.25, 0.75, 0.0], which).tolist()},
        "multi-hot label": {"image_label": np.roll([1.0, 0.0, 1.0], which).tolist()},
        "rasters": {"rasters": {"depth": picture(extent, 1, dtype, which + 1)[:, :, 0]}},
        "coloured rasters": {"rasters": {"second": Raster(picture(extent, 3, dtype, which), False, coloured=True)}},
    }
