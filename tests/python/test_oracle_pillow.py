# SPDX-License-Identifier: MIT
"""Against Pillow: resizing and crops, byte for byte."""

import numpy as np
import PIL
import pytest
import smalti as sm
from PIL import Image

FILTERS = {
    "box": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "hamming": Image.Resampling.HAMMING,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}
ORDER = "pillow13" if int(PIL.__version__.split(".")[0]) >= 13 else "horizontal_first"


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_resize_has_pillows_bytes(name, mode):
    rng = np.random.default_rng(len(name) + len(mode))
    for case in range(300):
        w, h, to_w, to_h = (int(v) for v in rng.integers(1, 300, 4))
        shape = (h, w, 3) if mode == "RGB" else (h, w)
        image = rng.integers(0, 256, shape, dtype=np.uint8)
        box = (0.0, 0.0, float(w), float(h))
        if case % 2:
            x, y = np.sort(rng.uniform(0, w, 2)), np.sort(rng.uniform(0, h, 2))
            box = (float(np.float32(x[0])), float(np.float32(y[0])), float(np.float32(x[1])), float(np.float32(y[1])))
            if box[2] - box[0] < 0.5 or box[3] - box[1] < 0.5:
                continue
        theirs = np.asarray(Image.fromarray(image).resize((to_w, to_h), FILTERS[name], box=box))
        ours = np.asarray(sm.resize(image, (to_h, to_w), box=box, interpolation=name, axis_order=ORDER))
        assert (ours.reshape(theirs.shape) == theirs).all(), (case, image.shape, (to_h, to_w), box)


def test_a_crop_is_resized_as_pillow_resizes_the_cropped_picture():
    rng = np.random.default_rng(5)
    for index in range(60):
        h, w = (int(v) for v in rng.integers(40, 400, 2))
        image = rng.integers(0, 256, (h, w, 3), dtype=np.uint8)
        out = sm.Compose([sm.RandomResizedCrop((64, 80)), sm.RandomHorizontalFlip()])(image, seed=3, index=index)
        (x0, x1, _, _), (y0, y1, _, _) = (out.params["drawn"][0]["state"][axis] for axis in "xy")
        theirs = np.asarray(Image.fromarray(image[y0:y1, x0:x1]).resize((80, 64), Image.Resampling.BILINEAR))
        if out.params["drawn"][1]["applied"]:
            theirs = theirs[:, ::-1]
        assert (out.image == theirs).all()


def test_the_rest_of_the_picture_does_not_matter():
    image = np.random.default_rng(0).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    other = np.zeros_like(image)
    crop = sm.Compose([sm.RandomResizedCrop(32)])
    out = crop(image, seed=1, index=0)
    (x0, x1, _, _), (y0, y1, _, _) = (out.params["drawn"][0]["state"][axis] for axis in "xy")
    other[y0:y1, x0:x1] = image[y0:y1, x0:x1]
    assert crop(other, seed=1, index=0).image.tobytes() == out.image.tobytes()
