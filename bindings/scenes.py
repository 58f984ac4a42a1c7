# SPDX-License-Identifier: MIT
"""Photographs with every kind of target, outlined by hand once: what the gallery shows operators on."""

import dataclasses
import functools
import pathlib

import numpy as np
import smalti as sm
from PIL import Image, ImageDraw

PHOTOS = pathlib.Path(__file__).parents[1] / "examples" / "photos"
NAMES = ["head", "emblem", "shuttle", "cat", "eye", "nose", "cup", "spoon", "saucer", "rocket", "tower", "lamp"]
KINDS = ("boxes", "masks", "oriented_boxes", "segmentation", "keypoints", "image_label")
SIDE = 320  # px, the longer one


@dataclasses.dataclass(frozen=True)
class Scene:
    """image (h w c); masks (n h w) and labels of the instances, the last with oriented boxes; keypoints (n 3)."""

    image: np.ndarray
    masks: np.ndarray
    labels: list
    oriented_boxes: list
    keypoints: list
    image_label: int

    def targets(self, kinds):
        """Those of some kinds, as a call takes them."""
        straight = len(self.masks) - len(self.oriented_boxes)
        known = range(straight) if {"boxes", "masks"} & set(kinds) else []  # instances
        known = [*known, *(range(straight, len(self.masks)) if "oriented_boxes" in kinds else [])]
        layers = [mask * (label + 1) for mask, label in zip(self.masks, self.labels)]
        values = {
            "boxes": [hull(mask) for mask in self.masks[:straight]],
            "masks": self.masks[known],
            "oriented_boxes": self.oriented_boxes,
            "segmentation": np.max(layers, axis=0).astype(np.uint8),
            "keypoints": self.keypoints,
            "image_label": np.eye(len(PHOTO))[self.image_label].tolist(),
        }
        return {kind: values[kind] for kind in kinds} | ({"labels": [self.labels[k] for k in known]} if known else {})


def hull(mask):
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]


def ellipse(x, y, across, down, points=40):
    """x, y, x, y ... around an ellipse."""
    turns = np.linspace(0, 2 * np.pi, points, endpoint=False)
    return np.column_stack([x + across * np.cos(turns), y + down * np.sin(turns)]).ravel().tolist()


HEAD = [155, 70, 175, 35, 215, 16, 255, 20, 285, 45, 301, 90, 292, 125, 262, 138, 255, 172, 238, 185, 212, 185,
        193, 172, 182, 130, 158, 115]  # fmt: skip
SHUTTLE = [405, 0, 428, 0, 437, 35, 450, 45, 453, 190, 460, 228, 442, 245, 440, 282, 378, 286, 380, 245, 354, 226,
           372, 170, 380, 80, 392, 30]  # fmt: skip
CAT = [38, 0, 36, 90, 30, 130, 50, 190, 18, 299, 300, 299, 332, 262, 348, 200, 366, 120, 360, 72, 395, 0]
CUP = [173, 112, 180, 62, 215, 30, 285, 18, 355, 32, 395, 72, 405, 115, 396, 160, 378, 205, 350, 240, 300, 256,
       248, 268, 235, 302, 212, 312, 196, 296, 204, 262, 218, 240, 190, 195]  # fmt: skip
SPOON = [404, 70, 424, 70, 420, 95, 395, 165, 382, 230, 404, 262, 403, 300, 380, 322, 350, 322, 327, 300, 326, 272,
         345, 250, 372, 228, 390, 160]  # fmt: skip
ROCKET = [323, 126, 332, 142, 334, 180, 334, 405, 312, 405, 312, 180, 314, 142]
LEFT_TOWER = [200, 123, 204, 123, 204, 195, 208, 405, 170, 405, 192, 200]
RIGHT_TOWER = [444, 123, 449, 123, 455, 200, 477, 405, 440, 405, 443, 200]

BADGE = [278, 340, 325, 342, 330, 372, 283, 376]
NOSE = [240, 228, 268, 233, 292, 226, 286, 244, 266, 253, 251, 246]
LATTICE = [57, 0, 88, 0, 76, 426, 0, 426, 20, 300]

# Per photo, in its own px: instances, the later in front; those that have oriented boxes, which lie before all others;
# keypoints.
PHOTO = {
    "astronaut": (
        [("head", HEAD), ("shuttle", SHUTTLE), ("emblem", ellipse(171, 387, 37, 38))],
        [("emblem", BADGE, [304, 358, 50, 34, 3])],
        [(197, 103, 2), (247, 103, 2), (222, 122, 2), (203, 141, 2), (244, 140, 2), (225, 181, 1)],
    ),
    "chelsea": (
        [("cat", CAT), ("eye", ellipse(171, 115, 35, 33)), ("eye", ellipse(320, 136, 24, 28))],
        [("nose", NOSE, [266, 240, 54, 28, -2])],
        [(172, 113, 2), (322, 135, 2), (267, 243, 2)],
    ),
    "coffee": (
        [("saucer", ellipse(278, 230, 202, 158)), ("cup", CUP)],
        [("spoon", SPOON, [384, 192, 266, 78, 106])],
        [(174, 112, 2), (404, 112, 2), (212, 308, 2), (364, 290, 2)],
    ),
    "rocket": (
        [("rocket", ROCKET), ("tower", LEFT_TOWER), ("tower", RIGHT_TOWER),
         ("lamp", ellipse(363, 396, 13, 13)), ("lamp", ellipse(194, 396, 13, 13))],
        [("tower", LATTICE, [52, 213, 428, 62, 96])],
        [(323, 126, 2), (323, 405, 2), (202, 123, 2), (446, 123, 2)],
    ),
}  # fmt: skip


@functools.cache
def scene(name, form="colour"):
    """A photo of PHOTO with its targets, SIDE px long; form: colour, or grey (1 channel), or deep (grey, uint16)."""
    straight, oriented, keypoints = PHOTO[name]
    image = np.asarray(sm.decode(PHOTOS / f"{name}.jpg"))
    masks = []
    for _, outline, *_ in (*straight, *oriented):
        mask = Image.new("1", image.shape[1::-1])
        ImageDraw.Draw(mask).polygon(outline, fill=1)
        masks.append(np.array(mask, np.uint8))
    for k, mask in enumerate(masks):
        mask &= 1 - np.max([np.zeros_like(mask), *masks[k + 1 :]], axis=0)  # what lies in front hides it
    out = sm.Compose([sm.LongestMaxSize(SIDE)], filter=None)(
        image, boxes=[hull(mask) for mask in masks[: len(straight)]], oriented_boxes=[box for *_, box in oriented],
        masks=np.array(masks), labels=[NAMES.index(of) for of, *_ in (*straight, *oriented)], keypoints=keypoints,
        seed=0,
    )  # fmt: skip
    pixels = out.image if form == "colour" else out.image[:, :, 1:2]
    if form == "deep":
        pixels = pixels.astype(np.uint16) * 40  # up to 10200, as a sensor of 14 bits has it
    return Scene(
        np.ascontiguousarray(pixels), out.masks.astype(np.uint8), out.labels.tolist(), out.oriented_boxes.tolist(),
        out.keypoints.tolist(), list(PHOTO).index(name),
    )  # fmt: skip
