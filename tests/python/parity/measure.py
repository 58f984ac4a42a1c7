# SPDX-License-Identifier: MIT
"""One case: smalti draws and renders, another library repeats it with what was drawn, and both are held together."""

import dataclasses
import functools
import math

import numpy as np
import smalti as sm
import torch
from torchvision.transforms import v2

from .samples import SAMPLES, labelled, tensor

torch.set_num_threads(1)  # one order of float32 sums; and pictures of this size gain nothing from more
SEEDS = range(4)
PIXELS = ("image",)
GEOMETRY = ("image", "boxes", "masks", "segmentation", "keypoints")
IGNORE = 255  # what a segmentation shows where there is no picture


@dataclasses.dataclass(frozen=True)
class Bound:
    """What a row may differ by, and why: the largest difference, and the share of the values that may differ at all.

    inside: of boxes, only what sticks out of torchvision's counts.
    """

    largest: float = 0
    share: float = 1
    cause: str = ""
    inside: bool = False

    def __str__(self):
        largest = f"{self.largest:g}" if self.largest < math.inf else ""
        share = f"{100 * self.share:g} %" if self.share < 1 else ""
        return ", ".join(part for part in ("inside" if self.inside else "", largest, share) if part)


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of the page; `excess` is what the bound is asked of."""

    beside: str
    operator: str
    parameters: str
    target: str
    bound: Bound
    differing: int = 0
    total: int = 0
    largest: float = 0
    excess: float = 0

    @property
    def holds(self):
        return self.excess <= self.bound.largest and self.differing <= self.bound.share * self.total

    @property
    def promise(self):
        """What does not depend on the machine that measures."""
        return self.beside, self.operator, self.parameters, self.target, str(self.bound), self.bound.cause

    def with_pair(self, ours, theirs):
        ours, theirs = ours.astype(np.float64), theirs.astype(np.float64)
        difference = excess = np.abs(ours - theirs)
        if self.bound.inside:
            excess = np.concatenate([theirs[:, :2] - ours[:, :2], ours[:, 2:] - theirs[:, 2:]])
        return dataclasses.replace(
            self,
            differing=self.differing + int((difference > 0).sum()),
            total=self.total + difference.size,
            largest=max(self.largest, float(difference.max())),
            excess=max(self.excess, float(excess.max())),
        )


@dataclasses.dataclass(frozen=True)
class Drawn:
    """What smalti drew: `entries` as in Sample.params; `fill` is what a target shows where there is no picture."""

    op: sm.Operator
    entries: list
    at: dict
    extent: tuple
    fill: object = 0

    @property
    def state(self):
        return self.entries[0]["state"]

    @property
    def window(self):
        """top, left, height and width of a crop."""
        (x0, x1, *_), (y0, y1, *_) = self.state["x"], self.state["y"]
        return y0, x0, y1 - y0, x1 - x0

    @property
    def size(self):
        """[height, width] of the output."""
        return [self.state["y"][2], self.state["x"][2]]

    def with_fill(self, fill):
        return dataclasses.replace(self, fill=fill)

    @property
    def matrix(self):
        """Source to output (3 3)."""
        return np.array(self.state["matrix"]).reshape(3, 3)


class Case:
    """An operator with its parameters, and the call of torchvision that repeats it.

    theirs(x, drawn) takes a tensor, tv_tensor or PIL image and gives its like, or a tuple of them. `bounds` (by target,
    a blank written _) hold what differs; the rest must be equal. `note` says what is not called by the same parameters.
    Samples with a side below `least` are left out.
    """

    beside = "torchvision"

    def __init__(self, op, theirs, targets=GEOMETRY, *, note="", least=1, **bounds):
        self.op, self.theirs, self.targets, self.note, self.least = op, theirs, targets, note, least
        self.bounds = {name.replace("_", " "): bound for name, bound in bounds.items()}

    @property
    def operator(self):
        return type(self.op).__name__

    @property
    def parameters(self):
        text = repr(self.op)[len(self.operator) + 1 : -1]
        return f"{text} ({self.note})" if self.note else text

    def __str__(self):
        return f"{self.operator}({self.parameters})"

    @functools.cached_property
    def rows(self):
        """A Row for every target, over all samples and seeds."""
        rows = {}
        for sample in SAMPLES:
            if min(sample.extent) < self.least:
                continue
            for seed in SEEDS:
                for target, ours, theirs in self.pairs(sample, seed):
                    assert ours.shape == theirs.shape, f"{self}, {target}: {ours.shape} and {theirs.shape}"
                    if ours.size == 0:
                        continue
                    if target not in rows:
                        bound = self.bounds.get(target, Bound())
                        rows[target] = Row(self.beside, self.operator, self.parameters, target, bound)
                    rows[target] = rows[target].with_pair(ours, theirs)
        assert set(self.bounds) <= set(rows), f"{self} has no {set(self.bounds) - set(rows)}"
        return list(rows.values())

    def pairs(self, sample, seed):
        """(target, ours, theirs), arrays of one shape."""
        pipeline = sm.Compose([self.op], mode="exact", filter=None)
        out = pipeline(sample.image, seed=seed, index=sample.extent[0], **sample.targets())
        ours = out if isinstance(out, list) else [out]
        drawn = Drawn(self.op, ours[0].params["drawn"], ours[0].params["at"], sample.extent)
        for target in self.targets:
            theirs = self.theirs(sample.for_torchvision(target), drawn.with_fill(fill_of(self.op, target)))
            for mine, other in zip(ours, theirs if isinstance(theirs, tuple) else (theirs,), strict=True):
                yield from self.parts(target, mine, other, sample, drawn)

    def parts(self, target, ours, theirs, sample, drawn):
        """A target, or the parts of it that have bounds of their own."""
        if target == "image":
            yield target, np.atleast_3d(ours.image), theirs.permute(1, 2, 0).numpy()
        elif target == "PIL image":
            yield target, ours.image, np.asarray(theirs)
        elif target == "boxes":
            theirs = shown(theirs.numpy())
            assert not np.delete(theirs, ours.index, axis=0).any(), f"{self} drops a box that torchvision shows"
            yield target, shown(ours.boxes), theirs[ours.index]
        elif target == "masks":
            yield target, ours.masks, theirs.numpy()[ours.index]
        elif target == "segmentation":
            yield target, ours.segmentation, theirs.numpy()
        else:
            yield target, ours.keypoints[:, :2], theirs.numpy()


def fill_of(op, target):
    if target == "segmentation":
        return IGNORE
    if target == "masks":
        return 0
    fill = getattr(op, "fill", 0)
    return list(fill) if isinstance(fill, tuple) else fill


def shown(boxes):
    """Boxes that show nothing as zeros: smalti has them so, torchvision leaves them on the border."""
    empty = (boxes[:, 2] <= boxes[:, 0]) | (boxes[:, 3] <= boxes[:, 1])
    return np.where(empty[:, None], 0, boxes)


class Corner(Case):
    """An operator on whole pictures of one extent: the upper left corner of every sample."""

    def __init__(self, op, theirs, extent, **bounds):
        super().__init__(op, theirs, PIXELS, **bounds)
        self.extent = extent

    @property
    def parameters(self):
        return "for {} x {} px".format(*self.extent)

    def pairs(self, sample, seed):
        height, width = self.extent
        corner = labelled(np.ascontiguousarray(sample.image[:height, :width]))
        yield from super().pairs(corner, seed)


class Resampled(Case):
    """A resize; pictures whose rows Pillow 13, and so smalti, resizes first have a bound of their own."""

    def parts(self, target, ours, theirs, sample, drawn):
        for name, mine, other in super().parts(target, ours, theirs, sample, drawn):
            yield "image rows first" if name == "image" and self.rows_first(drawn) else name, mine, other

    def rows_first(self, drawn):
        _, _, height, width = drawn.window
        down, across = height - drawn.size[0], width - drawn.size[1]
        return self.op.antialias and down > 0 and down > 2 * across


class Warp(Case):
    """A warp; pixels that show a mixture with the fill, and boxes that the border cuts, have bounds of their own."""

    def parts(self, target, ours, theirs, sample, drawn):
        if target == "image":
            covered = self.theirs(torch.ones(1, *sample.extent), drawn.with_fill(0.0))[0].numpy()
            ring = (covered > 0) & (covered < 0.9999)
            theirs = theirs.permute(1, 2, 0).numpy()
            yield "image", ours.image[~ring], theirs[~ring]
            yield "image border", ours.image[ring], theirs[ring]
        elif target == "boxes":
            hull = self.theirs(sample.bounding_boxes(clamping_mode=None), drawn).numpy()
            height, width = ours.image.shape[:2]
            beyond = np.concatenate([-hull, hull - [width, height, width, height]], axis=1).max(axis=1)
            whole = beyond < 1e-3
            cut = ~whole & shown(ours.boxes).any(axis=1)
            yield "boxes", ours.boxes[whole], theirs.numpy()[whole]
            yield "boxes cut", ours.boxes[cut], theirs.numpy()[cut]
        else:
            yield from super().parts(target, ours, theirs, sample, drawn)


class Mix(Case):
    """An operator on batches; torchvision's transform is given the batch and what smalti drew for it."""

    def __init__(self, op, transform, params, **bounds):
        super().__init__(op, None, **bounds)
        self.transform, self.params = transform, params

    def pairs(self, sample, seed):
        images = [sample.image, sample.image[::-1], sample.image[:, ::-1], 255 - sample.image]
        if isinstance(self.transform, v2.MixUp):  # which refuses uint8
            images = [(image / 255).astype(np.float32) for image in images]
        labels = np.eye(len(images), dtype=np.float32)
        given = [{"image": np.ascontiguousarray(i), "image_label": label.tolist()} for i, label in zip(images, labels)]
        out = sm.Compose([self.op], mode="exact")(given, seed=seed, index=sample.extent[0])
        batch, labels = torch.stack([tensor(image) for image in images]), torch.from_numpy(labels)
        params = {"labels": labels, "batch_size": len(images), **self.params(out[0].params["drawn"][0]["state"])}
        mixed = self.transform.transform(batch, params).permute(0, 2, 3, 1)
        yield "image", np.stack([one.image for one in out]), mixed.numpy()
        mixed = self.transform.transform(labels, params)
        yield "soft label", np.float32([one.soft_label for one in out]), mixed.numpy()
