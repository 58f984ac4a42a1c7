# SPDX-License-Identifier: MIT
"""What both libraries are given: photographs and noise of odd extents, with every kind of target."""

import dataclasses
import pathlib

import numpy as np
import torch
from PIL import Image
from torchvision import tv_tensors

PHOTOS = pathlib.Path(__file__).parents[3] / "examples" / "photos"


@dataclasses.dataclass(frozen=True)
class Sample:
    """image (h w 3), boxes (n 4) xyxy px, masks (n h w) of 0 and 1, segmentation (h w), keypoints (n 3) x y v."""

    image: np.ndarray
    boxes: np.ndarray
    masks: np.ndarray
    segmentation: np.ndarray
    keypoints: np.ndarray

    @property
    def extent(self):
        return self.image.shape[:2]

    def targets(self):
        """What smalti takes beside the image."""
        return {"boxes": self.boxes, "labels": np.arange(len(self.boxes)), "masks": self.masks,
                "segmentation": self.segmentation, "keypoints": self.keypoints}  # fmt: skip

    def for_torchvision(self, target):
        """What torchvision takes for a target."""
        if target == "image":
            return tensor(self.image)
        if target == "PIL image":
            return Image.fromarray(self.image)
        if target == "boxes":
            return self.bounding_boxes()
        if target == "keypoints":
            return tv_tensors.KeyPoints(torch.from_numpy(self.keypoints[:, :2].copy()), canvas_size=self.extent)
        return tv_tensors.Mask(getattr(self, target).copy())

    def bounding_boxes(self, **options):
        return tv_tensors.BoundingBoxes(self.boxes.copy(), format="XYXY", canvas_size=self.extent, **options)


def tensor(image):
    """(h w c) array to (c h w) tensor."""
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))


def photo(name, height, width):
    """The middle of a photograph."""
    image = np.asarray(Image.open(PHOTOS / f"{name}.jpg").convert("RGB"))
    y, x = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[y : y + height, x : x + width].copy()


def noise(height, width):
    return np.random.default_rng([width, height]).integers(0, 256, (height, width, 3), dtype=np.uint8)


def labelled(image):
    """A picture with random targets; masks and ids are noise, which shows every pixel that goes astray."""
    height, width = image.shape[:2]
    rng = np.random.default_rng([height, width])
    side = np.float32([width, height, width, height])
    corners = rng.random((5, 2, 2))
    boxes = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1).astype(np.float32)
    boxes = np.concatenate([boxes, np.float32([[0, 0, 1, 1], [0.4, 0.4, 0.6, 0.6]])]) * side
    points = np.concatenate([rng.random((6, 2)), [[0, 0], [1, 1], [0.5, 0.5]]]).astype(np.float32) * side[:2]
    return Sample(
        image,
        boxes,
        masks=rng.integers(0, 2, (len(boxes), height, width), dtype=np.uint8),
        segmentation=rng.integers(0, 6, (height, width), dtype=np.uint8),
        keypoints=np.column_stack([points, np.full(len(points), 2, np.float32)]),
    )


SAMPLES = [
    labelled(noise(13, 42)),
    labelled(noise(61, 61)),
    labelled(photo("astronaut", 97, 131)),
    labelled(photo("hubble_deep_field", 129, 87)),
    labelled(photo("coffee", 399, 599)),
]
