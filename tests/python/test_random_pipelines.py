# SPDX-License-Identifier: MIT
"""Random pipelines: what is painted at a place stays at the place that keypoints, boxes and maps name."""

import numpy as np
import pytest
import smalti as sm
from smalti import operators

COUNT = 1000
SIGMA = 5.0  # px; wide enough that resampling near its own rate, which shifts a blob by up to .03 / sigma px, stays below .01
SMALL = 0.7  # px; for fields: a centroid follows a map only where that is nearly linear over the whole marker
REACH = 4.5  # the marker is what lies within so many sigmas of its centre
KINDS = ("geometry", "field", "hole")


def side(rng):
    return int(rng.integers(64, 150))


def extent(rng):
    return side(rng), side(rng)


def around_one(rng, most=1.4):
    a, b = np.exp(rng.uniform(-np.log(most), np.log(most), 2))
    return float(min(a, b)), float(max(a, b))


# Parameters that keep the marker between half and twice its size; operators that are not listed run with their examples.
PARAMETERS = {
    "AtLeastOneBBoxRandomCrop": lambda rng: {"height": 56, "width": 60, "erosion_factor": float(rng.uniform(0, 0.5))},
    "BBoxSafeRandomCrop": lambda rng: {"erosion_rate": float(rng.uniform(0, 0.3))},
    "CenterCrop": lambda rng: {"size": extent(rng)},
    "CoarseDropout": lambda rng: {"num_holes_range": (1, 4), "hole_height_range": (2, 12), "hole_width_range": (2, 12)},
    "CropNonEmptyMaskIfExists": lambda rng: {"height": 48, "width": 52},
    "Cutout": lambda rng: {"num_holes": int(rng.integers(1, 4)), "length": int(rng.integers(1, 20))},
    "GridDropout": lambda rng: {"ratio": float(rng.uniform(0.05, 0.4)), "unit_size_range": (8, 60)},
    "GridMask": lambda rng: {"unit": (20, 90), "ratio": float(rng.uniform(0.6, 0.95))},
    "LetterBox": lambda rng: {"size": extent(rng), "scale_up": bool(rng.integers(2)), "anchor": str(rng.choice(["center", "top_left", "random"]))},
    "LongestMaxSize": lambda rng: {"max_size": [side(rng), side(rng)]},
    "Pad": lambda rng: {"padding": tuple(int(v) for v in rng.integers(0, 20, 4))},
    "PadIfNeeded": lambda rng: {"min_height": side(rng), "min_width": side(rng), "position": "random"},
    "RandomAffine": lambda rng: {"degrees": 180, "translate": (0.1, 0.1), "scale": around_one(rng), "shear": (-15, 15, -15, 15), "antialias": bool(rng.integers(2)),
                                 "perspective": float(rng.choice([0, 0, 0.0005]))},
    "RandomCrop": lambda rng: {"size": extent(rng), "pad_if_needed": True},
    "RandomErasing": lambda rng: {"p": 0.7, "scale": (0.01, 0.1)},
    "RandomPaddingCrop": lambda rng: {"crop_size": extent(rng)},
    "RandomPerspective": lambda rng: {"p": 1.0, "distortion_scale": float(rng.uniform(0, 0.35))},
    "RandomResize": lambda rng: {"min_size": 60, "max_size": 140},
    "RandomResizedCrop": lambda rng: {"size": extent(rng), "scale": (0.4, 1)},
    "RandomRotation": lambda rng: {"degrees": 180, "expand": bool(rng.integers(2))},
    "RandomScaleAspect": lambda rng: {"min_scale": 0.5},
    "RandomShortestSize": lambda rng: {"min_size": [60, 90, 130], "max_size": 170},
    "RandomSizedBBoxSafeCrop": lambda rng: {"height": side(rng), "width": side(rng)},
    "RandomZoomOut": lambda rng: {"p": 0.7, "side_range": (1, 1.6)},
    "Resize": lambda rng: {"size": extent(rng), "antialias": bool(rng.integers(2))},
    "ScaleJitter": lambda rng: {"target_size": (100, 100), "scale_range": around_one(rng)},
    "SmallestMaxSize": lambda rng: {"max_size": side(rng)},
}  # fmt: skip
NAMES = sorted(n for n, c in operators.classes.items() if c._about["kind"] in KINDS)


def drawn_operators(rng):
    """One operator, behind a pad where it refuses small pictures."""
    name = NAMES[rng.integers(len(NAMES))]
    about = {p["name"]: p for p in operators.classes[name]._about["parameters"]}
    values = PARAMETERS.get(name, lambda _: {n: p["example"] for n, p in about.items() if p["required"]})(rng)
    for filled in ("fill", "value"):
        if filled in about:
            values[filled] = 0
    if "interpolation" in about:
        values["interpolation"] = "bilinear"
    op = operators.classes[name](**values)
    return [sm.PadIfNeeded(values["height"], values["width"]), op] if {"height", "width"} <= values.keys() else [op]


def painted(extent, place, sigma, index):
    """A blob on black, the value of its top, and its centre; formats take turns."""
    h, w = (int(v) for v in extent)
    reach = REACH * sigma
    centre = reach + place * [w - 2 * reach, h - 2 * reach]
    y, x = np.mgrid[:h, :w] + 0.5
    light = np.exp(-0.5 * ((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / sigma**2)
    top, dtype = [(1, np.float32), (255, np.uint8), (65535, np.uint16)][index % 3]
    image = light * top if dtype == np.float32 else np.rint(light * top)
    return image.astype(dtype), top, centre


def where_the_light_went(image, m):
    """The centroid of a picture after the homography m, by quadrature over its pixels: a blob's centre is not where a
    projective map takes the centre of the blob."""
    y, x = np.nonzero(image)
    light = image[y, x].astype(float)
    u, v, w = m @ np.stack([x + 0.5, y + 0.5, np.ones(len(x))])
    weight = light / w**3
    return np.array([(weight * u / w).sum(), (weight * v / w).sum()]) / weight.sum(), abs(np.linalg.det(m)) * weight.sum()


def centroid(light):
    total = light.sum()
    return np.array([light.sum(0) @ (np.arange(light.shape[1]) + 0.5), light.sum(1) @ (np.arange(light.shape[0]) + 0.5)]) / total, total


def trial(index):
    """One random pipeline: how it moved its marker and how far label and light are apart, where the marker stayed whole; else None."""
    rng = np.random.default_rng([23, index])
    size, place = rng.integers(80, 140, 2), rng.uniform(size=2)
    ops = [op for _ in range(rng.integers(1, 6)) for op in drawn_operators(rng)]
    kinds = {op._about["kind"] for op in ops}
    sigma = SMALL if "field" in kinds else SIGMA
    image, top, centre = painted(size, place, sigma, index)
    reach = REACH * sigma
    boxes = np.array([[*(centre - reach), *(centre + reach)], [*(centre - 3), *(centre + 3)]])
    where = f"pipeline {index}: {ops}"
    out = sm.Compose(ops, filter=None)(image, seed=5, index=index, boxes=boxes, labels=[0, 1], keypoints=[[*centre, 2]],
                                       segmentation=(image > top / 2).astype(np.uint8))  # fmt: skip
    h, w = out.image.shape[:2]
    light = out.image.astype(float) / top
    x, y, v = out.keypoints[0]
    for x1, y1, x2, y2 in out.boxes:
        assert 0 <= x1 <= x2 <= w and 0 <= y1 <= y2 <= h, where
    seen = {k: (box, visible) for k, box, visible in zip(out.index, out.boxes, out.visible)}
    if 0 not in seen:  # cut out: RandomIoUCrop drops what it leaves outside
        return None
    box, visible = seen[0]
    enlarged = max(1, np.linalg.norm(out.map[:2, :2], 2))  # and with it what an earlier resampling did
    bright_y, bright_x = np.nonzero(light > np.exp(-0.5 * 3**2))  # within three sigmas, well inside the box
    if len(bright_x) and "field" not in kinds:
        assert visible > 0, where
        spread = 1 + enlarged  # a resampling spreads light by a pixel over the edge of a cut
        assert box[0] - spread < bright_x.min() + 0.5 and bright_x.max() + 0.5 < box[2] + spread, (where, box)
        assert box[1] - spread < bright_y.min() + 0.5 and bright_y.max() + 0.5 < box[3] + spread, (where, box)
    if visible < 1 - 1e-6:
        return None
    assert v == 2, where
    found, total = centroid(light)
    coarse = " in uint8" if image.dtype == np.uint8 else ""
    if "field" in kinds:
        return "field" + coarse, np.abs(found - [x, y]).max() / enlarged, where
    m = out.map
    assert np.abs((m @ [*centre, 1])[:2] / (m @ [*centre, 1])[2] - [x, y]).max() < 2e-3, where
    expected, mass = where_the_light_went(image, m)
    assert total * top == pytest.approx(mass, rel=0.02), where
    if m[2, 0] or m[2, 1]:
        return "projective" + coarse, np.abs(found - expected).max() / enlarged, where
    small = seen[1][0]
    assert np.abs([(small[0] + small[2]) / 2 - x, (small[1] + small[3]) / 2 - y]).max() < 2e-3, where
    return "affine" + coarse, np.abs(found - [x, y]).max() / enlarged, where


# px, at the size of the source or of the output, whichever is larger. 8 bits round the blob's skirts, pass after pass.
BOUNDS = {"affine": 0.02, "projective": 0.02, "affine in uint8": 0.03, "projective in uint8": 0.03, "field": 0.5, "field in uint8": 0.5}


def test_a_marker_is_where_its_keypoint_and_boxes_are_after_a_thousand_random_pipelines():
    found = {kind: [] for kind in BOUNDS}
    for result in filter(None, map(trial, range(COUNT))):
        found[result[0]].append(result[1:])
    print({kind: (len(all), round(max(all)[0], 4)) for kind, all in found.items() if all})
    for kind, all in found.items():
        distance, where = max(all, default=(0, ""))
        assert distance < BOUNDS[kind], (kind, distance, where)
    assert len(found["affine"]) > 200 and len(found["affine in uint8"]) > 100 and len(found["projective"]) > 20
    assert len(found["field"]) > 50 and len(found["field in uint8"]) > 25
